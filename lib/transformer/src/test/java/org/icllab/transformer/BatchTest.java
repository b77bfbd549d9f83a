package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.icllab.linalg.Vectors;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionContext;
import org.icllab.simulation.descent.RegressionEnsemble;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final int D = 4;
    private static final int POINTS = 40_000;
    private static final double[] LAMBDA = {2, 1, 0.5, 0.1};
    private static final double[] OMEGA = {1, 2, 3, 4};

    /** A regression's own products and task are the reference. */
    @Test
    void drawnPointsHaveTheRegressionsCovarianceAndLabelsItsTask() {
        for (RegressionEnsemble ensemble : new RegressionEnsemble[] {RegressionEnsemble.fixed(LAMBDA, OMEGA),
            RegressionEnsemble.rotated(LAMBDA, OMEGA), RegressionEnsemble.banded(LAMBDA, OMEGA, 2)}) {
            RandomStream stream = RandomStream.of(1);
            RegressionEnsemble.Regression regression = ensemble.draw(stream);
            Batch batch = Batch.of(new Batch.Size(2, D, POINTS, 3));
            batch.draw(1, regression, 0.25, stream);
            assertEquals(0, Vectors.norm(batch.get(0).inputs().data()), 0);
            RegressionContext drawn = batch.get(1);
            double[] task = regression.task();
            double noise = 0;
            double[] moments = new double[D * D];
            for (int i = 0; i < POINTS; i++) {
                double[] x = drawn.inputs().column(i);
                double rest = drawn.labels()[i] - Vectors.dot(x, task) / Math.sqrt(D);
                noise += rest * rest / POINTS;
                for (int j = 0; j < D * D; j++) {
                    moments[j] += x[j / D] * x[j % D] / POINTS;
                }
            }
            // Five standard errors: of a variance v, v√(2/n); no element of a covariance is larger than 2.
            double error = 5 * Math.sqrt(2.0 / POINTS);
            assertEquals(0.25, noise, 0.25 * error);
            for (int i = 0; i < D; i++) {
                double[] unit = new double[D];
                unit[i] = 1;
                double[] covariance = regression.covarianceTimes(unit);
                for (int j = 0; j < D; j++) {
                    assertEquals(covariance[j], moments[i * D + j], 2 * error);
                }
            }
            for (int i = 0; i < 3; i++) {
                assertEquals(Vectors.dot(drawn.queries().column(i), task) / Math.sqrt(D), drawn.targets()[i], 1e-12);
            }
        }
    }
}
