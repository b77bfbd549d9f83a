package org.icllab.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.rng.core.source64.L64X128Mix;
import org.junit.jupiter.api.Test;

/**
 * The first numbers of every sampler, to the last bit. They were made by src/test/reference/random_stream.py, which
 * shares no code with the library. Whoever changes them changes every simulation of every seed.
 */
class FrozenRandomNumbersTest {
    @Test
    void theGeneratorIsTheJdksOfTheSameState() {
        long silver = 0x6a09e667f3bcc909L;
        long golden = 0x9e3779b97f4a7c15L;
        for (long seed : new long[] {0, 1, -1, 0x123456789abcdefL}) {
            RandomGenerator jdk = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            // As the JDK's constructor fills its state: the mixers of MurmurHash3 and of Stafford (variant 13).
            L64X128Mix own = new L64X128Mix(mixed(seed ^ silver, 33, 0xff51afd7ed558ccdL, 33, 0xc4ceb9fe1a85ec53L, 33), 1,
                    mixed(seed ^ silver, 30, 0xbf58476d1ce4e5b9L, 27, 0x94d049bb133111ebL, 31),
                    mixed((seed ^ silver) + golden, 30, 0xbf58476d1ce4e5b9L, 27, 0x94d049bb133111ebL, 31));
            for (int i = 0; i < 1000; i++) {
                assertEquals(jdk.nextLong(), own.nextLong());
            }
        }
    }

    @Test
    void uniformNumbersOfEachWayToAStream() {
        assertArrayEquals(new double[] {0.6146494284252312, 0.5722891555081915, 0.3253176023024338},
                uniforms(RandomStream.of(1)));
        assertArrayEquals(new double[] {0.48499194202641605, 0.650244728333077, 0.1024923202689999},
                uniforms(RandomStream.of(1).at(2)));
        assertArrayEquals(new double[] {0.6640609631541062, 0.1310810672999425, 0.240430979815474},
                uniforms(RandomStream.of(1).at(-2).at(3)));
        assertArrayEquals(new double[] {0.7897047835545304, 0.9095002679260956, 0.019202001328246898},
                uniforms(RandomStream.of(-5, 7)));
        assertArrayEquals(new double[] {0.8206731470222984, 0.537177889267044, 0.281425231394978},
                uniforms(RandomStream.of(1).fork()));
    }

    @Test
    void integersAndPermutations() {
        RandomStream stream = RandomStream.of(2);
        assertArrayEquals(new int[] {5, 4, 9, 6, 2, 1, 0, 0, 1, 0, 9, 4},
                IntStream.generate(() -> stream.nextInt(10)).limit(12).toArray());
        assertArrayEquals(new int[] {90579125, 1955566279, 1851147701},
                IntStream.generate(() -> stream.nextInt(Integer.MAX_VALUE)).limit(3).toArray());
        int[] order = IntStream.range(0, 12).toArray();
        RandomStream.of(3).shuffle(order);
        assertArrayEquals(new int[] {10, 1, 2, 0, 6, 11, 9, 7, 5, 8, 3, 4}, order);
    }

    @Test
    void normals() {
        double[] sample = new double[200_000];
        RandomStream.of(4).fillGaussian(sample, 0, sample.length, 1);
        assertArrayEquals(new double[] {0.9046049422545275, 1.4377975276434118, 0.2795295121526727, -1.0989744161022976,
            -0.2757727106743868}, Arrays.copyOf(sample, 5));
        assertArrayEquals(new double[] {-5.330769516185996, 3.9988084256474448, -4.638492070359471, 3.7509522687791126,
            3.6698978554576374}, Arrays.stream(sample).filter(x -> Math.abs(x) > 3.654152885361009).limit(5).toArray());
        assertEquals(0x49856d40185f08e7L, digest(sample));
        RandomStream oneByOne = RandomStream.of(4);
        assertArrayEquals(sample, DoubleStream.generate(oneByOne::nextGaussian).limit(sample.length).toArray());
    }

    @Test
    void chiSquares() {
        assertChiSquares(0.01, 0xf7741a340515bf92L, 9.976776601461585e-62, 1.221968325632155e-103, 7.770899927890667e-115);
        assertChiSquares(1, 0x0c2b245ecf22b00bL, 0.9007861127954555, 0.2712718093486974, 0.08101247143742299);
        assertChiSquares(2, 0xa870f3989ec95457L, 13.00978011175602, 0.7948652114896321, 1.7861208377709223);
        assertChiSquares(3.5, 0x178a765fcaa44276L, 15.976144242706093, 2.0065500604676747, 3.473090762609306);
        assertChiSquares(1000, 0x6a5cba7acbe700deL, 1129.0705373567293, 982.0900634611702, 1010.5846982571187);
        assertChiSquares(1e15, 0xddeecf716647511dL, 1000000124537319.1, 999999982650807.8, 1000000011213139.1);
    }

    @Test
    void pointsOfTheSphereAndMatrices() {
        assertArrayEquals(new double[] {-0.10749117646797236, -1.1501509361957905, 0.7566198340879053, -1.4467635942386268},
                RandomStream.of(6).nextOnSphere(4, 2));
        assertArrayEquals(new double[] {1.5892000167235463, 0.0, 0.8268793678653729, 2.834106886543116},
                WishartFactor.of(3, 2).draw(RandomStream.of(7)).data());
        assertArrayEquals(new double[] {-0.6592337413744488, 0.31920039826003865, -0.6808244854469313},
                LazyRotation.of(3, RandomStream.of(8)).apply(new double[] {1, 0, 0}));
        // Haar's normals pass through LAPACK, whose rounding is each library's.
        assertArrayEquals(new double[] {0.09207568741459084, -0.7742301021671256, -0.6261707568111216,
            0.5648721261217586, -0.47725353372899604, 0.6731630899521083},
                Haar.frame(3, 2, RandomStream.of(9)).data(), 1e-14);
    }

    private static void assertChiSquares(double degrees, long digest, double... first) {
        RandomStream stream = RandomStream.of(5);
        double[] sample = DoubleStream.generate(() -> stream.nextChiSquare(degrees)).limit(5000).toArray();
        assertArrayEquals(first, Arrays.copyOf(sample, first.length), "k = " + degrees);
        assertEquals(digest, digest(sample), "k = " + degrees);
    }

    private static double[] uniforms(RandomStream stream) {
        return DoubleStream.generate(stream::nextDouble).limit(3).toArray();
    }

    /** {@link Arrays#hashCode(double[])} in 64 bits. */
    private static long digest(double[] sample) {
        long digest = 1;
        for (double value : sample) {
            digest = 31 * digest + Double.doubleToRawLongBits(value);
        }
        return digest;
    }

    private static long mixed(long z, int shift, long factor, int secondShift, long secondFactor, int lastShift) {
        long x = (z ^ (z >>> shift)) * factor;
        x = (x ^ (x >>> secondShift)) * secondFactor;
        return x ^ (x >>> lastShift);
    }
}
