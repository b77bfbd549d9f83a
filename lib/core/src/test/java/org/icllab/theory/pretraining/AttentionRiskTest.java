package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.icllab.model.CorrelatedPretraining;
import org.icllab.model.Pretraining;
import org.icllab.theory.MarchenkoPastur;
import org.junit.jupiter.api.Test;

class AttentionRiskTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    /** Half a unit of the last printed digit. */
    private static final double SIX_DECIMALS = 5.1e-7;
    private static final double[] ALPHAS = {0.1, 1, 10, 1000};
    private static final double[] KAPPAS = {0.2, 0.5, 1, 2, 50, INFINITY};
    private static final double[] RHOS = {0.01, 0.25, 1};

    @Test
    void riskMatchesCheckValues() {
        // theory.md §3.
        assertRisk(1, 0.5, 0.5, 0.01, 1.261077, 0.801849);
        assertRisk(10, 0.5, 0.85, 0.01, 2.227864, 0.426528);
        assertRisk(10, 0.5, 1.5, 0.01, 1.223564, 0.168600);
        assertRisk(100, 2, 3, 0.25, 0.516121, 0.393303);
        assertEquals(0.636438, AttentionRisk.of(10, 50, 0.5, 0.01, 0.1).icl(), SIX_DECIMALS);
    }

    private static void assertRisk(double alpha, double kappa, double tau, double rho, double icl, double idg) {
        AttentionRisk risk = AttentionRisk.of(alpha, kappa, tau, rho, 0);
        assertEquals(icl, risk.icl(), SIX_DECIMALS);
        assertEquals(idg, risk.idg(), SIX_DECIMALS);
    }

    @Test
    void riskMatchesHighPrecision() {
        // Computed with 50-digit arithmetic from [A4] by partial fractions: α, κ, τ, ρ, λ, ε, ICL, IDG.
        double[][] reference = {
            {10, 0.5, 0.5, 0.25, 0, 0.42153516540862679, 1.7267769163958311, 0.98876930027490101},
            {10, 0.5, 1 - 0x1p-20, 0.25, 0, 2.1637389747345478e-7, 1591684.3596702272, 321003.12966638591},
            {1000, 0.5, 0.5, 0.25, 0, 0.035985862899539089, 7.7406133643339468, 3.9307761464244035},
            {100, 2, 3, 0.25, 0, 0, 0.51612115835150212, 0.39330307595956644},
            {10, 0.5, 0.5, 0.25, 0x1p-40, 0.42153516541133678, 1.7267769163853351, 0.98876930026974332},
            {10, 50, 0.5, 0.25, 0.125, 1.3456956099236079, 1.0662418698129943, 1.0611389818059682},
            {1, 0.25, 1, 0, 0x1p-40, 1.0602822292267122e-6, 180125.51203868996, 111323.34704011534},
            {10, 0.5, 0x1p-10, 0.25, 1024, 2174.4647817247366, 1.2494234581009391, 1.2481275959896583},
            {100, 2, 1024, 0.25, 1, 1.0004324908472011, 0.60470187044476705, 0.46811488725126169},
            {INFINITY, 2, 0.75, 0.25, 0.125, 0.53076456156144357, 0.83611458109688381, 0.70210509298477088},
            {10, INFINITY, 1.5, 0.5, 1, 1.4241601319201232, 1.0342052435111409, 1.0342052435111409},
        };
        for (double[] row : reference) {
            AttentionRisk risk = AttentionRisk.of(row[0], row[1], row[2], row[3], row[4]);
            // Only positive terms are added, so a few dozen roundings are all there is.
            assertClose(row[5], risk.effectiveRidge(), 2e-14, "ε of " + risk);
            assertClose(row[6], risk.icl(), 2e-14, "ICL of " + risk);
            assertClose(row[7], risk.idg(), 2e-14, "IDG of " + risk);
        }
    }

    @Test
    void riskMatchesPaperBelowInterpolation() {
        for (double tau : new double[] {0.05, 0.5, 0.9, 0.99}) {
            forEachTask((alpha, kappa, rho) -> {
                double q = (1 + rho) / alpha;
                double mu = q * paperStieltjes(kappa / tau, q);
                double icl = tau * (1 + q) / (1 - tau) * (1 - tau * (1 - mu) * (1 - mu) + mu * (rho / q - 1))
                        - 2 * tau * (1 - mu) + 1 + rho;
                AttentionRisk risk = AttentionRisk.of(alpha, kappa, tau, rho, 0);
                // The paper's form subtracts numbers up to 1/(1−τ) = 100 times the result: 1e-9 leaves room for that.
                assertClose(icl, risk.icl(), 1e-9, "ICL of " + risk);
            });
        }
    }

    @Test
    void riskMatchesPaperAboveInterpolation() {
        for (double tau : new double[] {1.01, 1.1, 1.5, 3, 20, 1000}) {
            forEachTask((alpha, kappa, rho) -> {
                double q = (1 + rho) / alpha;
                double m = paperStieltjes(kappa, q);
                double inverse = Double.isInfinite(kappa) ? 0 : 1 / kappa;
                double slope = -(m * m * inverse + m) / (2 * q * m * inverse + q + 1 - inverse);
                double icl = (q + 1) * (1 - 2 * q * m - q * q * slope + (rho + q - q * q * m) * m / (tau - 1))
                        - 2 * (1 - q * m) + 1 + rho;
                double idg = tau * (rho + q * (1 - q * m)) / (tau - 1);
                AttentionRisk risk = AttentionRisk.of(alpha, kappa, tau, rho, 0);
                // As below interpolation: the paper's forms cancel, at worst by a factor q² ≈ 400 at α = 0.1.
                assertClose(icl, risk.icl(), 1e-9, "ICL of " + risk);
                assertClose(idg, risk.idg(), 1e-9, "IDG of " + risk);
            });
        }
    }

    @Test
    void riskMatchesDirectIntegrationAtFiniteRidge() {
        for (double[] tauAndRidge : new double[][] {{0.3, 0.01}, {0.3, 5}, {1, 0.001}, {1, 1}, {4, 0.1}, {0.01, 100}}) {
            forEachTask((alpha, kappa, rho) -> {
                double tau = tauAndRidge[0];
                double lambda = tauAndRidge[1];
                AttentionRisk risk = AttentionRisk.of(alpha, kappa, tau, rho, lambda);
                double[] direct = integratedRisk(alpha, kappa, tau, rho, lambda);
                // Quadrature to 1e-12, amplified by 1 + 1 + ρ over the result and by 1/(1 − df₂/τ): at most 1e3.
                assertClose(direct[0], risk.icl(), 1e-9, "ICL of " + risk);
                assertClose(direct[1], risk.idg(), 1e-9, "IDG of " + risk);
            });
        }
    }

    /** [A4] as written, every trace by quadrature over the spectrum and the fixed point by bracketing. */
    private static double[] integratedRisk(double alpha, double kappa, double tau, double rho, double lambda) {
        MarchenkoPastur tasks = MarchenkoPastur.of(kappa);
        double q = (1 + rho) / alpha;
        double epsilon = new BrentSolver(1e-15, 1e-18).solve(1000,
                e -> e * (1 - tasks.expectation(r -> (r + q) / (r + q + e)) / tau) - lambda,
                0, lambda + 2 * (1 + q) / tau);
        double nu = q + epsilon;
        DoubleUnaryOperator mean = r -> r / (r + nu);
        double noise = 1 + rho - tasks.expectation(r -> r * r / (r + q));
        double bias = epsilon * epsilon * tasks.expectation(r -> r * r / (r + q) / (r + nu) / (r + nu));
        double df2 = tasks.expectation(r -> (r + q) * (r + q) / (r + nu) / (r + nu));
        double idg = (noise + bias) / (1 - df2 / tau);
        double variance = idg / tau * tasks.expectation(r -> (r + q) / (r + nu) / (r + nu));
        double meanSquare = tasks.expectation(r -> mean.applyAsDouble(r) * mean.applyAsDouble(r));
        double icl = 1 + rho - 2 * tasks.expectation(mean) + (1 + q) * (meanSquare + variance);
        return new double[] {icl, idg};
    }

    @Test
    void effectiveRidgeSolvesItsEquation() {
        for (double tau : new double[] {1e-3, 0.5, 1 - 1e-9, 1, 1 + 1e-9, 2, 1e3}) {
            for (double lambda : new double[] {1e-12, 1e-6, 1, 1e3}) {
                forEachTask((alpha, kappa, rho) -> {
                    AttentionRisk risk = AttentionRisk.of(alpha, kappa, tau, rho, lambda);
                    double epsilon = risk.effectiveRidge();
                    double m = MarchenkoPastur.of(kappa).stieltjes(risk.taskShrinkage());
                    // ε(τ − 1 + εm) = λτ, where the left side rounds by 1e-16 of its largest part.
                    double scale = epsilon * Math.max(Math.abs(tau - 1), epsilon * m) + lambda * tau;
                    assertEquals(lambda * tau, epsilon * (tau - 1 + epsilon * m), 1e-14 * scale, risk.toString());
                });
            }
        }
    }

    @Test
    void smallRidgeIsContinuousWithNone() {
        for (double tau : new double[] {0.2, 0.9, 1.1, 5}) {
            forEachTask((alpha, kappa, rho) -> {
                AttentionRisk none = AttentionRisk.of(alpha, kappa, tau, rho, 0);
                AttentionRisk small = AttentionRisk.of(alpha, kappa, tau, rho, 1e-12);
                // First order in λ, by a factor up to M(q)/(1−τ)² = 1e5: 1e-12·1e5, and ten times that.
                assertClose(none.icl(), small.icl(), 1e-6, "ICL of " + small);
                assertClose(none.idg(), small.idg(), 1e-6, "IDG of " + small);
            });
        }
    }

    @Test
    void manyTasksApproachFreshTasks() {
        for (double[] tauAndRidge : new double[][] {{0.5, 0}, {2, 0}, {0.5, 0.1}, {1, 0.1}}) {
            AttentionRisk many = AttentionRisk.of(10, 1e12, tauAndRidge[0], 0.25, tauAndRidge[1]);
            AttentionRisk fresh = AttentionRisk.of(10, INFINITY, tauAndRidge[0], 0.25, tauAndRidge[1]);
            // The difference is O(1/κ) = 1e-12 with factors of order 10.
            assertClose(fresh.icl(), many.icl(), 1e-10, "ICL of " + many);
            assertClose(fresh.idg(), many.idg(), 1e-10, "IDG of " + many);
            // With a fresh task in every context there is no task left to memorise; 1e-14: rounding.
            assertEquals(0, fresh.gTask(), 1e-14 * fresh.icl());
        }
    }

    @Test
    void longContextsTurnAtKappaOne() {
        double alpha = 1e8;
        double rho = 0.25;
        for (double share : new double[] {0.2, 3}) {
            for (double kappa : new double[] {0.3, 0.8, 1.2, 3}) {
                double memorised = Math.max(0, 1 - kappa);
                double limit = rho + memorised * (1 + rho / (1 + rho) / share);
                AttentionRisk risk = AttentionRisk.of(alpha, kappa, share * alpha, rho, 0);
                // The approach is O(1/α) = 1e-8 with factors up to 1/|1 − κ| and 1/share.
                assertClose(limit, risk.icl(), 1e-6, "ICL of " + risk);
            }
        }
    }

    @Test
    void infiniteContextsAreTheLimitOfLongOnes() {
        double[][] settings = {{2, 0.5, 0.1}, {2, 2, 1e-6}, {0.5, 0.3, 0.1}, {0.5, 0.75, 0.1}, {1, 2, 1}};
        for (double[] kappaTauRidge : settings) {
            double kappa = kappaTauRidge[0];
            AttentionRisk endless = AttentionRisk.of(INFINITY, kappa, kappaTauRidge[1], 0.25, kappaTauRidge[2]);
            AttentionRisk lengthy = AttentionRisk.of(1e14, kappa, kappaTauRidge[1], 0.25, kappaTauRidge[2]);
            // q = 1e-14 enters to first order, and as its square root, 1e-7, at κ = 1.
            assertClose(endless.icl(), lengthy.icl(), 1e-6, "ICL of " + endless);
            assertClose(endless.idg(), lengthy.idg(), 1e-6, "IDG of " + endless);
        }
    }

    @Test
    void ridgelessErrorsDivergeAtInterpolationAndRidgeRemovesThePeak() {
        AttentionRisk peak = AttentionRisk.of(10, 0.5, 1, 0.01, 0);
        assertEquals(INFINITY, peak.icl());
        assertEquals(INFINITY, peak.idg());
        assertEquals(INFINITY, peak.gTask());
        Pretraining setting = Pretraining.of(20, 10, 0.5, 1, 0.01, 0);
        assertEquals(INFINITY, AttentionRisk.STUDY.run(setting, null)[2]);
        assertEquals(INFINITY, CorrelatedContextRisk.STUDY.run(new CorrelatedPretraining(20, 10, 0.5, 0.5, 1, 0.01, 0), null)[2]);
        assertEquals(0.0, AttentionRisk.of(10, INFINITY, 1, 0.01, 0).gTask());
        AttentionRisk ridged = AttentionRisk.of(10, 0.5, 1, 0.01, 0.1);
        assertTrue(ridged.icl() < 2, ridged.toString());
    }

    @Test
    void isotropicTestTasksGiveIclAndThePoolsOwnGiveIdg() {
        for (double[] tauAndRidge : new double[][] {{0.5, 0}, {3, 0}, {0.5, 0.1}, {1, 1e-3}}) {
            forEachTask((alpha, kappa, rho) -> {
                AttentionRisk risk = AttentionRisk.of(alpha, kappa, tauAndRidge[0], rho, tauAndRidge[1]);
                // Quadrature to 1e-12 of sums of positive terms, three of them.
                assertClose(risk.icl(), risk.onTasks(r -> 1), 1e-11, "T = I, " + risk);
                assertClose(risk.idg(), risk.onTasks(r -> r), 1e-11, "T = R, " + risk);
            });
        }
    }

    @Test
    void errorOnOtherTasksIsTheIntegralOfA4() {
        for (double kappa : new double[] {0.4, 1, 3}) {
            AttentionRisk risk = AttentionRisk.of(5, kappa, 0.7, 0.3, 0.05);
            MarchenkoPastur tasks = MarchenkoPastur.of(kappa);
            DoubleUnaryOperator square = r -> r * r / (1 + 1 / kappa);
            // tr R² = 1 + 1/κ. [A4] as theory.md writes it, Γ̄ = R(R+ν)⁻¹; quadrature to 1e-12, amplified by 1.3/e.
            double q = risk.contextNoise();
            double nu = risk.taskShrinkage();
            double expected = 1 + 0.3 - 2 * tasks.expectation(r -> r / (r + nu) * square.applyAsDouble(r))
                    + tasks.expectation(r -> (square.applyAsDouble(r) + q) * Math.pow(r / (r + nu), 2))
                    + risk.idg() / 0.7
                    * tasks.expectation(r -> (square.applyAsDouble(r) + q) * (r + q) / Math.pow(r + nu, 2));
            assertClose(expected, risk.onTasks(square), 1e-10, "κ = " + kappa);
        }
    }

    @Test
    void inADirectionThatNoPretrainingTaskHasNothingIsLearned() {
        // On ker R the mean map is zero: e = 1 + ρ + q tr Γ̄² + variance, hence worse than answering 0.
        AttentionRisk risk = AttentionRisk.of(10, 0.4, 2, 0.1, 0);
        double outside = risk.onTasks(r -> r > 0 ? 0 : 1 / 0.6);
        double inside = risk.onTasks(r -> r > 0 ? 1 / 0.4 : 0);
        assertTrue(outside > 1.1, "outside " + outside);
        // Isotropic tasks are 0.4 inside and 0.6 outside, and the error is linear in T; 1e-11: quadrature.
        assertClose(risk.icl(), 0.4 * inside + 0.6 * outside, 1e-11, risk.toString());
    }

    @Test
    void testTasksThatAreNoCovarianceOfTraceOneAreRefused() {
        AttentionRisk risk = AttentionRisk.of(10, 2, 2, 0.1, 0);
        String message = assertThrows(IllegalArgumentException.class, () -> risk.onTasks(r -> 2)).getMessage();
        assertTrue(message.matches("trace of spectrum = .*: must be 1"), message);
        assertThrows(IllegalArgumentException.class, () -> risk.onTasks(r -> 3 - 2 * r));
        assertThrows(IllegalArgumentException.class, () -> risk.onTasks(r -> Double.NaN));
    }

    @Test
    void optimalRidgeForFreshTasksIsBayes() {
        // κ = ∞ is ridge regression of d² coefficients of variance 1/(d(1+q)²) on isotropic features, whose best
        // penalty is noise over signal: λ* = (1+q)((1+ρ)(1+q) − 1)/τ.
        for (double alpha : new double[] {1e-3, 0.1, 10, 1e4}) {
            for (double tau : new double[] {0.01, 0.5, 1, 1.001, 50}) {
                for (double rho : RHOS) {
                    double q = (1 + rho) / alpha;
                    double bayes = (1 + q) * ((1 + rho) * (1 + q) - 1) / tau;
                    AttentionRisk best = AttentionRisk.optimalRidge(alpha, INFINITY, tau, rho, AttentionRisk::icl);
                    // The error rounds by 1e-14 and is quadratic in log λ at its minimum, which is known to the root of
                    // their ratio; the factor is for the optimiser, which sees three such roundings at once.
                    double curvature = (AttentionRisk.of(alpha, INFINITY, tau, rho, bayes * Math.exp(0.1)).icl()
                            + AttentionRisk.of(alpha, INFINITY, tau, rho, bayes * Math.exp(-0.1)).icl()
                            - 2 * AttentionRisk.of(alpha, INFINITY, tau, rho, bayes).icl()) / 0.01;
                    assertClose(bayes, best.lambda(), 3 * Math.sqrt(2e-14 * best.icl() / curvature), best.toString());
                }
            }
        }
    }

    @Test
    void noRidgeOnAFineGridBeatsTheOptimal() {
        for (ToDoubleFunction<AttentionRisk> error : List.<ToDoubleFunction<AttentionRisk>>of(
                AttentionRisk::icl, AttentionRisk::idg)) {
            forEachTask((alpha, kappa, rho) -> {
                for (double tau : new double[] {0.3, 1, 5}) {
                    AttentionRisk best = AttentionRisk.optimalRidge(alpha, kappa, tau, rho, error);
                    for (double power = -12; power <= 6; power += 0.05) {
                        AttentionRisk other = AttentionRisk.of(alpha, kappa, tau, rho, Math.pow(10, power));
                        assertTrue(error.applyAsDouble(best) <= error.applyAsDouble(other) * (1 + 1e-12),
                                best + " beaten by " + other);
                    }
                }
            });
        }
    }

    @Test
    void accessorsReturnTheParameters() {
        AttentionRisk risk = AttentionRisk.of(10, 0.5, 0.75, 0.25, 0.125);
        assertEquals(10, risk.alpha());
        assertEquals(0.5, risk.kappa());
        assertEquals(0.75, risk.tau());
        assertEquals(0.25, risk.rho());
        assertEquals(0.125, risk.lambda());
        assertEquals(0.125, risk.contextNoise());
        assertEquals(0.125 + risk.effectiveRidge(), risk.taskShrinkage());
        assertEquals(risk.icl() - risk.idg(), risk.gTask());
    }

    @Test
    void badInputIsRefusedByName() {
        for (double bad : new double[] {0, -1, Double.NaN}) {
            assertRefused("alpha", bad, 1, 1, 0, 0);
            assertRefused("kappa", 1, bad, 1, 0, 0);
            assertRefused("tau", 1, 1, bad, 0, 0);
        }
        for (double bad : new double[] {-1e-9, Double.NaN, INFINITY}) {
            assertRefused("rho", 1, 1, 1, bad, 0);
            assertRefused("lambda", 1, 1, 1, 0, bad);
        }
        assertRefused("tau", 1, 1, INFINITY, 0, 0);
        assertRefused("alpha", INFINITY, 0.5, 2, 0.1, 0);
    }

    private static void assertRefused(String name, double alpha, double kappa, double tau, double rho, double lambda) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> AttentionRisk.of(alpha, kappa, tau, rho, lambda)).getMessage();
        assertTrue(message.startsWith(name + " = "), message);
    }

    /** [M1] in the paper's form, independent of {@link MarchenkoPastur}. */
    private static double paperStieltjes(double ratio, double x) {
        double inverse = Double.isInfinite(ratio) ? 0 : 1 / ratio;
        double b = x + 1 - inverse;
        return 2 / (b + Math.sqrt(b * b + 4 * x * inverse));
    }

    private static void assertClose(double expected, double actual, double relative, String what) {
        assertEquals(expected, actual, relative * Math.abs(expected), what);
    }

    private interface TaskSetting {
        void check(double alpha, double kappa, double rho);
    }

    private static void forEachTask(TaskSetting setting) {
        for (double alpha : ALPHAS) {
            for (double kappa : KAPPAS) {
                for (double rho : RHOS) {
                    setting.check(alpha, kappa, rho);
                }
            }
        }
    }
}
