package org.icllab.random;

import java.util.ArrayList;
import java.util.List;
import org.icllab.Require;
import org.icllab.linalg.Vectors;

/**
 * A Haar-distributed rotation O that is drawn only where it is looked at.
 *
 * <p>Given that O maps known orthonormal vectors \( v_1,\dots,v_m \) to \( u_1,\dots,u_m \), it maps any further unit
 * vector orthogonal to the v to a uniform unit vector orthogonal to the u. So \( Ox \) and \( O^\top x \) can be had one
 * after another, exactly in law, at O(nm) each and without the O(n³) of drawing all of O. What was answered once is
 * answered the same again.
 */
public final class LazyRotation {
    /** A remainder this small beside the vector is rounding, not a new direction. */
    private static final double ROUNDING = 1e-13;

    private final int dimension;
    private final RandomStream stream;
    private final List<double[]> sources = new ArrayList<>();
    private final List<double[]> images = new ArrayList<>();

    private LazyRotation(int dimension, RandomStream stream) {
        this.dimension = dimension;
        this.stream = stream;
    }

    /**
     * @param dimension n ≥ 1
     * @param stream drawn from at each new direction
     */
    public static LazyRotation of(int dimension, RandomStream stream) {
        return new LazyRotation(Require.atLeast("dimension", dimension, 1), stream);
    }

    /** @return \( Ox \), for x of length n */
    public double[] apply(double[] x) {
        return map(x, sources, images);
    }

    /** @return \( O^\top x \), for x of length n */
    public double[] applyTranspose(double[] x) {
        return map(x, images, sources);
    }

    private double[] map(double[] x, List<double[]> from, List<double[]> to) {
        Require.length("x", x, dimension);
        double norm = Vectors.norm(x);
        double[] rest = x.clone();
        double[] result = new double[dimension];
        double left = split(rest, norm, from, (i, share) -> Vectors.axpy(share, to.get(i), result));
        if (left > ROUNDING * norm && from.size() < dimension) {
            Vectors.scale(1 / left, rest);
            from.add(rest);
            to.add(newDirection(to));
            Vectors.axpy(left, to.get(to.size() - 1), result);
        }
        return result;
    }

    private double[] newDirection(List<double[]> others) {
        double[] direction = new double[dimension];
        double before;
        double left;
        do {
            stream.fillGaussian(direction, 0, dimension, 1);
            before = Vectors.norm(direction);
            left = split(direction, before, others, (i, share) -> { });
        } while (left < 1e-8 * before);
        Vectors.scale(1 / left, direction);
        return direction;
    }

    /** Told of what a vector has in each of several directions. */
    private interface Shares {
        void has(int direction, double share);
    }

    /**
     * Gram–Schmidt: takes out of x what it has in orthonormal directions. Where little is left, and so most of it what
     * rounding brought in, it is done once more.
     *
     * @return the norm of what is left
     */
    private static double split(double[] x, double norm, List<double[]> orthonormal, Shares shares) {
        double left = norm;
        double before;
        do {
            before = left;
            for (int i = 0; i < orthonormal.size(); i++) {
                double share = Vectors.dot(orthonormal.get(i), x);
                Vectors.axpy(-share, orthonormal.get(i), x);
                shares.has(i, share);
            }
            left = Vectors.norm(x);
        } while (left < 0.5 * before && left > ROUNDING * norm);
        return left;
    }
}
