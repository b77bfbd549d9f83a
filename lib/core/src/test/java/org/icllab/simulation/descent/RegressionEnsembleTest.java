package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble.Regression;
import org.icllab.study.Estimate;
import org.junit.jupiter.api.Test;

class RegressionEnsembleTest {
    private static final double[] LAMBDA = {0.1, 0.5, 2};
    private static final double[] OMEGA = {3, 1, 0.5};
    private static final int COUNT = 40_000;

    @Test
    void rotatedCovariancesHaveTheirSpectrum() {
        Regression regression = RegressionEnsemble.rotated(LAMBDA, OMEGA).draw(RandomStream.of(1));
        Matrix covariance = Matrix.zeros(3, 3);
        for (int j = 0; j < 3; j++) {
            System.arraycopy(regression.covarianceTimes(Matrix.identity(3).column(j)), 0, covariance.data(), 3 * j, 3);
        }
        assertArrayEquals(LAMBDA, SymmetricEigen.of(covariance).values(), 1e-12);
    }

    @Test
    void populationShowsTheCovarianceExactly() {
        Regression regression = RegressionEnsemble.rotated(LAMBDA, OMEGA).draw(RandomStream.of(3));
        RegressionContext context = regression.population();
        Matrix covariance = context.inputs().timesTranspose(context.inputs()).scaled(1.0 / 3);
        double[] v = {1, -2, 3};
        assertArrayEquals(regression.covarianceTimes(v), covariance.times(v), 1e-13);
        // E y² over the points is βᵀΣβ/D.
        double square = Arrays.stream(context.labels()).map(y -> y * y).average().orElseThrow();
        double[] image = regression.covarianceTimes(regression.task());
        double expected = 0;
        for (int i = 0; i < 3; i++) {
            expected += image[i] * regression.task()[i] / 3;
        }
        assertEquals(expected, square, 1e-13);
        assertArrayEquals(context.labels(), context.targets());
    }

    @Test
    void fixedCovariancesAreDiagonal() {
        Regression regression = RegressionEnsemble.fixed(LAMBDA, OMEGA).draw(RandomStream.of(1));
        assertArrayEquals(new double[] {0.1, 1, 6}, regression.covarianceTimes(new double[] {1, 2, 3}), 1e-15);
    }

    @Test
    void labelsHaveTheVarianceOfSignalAndNoise() {
        // E y² = (1/D) Σ ω_k λ_k + σ², in either ensemble; five standard errors of the mean of squares.
        double expected = (0.3 + 0.5 + 1) / 3 + 0.25;
        for (RegressionEnsemble ensemble : new RegressionEnsemble[] {
            RegressionEnsemble.fixed(LAMBDA, OMEGA), RegressionEnsemble.rotated(LAMBDA, OMEGA)}) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < COUNT; i++) {
                RandomStream stream = RandomStream.of(2).at(i);
                double label = ensemble.draw(stream).context(1, 1, 0.25, stream).labels()[0];
                sum += label * label;
                squares += Math.pow(label, 4);
            }
            double mean = sum / COUNT;
            assertEquals(expected, mean, 5 * Math.sqrt((squares / COUNT - mean * mean) / COUNT));
        }
    }

    @Test
    void summariesHaveTheMomentsOfAllPoints() {
        for (int points : new int[] {2, 7}) {
            for (RegressionEnsemble ensemble : new RegressionEnsemble[] {
                RegressionEnsemble.fixed(LAMBDA, OMEGA), RegressionEnsemble.rotated(LAMBDA, OMEGA)}) {
                double[][] seen = new double[4][COUNT];
                for (int i = 0; i < COUNT; i++) {
                    RandomStream stream = RandomStream.of(4).at(i);
                    Regression regression = ensemble.draw(stream);
                    RegressionContext summary = regression.summary(points, 5, stream);
                    assertEquals(Math.min(points, 3), summary.labelled());
                    assertEquals(3, summary.evaluated());
                    RegressionContext whole = regression.context(points, 5, 0, stream);
                    seen[0][i] = moment(summary.inputs(), summary.labels()) - moment(whole.inputs(), whole.labels());
                    seen[1][i] = Math.pow(moment(summary.inputs(), summary.labels()), 2)
                            - Math.pow(moment(whole.inputs(), whole.labels()), 2);
                    seen[2][i] = moment(summary.queries(), summary.targets()) - moment(whole.queries(), whole.targets());
                    seen[3][i] = Math.pow(moment(summary.queries(), summary.targets()), 2)
                            - Math.pow(moment(whole.queries(), whole.targets()), 2);
                }
                for (double[] differences : seen) {
                    Estimate mean = Estimate.of(differences);
                    assertEquals(0, mean.mean(), 5 * mean.standardError());
                }
            }
        }
    }

    /** The first entry of the mean of yx, with a mean of its own: the first entry of the mean of xxᵀ is added. */
    private static double moment(Matrix points, double[] labels) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            double x = points.get(0, i);
            sum += (labels[i] * x + x * x) / labels.length;
        }
        return sum;
    }

    @Test
    void powerLawsAreNormalised() {
        Spectrum law = Spectrum.powerLaw(50, 1.25, 0.75);
        double total = 0;
        for (int k = 0; k < 50; k++) {
            total += law.lambda()[k] * law.omega()[k];
        }
        assertEquals(1, total, 1e-14);
        assertEquals(Math.pow(8, -1.25), law.lambda()[7], 1e-15);
        double ratio = law.lambda()[7] * law.omega()[7] / (law.lambda()[3] * law.omega()[3]);
        assertEquals(Math.pow(2, -1.25 * 0.75 - 1), ratio, 1e-14);
        assertEquals(50, Arrays.stream(law.lambda()).count());
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> RegressionEnsemble.isotropic(0));
        assertThrows(IllegalArgumentException.class, () -> RegressionEnsemble.fixed(new double[] {-1}, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> RegressionEnsemble.fixed(LAMBDA, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> Spectrum.powerLaw(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Spectrum.powerLaw(3, Double.NaN, 1));
        Regression regression = RegressionEnsemble.isotropic(2).draw(RandomStream.of(1));
        assertThrows(IllegalArgumentException.class, () -> regression.context(0, 1, 0, RandomStream.of(1)));
        assertThrows(IllegalArgumentException.class, () -> regression.context(1, 1, -1, RandomStream.of(1)));
    }
}
