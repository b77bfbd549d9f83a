package org.icllab.random;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.random.AbstractRandomGenerator;
import org.icllab.Require;

/**
 * A seeded stream of random numbers that splits into independent streams by index.
 *
 * <p>The stream {@code RandomStream.of(seed).at(i)} depends on {@code seed} and {@code i} alone, so that trial i draws
 * the same numbers whichever thread runs it and whatever ran before. The generator is the JDK's L64X128MixRandom.
 * A stream is used by one thread at a time.
 */
public final class RandomStream {
    private static final RandomGeneratorFactory<RandomGenerator> FACTORY = RandomGeneratorFactory.of("L64X128MixRandom");

    private final long key;
    private final RandomGenerator generator;
    private final CommonsView commonsView = new CommonsView();
    /** The chi-square law drawn last, as Γ(k/2, 2): commons-math samples it by rejection, ChiSquared by inversion. */
    private GammaDistribution chiSquare;

    private RandomStream(long key) {
        this.key = key;
        this.generator = FACTORY.create(key);
    }

    /** @param seed any number: equal seeds give equal streams */
    public static RandomStream of(long seed) {
        return new RandomStream(mix(seed));
    }

    /**
     * @param index any number, as a rule of a trial or of a part of one
     * @return the independent stream of that index, at its beginning whatever this one has drawn
     */
    public RandomStream at(long index) {
        return new RandomStream(mix(key + mix(index ^ 0x6a09e667f3bcc909L)));
    }

    /** @return the independent stream that this one's next number chooses: however much it draws, this one goes on alike */
    public RandomStream fork() {
        return at(generator.nextLong());
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that scatters neighbouring keys. */
    private static long mix(long z) {
        long x = z + 0x9e3779b97f4a7c15L;
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }

    /** @return uniform on [0, 1) */
    public double nextDouble() {
        return generator.nextDouble();
    }

    /** @return uniform on 0, …, bound − 1 for {@code bound} ≥ 1 */
    public int nextInt(int bound) {
        return generator.nextInt(bound);
    }

    /** @return a standard normal number */
    public double nextGaussian() {
        return generator.nextGaussian();
    }

    /** Fills {@code target[from … to)} with independent normal numbers of the given standard deviation. */
    public void fillGaussian(double[] target, int from, int to, double standardDeviation) {
        Require.nonNegative("standardDeviation", standardDeviation);
        for (int i = from; i < to; i++) {
            target[i] = standardDeviation * generator.nextGaussian();
        }
    }

    /**
     * @param degreesOfFreedom > 0
     * @return a chi-square number: mean k, variance 2k
     */
    public double nextChiSquare(double degreesOfFreedom) {
        if (chiSquare == null || chiSquare.getShape() != degreesOfFreedom / 2) {
            chiSquare = new GammaDistribution(commonsView, Require.positive("degreesOfFreedom", degreesOfFreedom) / 2, 2);
        }
        return chiSquare.sample();
    }

    /** @return a point of the sphere of the given radius in {@code dimension} ≥ 1, uniformly */
    public double[] nextOnSphere(int dimension, double radius) {
        double[] point = new double[Require.atLeast("dimension", dimension, 1)];
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

    /** This stream as commons-math's samplers see it. */
    private final class CommonsView extends AbstractRandomGenerator {
        @Override
        public double nextDouble() {
            return generator.nextDouble();
        }

        @Override
        public double nextGaussian() {
            return generator.nextGaussian();
        }

        @Override
        public void setSeed(long seed) {
            throw new UnsupportedOperationException("a stream keeps its seed");
        }
    }
}
