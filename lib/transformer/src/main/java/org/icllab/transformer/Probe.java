package org.icllab.transformer;

/** What is measured of the weights while they are trained. */
@FunctionalInterface
public interface Probe {
    /** Measures nothing. */
    Probe NOTHING = weights -> new double[0];

    /** @return always equally many numbers */
    double[] measure(Weights weights);
}
