package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.ToDoubleFunction;
import org.icllab.linalg.Vectors;

/** A gradient against differences of the loss, weight by weight. */
final class Slopes {
    private static final double STEP = 1e-4;
    /** The differences' error is 1e-8/6 of a third derivative, here up to 30. */
    private static final double OF_DIFFERENCES = 5e-8;
    /** Of the gradient's length: a hundred roundings of 6e-8. */
    private static final double SINGLE = 6e-6;

    private Slopes() {
    }

    /** Of a model that computes in double precision. */
    static void areThose(Model model, Weights weights, Batch batch) {
        Loss loss = new Loss(model, batch.size());
        areThose(model, weights, batch, 0, values -> Loss.mean(loss.errors(values, batch)));
    }

    /**
     * Of a model that computes in single precision.
     *
     * @param exact the loss as a function of the weights in double precision
     */
    static void areAboutThose(Model model, Weights weights, Batch batch, ToDoubleFunction<double[]> exact) {
        areThose(model, weights, batch, SINGLE, exact);
    }

    private static void areThose(Model model, Weights weights, Batch batch, double rounding, ToDoubleFunction<double[]> loss) {
        double[] gradient = new double[weights.values().length];
        new Loss(model, batch.size()).gradient(weights.values(), batch, gradient);
        double limit = OF_DIFFERENCES + rounding * Vectors.norm(gradient);
        for (int i = 0; i < gradient.length; i += 7) {
            double slope = (at(loss, weights, i, STEP) - at(loss, weights, i, -STEP)) / (2 * STEP);
            assertEquals(slope, gradient[i], limit, model + ", weight " + i);
        }
    }

    private static double at(ToDoubleFunction<double[]> loss, Weights weights, int index, double by) {
        double[] shifted = weights.values().clone();
        shifted[index] += by;
        return loss.applyAsDouble(shifted);
    }
}
