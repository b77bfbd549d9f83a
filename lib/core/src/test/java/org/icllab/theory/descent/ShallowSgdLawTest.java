package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.random.MersenneTwister;
import org.icllab.model.ShallowTraining;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class ShallowSgdLawTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void lossMatchesTheRecursionInHighPrecision() {
        // C(t+1) = aC(t) + b step by step with 40 digits: α, κ, τ, σ², η, then the loss at steps 1, 10, 100.
        double[][] reference = {
            {1, 1, 0.5, 0.25, 0.05, 0.925, 0.55625244853500149, 0.38593990292473187},
            {1.6, 0.4, 0.3, 0.25, 0.08, 0.9794, 1.0515366605812681, 2.18508624268669},
            {2, 0.5, 1, 0, 0.3, 0.895, 1.2011865204847494, 1.6110264624042543},
            {1, 1, 0.1, 0.25, 0.2, 2.44, 1209784.7331203104, 3.7084999415457593e+63},
        };
        int[] steps = {1, 10, 100};
        for (double[] row : reference) {
            ShallowSgdLaw law = ShallowSgdLaw.of(row[0], row[1], row[2], row[3], row[4]);
            for (int i = 0; i < steps.length; i++) {
                // A power of 100 multiplies rounding by that.
                assertClose(row[5 + i], law.loss(steps[i]), 1e-13, "loss");
            }
        }
    }

    @Test
    void lossStartsAtOne() {
        // C(0) = γ⋆² and not 1, as printed in the paper's Result 10: Γ = 0 is at distance 1 from I.
        for (double tau : new double[] {0.1, 1, INFINITY}) {
            ShallowSgdLaw law = ShallowSgdLaw.of(1, 1, tau, 0.25, 0.03);
            assertEquals(1, law.loss(0), 1e-15);
        }
    }

    @Test
    void lossMatchesSimulatedTraining() {
        int dimension = 48;
        int runs = 6;
        double sigma2 = 0.25;
        MersenneTwister random = new MersenneTwister(8);
        double[][] settings = {{1, 1, 0.5, 0.05}, {2, 0.5, 1, 0.08}};
        for (double[] row : settings) {
            ShallowSgdLaw law = ShallowSgdLaw.of(row[0], row[1], row[2], sigma2, row[3]);
            double[] distance = new double[21];
            for (int run = 0; run < runs; run++) {
                double[][] gamma = new double[dimension][dimension];
                for (int step = 0; step <= 20; step++) {
                    distance[step] += distanceToIdentity(gamma) / runs;
                    descend(gamma, row, sigma2, random);
                }
            }
            for (int step : new int[] {1, 10, 20}) {
                // 1/D corrections of a few units, and sampling noise of about 1/(D√runs): both within 3/D.
                assertClose(law.loss(step), distance[step], 3.0 / dimension, "step " + step);
            }
        }
    }

    private static double distanceToIdentity(double[][] gamma) {
        double sum = 0;
        for (int i = 0; i < gamma.length; i++) {
            for (int j = 0; j < gamma.length; j++) {
                double entry = gamma[i][j] - (i == j ? 1 : 0);
                sum += entry * entry;
            }
        }
        return sum / gamma.length;
    }

    /** One step on B fresh contexts, each with P labelled and K evaluation points, as theory.md [B3] defines it. */
    private static void descend(double[][] gamma, double[] setting, double sigma2, MersenneTwister random) {
        int dimension = gamma.length;
        int points = (int) (setting[0] * dimension);
        int evaluations = (int) (setting[1] * dimension);
        int batch = (int) (setting[2] * dimension);
        double[][] update = new double[dimension][dimension];
        for (int context = 0; context < batch; context++) {
            double[] task = gaussian(dimension, random);
            double[] summary = new double[dimension];
            for (int p = 0; p < points; p++) {
                double[] x = gaussian(dimension, random);
                double label = dot(x, task) + Math.sqrt(sigma2 * dimension) * random.nextGaussian();
                add(label / points, x, summary);
            }
            double[] miss = new double[dimension];
            for (int i = 0; i < dimension; i++) {
                miss[i] = task[i] - dot(gamma[i], summary);
            }
            double[] seen = new double[dimension];
            for (int k = 0; k < evaluations; k++) {
                double[] x = gaussian(dimension, random);
                add(dot(x, miss) / evaluations, x, seen);
            }
            for (int i = 0; i < dimension; i++) {
                add(seen[i] / batch, summary, update[i]);
            }
        }
        for (int i = 0; i < dimension; i++) {
            add(setting[3], update[i], gamma[i]);
        }
    }

    private static double[] gaussian(int n, MersenneTwister random) {
        double[] vector = new double[n];
        for (int i = 0; i < n; i++) {
            vector[i] = random.nextGaussian();
        }
        return vector;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double factor, double[] from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * from[i];
        }
    }

    @Test
    void slowTrainingEndsAtTheBestOneLayerModel() {
        for (double alpha : new double[] {0.5, 1, 3}) {
            ShallowSgdLaw law = ShallowSgdLaw.of(alpha, 1, 1, 0, 1e-7);
            // The gradient noise left is of order η.
            assertEquals(1 / ((1 + alpha) * (1 + alpha)), law.loss(1_000_000_000), 1e-6);
            assertClose(InContextDescent.optimum(alpha, 1, 0).gamma(), law.optimalGamma(), 1e-7, "γ⋆");
        }
    }

    @Test
    void populationDescentFollowsTheLandscapeOfOneLayer() {
        ShallowSgdLaw law = ShallowSgdLaw.of(1.5, 1, INFINITY, 0.4, 0.1);
        InContextDescent landscape = InContextDescent.of(1.5, 1, 0.4);
        double gamma = 0;
        for (int step = 0; step < 50; step++) {
            // Γ = γI, and the update of [B3] is half of −∂L/∂γ. Fifty steps of rounding.
            assertClose((1 - gamma) * (1 - gamma), law.loss(step), 1e-12, "step " + step);
            gamma -= 0.1 * landscape.slope(gamma) / 2;
        }
    }

    @Test
    void trainingSettlesBelowTheStabilityLimitOnly() {
        double limit = ShallowSgdLaw.of(1, 0.4, 0.3, 0.25, 1).stabilityLimit();
        ShallowSgdLaw below = ShallowSgdLaw.of(1, 0.4, 0.3, 0.25, 0.99 * limit);
        assertTrue(below.contraction() < 1);
        assertClose(below.loss(1_000_000), below.loss(2_000_000), 1e-9, "loss");
        ShallowSgdLaw above = ShallowSgdLaw.of(1, 0.4, 0.3, 0.25, 1.01 * limit);
        assertTrue(above.contraction() > 1);
        assertTrue(above.loss(10_000) > 1e6);
        assertEquals(INFINITY, above.loss(Integer.MAX_VALUE));
        assertEquals(INFINITY, ShallowSgdLaw.of(1, INFINITY, INFINITY, 0.25, 5).loss(Integer.MAX_VALUE));
        assertEquals(INFINITY, ShallowSgdLaw.of(INFINITY, 1, 1, 0, 5).loss(Integer.MAX_VALUE));
    }

    @Test
    void oneStepOfUnitContractionIsExact() {
        // ηr = 1 without gradient noise: one step reaches γ⋆ and stays.
        ShallowSgdLaw law = ShallowSgdLaw.of(1, INFINITY, INFINITY, 0, 0.5);
        assertEquals(1, law.loss(0), 1e-15);
        assertEquals(0.25, law.loss(1), 1e-15);
        assertEquals(0.25, law.loss(7), 1e-15);
    }

    @Test
    void studyGivesTheLossAfterEveryStep() {
        ShallowTraining setting = new ShallowTraining(10, 1, 0.5, 2, 0.25, 0.1, 20);
        ShallowSgdLaw law = ShallowSgdLaw.of(1, 0.5, 2, 0.25, 0.1);
        Results<ShallowTraining> results = Runner.of(1).run("law", ShallowSgdLaw.STUDY, Grid.of(setting));
        assertEquals(21, results.size());
        for (int step = 0; step <= 20; step++) {
            assertEquals(law.loss(step), results.at(ShallowTraining.TAKEN, step).only().mean(ShallowTraining.DISTANCE), 0);
        }
    }

    @Test
    void badInputIsRefusedByName() {
        assertRefused("alpha", () -> ShallowSgdLaw.of(0, 1, 1, 0, 0.1));
        assertRefused("kappa", () -> ShallowSgdLaw.of(1, -1, 1, 0, 0.1));
        assertRefused("tau", () -> ShallowSgdLaw.of(1, 1, Double.NaN, 0, 0.1));
        assertRefused("sigma2", () -> ShallowSgdLaw.of(1, 1, 1, -0.1, 0.1));
        assertRefused("eta", () -> ShallowSgdLaw.of(1, 1, 1, 0, 0));
        assertRefused("step", () -> ShallowSgdLaw.of(1, 1, 1, 0, 0.1).loss(-1));
    }

    private static void assertClose(double expected, double actual, double relative, String what) {
        assertEquals(expected, actual, relative * Math.abs(expected), what);
    }

    private static void assertRefused(String name, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith(name + " = "), message);
    }

    @Test
    void theFloorOfLongContextsKeepsItsDigits() {
        // At rest C = b/(1 − a) with r = 1: η²qe/(2η − η²(1 + q)), e = 1/α, q = 2.
        for (double alpha : new double[] {1e12, 1e15, 1e20}) {
            assertEquals(0.02 / 0.17 / alpha, ShallowSgdLaw.of(alpha, 1, 1, 0, 0.1).loss(1_000_000), 1e-9 / alpha);
        }
    }
}
