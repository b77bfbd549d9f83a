package org.icllab.random;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
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
    /** A remainder smaller than this has lost two digits or more of its directions' orthogonality. */
    private static final double LITTLE = 0.01;

    private final int dimension;
    private final RandomStream stream;
    private Frame sources = new Frame();
    private Frame images = new Frame();

    private LazyRotation(int dimension, RandomStream stream) {
        this.dimension = dimension;
        this.stream = stream;
    }

    /**
     * @param dimension n ≥ 1
     * @param stream drawn from at each new direction
     */
    public static LazyRotation of(int dimension, RandomStream stream) {
        return new LazyRotation(Require.atLeast("dimension", dimension, 1), Require.given("stream", stream));
    }

    /** @return \( Ox \), for x of length n */
    public double[] apply(double[] x) {
        return map(x, sources, images);
    }

    /** @return \( O^\top x \), for x of length n */
    public double[] applyTranspose(double[] x) {
        return map(x, images, sources);
    }

    /** @return all of O, by the random numbers that asking for \( Oe_1, Oe_2, \dots \) one after another takes */
    public Matrix matrix() {
        boolean oneIsKnown = sources.size == 1;
        if (oneIsKnown) {
            mapUnits();
        }
        Matrix matrix = Matrix.zeros(dimension, dimension);
        for (int i = 0; i < dimension; i++) {
            double[] unit = new double[dimension];
            unit[i] = 1;
            System.arraycopy(oneIsKnown ? images.vectors[i] : apply(unit), 0, matrix.data(), i * dimension, dimension);
        }
        return matrix;
    }

    /**
     * Where one direction v is known, Gram–Schmidt of the unit vectors can be written down. With
     * \( w_i = (0,\dots,0,v_i,\dots,v_n)/|(v_i,\dots,v_n)| \), the sine \( s_i = w_{ii} \) and the cosine c, each new direction
     * u makes of the known \( Ow_i \) the pair \( Oe_i = s_iOw_i + c_iu,\ Ow_{i+1} = c_iOw_i - s_iu \).
     */
    private void mapUnits() {
        double[] squares = new double[dimension + 1];
        for (int i = dimension - 1; i >= 0; i--) {
            squares[i] = squares[i + 1] + sources.vectors[0][i] * sources.vectors[0][i];
        }
        double[] last = images.vectors[0].clone();
        Frame units = new Frame();
        Frame mapped = new Frame();
        boolean open = true;
        for (int i = 0; i < dimension; i++) {
            double sine = open ? sources.vectors[0][i] / Math.sqrt(squares[i]) : 0;
            double cosine = open ? Math.sqrt(squares[i + 1] / squares[i]) : 1;
            double[] image = new double[dimension];
            Vectors.axpy(sine, last, image);
            if (cosine > ROUNDING) {
                double[] direction = newDirection(images);
                images.add(direction);
                Vectors.axpy(cosine, direction, image);
                Vectors.scale(cosine, last);
                Vectors.axpy(-sine, direction, last);
            } else {
                open = false;
            }
            double[] unit = new double[dimension];
            unit[i] = 1;
            units.add(unit);
            mapped.add(image);
        }
        sources = units;
        images = mapped;
    }

    private double[] map(double[] x, Frame from, Frame to) {
        Require.length("x", x, dimension);
        double[] rest = x.clone();
        double[] shares = from.noShares();
        double left = from.takeOut(rest, shares);
        double[] result = new double[dimension];
        to.combine(shares, result);
        if (left > 0 && from.size < dimension) {
            Vectors.scale(1 / left, rest);
            double[] image = newDirection(to);
            from.add(rest);
            to.add(image);
            Vectors.axpy(left, image, result);
        }
        return result;
    }

    private double[] newDirection(Frame others) {
        double[] direction = new double[dimension];
        double left;
        do {
            stream.fillGaussian(direction, 0, dimension, 1);
            left = others.takeOut(direction, others.noShares());
        } while (left == 0);
        Vectors.scale(1 / left, direction);
        return direction;
    }

    /** Orthonormal vectors, four of which pass beside another vector at a time; zero vectors fill up the last four. */
    private static final class Frame {
        private double[] zero;
        private double[][] vectors = {};
        private int size;

        void add(double[] vector) {
            if (size == 0) {
                zero = new double[vector.length];
            }
            if (size == vectors.length) {
                vectors = Arrays.copyOf(vectors, size + 4);
                Arrays.fill(vectors, size, size + 4, zero);
            }
            vectors[size++] = vector;
        }

        double[] noShares() {
            return new double[vectors.length];
        }

        /**
         * Gram–Schmidt: takes out of x what it has in these directions. Where little is left, and so most of it what
         * rounding brought in, it is done once more.
         *
         * @param shares where what x had in each direction is added
         * @return the norm of what is left, 0 if that is rounding
         */
        double takeOut(double[] x, double[] shares) {
            double least = -1;
            while (true) {
                double[] found = minusDots(x);
                combine(found, x);
                Vectors.axpy(-1, found, shares);
                double left = Vectors.dot(x, x);
                double before = left + Vectors.dot(found, found);
                least = least < 0 ? ROUNDING * ROUNDING * before : least;
                if (!(left > least)) {
                    return 0;
                }
                if (left >= LITTLE * LITTLE * before) {
                    return Math.sqrt(left);
                }
            }
        }

        private double[] minusDots(double[] x) {
            double[] dots = noShares();
            for (int j = 0; j < size; j += 4) {
                if (j + 1 == size) {
                    dots[j] = -Vectors.dot(vectors[j], x);
                } else {
                    minusDots(vectors[j], vectors[j + 1], vectors[j + 2], vectors[j + 3], x, dots, j);
                }
            }
            return dots;
        }

        /** Two sums each: one would wait for each addition before the next. */
        private static void minusDots(double[] a, double[] b, double[] c, double[] d, double[] x, double[] dots, int j) {
            double a0 = 0;
            double b0 = 0;
            double c0 = 0;
            double d0 = 0;
            double a1 = 0;
            double b1 = 0;
            double c1 = 0;
            double d1 = 0;
            int i = 0;
            for (int end = x.length - 1; i < end; i += 2) {
                a0 -= a[i] * x[i];
                b0 -= b[i] * x[i];
                c0 -= c[i] * x[i];
                d0 -= d[i] * x[i];
                a1 -= a[i + 1] * x[i + 1];
                b1 -= b[i + 1] * x[i + 1];
                c1 -= c[i + 1] * x[i + 1];
                d1 -= d[i + 1] * x[i + 1];
            }
            if (i < x.length) {
                a0 -= a[i] * x[i];
                b0 -= b[i] * x[i];
                c0 -= c[i] * x[i];
                d0 -= d[i] * x[i];
            }
            dots[j] = a0 + a1;
            dots[j + 1] = b0 + b1;
            dots[j + 2] = c0 + c1;
            dots[j + 3] = d0 + d1;
        }

        /** \( y \leftarrow y + \sum_j s_jv_j \). */
        void combine(double[] shares, double[] y) {
            for (int j = 0; j < size; j += 4) {
                if (j + 1 == size) {
                    Vectors.axpy(shares[j], vectors[j], y);
                } else {
                    combine(shares[j], vectors[j], shares[j + 1], vectors[j + 1],
                            shares[j + 2], vectors[j + 2], shares[j + 3], vectors[j + 3], y);
                }
            }
        }

        private static void combine(double p, double[] a, double q, double[] b, double r, double[] c, double s, double[] d,
                                    double[] y) {
            for (int i = 0; i < y.length; i++) {
                y[i] += p * a[i] + q * b[i] + (r * c[i] + s * d[i]);
            }
        }
    }
}
