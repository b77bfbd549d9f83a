package org.icllab.theory.descent;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import java.util.List;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.DoubleUnaryOperator;
import org.icllab.model.BalancedTraining;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

class BalancedAttentionLawTest {
    private static final double[] TIMES = {0, 5, 20, 60, 200};

    /** All four weights by Runge and Kutta's method, on slopes of the loss taken by differences. */
    @Test
    void balancedFlowIsThatOfTheFourWeights() {
        InContextDescent isotropic = InContextDescent.of(1.5, 4, 0.1);
        check(isotropic::loss, BalancedAttentionLaw.of(isotropic));
        RotatedCovarianceLaw rotated = RotatedCovarianceLaw.of(Spectrum.powerLaw(20, 1.25, 1.25), 3);
        check(rotated::loss, BalancedAttentionLaw.of(rotated));
    }

    private static void check(DoubleUnaryOperator loss, BalancedAttentionLaw law) {
        GammaPath path = law.flow(0.5, TIMES);
        double[] w = {0.5, 0.5, 0.5, Math.sqrt(0.5)};
        double now = 0;
        for (int i = 0; i < TIMES.length; i++) {
            int steps = (int) Math.ceil((TIMES[i] - now) / 0.005);
            for (int step = 0; step < steps; step++) {
                rungeKutta(w, (TIMES[i] - now) / steps, loss);
            }
            now = TIMES[i];
            // Slopes by differences of 1e-4 are right to 1e-8, the method of order 4 to as much.
            assertEquals(gamma(w), path.gamma()[i], 1e-6 * gamma(w), "t = " + now);
            assertEquals(loss.applyAsDouble(gamma(w)), path.loss()[i], 1e-6);
            assertEquals(0, w[3] * w[3] - 2 * w[0] * w[0], 1e-9);
            assertEquals(w[0], w[2], 1e-9);
        }
    }

    /** γ for w = (w_v, w_k, w_q, w_x). */
    private static double gamma(double[] w) {
        return w[0] * w[1] * w[2] * w[3] * w[3];
    }

    private static double[] velocity(double[] w, DoubleUnaryOperator loss) {
        double gamma = gamma(w);
        double slope = (loss.applyAsDouble(gamma + 1e-4) - loss.applyAsDouble(gamma - 1e-4)) / 2e-4;
        return new double[] {-slope * gamma / w[0], -slope * gamma / w[1], -slope * gamma / w[2], -slope * 2 * gamma / w[3]};
    }

    private static void rungeKutta(double[] w, double h, DoubleUnaryOperator loss) {
        double[] k1 = velocity(w, loss);
        double[] k2 = velocity(moved(w, k1, h / 2), loss);
        double[] k3 = velocity(moved(w, k2, h / 2), loss);
        double[] k4 = velocity(moved(w, k3, h), loss);
        for (int i = 0; i < w.length; i++) {
            w[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
    }

    private static double[] moved(double[] w, double[] by, double h) {
        double[] result = w.clone();
        for (int i = 0; i < w.length; i++) {
            result[i] += h * by[i];
        }
        return result;
    }

    @Test
    void plateausMatchHighPrecision() {
        // reference/descent.py: w, t, γ.
        double[][] reference = {{0.1, 100, 5.2484495616266402e-4}, {0.01, 1e5, 5.2572756007761624e-9}};
        Landscape landscape = RotatedCovarianceLaw.of(Spectrum.powerLaw(16, 1.25, 0.75), 16);
        for (double[] row : reference) {
            double gamma = BalancedAttentionLaw.of(landscape).flow(row[0], row[1]).gamma()[0];
            assertEquals(row[2], gamma, 1e-11 * row[2], "w = " + row[0]);
        }
    }

    @Test
    void timesAreThoseOfQuadratureFromTheLeastStartOn() {
        for (Landscape landscape : List.of(RotatedCovarianceLaw.of(Spectrum.powerLaw(16, 1.25, 0.75), 16),
                InContextDescent.of(2, 8, 0.1), RotatedRisk.of(Spectrum.powerLaw(16, 1.25, 0.75), 0.5, 2).atDepth(4))) {
            for (double w : new double[] {1e-4, 1e-3, 2e-3, 0.01, 0.1, 0.3}) {
                // The plateau lasts 1/(6w³·slope); at its very end γ is the rounding of t, so that t is compared.
                double plateau = -1 / (6 * w * w * w * landscape.slope(0));
                for (double part : new double[] {1e-3, 0.5, 0.99, 1.01, 1.5}) {
                    double gamma = BalancedAttentionLaw.of(landscape).flow(w, part * plateau).gamma()[0];
                    if (landscape.slope(gamma) < 0.01 * landscape.slope(0)) {
                        assertEquals(part * plateau, time(landscape, BalancedAttentionLaw.gamma(w), gamma),
                                1e-9 * part * plateau, landscape + " from w = " + w);
                    }
                }
            }
        }
    }

    /** \( \int d\gamma/\dot\gamma \) in \( \ln\gamma \), 400 panels of 8 points. */
    private static double time(Landscape landscape, double from, double to) {
        double sum = 0;
        double step = Math.log(to / from) / 400;
        for (int i = 0; i < 400; i++) {
            double low = from * Math.exp(i * step);
            sum += new GaussIntegratorFactory().legendre(8, 0, step).integrate(y -> {
                double gamma = low * Math.exp(y);
                return -gamma / (20 * Math.pow(gamma / 2, 1.6) * landscape.slope(gamma));
            });
        }
        return sum;
    }

    @Test
    void lossFallsByThePaperPower() {
        double beta = 1.25;
        RotatedCovarianceLaw landscape = RotatedCovarianceLaw.of(Spectrum.powerLaw(1 << 14, 1.5, beta), Double.POSITIVE_INFINITY);
        GammaPath path = BalancedAttentionLaw.of(landscape).flow(0.4, new double[] {1e4, 1e5});
        double slope = Math.log10(path.loss()[1] / path.loss()[0]);
        // From one decade of t to the next the distance shrinks tenfold; in this one 1e-4 is left.
        assertEquals(-BalancedAttentionLaw.timeExponent(beta), slope, 3e-4);
        assertEquals(6.25 / 8.25, BalancedAttentionLaw.timeExponent(beta), 1e-15);
    }

    @Test
    void startBeyondTheMinimumIsRefused() {
        BalancedAttentionLaw law = BalancedAttentionLaw.of(InContextDescent.of(1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> law.flow(1, TIMES));
        assertThrows(IllegalArgumentException.class, () -> law.flow(0, TIMES));
    }

    @Test
    void aSettingMovesOnTheLandscapeOfItsContexts() {
        BalancedTraining isotropic = BalancedTraining.isotropic(32, 2, 4, 0.4, 64, 0.01, 1, 1000, 8);
        assertEquals(BalancedAttentionLaw.of(InContextDescent.of(2, 4, 0)).flow(0.4, new double[] {3}).loss()[0],
                BalancedAttentionLaw.flow(isotropic, 3).loss()[0]);
        BalancedTraining rotated = BalancedTraining.rotated(24, 1.25, 0.75, 8, 0.3, 64, 0.005, 1, 1000, 8);
        double[] study = BalancedAttentionLaw.STUDY.run(rotated, null);
        GammaPath path = BalancedAttentionLaw.of(RotatedCovarianceLaw.of(Spectrum.powerLaw(24, 1.25, 0.75), 8))
                .flow(0.3, new double[] {0, 0.5, 1, 1.5, 2, 3, 4, 6, 8});
        for (int i = 0; i < 9; i++) {
            assertEquals(path.loss()[i], study[i]);
            assertEquals(path.gamma()[i], study[9 + i]);
        }
        assertThrows(IllegalArgumentException.class, () -> BalancedAttentionLaw.flow(rotated.with(BalancedTraining.ALPHA, 4), 1));
    }

    @Test
    void flowsEndWhereTheSlopeIsRoundingAtEveryDepthAndContext() {
        // α = 1, L = 16, w = 0.4 comes to rest at γ = 8 between two neighbouring numbers.
        for (double alpha : new double[] {0.25, 1, 2}) {
            for (double depth : new double[] {1, 4, 16}) {
                double best = InContextDescent.optimum(alpha, depth, 0).gamma();
                for (double[] times : new double[][] {{8}, {7.76, 8, 8.24}, {1e3}, {1e9}}) {
                    for (double gamma : BalancedAttentionLaw.of(InContextDescent.of(alpha, depth, 0)).flow(0.4, times).gamma()) {
                        assertTrue(gamma > 0 && gamma <= best * (1 + 1e-9), alpha + " " + depth + ": " + gamma);
                    }
                }
            }
        }
    }
}
