package org.icllab.simulation.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.Context;
import org.junit.jupiter.api.Test;

/** The posterior mean over a pool, against the posterior written out. */
class DiscreteMmseTest {
    private static final int DIMENSION = 5;

    @Test
    void estimateIsThePosteriorMeanWrittenOut() {
        for (int size : new int[] {1, 2, 40, 3000}) {
            for (double noise : new double[] {1e-3, 0.05, 1, 100}) {
                Matrix pool = gaussian(DIMENSION, size, 1);
                List<Context> contexts = contexts(pool, 6, 4, noise);
                Matrix estimates = DiscreteMmse.of(pool, noise).estimate(ContextEvidence.of(contexts));
                for (int i = 0; i < contexts.size(); i++) {
                    // Logits of size up to 1e4 at the smallest noise, each rounded by 1e-16 of that.
                    assertArrayEquals(posteriorMean(pool, contexts.get(i), noise), estimates.column(i), 1e-10);
                }
            }
        }
    }

    @Test
    void searchAndFeaturesAgree() {
        for (int d : new int[] {1, 2, 7, 32}) {
            for (int size : new int[] {1, 3, 30, 500, 1500}) {
                for (double alpha : new double[] {0.5, 1, 2, 10}) {
                    for (double noise : new double[] {1e-4, 0.01, 1, 100}) {
                        assertFeaturesAgree(d, size, (int) Math.ceil(alpha * d), noise);
                    }
                }
            }
        }
    }

    /** On two contexts of tasks of the pool and two others. */
    private static void assertFeaturesAgree(int d, int size, int length, double noise) {
        Matrix pool = gaussian(d, size, 11);
        Matrix tasks = gaussian(d, 4, 12);
        System.arraycopy(pool.data(), 0, tasks.data(), 0, Math.min(2, size) * d);
        ContextEvidence evidence = ContextEvidence.sample(tasks, length, noise, RandomStream.of(13));
        Matrix features = Matrix.zeros(ContextEvidence.features(d, d), size);
        ContextEvidence.writeFeatures(pool, 0, size, d, features);
        Matrix misfits = features.transposeTimes(evidence.coefficients(d, 0, 1, 2, 3));
        Matrix estimates = DiscreteMmse.of(pool, noise).estimate(evidence);
        for (int i = 0; i < 4; i++) {
            double[] misfit = misfits.column(i);
            double least = Arrays.stream(misfit).min().orElseThrow();
            double[] weights = Arrays.stream(misfit).map(m -> Math.exp((least - m) / (2 * noise))).toArray();
            double[] mean = pool.times(weights);
            Vectors.scale(1 / Arrays.stream(weights).sum(), mean);
            // Misfits of up to 1e4 are rounded by 1e-12, which logits at the smallest noise magnify to 1e-8.
            assertArrayEquals(mean, estimates.column(i), noise < 0.01 ? 1e-7 : 1e-10);
        }
    }

    @Test
    void withLittleNoiseTheEstimateIsTheTaskOfLeastMisfit() {
        Matrix pool = gaussian(DIMENSION, 2000, 2);
        List<Context> contexts = contexts(pool, 6, 4, 0.5);
        ContextEvidence evidence = ContextEvidence.of(contexts);
        for (double noise : new double[] {0, Double.MIN_VALUE, 1e-300, 1e-12}) {
            Matrix estimates = DiscreteMmse.of(pool, noise).estimate(evidence);
            for (int i = 0; i < contexts.size(); i++) {
                assertArrayEquals(nearest(pool, contexts.get(i)), estimates.column(i), 0);
            }
        }
    }

    @Test
    void withMuchNoiseTheEstimateIsThePoolsMean() {
        Matrix pool = gaussian(DIMENSION, 50, 3);
        ContextEvidence evidence = ContextEvidence.of(contexts(pool, 6, 3, 1));
        double[] mean = pool.times(constant(50, 1.0 / 50));
        for (double noise : new double[] {1e12, 1e300}) {
            // The weights differ by misfit/2ρ, at most about 1e3/1e12.
            assertArrayEquals(mean, DiscreteMmse.of(pool, noise).estimate(evidence).column(2), 1e-9);
        }
    }

    @Test
    void tasksThatNothingTellsApartCountEqually() {
        Matrix pool = Matrix.of(new double[][] {{1, 1, 5}, {2, 2, 5}});
        double[] task = pool.column(0);
        ContextEvidence evidence = ContextEvidence.of(List.of(Context.of(task, 4, 0, RandomStream.of(1))));
        assertArrayEquals(task, DiscreteMmse.of(pool, 0).estimate(evidence).column(0), 1e-15);
    }

    @Test
    void errorIsTheMeanSquaredMissOfFreshLabels() {
        Matrix pool = gaussian(DIMENSION, 20, 4);
        double noise = 0.3;
        RandomStream stream = RandomStream.of(5);
        int count = 20_000;
        Matrix tasks = gaussian(DIMENSION, count, 6);
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            contexts.add(Context.of(tasks.column(i), 7, noise, stream));
        }
        DiscreteMmse estimator = DiscreteMmse.of(pool, noise);
        double[] errors = estimator.errors(ContextEvidence.of(contexts), tasks, noise);
        Matrix estimates = estimator.estimate(ContextEvidence.of(contexts));
        double difference = 0;
        double square = 0;
        for (int i = 0; i < count; i++) {
            double miss = contexts.get(i).target();
            for (int a = 0; a < DIMENSION; a++) {
                miss -= contexts.get(i).query()[a] * estimates.get(a, i);
            }
            double excess = miss * miss - errors[i];
            difference += excess / count;
            square += excess * excess / count;
        }
        // Five standard errors of the mean over the sampled queries.
        assertEquals(0, difference, 5 * Math.sqrt(square / count));
    }

    @Test
    void memoryDoesNotGrowWithThePool() {
        Matrix pool = gaussian(32, 100_000, 7);
        ContextEvidence evidence = ContextEvidence.sample(gaussian(32, 20, 8), 64, 0.1, RandomStream.of(9));
        DiscreteMmse estimator = DiscreteMmse.of(pool, 0.1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Matrix estimates = null;
        long allocated = Long.MAX_VALUE;
        // The least of three: a product may have to load one more private copy of the native library.
        for (int i = 0; i < 3; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            estimates = estimator.estimate(evidence);
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // Two blocks of 4 MiB of features, the last one shorter, and with the pure-Java backend the 0.3 MB that each of
        // the 107 products takes and gives back; the features of all tasks would be 448 MB.
        assertTrue(allocated < 64 << 20, allocated + " bytes");
        assertTrue(Double.isFinite(estimates.dot(estimates)));
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> DiscreteMmse.of(Matrix.identity(2), -1));
        assertThrows(IllegalArgumentException.class,
                () -> DiscreteMmse.of(Matrix.wrap(1, 1, new double[] {Double.NaN}), 1));
        ContextEvidence evidence = ContextEvidence.sample(Matrix.identity(3), 2, 1, RandomStream.of(1));
        assertThrows(IllegalArgumentException.class, () -> DiscreteMmse.of(Matrix.identity(2), 1).estimate(evidence));
    }

    private static Matrix gaussian(int rows, int columns, long seed) {
        Matrix matrix = Matrix.zeros(rows, columns);
        RandomStream.of(seed).fillGaussian(matrix.data(), 0, rows * columns, 1);
        return matrix;
    }

    private static double[] constant(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }

    /** Contexts of tasks of the pool, and one of a task that is not in it. */
    private static List<Context> contexts(Matrix pool, int length, int count, double noise) {
        RandomStream stream = RandomStream.of(10);
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] task = i == 0 ? constant(pool.rows(), 0.5) : pool.column(i % pool.columns());
            contexts.add(Context.of(task, length, noise, stream));
        }
        return contexts;
    }

    private static double misfit(Matrix pool, int j, Context context) {
        double sum = 0;
        for (int i = 0; i < context.length(); i++) {
            double residual = context.labels()[i];
            for (int a = 0; a < pool.rows(); a++) {
                residual -= context.inputs().get(a, i) * pool.get(a, j);
            }
            sum += residual * residual;
        }
        return sum;
    }

    private static double[] posteriorMean(Matrix pool, Context context, double noise) {
        double best = Double.POSITIVE_INFINITY;
        for (int j = 0; j < pool.columns(); j++) {
            best = Math.min(best, misfit(pool, j, context));
        }
        double[] mean = new double[pool.rows()];
        double total = 0;
        for (int j = 0; j < pool.columns(); j++) {
            double weight = Math.exp((best - misfit(pool, j, context)) / (2 * noise));
            total += weight;
            for (int a = 0; a < mean.length; a++) {
                mean[a] += weight * pool.get(a, j);
            }
        }
        for (int a = 0; a < mean.length; a++) {
            mean[a] /= total;
        }
        return mean;
    }

    private static double[] nearest(Matrix pool, Context context) {
        int best = 0;
        for (int j = 1; j < pool.columns(); j++) {
            best = misfit(pool, j, context) < misfit(pool, best, context) ? j : best;
        }
        return pool.column(best);
    }

    @Test
    void twoThreadsHaveTheEstimatesOfOne() {
        Matrix pool = gaussian(4, 400, 1);
        ContextEvidence evidence = ContextEvidence.sample(pool, 6, 50, RandomStream.of(2));
        double[] one = DiscreteMmse.of(pool, 50).estimate(evidence).data();
        for (int i = 0; i < 300; i++) {
            DiscreteMmse shared = DiscreteMmse.of(pool, 50);
            IntStream.range(0, 2).parallel().forEach(thread -> assertArrayEquals(one, shared.estimate(evidence).data()));
        }
    }
}
