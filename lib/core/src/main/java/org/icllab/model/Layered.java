package org.icllab.model;

/** What the settings with a depth have in common. */
public interface Layered extends Descent {
    /** @return L, where theory also takes infinity and numbers between integers */
    double depth();

    /**
     * @return L, as a number of layers that can be built
     * @throws IllegalArgumentException if it is not an integer
     */
    default int layers() {
        return Descent.layers(depth());
    }
}
