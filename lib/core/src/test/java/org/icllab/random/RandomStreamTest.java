package org.icllab.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

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
                firstNumbers.add(RandomStream.of(index + 1, seed).nextDouble());
            }
        }
        assertEquals(30_000, firstNumbers.size());
        assertNotEquals(RandomStream.of(1).at(2).nextDouble(), RandomStream.of(2).at(1).nextDouble());
        assertNotEquals(RandomStream.of(1, 2).nextDouble(), RandomStream.of(2, 1).nextDouble());
        assertEquals(RandomStream.of(0, 3).nextDouble(), RandomStream.of(3).nextDouble());
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
    void gaussiansAreNormalInEveryPartOfTheZiggurat() {
        // Ten million, in 400 cells of width 0.02 over [−4, 4], with the open ends: wedges taken whole
        // show at p = 0.0.
        int cells = 400;
        long[] counts = new long[cells + 2];
        List<Double> beyond = new ArrayList<>();
        RandomStream stream = RandomStream.of(14);
        int draws = 10_000_000;
        for (int i = 0; i < draws; i++) {
            double x = stream.nextGaussian();
            counts[Math.max(0, Math.min(cells + 1, (int) Math.floor((x + 4) * 50) + 1))]++;
            if (Math.abs(x) > 3.7) {
                beyond.add(Math.abs(x));
            }
        }
        NormalDistribution normal = new NormalDistribution(0, 1);
        double[] expected = new double[cells + 2];
        for (int c = 1; c <= cells; c++) {
            expected[c] = draws * normal.probability(-4 + 0.02 * (c - 1), -4 + 0.02 * c);
        }
        expected[0] = draws * normal.cumulativeProbability(-4);
        expected[cells + 1] = expected[0];
        double p = new ChiSquareTest().chiSquareTest(expected, counts);
        assertTrue(p > SIGNIFICANCE, "p = " + p);
        // Given that it is in the tail, the probability of what lies beyond is uniform.
        double tail = normal.cumulativeProbability(-3.7);
        assertFits(new UniformRealDistribution(0, 1),
                beyond.stream().mapToDouble(x -> normal.cumulativeProbability(-x) / tail).toArray());
    }

    @Test
    void streamsAreIndependentOfTheirNeighboursParentsAndForks() {
        int length = 100_000;
        RandomStream parent = RandomStream.of(15);
        RandomStream[] streams = {RandomStream.of(15), RandomStream.of(16), RandomStream.of(1, 15), parent.at(0), parent.at(1),
            parent.at(0).at(0), parent.at(0).at(1), parent.fork(), parent.fork()};
        double[][] numbers = new double[streams.length][length];
        for (int s = 0; s < streams.length; s++) {
            streams[s].fillGaussian(numbers[s], 0, length, 1);
        }
        for (int s = 0; s < streams.length; s++) {
            for (int t = 0; t < s; t++) {
                for (int lag = -1; lag <= 1; lag++) {
                    double sum = 0;
                    double squares = 0;
                    for (int i = 1; i < length - 1; i++) {
                        double x = numbers[s][i];
                        double y = numbers[t][i + lag];
                        sum += x * y;
                        squares += (x * x - 1) * (y * y - 1) / 2;
                    }
                    // Each is a standard normal number; one of the 216 is beyond 5 once in eight thousand seeds.
                    assertEquals(0, sum / Math.sqrt(length), 5, "streams " + s + ", " + t + ", lag " + lag);
                    assertEquals(0, squares / Math.sqrt(length), 5, "streams " + s + ", " + t + ", lag " + lag);
                }
            }
        }
    }

    @Test
    void firstNumbersOfNeighbouringStreamsAreIndependent() {
        // Serial correlation of the first normal along indices, along seeds and along the high word of the key.
        int count = 100_000;
        for (LongFunction<RandomStream> way : List.<LongFunction<RandomStream>>of(i -> RandomStream.of(17).at(i),
                RandomStream::of, i -> RandomStream.of(i, 0), i -> RandomStream.of(18).at(i << 40))) {
            double before = way.apply(0).nextGaussian();
            double sum = 0;
            for (int i = 1; i <= count; i++) {
                double next = way.apply(i).nextGaussian();
                sum += before * next;
                before = next;
            }
            assertEquals(0, sum / Math.sqrt(count), 4.5); // beyond it once in 37 000 for each way
        }
    }

    @Test
    void chiSquareHasItsLaw() {
        RandomStream stream = RandomStream.of(12);
        for (double degrees : new double[] {0.1, 1, 1.9, 2, 3, 7, 1000, 1e7}) {
            double[] sample = new double[20_000];
            Arrays.setAll(sample, i -> stream.nextChiSquare(degrees));
            assertFits(new ChiSquaredDistribution(degrees), sample);
        }
    }

    @Test
    void chiSquareOfManyDegreesIsNormalWhereItsLogarithmsCancel() {
        RandomStream stream = RandomStream.of(19);
        double degrees = 1e18;
        double[] sample = new double[20_000];
        // The skewness, √(8/k), is nothing.
        Arrays.setAll(sample, i -> (stream.nextChiSquare(degrees) - degrees) / Math.sqrt(2 * degrees));
        assertFits(new NormalDistribution(0, 1), sample);
    }

    @Test
    void integersAreUniformAndEveryOrderIsAsLikely() {
        RandomStream stream = RandomStream.of(20);
        long[] counts = new long[7];
        long[] orders = new long[27];
        for (int i = 0; i < 100_000; i++) {
            counts[stream.nextInt(7)]++;
            int[] order = {0, 1, 2};
            stream.shuffle(order);
            orders[order[0] * 9 + order[1] * 3 + order[2]]++;
        }
        assertUniform(counts);
        assertUniform(Arrays.stream(orders).filter(n -> n > 0).toArray());
        assertEquals(6, Arrays.stream(orders).filter(n -> n > 0).count());
        assertEquals(0, stream.nextInt(1));
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
    void extremeDegreesOfFreedomGiveFiniteNumbers() {
        RandomStream stream = RandomStream.of(21);
        assertEquals(0, stream.nextChiSquare(Double.MIN_VALUE));
        assertEquals(Double.MAX_VALUE, stream.nextChiSquare(Double.MAX_VALUE), 1e-12 * Double.MAX_VALUE);
    }

    @Test
    void badArgumentsAreRefusedByName() {
        RandomStream stream = RandomStream.of(1);
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused("degreesOfFreedom", () -> stream.nextChiSquare(bad));
            assertRefused("radius", () -> stream.nextOnSphere(1, bad));
        }
        assertRefused("dimension", () -> stream.nextOnSphere(0, 1));
        assertRefused("bound", () -> stream.nextInt(0));
        assertRefused("bound", () -> stream.nextInt(-1));
        double[] target = new double[3];
        assertRefused("from", () -> stream.fillGaussian(target, -1, 2, 1));
        assertRefused("from", () -> stream.fillGaussian(target, 2, 1, 1));
        assertRefused("to", () -> stream.fillGaussian(target, 0, 4, 1));
        assertRefused("standardDeviation", () -> stream.fillGaussian(target, 0, 3, -1));
        assertRefused("standardDeviation", () -> stream.fillGaussian(target, 0, 3, Double.NaN));
        assertArrayEquals(new double[3], target, "a refused call writes nothing");
    }

    private static void assertRefused(String name, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(name + " = "), message);
    }

    private static void assertUniform(long[] counts) {
        double[] expected = new double[counts.length];
        Arrays.fill(expected, Arrays.stream(counts).average().orElseThrow());
        double p = new ChiSquareTest().chiSquareTest(expected, counts);
        assertTrue(p > SIGNIFICANCE, "p = " + p);
    }

    private static void assertFits(RealDistribution law, double[] sample) {
        double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(law, sample);
        assertTrue(p > SIGNIFICANCE, "p = " + p);
    }
}
