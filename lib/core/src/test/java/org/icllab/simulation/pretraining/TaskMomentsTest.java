package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.ToDoubleFunction;
import org.icllab.linalg.Matrix;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

class TaskMomentsTest {
    private static final int COUNT = 200_000;
    /** A square root of the covariance: w = Lz. */
    private static final Matrix ROOT = Matrix.of(new double[][] {{1, 0, 0}, {0.5, 0.7, 0}, {-1, 0.2, 1.5}});

    private final TaskMoments moments = TaskMoments.gaussian(ROOT.timesTranspose(ROOT));

    @Test
    void momentsOfGaussianTasksAreThoseOfDrawnOnes() {
        for (int i = 0; i < 3; i++) {
            int row = i;
            assertMean(moments.mean()[i], w -> w[row]);
            assertMean(moments.normWeightedMean()[i], w -> norm(w) * w[row]);
            for (int j = 0; j < 3; j++) {
                int column = j;
                assertMean(moments.second().get(i, j), w -> w[row] * w[column]);
            }
        }
        assertMean(moments.meanNorm(), TaskMomentsTest::norm);
        assertMean(moments.meanNormSquared(), w -> norm(w) * norm(w));
    }

    @Test
    void theIdentityGivesTheGaussianLaw() {
        TaskMoments law = TaskMoments.of(TaskLaw.GAUSSIAN, 7);
        TaskMoments identity = TaskMoments.gaussian(Matrix.identity(7));
        // Rounding only.
        assertEquals(law.meanNorm(), identity.meanNorm(), 1e-15);
        assertEquals(law.meanNormSquared(), identity.meanNormSquared(), 1e-15);
    }

    @Test
    void whatIsNoCovarianceIsRefused() {
        assertRefused(new double[][] {{1, 0, 0}, {0, 1, 0}});
        assertRefused(new double[][] {{1, 0.5}, {0, 1}});
        assertRefused(new double[][] {{1, 0}, {0, -1}});
        assertRefused(new double[][] {{1, 0}, {0, Double.NaN}});
        // Eigenvalues 3 and −1.
        assertRefused(new double[][] {{1, 2}, {2, 1}});
    }

    @Test
    void momentsThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> TaskMoments.of(TaskLaw.SPHERE, -1));
        double[] mean = new double[2];
        Matrix second = Matrix.identity(2);
        assertThrows(IllegalArgumentException.class, () -> new TaskMoments(mean, second, -5, 1, mean));
        assertThrows(IllegalArgumentException.class, () -> new TaskMoments(mean, second, 1, 1, new double[1]));
        assertThrows(IllegalArgumentException.class, () -> new TaskMoments(mean, Matrix.identity(3), 1, 1, mean));
    }

    @Test
    void noCallerCanChangeMoments() {
        double second = moments.second().get(0, 0);
        moments.mean()[0] = 7;
        moments.normWeightedMean()[0] = 7;
        moments.second().set(0, 0, 7);
        assertEquals(0, moments.mean()[0]);
        assertEquals(0, moments.normWeightedMean()[0]);
        assertEquals(second, moments.second().get(0, 0));
    }

    private static void assertRefused(double[][] rows) {
        assertThrows(IllegalArgumentException.class, () -> TaskMoments.gaussian(Matrix.of(rows)));
    }

    /** Five standard errors of the sampled mean, at a fixed seed. */
    private static void assertMean(double expected, ToDoubleFunction<double[]> statistic) {
        RandomStream stream = RandomStream.of(1);
        double sum = 0;
        double square = 0;
        for (int n = 0; n < COUNT; n++) {
            double[] z = {stream.nextGaussian(), stream.nextGaussian(), stream.nextGaussian()};
            double value = statistic.applyAsDouble(ROOT.times(z));
            sum += value / COUNT;
            square += value * value / COUNT;
        }
        assertEquals(expected, sum, 5 * Math.sqrt((square - sum * sum) / COUNT));
    }

    private static double norm(double[] w) {
        return (w[0] * w[0] + w[1] * w[1] + w[2] * w[2]) / 3;
    }
}
