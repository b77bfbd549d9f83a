package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.icllab.model.Pretraining;
import org.icllab.model.TaskLaw;
import org.icllab.model.TestError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiniteSizeRiskTest {
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    /** src/test/reference/finite_size.py: the same equations by plain iteration. Tolerance: differences in η, twice. */
    @ParameterizedTest
    @CsvSource({"20, 2, Infinity, .5, .1, 1e-3, SPHERE, 1.3167659, 1.3167659", "20, 2, Infinity, 2, .1, 1e-3, SPHERE, 1.0470807, 1.0470807",
        "40, 10, Infinity, 1.5, .01, .1, SPHERE, .2468964, .2468964", "20, 10, .5, .5, .01, .01, SPHERE, .8301157, .2642631",
        "20, 10, .5, 1.5, .01, .01, SPHERE, 1.0016207, .1280912", "20, 2, 1, 2, .1, 1e-3, SPHERE, 1.3902030, .8476507",
        "40, 1, 4, .8, .1, .1, SPHERE, 1.8101526, 1.7110893", "40, 3, 1, .3, .3, 0, SPHERE, 1.4070636, 1.2336154",
        "40, 3, 1, 2, .3, 0, SPHERE, 1.7490096, 1.1215854", "20, 2, 1, 2, .1, 1e-3, GAUSSIAN, 1.4207618, .8561713",
        "20, 2, Infinity, .5, .1, 1e-3, GAUSSIAN, 1.3319300, 1.3319300"})
    void theEquationsAreThoseOfTheReference(int d, double alpha, double kappa, double tau, double rho, double lambda, TaskLaw law,
                                            double icl, double idg) {
        FiniteSizeRisk risk = FiniteSizeRisk.of(Pretraining.of(d, alpha, kappa, tau, rho, lambda), law);
        assertEquals(icl, risk.icl(), 1e-6);
        assertEquals(idg, risk.idg(), 1e-6);
    }

    /** src/test/reference/few_tasks.py, the same for pools of few tasks. */
    @ParameterizedTest
    @CsvSource({"10, 10, 2, 10, .01, 1e-6, SPHERE, 1.5399820, .0394178", "10, 10, 4, 10, .01, 1e-6, SPHERE, 1.0284613, .0572986",
        "20, 2, 3, 1, .1, 0, SPHERE, 15.8762271, 5.1080378", "20, 10, 5, 2, .1, 0, SPHERE, 2.6309095, .2816195",
        "10, 3, 1, 1, .3, .01, SPHERE, 5.1873213, 1.5571161", "5, 1, 2, 3, .5, .1, SPHERE, 2.6232792, 1.4151498",
        "10, 3, 3, 2, .1, 1e-3, GAUSSIAN, 2.7859087, .5135718"})
    void theEquationsOfFewTasksAreThoseOfTheReference(int d, double alpha, double tasks, double tau, double rho, double lambda,
                                                      TaskLaw law, double icl, double idg) {
        FiniteSizeRisk risk = FiniteSizeRisk.of(Pretraining.of(d, alpha, tasks / d, tau, rho, lambda), law);
        assertEquals(icl, risk.icl(), 1e-6);
        assertEquals(idg, risk.idg(), 1e-6);
    }

    /** A mean of trials of PretrainedGamma and its standard error: FiniteSizeAccuracy in lib/bench. */
    private record Mean(Pretraining setting, double[] mean, double[] error) {
        static Mean of(String line) {
            double[] v = Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
            return new Mean(Pretraining.of((int) v[0], v[1], v[2], v[3], v[4], v[5]), new double[] {v[6], v[8]},
                    new double[] {v[7], v[9]});
        }
    }

    private static List<Mean> means(String file) throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(
                FiniteSizeRiskTest.class.getResourceAsStream(file), StandardCharsets.US_ASCII))) {
            return reader.lines().filter(line -> !line.startsWith("#")).map(Mean::of).toList();
        }
    }

    /** What the theory promises at a dimension, root mean square, and what the limit is off there at least. */
    @ParameterizedTest
    @CsvSource({"40, 0.01, 0.04", "80, 0.005, 0.02"})
    void simulationsMeetItWithoutAllowanceWhereTheLimitIsFarOff(int dimension, double promised, double missed)
            throws IOException {
        for (TestError which : TestError.values()) {
            double own = 0;
            double limit = 0;
            List<Mean> means = means("finite-size-means.csv").stream()
                    .filter(mean -> mean.setting().dimension() == dimension).toList();
            assertTrue(means.size() >= 60);
            for (Mean simulated : means) {
                double mean = simulated.mean()[which.ordinal()];
                double error = simulated.error()[which.ordinal()] / mean;
                double distance = mean / FiniteSizeRisk.of(simulated.setting()).error(which) - 1;
                // At most three times the root mean square, and three standard errors, which a mean of trials may be off.
                assertTrue(Math.abs(distance) < 3 * promised + 3 * error, which + " " + simulated + " " + distance);
                own += (distance * distance - error * error) / means.size();
                double far = mean / AttentionRisk.of(simulated.setting()).error(which) - 1;
                limit += (far * far - error * error) / means.size();
            }
            // The squares of the root mean square distances, statistical variance subtracted.
            assertTrue(own < promised * promised, which + " " + own);
            assertTrue(limit > missed * missed, which + " " + limit);
        }
    }

    @Test
    void itIsTheLimitFromFarAndDiffersFromItByOneOverTheDimension() {
        for (double kappa : new double[] {0.5, 2, INFINITE}) {
            for (double tau : new double[] {0.5, 2}) {
                for (double lambda : new double[] {0, 0.01}) {
                    Pretraining setting = Pretraining.of(1000, 5, kappa, tau, 0.1, lambda);
                    FiniteSizeRisk far = FiniteSizeRisk.of(setting);
                    FiniteSizeRisk farther = FiniteSizeRisk.of(setting.with(Pretraining.D, 4000));
                    AttentionRisk limit = AttentionRisk.of(setting);
                    for (TestError which : TestError.values()) {
                        double coefficient = 1000 * (far.error(which) / limit.error(which) - 1);
                        // The next order, 1/d relative to this one, with a coefficient of up to some tens.
                        assertEquals(coefficient, 4000 * (farther.error(which) / limit.error(which) - 1),
                                0.05 * Math.abs(coefficient) + 0.02, setting.text());
                        assertTrue(Math.abs(coefficient) < 20, setting.text() + " " + coefficient);
                    }
                }
            }
        }
    }

    @Test
    void aSmallRidgeIsTheRidgelessLimitOnBothSidesOfInterpolation() {
        for (double kappa : new double[] {0.6, INFINITE}) {
            for (double tau : new double[] {0.5, 2}) {
                Pretraining setting = Pretraining.of(20, 3, kappa, tau, 0.2, 0);
                FiniteSizeRisk none = FiniteSizeRisk.of(setting);
                FiniteSizeRisk small = FiniteSizeRisk.of(setting.with(Pretraining.LAMBDA, 1e-8));
                // Of first order in λ, with a coefficient of the order of an inverse gap.
                assertEquals(none.icl(), small.icl(), 1e-5 * none.icl());
                assertEquals(none.idg(), small.idg(), 1e-5 * none.idg());
            }
        }
    }

    @Test
    void withoutRidgeItDivergesWhereContextsAreAsManyAsParameters() {
        Pretraining there = Pretraining.of(20, 3, 1, 420.0 / 400, 0.2, 0);
        assertEquals(INFINITE, FiniteSizeRisk.of(there).icl());
        assertEquals(INFINITE, FiniteSizeRisk.of(there).idg());
        double near = FiniteSizeRisk.of(there.with(Pretraining.TAU, 430.0 / 400)).icl();
        // n = d², where the limit diverges, is not the place.
        assertTrue(near > FiniteSizeRisk.of(there.with(Pretraining.TAU, 1)).icl());
    }

    /** Two to five tasks at d = 10 and 20, where the limit is 5 to 60 % off, and with few contexts a task too. */
    @Test
    void simulationsOfFewTasksMeetIt() throws IOException {
        for (TestError which : TestError.values()) {
            List<Mean> means = means("few-tasks-means.csv");
            assertEquals(64, means.size());
            double square = 0;
            for (Mean simulated : means) {
                double mean = simulated.mean()[which.ordinal()];
                double error = simulated.error()[which.ordinal()] / mean;
                double distance = mean / FiniteSizeRisk.of(simulated.setting()).error(which) - 1;
                // What theory.md states for tasks of fewer contexts than 2.5 d, where the mean over pools is one set of equations.
                boolean full = simulated.setting().tau() >= 2.5 * simulated.setting().kappa();
                assertTrue(Math.abs(distance) < (full ? 0.01 : 0.04) + 3 * error, which + " " + simulated + " " + distance);
                square += (distance * distance - error * error) / means.size();
            }
            assertTrue(square < 0.01 * 0.01, which + " " + square);
        }
    }

    /** Means of 20 to 200 trials and their standard errors: two and four tasks. */
    @ParameterizedTest
    @CsvSource({"32, 10, .0625, 10, .01, 1e-6, 1.52531, .02582, .01990, .00006", "32, 10, .125, 10, .01, 1e-6, 1.18860, .01370, .02586, .00006"})
    void fewTasksAreWithinThreeStandardErrors(int d, double alpha, double kappa, double tau, double rho, double lambda,
                                              double icl, double iclError, double idg, double idgError) {
        FiniteSizeRisk risk = FiniteSizeRisk.of(Pretraining.of(d, alpha, kappa, tau, rho, lambda));
        assertEquals(icl, risk.icl(), 3 * iclError);
        assertEquals(idg, risk.idg(), 3 * idgError);
    }

    /** As many contexts a task as dimensions, 200 trials. */
    /** Their differences are small where K is of very different size along the tasks and across. */
    @Test
    void errorsAreKnownToFiveDigitsForLongContextsOfFewTasks() {
        for (int d : new int[] {10, 32, 80}) {
            for (int k : new int[] {1, 4, 8, 12}) {
                for (TestError which : TestError.values()) {
                    double[] errors = new double[5];
                    for (int i = 0; i < errors.length; i++) {
                        double lambda = 1e-6 * (1 + i / 1000.0);
                        errors[i] = FiniteSizeRisk.of(Pretraining.of(d, 1000, (double) k / d, 20, 0.5, lambda)).error(which);
                    }
                    // A smooth function's fourth difference is rounding, 8 times that of a value.
                    double fourth = errors[0] - 4 * errors[1] + 6 * errors[2] - 4 * errors[3] + errors[4];
                    assertEquals(0, fourth / 8, 1e-5 * errors[2], d + " " + k + " " + which);
                }
            }
        }
    }

    @Test
    void fewContextsATaskAreWithinFourPerCent() {
        FiniteSizeRisk risk = FiniteSizeRisk.of(Pretraining.of(20, 100, .5, .5, .01, 1e-6));
        assertEquals(.81531, risk.icl(), 0.04 * .81531 + 2 * .00536);
        assertEquals(.16192, risk.idg(), 0.04 * .16192 + 2 * .00263);
    }

    /** The 24 means of g_task at d = 10 and 32 that paper A's authors published, with ⌊κd⌋ tasks: notebooks/data/README.md. */
    @Test
    void thePublishedMeansLieWithinThreeStandardErrors() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "..", "notebooks", "data", "task-diversity-gamma.csv"));
        for (String line : lines.subList(1, lines.size())) {
            double[] v = Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
            Pretraining setting = Pretraining.of((int) v[0], v[1], Math.floor(v[2] * v[0]) / v[0], v[3], v[4], v[5]);
            double distance = Math.abs(v[7] - FiniteSizeRisk.of(setting).gTask()) / (v[8] / Math.sqrt(v[6]));
            // One is farther: their pools have equally many contexts a task, the theory's numbers of contexts are random.
            assertTrue(distance < (v[0] == 32 && setting.tasks() == 51 ? 3.5 : 3), setting.text() + " " + distance);
        }
        assertEquals(25, lines.size());
    }

    /** From nine tasks on the mean over pools is one set of equations, whose error is of order 1/d². */
    @Test
    void aPoolAsItIsAndTheMeanOverPoolsAgree() {
        for (double lambda : new double[] {1e-6, 1e-3, 0.1}) {
            Pretraining eight = Pretraining.of(40, 2, 8 / 40.0, 2, 0.1, lambda);
            for (TestError which : TestError.values()) {
                double[] log = new double[5];
                for (int k = 7; k <= 11; k++) {
                    log[k - 7] = Math.log(FiniteSizeRisk.of(eight.with(Pretraining.KAPPA, k / 40.0)).error(which));
                }
                // The step from 8 to 9 beside those before and after, which change slowly.
                assertEquals((log[1] - log[0] + log[3] - log[2]) / 2, log[2] - log[1], 0.01, which + " " + lambda);
            }
        }
    }

    @Test
    void whereBothErrorsDivergeTheirDifferenceDoesUnlessTasksAreFresh() {
        Pretraining peak = Pretraining.of(10, 10, 0.5, 1.1, 0.01, 0);
        assertEquals(Double.POSITIVE_INFINITY, FiniteSizeRisk.of(peak).icl());
        assertEquals(Double.POSITIVE_INFINITY, FiniteSizeRisk.of(peak).gTask());
        assertEquals(0, FiniteSizeRisk.of(peak.with(Pretraining.KAPPA, INFINITE)).gTask());
    }

    @Test
    void manyTasksAreFreshTasks() {
        for (TaskLaw law : TaskLaw.values()) {
            Pretraining fresh = Pretraining.of(20, 3, INFINITE, 2, 0.2, 0.01);
            FiniteSizeRisk risk = FiniteSizeRisk.of(fresh.with(Pretraining.KAPPA, 1e6), law);
            // Of order 1/κ.
            assertEquals(FiniteSizeRisk.of(fresh, law).icl(), risk.icl(), 1e-5);
            assertEquals(risk.icl(), risk.idg(), 1e-5);
            assertEquals(0, FiniteSizeRisk.of(fresh, law).gTask(), 0);
        }
    }

    @Test
    void aPoolThatIsTooSmallHasNoNumberRatherThanAWrongOne() {
        FiniteSizeRisk one = FiniteSizeRisk.of(Pretraining.of(5, 10.8562, 0.2, 1.3, 0.00777354, 0));
        assertTrue(Double.isNaN(one.icl()) == Double.isNaN(one.idg()));
        assertTrue(!(one.icl() <= 0));
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> FiniteSizeRisk.of(Pretraining.of(4, 3, 1, 2, 0.2, 0.1)));
        assertThrows(IllegalArgumentException.class, () -> FiniteSizeRisk.of(Pretraining.of(10, 0.01, 1, 2, 0.2, 0.1)));
    }
}
