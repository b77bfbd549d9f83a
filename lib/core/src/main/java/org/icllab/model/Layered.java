package org.icllab.model;

/** What the settings with a depth have in common. */
public interface Layered extends Descent {
    /** @return L, where theory also takes infinity */
    double depth();

    /**
     * @return L, as a number of layers that can be built
     * @throws IllegalArgumentException if it is not a finite integer
     */
    default int layers() {
        return Descent.layers(depth());
    }
}
