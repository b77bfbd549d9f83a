package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.icllab.model.AlignedPretraining;
import org.icllab.model.Pretraining;
import org.icllab.model.TaskSpectrum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskAlignmentRiskTest {
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private static double powers(double train, double test, double kappa) {
        return TaskAlignmentRisk.of(TaskSpectrum.powerLaw(100, train), 1, kappa, 4, 0.01, 0)
                .on(TaskSpectrum.powerLaw(100, test), 1);
    }

    /** src/test/reference/pretraining.py; theory.md [A6]. Tolerance: half of the last digit printed. */
    @ParameterizedTest
    @CsvSource({"0.1, .858827, 2.35, .692664", "0.2, .782217, 1.95, .645214", "0.5, .661597, 1.60, .593160",
        "1, .592379, 1.40, .562321", "2, .554070, 1.25, .540321"})
    void aSteeperSpectrumThanTheTestsIsBestTheMoreSoTheFewerTheTasks(double kappa, double matched, double best, double least) {
        assertEquals(matched, powers(0.9, 0.9, kappa), 5.1e-7);
        double found = IntStream.rangeClosed(10, 60).mapToDouble(i -> i * 0.05).boxed()
                .min((p, other) -> Double.compare(powers(p, 0.9, kappa), powers(other, 0.9, kappa))).orElseThrow();
        assertEquals(best, found, 1e-9);
        assertEquals(least, powers(best, 0.9, kappa), 5.1e-7);
    }

    /** theory.md [A6]. Tolerance: half of the last digit printed. */
    @Test
    void aSpikeCostsTheMoreTheLessThePoolHasOfItsDirection() {
        TaskSpectrum linear = new TaskSpectrum(IntStream.rangeClosed(1, 100).mapToDouble(j -> (101 - j) / 50.5).toArray());
        TaskAlignmentRisk risk = TaskAlignmentRisk.of(linear, 80, 1, 80, 0.01, 0);
        assertEquals(.059782, risk.on(linear, 80), 5.1e-7);
        assertEquals(.040548, risk.on(spike(100, 0), 80), 5.1e-7);
        assertEquals(.061176, risk.on(spike(100, 50), 80), 5.1e-7);
        assertEquals(.772946, risk.on(spike(100, 99), 80), 5.1e-7);
    }

    @Test
    void flatTasksHaveTheErrorsOfThePaper() {
        int settings = 0;
        for (double alpha : new double[] {0.3, 2, 10, 200, INFINITE}) {
            for (double kappa : new double[] {0.05, 0.5, 1, 3, 40, INFINITE}) {
                for (double tau : new double[] {0.1, 0.7, 0.95, 1, 1.1, 3, 50}) {
                    for (double rho : new double[] {0, 0.01, 1}) {
                        for (double lambda : new double[] {0, 1e-6, 1e-3, 0.1, 10}) {
                            if (lambda > 0 || tau != 1 && alpha < INFINITE) {
                                AttentionRisk paper = AttentionRisk.of(alpha, kappa, tau, rho, lambda);
                                TaskAlignmentRisk own = TaskAlignmentRisk.of(TaskSpectrum.flat(3), alpha, kappa, tau, rho, lambda);
                                // Sums of positive terms: what is left is the rounding of ν = s(1 − t/κ).
                                assertEquals(1, own.idg() / paper.idg(), 1e-12, paper.toString());
                                assertEquals(1, own.on(TaskSpectrum.flat(3), alpha) / paper.icl(), 1e-12, paper.toString());
                                settings++;
                            }
                        }
                    }
                }
            }
        }
        assertTrue(settings > 2500);
    }

    private static TaskSpectrum spike(int dimension, int direction) {
        return new TaskSpectrum(IntStream.range(0, dimension).mapToDouble(j -> j == direction ? dimension : 0).toArray());
    }

    @Test
    void theErrorIsLinearInTheTestTasks() {
        TaskSpectrum train = TaskSpectrum.powerLaw(40, 1.3);
        TaskAlignmentRisk risk = TaskAlignmentRisk.of(train, 3, 0.7, 0.6, 0.2, 1e-3);
        TaskSpectrum test = TaskSpectrum.powerLaw(40, -0.4);
        double[] kernel = risk.kernel();
        double[] power = test.variances();
        double without = risk.on(spike(40, 7), 5) - kernel[7];
        double cost = IntStream.range(0, 40).mapToDouble(j -> power[j] * kernel[j]).sum() / 40;
        // Rounding.
        assertEquals(without + cost, risk.on(test, 5), 1e-13);
        assertTrue(IntStream.range(1, 40).allMatch(j -> kernel[j] > kernel[j - 1]), "rarer directions cost more");
    }

    @Test
    void freshTasksOfThePoolsLawAreTheMatchedTest() {
        for (double tau : new double[] {0.4, 2}) {
            TaskSpectrum train = TaskSpectrum.powerLaw(50, 0.8);
            TaskAlignmentRisk risk = TaskAlignmentRisk.of(train, 2, INFINITE, tau, 0.1, 1e-4);
            // κ = ∞: R = C. Rounding.
            assertEquals(risk.idg(), risk.on(train, 2), 1e-12);
        }
    }

    @Test
    void theErrorsDivergeOnlyWherePaperASaysSo() {
        TaskSpectrum train = TaskSpectrum.powerLaw(50, 0.8);
        assertEquals(INFINITE, TaskAlignmentRisk.of(train, 2, 2, 1, 0.1, 0).idg());
        assertEquals(INFINITE, TaskAlignmentRisk.of(train, 2, 2, 1, 0.1, 0).on(train, 2));
        assertEquals(INFINITE, TaskAlignmentRisk.of(TaskSpectrum.powerLaw(6, 0.9), 1, 2, 1, 0.1, 0).idg());
        // A small ridge is the limit, from both sides of the divergence; of first order in λ, times an inverse gap squared.
        for (double tau : new double[] {0.5, 2}) {
            assertEquals(TaskAlignmentRisk.of(train, 2, 2, tau, 0.1, 0).on(train, 2),
                    TaskAlignmentRisk.of(train, 2, 2, tau, 0.1, 1e-9).on(train, 2), 1e-7);
        }
    }

    @Test
    void aSettingsErrorsAreThoseOfItsSpectra() {
        AlignedPretraining setting = new AlignedPretraining(100, 100, 1.4, 1, 0.9, 1, 1, 1, 4, 0.01, 0);
        assertEquals(powers(1.4, 0.9, 1), TaskAlignmentRisk.errors(setting).test(), 0);
        AlignedPretraining longer = setting.with(AlignedPretraining.TEST_ALPHA, 10);
        assertTrue(TaskAlignmentRisk.errors(longer).test() < TaskAlignmentRisk.errors(setting).test());
        assertEquals(1, AlignedPretraining.of(Pretraining.of(10, 1, 2, 4, 0, 0), 0, 1).trainTasks().variances()[9], 0);
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        TaskSpectrum train = TaskSpectrum.flat(5);
        assertThrows(IllegalArgumentException.class, () -> TaskAlignmentRisk.of(train, INFINITE, 1, 2, 0.1, 0));
        assertThrows(IllegalArgumentException.class, () -> TaskAlignmentRisk.of(train, 1, 0, 2, 0.1, 0));
        assertThrows(IllegalArgumentException.class, () -> TaskAlignmentRisk.of(train, 1, 1, 2, 0.1, 1).on(TaskSpectrum.flat(4), 1));
        assertThrows(IllegalArgumentException.class, () -> new TaskSpectrum(new double[] {1, -1}));
        assertThrows(IllegalArgumentException.class, () -> new TaskSpectrum(new double[] {0, 0}));
    }
}
