package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.model.AlignedPretraining;
import org.icllab.model.Pretraining;
import org.icllab.model.TaskSpectrum;
import org.icllab.theory.Minimum;
import org.junit.jupiter.api.Test;

class OptimalTaskSpectrumTest {
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private static AlignedPretraining setting(int dimension, double kappa, double tau, double rho, double lambda) {
        return AlignedPretraining.of(new Pretraining(dimension, 1, kappa, tau, rho, lambda), 0.9, 0.9);
    }

    /** src/test/reference/pretraining.py, a search that knows no slope. Tolerance: its last step, and half of the last digit. */
    @Test
    void noOtherSpectrumIsBetter() {
        assertBest(setting(6, 0.5, 4, 0.1, 0), 0.919876657, 4.53704, 1.15464, 0.30832, 0, 0, 0);
        assertBest(setting(6, 0.5, 1, 0.1, 0.3), 1.078519578, 5.46598, 0.53402, 0, 0, 0, 0);
        assertBest(setting(6, 4, 0.5, 0.1, 0), 1.232903854, 6, 0, 0, 0, 0, 0);
        assertBest(setting(6, INFINITE, 2, 0.1, 0.01), 1.129082834, 3.38198, 1.14371, 0.63357, 0.3999, 0.2647, 0.17614);
    }

    private static void assertBest(AlignedPretraining setting, double error, double... spectrum) {
        OptimalTaskSpectrum best = OptimalTaskSpectrum.of(setting);
        assertEquals(error, best.error(), 6e-10);
        // The error is flat there: 1e-9 of it is 1e-4 of a variance.
        assertArrayEquals(spectrum, best.spectrum().variances(), 2e-4);
        assertEquals(Arrays.stream(spectrum).filter(c -> c > 0).count() / 6.0, best.used(), 0);
    }

    @Test
    void withTasksAndContextsWithoutEndItIsTheTestsOwn() {
        AlignedPretraining setting = setting(40, INFINITE, 1e9, 0.1, 0);
        assertArrayEquals(setting.testTasks().variances(), OptimalTaskSpectrum.of(setting).spectrum().variances(), 1e-3);
        assertEquals(0.9, OptimalTaskSpectrum.power(setting).at(), 1e-6);
    }

    @Test
    void varianceCannotBeMovedWithProfit() {
        for (double kappa : new double[] {0.1, 1, INFINITE}) {
            AlignedPretraining setting = setting(60, kappa, 4, 0.01, 0);
            OptimalTaskSpectrum best = OptimalTaskSpectrum.of(setting);
            assertTrue(best.excess() >= 0 && best.excess() < 2e-4, best.toString());
            double[] c = best.spectrum().variances();
            // Rarer directions get less, and beyond some of them nothing.
            assertTrue(IntStream.range(1, c.length).allMatch(j -> c[j] <= c[j - 1] + 1e-3));
            Minimum power = OptimalTaskSpectrum.power(setting);
            assertTrue(best.error() < power.value());
            assertEquals(power.value(), TaskAlignmentRisk.errors(setting.with(AlignedPretraining.TRAIN_POWER, power.at())).test(), 0);
            assertTrue(power.value() < TaskAlignmentRisk.errors(setting).test());
        }
    }

    @Test
    void levelsDoNotMatterToTheLimit() {
        AlignedPretraining setting = setting(12, 0.7, 2, 0.1, 0.05);
        AlignedPretraining twice = setting.with(AlignedPretraining.D, 24);
        assertEquals(12, twice.levels());
        OptimalTaskSpectrum best = OptimalTaskSpectrum.of(setting);
        assertEquals(best.error(), OptimalTaskSpectrum.of(twice).error(), 1e-9);
        assertEquals(TaskAlignmentRisk.errors(setting).test(), TaskAlignmentRisk.errors(twice).test(), 1e-13);
        double[] twiceTests = twice.testTasks().variances();
        assertEquals(twiceTests[2], twiceTests[3], 0);
        assertArrayEquals(TaskSpectrum.powerLaw(12, 0.9).variances(), twice.with(AlignedPretraining.D, 12).testTasks().variances());
        assertArrayEquals(new double[] {4, 0, 0, 0}, TaskSpectrum.flat(4).limitedTo(1).variances());
        assertThrows(IllegalArgumentException.class, () -> OptimalTaskSpectrum.of(setting(6, 2, 1, 0.1, 0)));
        assertThrows(IllegalArgumentException.class, () -> TaskSpectrum.flat(4).limitedTo(5));
    }

    @Test
    void slopesAreWhatMovedVarianceChanges() {
        double[][] ratios = {{1, 0.5, 4, 0}, {1, 0.5, 0.6, 0}, {10, 2, 0.5, 0.01}, {3, INFINITE, 0.4, 0.1}, {1, 0.3, 1, 0.1}};
        TaskSpectrum test = TaskSpectrum.powerLaw(8, 0.5);
        for (double[] r : ratios) {
            TaskSpectrum train = TaskSpectrum.powerLaw(8, 1.3);
            double[] slopes = TaskAlignmentRisk.of(train, r[0], r[1], r[2], 0.05, r[3]).slopes(test, 3);
            double[][] moved = {train.variances(), train.variances()};
            double step = 1e-5;
            for (int side = 0; side < 2; side++) {
                moved[side][1] += step * (1 - 2 * side);
                moved[side][6] -= step * (1 - 2 * side);
            }
            double change = TaskAlignmentRisk.of(new TaskSpectrum(moved[0]), r[0], r[1], r[2], 0.05, r[3]).on(test, 3)
                    - TaskAlignmentRisk.of(new TaskSpectrum(moved[1]), r[0], r[1], r[2], 0.05, r[3]).on(test, 3);
            // Central differences: rounding over the step, and the step squared.
            assertEquals((slopes[1] - slopes[6]) / 8, change / (2 * step), 1e-9);
        }
    }
}
