package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.FeatureSample;
import org.icllab.simulation.pretraining.FeatureStatistic;
import org.junit.jupiter.api.Test;

class LawComparisonTest {
    private static final int COUNT = 5_000;

    @Test
    void oneLawIsNotRefused() {
        LawComparison same = LawComparison.of(normal(1, 0, 1), normal(2, 0, 1));
        assertTrue(same.pValue() > 1e-3, same::toString);
        assertTrue(Math.abs(same.meanGap()) < 4 && Math.abs(same.squareGap()) < 4, same::toString);
    }

    @Test
    void differentLawsAreToldApart() {
        LawComparison shifted = LawComparison.of(normal(1, 0, 1), normal(2, 0.2, 1));
        assertTrue(shifted.pValue() < 1e-6 && shifted.meanGap() < -6, shifted::toString);
        LawComparison wider = LawComparison.of(normal(1, 0, 1), normal(2, 0, 1.2));
        assertTrue(wider.pValue() < 1e-4 && wider.squareGap() < -6, wider::toString);
    }

    @Test
    void gapsAreInStandardErrors() {
        // ±1 in equal numbers against ±1 + 0.1: the standard error of each mean is 1/√(n−1).
        double[] first = IntStream.range(0, 100).mapToDouble(i -> i % 2 == 0 ? 1 : -1).toArray();
        double[] second = IntStream.range(0, 100).mapToDouble(i -> first[i] + 0.1).toArray();
        LawComparison comparison = LawComparison.of(first, second);
        assertEquals(-0.1 / Math.sqrt(2.0 / 99), comparison.meanGap(), 1e-12);
        assertEquals(0.5, comparison.distance(), 0);
        assertEquals(0, LawComparison.of(first, first).meanGap(), 0);
    }

    @Test
    void statisticsAreReadOffTheFeature() {
        // d = 2: x = (3, 4), h = (1, 2), s = 5, y = −1, in two blocks.
        var block = new FeatureSample.Block(Matrix.wrap(2, 1, new double[] {3, 4}),
                Matrix.wrap(3, 1, new double[] {1, 2, 5}), new double[] {-1});
        FeatureSample sample = new FeatureSample(2, List.of(block, block));
        double[] expected = {-1, 5, 1, 2.5, 11, -11, 0.2};
        for (FeatureStatistic statistic : FeatureStatistic.values()) {
            double value = expected[statistic.ordinal()];
            assertArrayEquals(new double[] {value, value}, statistic.of(sample), statistic.symbol());
        }
    }

    @Test
    void smallOrBrokenSamplesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> LawComparison.of(new double[10], normal(1, 0, 1)));
        double[] broken = normal(1, 0, 1);
        broken[3] = Double.NaN;
        assertThrows(IllegalArgumentException.class, () -> LawComparison.of(broken, normal(2, 0, 1)));
    }

    private static double[] normal(long seed, double mean, double deviation) {
        RandomStream stream = RandomStream.of(seed);
        return IntStream.range(0, COUNT).mapToDouble(i -> mean + deviation * stream.nextGaussian()).toArray();
    }
}
