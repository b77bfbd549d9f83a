package org.icllab.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
    /** A Kolmogorov–Smirnov p-value below this would be met once in ten thousand seeds; the seed is fixed. */
    private static final double SIGNIFICANCE = 1e-4;

    @Test
    void equalSeedsAndIndicesGiveEqualStreams() {
        assertEquals(RandomStream.of(7).at(3).nextDouble(), RandomStream.of(7).at(3).nextDouble());
    }

    @Test
    void splittingDoesNotDependOnWhatWasDrawn() {
        RandomStream used = RandomStream.of(7);
        used.nextGaussian();
        assertEquals(RandomStream.of(7).at(3).nextDouble(), used.at(3).nextDouble());
    }

    @Test
    void forksDifferAndDrawApartFromWhatTheyComeFrom() {
        RandomStream one = RandomStream.of(7);
        RandomStream other = RandomStream.of(7);
        RandomStream fork = one.fork();
        double first = fork.nextDouble();
        assertEquals(first, other.fork().nextDouble());
        fork.nextGaussian();
        assertNotEquals(first, one.fork().nextDouble());
        other.fork();
        assertEquals(one.nextDouble(), other.nextDouble());
    }

    @Test
    void seedsIndicesAndDepthsGiveDifferentStreams() {
        Set<Double> firstNumbers = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            for (int index = 0; index < 100; index++) {
                firstNumbers.add(RandomStream.of(seed).at(index).nextDouble());
                firstNumbers.add(RandomStream.of(seed).at(index).at(0).nextDouble());
            }
        }
        assertEquals(20_000, firstNumbers.size());
        assertNotEquals(RandomStream.of(1).at(2).nextDouble(), RandomStream.of(2).at(1).nextDouble());
    }

    @Test
    void gaussiansAcrossNeighbouringStreamsAreNormal() {
        double[] sample = new double[20_000];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = RandomStream.of(11).at(i).nextGaussian();
        }
        assertFits(new NormalDistribution(0, 1), sample);
    }

    @Test
    void chiSquareHasItsLaw() {
        RandomStream stream = RandomStream.of(12);
        for (double degrees : new double[] {1, 2, 7, 1000}) {
            double[] sample = new double[20_000];
            Arrays.setAll(sample, i -> stream.nextChiSquare(degrees));
            assertFits(new ChiSquaredDistribution(degrees), sample);
        }
    }

    @Test
    void pointsOnTheSphereHaveItsRadiusAndNoPreferredDirection() {
        RandomStream stream = RandomStream.of(13);
        int dimension = 3;
        double[] heights = new double[20_000];
        for (int i = 0; i < heights.length; i++) {
            double[] point = stream.nextOnSphere(dimension, 2);
            assertEquals(4, point[0] * point[0] + point[1] * point[1] + point[2] * point[2], 1e-12);
            // Archimedes: a coordinate of a uniform point of the 2-sphere is uniform.
            heights[i] = point[1];
        }
        assertFits(new UniformRealDistribution(-2, 2), heights);
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> RandomStream.of(1).nextChiSquare(0));
        assertThrows(IllegalArgumentException.class, () -> RandomStream.of(1).nextOnSphere(0, 1));
    }

    private static void assertFits(RealDistribution law, double[] sample) {
        double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(law, sample);
        assertTrue(p > SIGNIFICANCE, "p = " + p);
    }
}
