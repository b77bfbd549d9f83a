package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.icllab.linalg.Matrix;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.FeatureSampler;
import org.icllab.simulation.pretraining.GammaRegression;
import org.icllab.simulation.pretraining.TaskPool;
import org.junit.jupiter.api.Test;

class LearnedMapTest {
    private static final double RHO = 0.01;

    @Test
    void expectedMapIsTheShrinkageOfTheSpreadTasks() {
        for (double tau : new double[] {0.5, 4}) {
            TaskPool pool = TaskPool.of(TaskLaw.SPHERE, 20, 12, RandomStream.of(1));
            AttentionRisk risk = AttentionRisk.of(2, 0.6, tau, RHO, 1e-4);
            LearnedMap map = LearnedMap.of(Matrix.zeros(20, 21), pool.moments().mean(), pool.moments().second(), risk);
            for (int i = 0; i < 20; i++) {
                double r = map.eigenvalues()[i];
                for (int j = 0; j < 20; j++) {
                    // The closed form against the (d+1)-dimensional solve: rounding, amplified by S's condition of 10².
                    assertEquals(i == j ? r / (r + risk.taskShrinkage()) : 0, map.expected().get(i, j), 1e-12);
                }
            }
            assertEquals(meanTaskLeft(map, pool, risk), norm(map.expected().column(20)), 1e-12);
        }
    }

    /** |ḡ| by the other form, v/(v²+ε) |(I − Γ̄₁)b|, from the eigenvalues: b's coordinates do not come with the map. */
    private static double meanTaskLeft(LearnedMap map, TaskPool pool, AttentionRisk risk) {
        double v = 1 + RHO;
        double epsilon = risk.effectiveRidge();
        // (I − Γ̄₁)b = ν(R̃+ν)^{-1}b; solve for it by Richardson iteration, sure to converge as R̃ ≤ its trace.
        Matrix second = pool.moments().second();
        double[] b = pool.moments().mean();
        double nu = risk.taskShrinkage();
        double top = map.eigenvalues()[0] + nu;
        double[] x = new double[b.length];
        for (int step = 0; step < 5_000; step++) {
            double[] image = second.times(x);
            double along = 0;
            for (int i = 0; i < b.length; i++) {
                along += b[i] * x[i] * v * v / (v * v + epsilon);
            }
            for (int i = 0; i < b.length; i++) {
                x[i] += (nu * b[i] - image[i] + along * b[i] - nu * x[i]) / top;
            }
        }
        return v / (v * v + epsilon) * norm(x);
    }

    @Test
    void spreadsAddUpToTheVarianceOfTheRisk() {
        // Many tasks, so that b is small: (1/d) Σ spread² is then [A4]'s V, over R's own spectrum.
        int d = 30;
        TaskPool pool = TaskPool.of(TaskLaw.SPHERE, d, 100_000, RandomStream.of(2));
        AttentionRisk risk = AttentionRisk.of(2, Double.POSITIVE_INFINITY, 3, RHO, 0);
        LearnedMap map = LearnedMap.of(Matrix.zeros(d, d + 1), pool.moments().mean(), pool.moments().second(), risk);
        double sum = Arrays.stream(map.spreads()).limit(d).map(s -> s * s).sum();
        // R = I to a percent: V = (e_IDG/τ) (1+q)/(1+ν)².
        double nu = risk.taskShrinkage();
        double expected = risk.idg() / 3 * (1 + risk.contextNoise()) / ((1 + nu) * (1 + nu));
        assertEquals(expected, sum, 0.01 * expected);
    }

    @Test
    void pretrainedMapScattersAboutTheExpectedOneAsSaid() {
        for (double[] setting : new double[][] {{0.5, 4}, {2, 4}, {0.5, 0.5}, {2, 0.5}}) {
            int d = 48;
            double kappa = setting[0];
            double tau = setting[1];
            TaskPool pool = TaskPool.of(TaskLaw.SPHERE, d, (int) (kappa * d), RandomStream.of(3));
            var sample = FeatureSampler.of(pool, 2 * d, RHO).sample((int) (tau * d * d), RandomStream.of(4));
            LearnedMap map = LearnedMap.of(GammaRegression.of(sample, 1e-5).solve().gamma(), pool.moments().mean(), pool.moments().second(),
                    AttentionRisk.of(2, kappa, tau, RHO, 1e-5));
            double meanSquare = Arrays.stream(map.residuals()).map(z -> z * z).average().orElseThrow();
            // Chance is 0.03 (d² entries); the limit is off by some (6 + 4/|1−τ|)/d at finite d.
            for (int i = 0; i < d; i++) {
                double distance = map.diagonal()[i] - map.expected().get(i, i);
                // The same quotient, its numerator rounded once.
                assertEquals(distance / map.spreads()[i], map.diagonalResiduals()[i], 1e-12);
            }
            assertEquals(1, meanSquare, (6 + 4 / Math.abs(1 - tau)) / d, "κ = " + kappa + ", τ = " + tau);
        }
    }

    @Test
    void tasksThatDoNotDifferInADirectionHaveEigenvalueZeroThere() {
        TaskPool pool = TaskPool.of(TaskLaw.SPHERE, 10, 4, RandomStream.of(5));
        LearnedMap map = LearnedMap.of(Matrix.zeros(10, 11), pool.moments().mean(), pool.moments().second(),
                AttentionRisk.of(1, 0.4, 2, RHO, 0));
        assertTrue(map.eigenvalues()[2] > 0.1);
        assertEquals(3, map.rank());
        // k − 1 directions about the mean; the rest is rounding.
        assertEquals(0, map.eigenvalues()[3], 1e-13);
        assertEquals(0, map.eigenvalues()[9], 1e-13);
    }

    @Test
    void badArgumentsAreRefused() {
        var pool = TaskPool.of(TaskLaw.SPHERE, 4, 4, RandomStream.of(5)).moments();
        var gamma = Matrix.zeros(5, 6);
        assertThrows(IllegalArgumentException.class, () -> LearnedMap.of(gamma, pool.mean(), pool.second(), AttentionRisk.of(1, 1, 2, 0, 0)));
        assertThrows(IllegalArgumentException.class, () -> LearnedMap.of(Matrix.zeros(4, 5), pool.mean(), pool.second(),
                AttentionRisk.of(1, 1, 1, 0.1, 0)));
    }

    private static double norm(double[] vector) {
        return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
    }
}
