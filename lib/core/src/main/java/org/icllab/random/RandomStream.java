package org.icllab.random;

import org.apache.commons.rng.core.source64.L64X128Mix;
import org.icllab.Require;

/**
 * A seeded stream of random numbers that splits into independent streams by index.
 *
 * <p>The stream {@code RandomStream.of(seed).at(i)} depends on {@code seed} and {@code i} alone, so that trial i draws
 * the same numbers whichever thread runs it and whatever ran before. A stream is used by one thread at a time.
 *
 * <p><b>The numbers are specified</b>, on every processor and JDK from 17 on: a stream has a key of 128 bits, the key
 * seeds commons-rng's L64X128Mix (Steele, Vigna 2021), and every sampler here is made of its 64-bit integers, IEEE
 * arithmetic and {@link StrictMath}. The JDK's own generators do not serve: the bits of their {@code nextGaussian}
 * are not specified and differ between 17 and 25, and so does what they make of a seed of more than 64 bits
 * (JDK-8282144). A port to Python (src/test/reference/random_stream.py) gives the same bits.
 */
public final class RandomStream {
    private final long high;
    private final long low;
    private final L64X128Mix generator;

    /** @param high a key that is {@linkplain #derived scattered} already */
    private RandomStream(long high, long low) {
        this.high = high;
        this.low = low;
        this.generator = new L64X128Mix(mix(high), mix(low), high, low);
    }

    /** @return the stream of {@code seed}, any number: that of {@code of(0, seed)} */
    public static RandomStream of(long seed) {
        return of(0, seed);
    }

    /**
     * Chooses a stream by 128 bits, as by those of a digest: different pairs give different keys.
     *
     * @param high any number
     * @param low any number
     */
    public static RandomStream of(long high, long low) {
        return derived(high, low);
    }

    /**
     * @param index any number, as a rule of a trial or of a part of one; different indices give different keys
     * @return the independent stream of that index, at its beginning whatever this one has drawn
     */
    public RandomStream at(long index) {
        return derived(high ^ mix(index), low);
    }

    /**
     * @return the independent stream that this one's next 128 bits choose: however much it draws, this one goes on
     *         alike
     */
    public RandomStream fork() {
        long chosenHigh = generator.nextLong();
        long chosenLow = generator.nextLong();
        return derived(high ^ chosenHigh, low ^ chosenLow);
    }

    /** Makes the key by a bijection of 128 bits: two rounds in which each word passes into the other. */
    private static RandomStream derived(long high, long low) {
        long h = high;
        long l = low;
        for (int round = 0; round < 2; round++) {
            h += l;
            l += h;
            h = mix(h);
            l = mix(l);
        }
        h += l;
        l += h;
        return new RandomStream(h, l);
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that scatters neighbouring words. */
    private static long mix(long z) {
        long x = z + 0x9e3779b97f4a7c15L;
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }

    /** @return uniform on the multiples of 2⁻⁵³ in [0, 1) */
    public double nextDouble() {
        return generator.nextDouble();
    }

    /**
     * @param bound ≥ 1
     * @return uniform on 0, …, bound − 1, each exactly as likely
     */
    public int nextInt(int bound) {
        return generator.nextInt(Require.atLeast("bound", bound, 1));
    }

    /** Puts {@code values} in an order of which each is equally likely (Fisher, Yates). */
    public void shuffle(int[] values) {
        for (int i = Require.given("values", values).length - 1; i > 0; i--) {
            int j = generator.nextInt(i + 1);
            int moved = values[i];
            values[i] = values[j];
            values[j] = moved;
        }
    }

    /** @return a standard normal number */
    public double nextGaussian() {
        return Ziggurat.next(generator);
    }

    /**
     * Fills {@code target[from … to)} with independent normal numbers.
     *
     * @param target written to
     * @param from in 0 … to
     * @param to in from … target.length
     * @param standardDeviation ≥ 0
     */
    public void fillGaussian(double[] target, int from, int to, double standardDeviation) {
        Require.given("target", target);
        if (from < 0 || from > to || to > target.length) {
            // Asked first: to make the message costs as much as some twenty numbers.
            Require.refuse("from = " + from + ", to = " + to + ": must be 0 ≤ from ≤ to ≤ target.length = " + target.length);
        }
        Require.nonNegative("standardDeviation", standardDeviation);
        for (int i = from; i < to; i++) {
            target[i] = standardDeviation * Ziggurat.next(generator);
        }
    }

    /**
     * @param degreesOfFreedom k &gt; 0
     * @return a chi-square number: mean k, variance 2k; for k far below 1 most round to 0
     */
    public double nextChiSquare(double degreesOfFreedom) {
        return ChiSquare.next(generator, Require.positive("degreesOfFreedom", degreesOfFreedom));
    }

    /**
     * @param dimension ≥ 1
     * @param radius &gt; 0
     * @return a point of the sphere of that radius, uniformly
     */
    public double[] nextOnSphere(int dimension, double radius) {
        double[] point = new double[Require.room("dimension", dimension)];
        Require.positive("radius", radius);
        fillGaussian(point, 0, dimension, 1);
        double square = 0;
        for (double coordinate : point) {
            square += coordinate * coordinate;
        }
        double scale = radius / Math.sqrt(square);
        for (int i = 0; i < dimension; i++) {
            point[i] *= scale;
        }
        return point;
    }
}
