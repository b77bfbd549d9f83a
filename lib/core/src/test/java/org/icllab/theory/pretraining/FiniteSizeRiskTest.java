package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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

    /** A mean of a hundred trials of PretrainedGamma and its standard error: FiniteSizeAccuracy in lib/bench. */
    private record Mean(Pretraining setting, double[] mean, double[] error) {
        static Mean of(String line) {
            double[] v = Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
            return new Mean(Pretraining.of((int) v[0], v[1], v[2], v[3], v[4], v[5]), new double[] {v[6], v[8]},
                    new double[] {v[7], v[9]});
        }
    }

    private static List<Mean> means() throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(
                FiniteSizeRiskTest.class.getResourceAsStream("finite-size-means.csv"), StandardCharsets.US_ASCII))) {
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
            List<Mean> means = means().stream().filter(mean -> mean.setting().dimension() == dimension).toList();
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

    /**
     * Means of 20 to 200 trials and their standard errors, as those of finite-size-means.csv: two and four tasks, and as many
     * contexts a task as dimensions. 4 %: theory.md, for pools of fewer than six tasks.
     */
    @ParameterizedTest
    @CsvSource({"32, 10, .0625, 10, .01, 1e-6, 1.52531, .02582, .01990, .00006", "32, 10, .125, 10, .01, 1e-6, 1.18860, .01370, .02586, .00006",
        "20, 100, .5, .5, .01, 1e-6, .81531, .00536, .16192, .00263"})
    void fewTasksAndFewContextsATaskAreWithinFourPerCent(int d, double alpha, double kappa, double tau, double rho, double lambda,
                                                         double icl, double iclError, double idg, double idgError) {
        FiniteSizeRisk risk = FiniteSizeRisk.of(Pretraining.of(d, alpha, kappa, tau, rho, lambda));
        assertEquals(icl, risk.icl(), 0.04 * icl + 2 * iclError);
        assertEquals(idg, risk.idg(), 0.04 * idg + 2 * idgError);
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
