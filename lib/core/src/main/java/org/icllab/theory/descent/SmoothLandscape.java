package org.icllab.theory.descent;

import java.util.function.DoubleUnaryOperator;
import org.icllab.Require;

/**
 * See {@link Landscape#of}.
 *
 * @param lossAt \( \mathcal L(\gamma) \)
 * @param slopeAt its derivative
 */
record SmoothLandscape(double depth, double edge, DoubleUnaryOperator lossAt, DoubleUnaryOperator slopeAt)
        implements Landscape {
    private static final double LEAST = 1e-4;

    @Override
    public double loss(double gamma) {
        return lossAt.applyAsDouble(Require.nonNegative("gamma", gamma));
    }

    @Override
    public double slope(double gamma) {
        return slopeAt.applyAsDouble(Require.nonNegative("gamma", gamma));
    }

    @Override
    public Optimum optimum() {
        return Optimum.between(LEAST * edge, edge, lossAt, slopeAt);
    }
}
