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
        removeAll(rest, from);
        double left = Vectors.norm(rest);
        if (left > ROUNDING * norm && from.size() < dimension) {
            Vectors.scale(1 / left, rest);
            from.add(rest);
            to.add(newDirection(to));
        }
        double[] result = new double[dimension];
        for (int i = 0; i < from.size(); i++) {
            Vectors.axpy(Vectors.dot(from.get(i), x), to.get(i), result);
        }
        return result;
    }

    private double[] newDirection(List<double[]> others) {
        double[] direction = new double[dimension];
        double left;
        do {
            stream.fillGaussian(direction, 0, dimension, 1);
            double before = Vectors.norm(direction);
            removeAll(direction, others);
            left = Vectors.norm(direction) / before;
        } while (left < 1e-8);
        Vectors.scale(1 / Vectors.norm(direction), direction);
        return direction;
    }

    /** Gram–Schmidt, twice: once leaves what rounding brings back in. */
    private static void removeAll(double[] x, List<double[]> orthonormal) {
        for (int pass = 0; pass < 2; pass++) {
            for (double[] unit : orthonormal) {
                Vectors.axpy(-Vectors.dot(unit, x), unit, x);
            }
        }
    }
}
