package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble;
import org.junit.jupiter.api.Test;

class OptimiserTest {
    @Test
    void fallingRateFallsLinearlyToNothing() {
        int[] every = {0, 1, 2, 3, 4, 5};
        double[] constant = path(Optimiser.sgd(1e-3), every);
        double[] falling = path(Optimiser.sgd(1e-3).fallingTo(4), every);
        double step = constant[1] - constant[0];
        assertEquals(step, falling[1] - falling[0], 0);
        // Later gradients differ by the learning rate's size, 1e-3.
        assertEquals(0.75, (falling[2] - falling[1]) / (constant[2] - constant[1]), 0.01);
        assertEquals(0.25, (falling[4] - falling[3]) / (constant[4] - constant[3]), 0.01);
        assertEquals(0, falling[5] - falling[4], 0);
    }

    @Test
    void rateThatHasFallenBeforeTheFirstStepIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Optimiser.adam(0.1).fallingTo(0));
    }

    private static double[] path(Optimiser optimiser, int[] steps) {
        return Training.of(new TokenAttention(1, 3), Contexts.fresh(RegressionEnsemble.isotropic(3), 0.01),
                        new Batch.Size(50, 3, 6, 1), optimiser)
                .measuring(weights -> new double[] {weights.array("v")[0]}).run(steps, RandomStream.of(1)).measured(0);
    }
}
