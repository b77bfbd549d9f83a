package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A gradient against differences of the loss, weight by weight. */
final class Slopes {
    private static final double STEP = 1e-4;

    private Slopes() {
    }

    static void areThose(Model model, Weights weights, Batch batch) {
        Loss loss = new Loss(model, batch.size());
        double[] gradient = new double[weights.values().length];
        loss.gradient(weights.values(), batch, gradient);
        for (int i = 0; i < gradient.length; i += 7) {
            double slope = (at(loss, weights, i, STEP, batch) - at(loss, weights, i, -STEP, batch)) / (2 * STEP);
            // The differences' error is 1e-8/6 of a third derivative, here up to 30.
            assertEquals(slope, gradient[i], 5e-8, model + ", weight " + i);
        }
    }

    private static double at(Loss loss, Weights weights, int index, double by, Batch batch) {
        double[] shifted = weights.values().clone();
        shifted[index] += by;
        return Loss.mean(loss.errors(shifted, batch));
    }
}
