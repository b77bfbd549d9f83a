package org.icllab.simulation.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.icllab.linalg.Cholesky;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.Context;
import org.junit.jupiter.api.Test;

class BayesRidgeTest {
    private static final double[] TASK = {1, -1, 0.5, 2, 0};

    @Test
    void estimateSolvesTheNormalEquations() {
        for (int length : new int[] {2, 5, 20}) {
            for (double noise : new double[] {1e-2, 1, 1e6}) {
                ContextEvidence evidence = evidence(Context.of(TASK, length, 0.3, RandomStream.of(length)));
                double[] direct = Cholesky.of(evidence.gram(0).plusDiagonal(noise)).solve(evidence.moment(0));
                // Two solvers of a system of condition at most about 1e4.
                assertArrayEquals(direct, BayesRidge.of(noise).estimate(evidence).column(0), 1e-11);
            }
        }
    }

    @Test
    void withoutNoiseTheEstimateInterpolatesAndIsLeastInNorm() {
        Context context = Context.of(TASK, 3, 0, RandomStream.of(1));
        ContextEvidence evidence = evidence(context);
        for (double noise : new double[] {0, Double.MIN_VALUE, 1e-30}) {
            double[] estimate = BayesRidge.of(noise).estimate(evidence).column(0);
            Matrix inputs = Matrix.wrap(5, 3, Arrays.copyOf(context.inputs().data(), 15));
            double[] fitted = inputs.transpose().times(estimate);
            assertArrayEquals(Arrays.copyOf(context.labels(), 3), fitted, 1e-12);
            // Least norm: it lies in the span of the inputs, X (XᵀX)^{-1} y.
            double[] dual = Cholesky.of(inputs.transposeTimes(inputs)).solve(Arrays.copyOf(context.labels(), 3));
            assertArrayEquals(inputs.times(dual), estimate, 1e-12);
        }
    }

    @Test
    void enoughExamplesWithoutNoiseGiveTheTask() {
        ContextEvidence evidence = evidence(Context.of(TASK, 12, 0, RandomStream.of(2)));
        assertArrayEquals(TASK, BayesRidge.of(0).estimate(evidence).column(0), 1e-12);
        Matrix task = Matrix.wrap(5, 1, TASK.clone());
        assertEquals(0.7, BayesRidge.of(0).errors(evidence, task, 0.7)[0], 1e-15);
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> BayesRidge.of(-1));
        assertThrows(IllegalArgumentException.class, () -> BayesRidge.of(Double.NaN));
        ContextEvidence evidence = evidence(Context.of(TASK, 12, 0, RandomStream.of(2)));
        TaskEstimator estimator = BayesRidge.of(1);
        for (Matrix tasks : List.of(Matrix.zeros(2, 1), Matrix.zeros(5, 2))) {
            assertThrows(IllegalArgumentException.class, () -> estimator.errors(evidence, tasks, 1));
        }
        assertThrows(IllegalArgumentException.class, () -> estimator.errors(evidence, Matrix.zeros(5, 1), -1));
    }

    private static ContextEvidence evidence(Context context) {
        return ContextEvidence.of(List.of(context));
    }
}
