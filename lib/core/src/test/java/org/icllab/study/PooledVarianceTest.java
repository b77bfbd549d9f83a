package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

/** Numbers by test/reference/pooled_variance.py. */
class PooledVarianceTest {
    private static double[] all(int points, double degrees) {
        return DoubleStream.generate(() -> degrees).limit(points).toArray();
    }

    @Test
    void priorOfUnlikeVariancesIsThatOfTheirLogs() {
        PooledVariance pool = PooledVariance.of(new double[] {1, 4, 0.2, 30, 2.5}, all(5, 4));
        assertEquals(1.2776817772639621, pool.scale(), 1e-9);
        assertEquals(1.4278649881462534, pool.degrees(), 1e-8);
        pool = PooledVariance.of(new double[] {1e-6, 3e-6, 1e-3, 2e-5}, new double[] {4, 9, 5, 19});
        assertEquals(2.8532961095421675e-6, pool.scale(), 1e-14);
        assertEquals(0.71808112655126421, pool.degrees(), 1e-8);
        assertEquals((0.71808112655126421 * 2.8532961095421675e-6 + 4e-6) / 4.71808112655126421, pool.of(1e-6, 4), 1e-14);
        assertEquals(4.71808112655126421, pool.degrees(4), 1e-8);
    }

    @Test
    void variancesThatDifferByChanceAlonePoolToTheirMean() {
        PooledVariance pool = PooledVariance.of(new double[] {1, 1.1, 0.9}, all(3, 4));
        assertEquals(1, pool.of(0.9, 4), 1e-15);
        assertEquals(12, pool.degrees(4), "of all together");
    }

    @Test
    void onePointKeepsItsOwn() {
        PooledVariance pool = PooledVariance.of(new double[] {3}, all(1, 4));
        assertEquals(3, pool.of(3, 4), 1e-15);
        assertEquals(4, pool.degrees(4), 0);
    }

    @Test
    void aPointWithoutVarianceTellsNothingOfTheOthers() {
        PooledVariance pool = PooledVariance.of(new double[] {0, 2, 2, Double.NaN}, all(4, 4));
        assertEquals(2, pool.of(0, 4), 1e-15);
        assertEquals(0, PooledVariance.of(new double[2], all(2, 4)).of(0, 4), 0);
    }

    /** 4000 points of 5 trials whose true variance is 10/χ²₁₀, so that d₀ = 10 and s₀² = 1. */
    @Test
    void theLawThatVariancesWereDrawnFromIsFound() {
        RandomStream stream = RandomStream.of(1);
        double[] variances = new double[4000];
        Arrays.setAll(variances, i -> 10 / stream.nextChiSquare(10) * stream.nextChiSquare(4) / 4);
        PooledVariance pool = PooledVariance.of(variances, all(4000, 4));
        // The log variances' spread of ψ′(5) + ψ′(2) is known to 2.5 %, hence ψ′(d₀/2) to 9 %.
        assertEquals(10, pool.degrees(), 3);
        assertEquals(1, pool.scale(), 0.05);
    }

    /** What pooling is for: 20 points of 5 trials are all covered in 999 of 1000 sweeps, by intervals three times as short. */
    @Test
    void pooledIntervalsCoverAtTheStatedRate() {
        RandomStream stream = RandomStream.of(2);
        int missed = 0;
        int sweeps = 3000;
        double mean = 0;
        for (int s = 0; s < sweeps; s++) {
            Result<?>[] results = new Result<?>[20];
            for (int i = 0; i < results.length; i++) {
                double[][] trials = new double[5][];
                Arrays.setAll(trials, t -> new double[] {1 + 0.1 * stream.nextGaussian(), 0});
                results[i] = new Result<>(Probe.NORMAL, Probe.BASE.with(Probe.MEAN, i), new double[0], 0, 1, trials);
            }
            @SuppressWarnings("unchecked")
            Comparison comparison = Comparison.of(Fixed.of((Result<Probe>[]) results), Probe.VALUE, r -> 1, r -> 0);
            missed += comparison.holds() ? 0 : 1;
            mean += comparison.interval() / sweeps;
        }
        // 3 expected; more than 10 in one of 3000 seeds.
        assertTrue(missed <= 10, missed + " of " + sweeps);
        // Student's own interval at 4 degrees of freedom is 17 standard errors of 0.045.
        assertTrue(mean < 0.26, "interval " + mean);
    }
}
