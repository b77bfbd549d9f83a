package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.junit.jupiter.api.Test;

class InContextDescentTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final double[] ALPHAS = {0.1, 0.5, 1, 1.5, 10};
    private static final double[] DEPTHS = {1, 2, 3, 8, 16, 64, INFINITY};

    @Test
    void lossMatchesHighPrecision() {
        // [B2] by Gauss–Legendre in the angle with 30 digits (60 for the smallest): α, L, γ, σ², loss.
        double[][] reference = {
            {0.5, 2, 0.75, 0.25, 0.6744384765625},
            {0.5, 64, 30, 0.25, 5.21738076001297149e+26},
            {0.125, 16, 1.5, 1, 1.01781540999958727},
            {1, 64, 32.5, 0.5, 1.72724445036707739},
            {1.125, 16, 4, 0.25, 0.368181241570038288},
            {2, 64, 45, 0.25, 0.34546859493567693},
            {2, 1, 3, 0.25, 9.625},
            {1 + 0x1p-10, 8, 6, 0.0625, 290.659409316342322},
            {4, 64, 100, 0, 9.48640489058465605e+47},
            {50, 32, 30, 0, 5.68213558175598235e-36},
            {0.5, INFINITY, 3, 0.25, 0.677814375757773015},
            {1, INFINITY, 100, 0.01, 0.101071892471330158},
            {2, INFINITY, 8, 0, 0.011919880123481496},
            {1 + 0x1p-10, INFINITY, 20, 0.0625, 0.243377988751408273},
            {1e6, 4, 3, 0.5, 0.0000157587360470961418},
            {0.5, 1024, 300, 0.25, 0.75},
        };
        for (double[] row : reference) {
            double loss = InContextDescent.loss(row[0], row[1], row[2], row[3]);
            // Nodes are rounded, and up to 128 factors multiply that; infinite depth is asked for 1e-13.
            assertClose(row[4], loss, 1e-12, "α = " + row[0] + ", L = " + row[1] + ", γ = " + row[2]);
        }
    }

    @Test
    void lossIsTheErrorOfGradientDescentOnSampledContexts() {
        MersenneTwister random = new MersenneTwister(251001098);
        int dimension = 200;
        for (double[] row : new double[][] {{0.5, 4, 1, 0.3}, {2, 4, 2, 0.3}, {1, 1, 0.7, 0}, {1.5, 16, 3, 0.5}}) {
            SummaryStatistics errors = new SummaryStatistics();
            for (int trial = 0; trial < 40; trial++) {
                int points = (int) (row[0] * dimension);
                errors.addValue(sampledError(dimension, points, (int) row[1], row[2], row[3], random));
            }
            // Four standard errors, and the O(1/D) by which a finite context differs.
            double allowance = 4 * errors.getStandardDeviation() / Math.sqrt(errors.getN()) + 1.0 / dimension;
            assertEquals(errors.getMean(), InContextDescent.loss(row[0], row[1], row[2], row[3]), allowance);
        }
    }

    /** \( |\beta - \hat\beta|^2/D \) after the explicit steps on one context's least squares. */
    private static double sampledError(int dimension, int points, int depth, double gamma, double sigma2,
            MersenneTwister random) {
        RealMatrix inputs = MatrixUtils.createRealMatrix(dimension, points);
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < points; j++) {
                inputs.setEntry(i, j, random.nextGaussian());
            }
        }
        RealVector task = new ArrayRealVector(
                IntStream.range(0, dimension).mapToDouble(i -> random.nextGaussian()).toArray());
        RealVector labels = inputs.transpose().operate(task).mapDivide(Math.sqrt(dimension))
                .map(label -> label + Math.sqrt(sigma2) * random.nextGaussian());
        RealVector fit = new ArrayRealVector(dimension);
        for (int step = 0; step < depth; step++) {
            RealVector residual = labels.subtract(
                    inputs.transpose().operate(fit).mapDivide(Math.sqrt(dimension)));
            fit = fit.add(inputs.operate(residual).mapMultiply(gamma * Math.sqrt(dimension) / (depth * points)));
        }
        double distance = task.subtract(fit).getNorm();
        return distance * distance / dimension;
    }

    @Test
    void optimumOfOneLayerIsClosedForm() {
        for (double alpha : ALPHAS) {
            for (double sigma2 : new double[] {0, 0.25, 3}) {
                Optimum optimum = InContextDescent.optimum(alpha, 1, sigma2);
                // Not (1+α)^{−2} at σ = 0, as printed in the paper's Result 1. γ: half the digits, at a flat minimum.
                assertClose((1 + sigma2) / (alpha + 1 + sigma2), optimum.loss(), 1e-14, "loss at α = " + alpha);
                assertClose(alpha / (alpha + 1 + sigma2), optimum.gamma(), 5e-8, "γ at α = " + alpha);
            }
        }
    }

    @Test
    void optimumMatchesHighPrecision() {
        // Root of ∂L/∂γ by bisection with 30 digits: α, L, σ², γ, loss.
        double[][] reference = {
            {0.5, 2, 0.25, 0.618933377560511, 0.658827364117139431},
            {0.5, 16, 0.25, 1.0815808132977, 0.645766218134018391},
            {1.125, 16, 0.0625, 8.2802214733977, 0.181841184212942387},
            {2, 3, 0.5, 1.6668887361996, 0.301351033619093804},
            {2, 64, 0, 42.6666666666667, 2.96595853585518211e-6},
            {50, 4, 2.5, 2.2910793165667, 0.0490070054637445682},
            {0.5, INFINITY, 0.25, 1.1185778501016, 0.645071954809119207},
            {1, INFINITY, 0.0625, 9.70248220766168, 0.226930323052805464},
            {4, INFINITY, 1, 1.9471976252772, 0.242221940320802425},
        };
        for (double[] row : reference) {
            Optimum optimum = InContextDescent.optimum(row[0], row[1], row[2]);
            // A flat minimum gives the loss all its digits and γ half of them.
            assertClose(row[4], optimum.loss(), 1e-12, "loss at α = " + row[0] + ", L = " + row[1]);
            assertClose(row[3], optimum.gamma(), 1e-7, "γ at α = " + row[0] + ", L = " + row[1]);
        }
    }

    @Test
    void optimumIsNoHigherThanAnyPointOfAFineScan() {
        for (double alpha : ALPHAS) {
            for (double depth : new double[] {1, 2, 3, 4, 16, 33, 64}) {
                for (double noise : new double[] {0, 1e-3, 0.2, 5, 1e4}) {
                    InContextDescent descent = InContextDescent.of(alpha, depth, noise * alpha);
                    double least = descent.optimum().loss();
                    for (int i = 0; i <= 1000; i++) {
                        // Beyond the edge too, where even depths can have a second minimum.
                        double gamma = 2.5 * descent.edge() * i / 1000;
                        assertTrue(least <= descent.loss(gamma) * (1 + 1e-13),
                                "α = " + alpha + ", L = " + depth + ", σ²/α = " + noise + ", γ = " + gamma);
                    }
                }
            }
        }
    }

    @Test
    void noiselessOptimumIsAtTheCentreOfTheSpectrum() {
        for (double alpha : ALPHAS) {
            for (double depth : new double[] {1, 2, 7, 64}) {
                // Half the digits, at a flat minimum; the deeper the flatter.
                double expected = depth * alpha / (alpha + 1);
                assertClose(expected, InContextDescent.optimum(alpha, depth, 0).gamma(), 1e-7, alpha + ", " + depth);
            }
        }
    }

    @Test
    void infiniteDepthIsRightAtEveryStep() {
        // reference/descent.py: α, γ, σ², loss. Some hundred terms; with noise up to 20 of a sum are taken off it.
        double[][] reference = {
            {1, 1e6, 0, 3.9894226793448583e-4},
            {1.001, 1e6, 0, 8.3496993947691775e-5},
            {0.999, 1e6, 0, 1.0831340379667585e-3},
            {1, 1e6, 0.5, 330.24505082472239},
            {2, 1e3, 0.25, 0.25},
            {1, 1e12, 1e-3, 660.98871298432791},
        };
        for (double[] row : reference) {
            assertClose(row[3], InContextDescent.loss(row[0], INFINITY, row[1], row[2]), 1e-12, "α = " + row[0]);
        }
        // 1/√(2πγ), whose next term is a 1/(16γ) of it.
        assertClose(1 / Math.sqrt(2 * Math.PI * 1e200), InContextDescent.loss(1, INFINITY, 1e200, 0), 1e-12, "γ = 1e200");
    }

    @Test
    void infinitelyDeepFlowGoesOnForEver() {
        double[] times = {1e14, 1e16, 1e100, 1e280};
        double[] gamma = InContextDescent.of(1, INFINITY, 0).flow(times).gamma();
        for (int i = 0; i < times.length; i++) {
            // L → 1/√(2πγ) for large γ, to a part of 1/γ.
            double expected = Math.pow(5 * times[i] / (4 * Math.sqrt(2 * Math.PI)), 0.4);
            assertClose(expected, gamma[i], 1 / expected + 1e-10, "t = " + times[i]);
        }
    }

    @Test
    void negativeZeroIsZero() {
        assertEquals(InContextDescent.optimum(1, 4, 0), InContextDescent.optimum(1, 4, -0.0));
    }

    @Test
    void infiniteDepthWithoutNoiseLeavesWhatTheContextDoesNotShow() {
        for (double alpha : new double[] {0.25, 1, 2, INFINITY}) {
            assertEquals(new Optimum(INFINITY, Math.max(0, 1 - alpha)), InContextDescent.optimum(alpha, INFINITY, 0));
        }
        // e^{−2γλ₋} remains at γ = 500, λ₋ = 1: nothing beside 0.75.
        assertClose(0.75, InContextDescent.loss(0.25, INFINITY, 500, 0), 1e-15, "γ = 500");
    }

    @Test
    void depthHelpsUntilItStopsMatteringAtLongContexts() {
        for (double sigma2 : new double[] {0, 0.25}) {
            double previous = 1;
            for (double depth : DEPTHS) {
                double loss = InContextDescent.optimum(1, depth, sigma2).loss();
                assertTrue(loss < previous, "L = " + depth);
                previous = loss;
            }
        }
        for (double depth : DEPTHS) {
            // At most the (1+σ²)/α of a single layer.
            assertEquals(0, InContextDescent.optimum(1e6, depth, 0.25).loss(), 1.25e-6);
        }
    }

    @Test
    void longestContextsLeaveASingleDirection() {
        InContextDescent descent = InContextDescent.of(INFINITY, 4, 0.5);
        assertClose(Math.pow(1 - 3 / 4.0, 8), descent.loss(3), 1e-14, "γ = 3");
        assertClose(4, descent.optimum().gamma(), 1e-6, "γ");
    }

    @Test
    void lossIsLargeAndNeverNaNPastTheEdge() {
        for (double alpha : new double[] {1e-3, 0.5, 1, 2, INFINITY}) {
            for (double depth : new double[] {1, 2, 63, 64, 1000}) {
                for (double sigma2 : new double[] {0, 1}) {
                    InContextDescent descent = InContextDescent.of(alpha, depth, sigma2);
                    assertTrue(descent.loss(descent.edge()) < 1000);
                    assertTrue(descent.loss(5 * descent.edge()) > 1);
                    assertFalse(Double.isNaN(descent.slope(1e200)));
                    assertTrue(descent.loss(1e200) > 1e100);
                }
            }
        }
        assertEquals(INFINITY, InContextDescent.loss(1, 64, 1e10, 1));
    }

    @Test
    void smallStepsLoseNoDigits() {
        for (double depth : DEPTHS) {
            // 1 − L = 2γE[λ] − O(γ²), and E[λ] = 1; the loss itself resolves 1e-16.
            assertEquals(2e-9, 1 - InContextDescent.loss(0.5, depth, 1e-9, 4), 1e-15, "L = " + depth);
            // The velocity falls from 2 by γ times a curvature of a few dozen.
            assertEquals(-2, InContextDescent.of(0.5, depth, 4).slope(1e-18), 1e-14, "L = " + depth);
        }
    }

    @Test
    void flowOfOneLayerIsAnExponential() {
        double alpha = 0.8;
        double sigma2 = 0.3;
        double best = alpha / (alpha + 1 + sigma2);
        GammaPath path = InContextDescent.of(alpha, 1, sigma2).flow(new double[] {0, 0.01, 0.1, 1, 10, 1e9});
        for (int i = 0; i < path.times().length; i++) {
            // L'(γ) = 2(γ/γ⋆ − 1). 1e-9: what GammaPath states.
            assertEquals(-best * Math.expm1(-2 * path.times()[i] / best), path.gamma()[i], 1e-9 * best);
        }
        // Two weights and an atom add up to 1.
        assertEquals(1, path.loss()[0], 1e-15);
    }

    @Test
    void flowMatchesAnotherIntegrator() {
        // SciPy's DOP853 at 1e-13 on [B2] by 4000-point Gauss–Legendre: α, L, σ², γ(0.1), γ(1), γ(30).
        double[][] reference = {
            {0.5, 4, 0.25, 0.1329919916642968, 0.4448658143936921, 0.9685256620460551},
            {2, 64, 0, 0.15801858507098843, 0.7189558672022586, 3.01610375894276},
            {1.5, 16, 0.5, 0.15172206055170293, 0.6218233455692711, 1.6679629319064841},
            {0.5, INFINITY, 0.25, 0.12996219739948017, 0.4495828855743482, 1.0761891431123427},
            {2, INFINITY, 0, 0.15782686166272814, 0.7181711540859941, 3.0200071412050398},
        };
        for (double[] row : reference) {
            GammaPath path = InContextDescent.of(row[0], row[1], row[2]).flow(new double[] {0.1, 1, 30});
            for (int i = 0; i < 3; i++) {
                assertClose(row[3 + i], path.gamma()[i], 1e-9, "α = " + row[0] + ", L = " + row[1] + ", " + i);
            }
        }
    }

    @Test
    void flowComesToRestAtTheOptimum() {
        for (double depth : new double[] {1, 2, 16, INFINITY}) {
            InContextDescent descent = InContextDescent.of(1.5, depth, 0.5);
            GammaPath path = descent.flow(new double[] {1e4, 1e12, 1e12});
            assertClose(descent.optimum().loss(), path.loss()[1], 1e-12, "L = " + depth);
            assertClose(descent.optimum().gamma(), path.gamma()[1], 1e-7, "L = " + depth);
            assertEquals(path.gamma()[1], path.gamma()[2]);
        }
    }

    @Test
    void badInputIsRefusedByName() {
        assertRefused("alpha", () -> InContextDescent.of(0, 1, 0));
        assertRefused("depth", () -> InContextDescent.of(1, 1.5, 0));
        assertRefused("sigma2", () -> InContextDescent.of(1, 1, -1));
        InContextDescent descent = InContextDescent.of(1, 1, 0);
        assertRefused("gamma", () -> descent.loss(-1));
        assertRefused("gamma", () -> descent.loss(INFINITY));
        assertRefused("times[1]", () -> descent.flow(new double[] {1, 0.5}));
        assertRefused("times[0]", () -> descent.flow(new double[] {Double.NaN}));
    }

    private static void assertClose(double expected, double actual, double relative, String what) {
        assertEquals(expected, actual, relative * Math.abs(expected), what);
    }

    private static void assertRefused(String name, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith(name + " = "), message);
    }
}
