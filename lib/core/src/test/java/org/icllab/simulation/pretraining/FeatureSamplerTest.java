package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleBiFunction;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.icllab.linalg.Matrix;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

/** The sampler by sufficient statistics draws from the law of contexts drawn in full. */
class FeatureSamplerTest {
    private static final int DIMENSION = 5;
    private static final int LENGTH = 7;
    private static final double NOISE = 0.3;
    private static final int COUNT = 20_000;
    /** Met by chance once in ten thousand seeds; the seeds are fixed. */
    private static final double SIGNIFICANCE = 1e-4;

    private final TaskPool pool = TaskPool.of(TaskLaw.GAUSSIAN, DIMENSION, 3, RandomStream.of(1));
    private final FeatureSampler sampler = FeatureSampler.of(pool, LENGTH, NOISE);
    private final FeatureSample statistics = sampler.sample(COUNT, RandomStream.of(2));
    private final FeatureSample contexts = sampler.sampleFromContexts(COUNT, RandomStream.of(3));

    @Test
    void sumOfSquaresAgreesInLaw() {
        assertSameLaw((block, i) -> block.summaries().get(DIMENSION, i));
    }

    @Test
    void everyCoordinateOfTheSummaryAgreesInLaw() {
        for (int j = 0; j < DIMENSION; j++) {
            int coordinate = j;
            assertSameLaw((block, i) -> block.summaries().get(coordinate, i));
        }
    }

    @Test
    void summaryAndSumOfSquaresAgreeJointly() {
        assertSameLaw((block, i) -> block.summaries().get(0, i) / block.summaries().get(DIMENSION, i));
        assertSameLaw((block, i) -> block.summaries().get(0, i) * block.summaries().get(1, i));
    }

    @Test
    void targetAgreesInLawTogetherWithTheFeature() {
        assertSameLaw((block, i) -> block.targets()[i]);
        assertSameLaw((block, i) -> {
            double sum = 0;
            for (int j = 0; j < DIMENSION; j++) {
                sum += block.queries().get(j, i) * block.summaries().get(j, i);
            }
            return block.targets()[i] * sum;
        });
    }

    @Test
    void momentsAreThoseOfTheory() {
        // E h = w averaged over the pool, E s = E v (theory.md §1), to five standard errors of the sampled mean.
        TaskMoments moments = pool.moments();
        for (int j = 0; j <= DIMENSION; j++) {
            double expected = j < DIMENSION ? moments.mean()[j] : moments.meanNorm() + NOISE;
            double[] values = values(statistics, j);
            double mean = 0;
            double square = 0;
            for (double value : values) {
                mean += value / COUNT;
                square += value * value / COUNT;
            }
            assertEquals(expected, mean, 5 * Math.sqrt((square - mean * mean) / COUNT));
        }
    }

    @Test
    void freshTasksAgreeInLawToo() {
        FeatureSampler fresh = FeatureSampler.of(TaskPool.fresh(TaskLaw.SPHERE, DIMENSION), LENGTH, 0);
        double[] a = values(fresh.sample(COUNT, RandomStream.of(4)), 2);
        double[] b = values(fresh.sampleFromContexts(COUNT, RandomStream.of(5)), 2);
        assertTrue(new KolmogorovSmirnovTest().kolmogorovSmirnovTest(a, b) > SIGNIFICANCE);
    }

    @Test
    void sphereTasksHaveTheirRadius() {
        TaskMoments moments = TaskPool.of(TaskLaw.SPHERE, DIMENSION, 4, RandomStream.of(6)).moments();
        assertEquals(1, moments.meanNorm(), 1e-12);
        assertEquals(1, moments.meanNormSquared(), 1e-12);
        assertEquals(DIMENSION, moments.second().trace(), 1e-11);
    }

    @Test
    void anInterruptStopsALargeSample() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> sampler.sample(COUNT, RandomStream.of(1)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> FeatureSampler.of(pool, 0, NOISE));
        assertThrows(IllegalArgumentException.class, () -> FeatureSampler.of(pool, LENGTH, -1));
        assertThrows(IllegalArgumentException.class, () -> sampler.sample(0, RandomStream.of(1)));
        assertThrows(IllegalArgumentException.class, () -> TaskPool.fresh(TaskLaw.SPHERE, 0));
        assertThrows(IllegalArgumentException.class, () -> TaskPool.of(Matrix.wrap(1, 1, new double[] {Double.NaN})));
        assertThrows(IllegalArgumentException.class, () -> Context.of(new double[2], 0, 0, RandomStream.of(1)));
    }

    private static double[] values(FeatureSample sample, int row) {
        return values(sample, (block, i) -> block.summaries().get(row, i));
    }

    private static double[] values(FeatureSample sample, ToDoubleBiFunction<FeatureSample.Block, Integer> statistic) {
        double[] values = new double[sample.size()];
        int at = 0;
        for (FeatureSample.Block block : sample.blocks()) {
            for (int i = 0; i < block.targets().length; i++) {
                values[at++] = statistic.applyAsDouble(block, i);
            }
        }
        return values;
    }

    private void assertSameLaw(ToDoubleBiFunction<FeatureSample.Block, Integer> statistic) {
        double p = new KolmogorovSmirnovTest()
                .kolmogorovSmirnovTest(values(statistics, statistic), values(contexts, statistic));
        assertTrue(p > SIGNIFICANCE, "p = " + p);
    }
}
