package org.icllab.linalg;

import java.util.Arrays;
import java.util.Objects;
import org.icllab.Require;

/**
 * Real vectors as plain arrays. What the methods return is new; {@link #axpy} and {@link #scale} work in place. Of NaN
 * they make NaN.
 */
public final class Vectors {
    private static final double LARGEST_INTEGER = 0x1p53;

    private Vectors() {
    }

    /** @return \( \sum_i a_ib_i \) of two equally long vectors */
    public static double dot(double[] a, double[] b) {
        Require.length("b", b, Require.given("a", a).length);
        return dot(a, 0, b, 0, a.length);
    }

    /**
     * As {@link #dot(double[], double[])} of two sections, to the same bits.
     *
     * @throws IndexOutOfBoundsException if a section reaches beyond its array
     */
    public static double dot(double[] a, int fromA, double[] b, int fromB, int length) {
        Objects.checkFromIndexSize(fromA, length, Require.given("a", a).length);
        Objects.checkFromIndexSize(fromB, length, Require.given("b", b).length);
        // Four partial sums: one would wait for each addition before the next.
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (int end = length - 3; i < end; i += 4) {
            s0 += a[fromA + i] * b[fromB + i];
            s1 += a[fromA + i + 1] * b[fromB + i + 1];
            s2 += a[fromA + i + 2] * b[fromB + i + 2];
            s3 += a[fromA + i + 3] * b[fromB + i + 3];
        }
        for (; i < length; i++) {
            s0 += a[fromA + i] * b[fromB + i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** @return \( |a| \) */
    public static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** @return \( |a-b|^2 \) of two equally long vectors */
    public static double squaredDistance(double[] a, double[] b) {
        double[] difference = minus(a, b);
        return dot(difference, difference);
    }

    /** @return \( a - b \) of two equally long vectors */
    public static double[] minus(double[] a, double[] b) {
        double[] difference = Require.length("a", a, Require.given("b", b).length).clone();
        axpy(-1, b, difference);
        return difference;
    }

    /** @return \( (a_ib_i)_i \) of two equally long vectors */
    public static double[] times(double[] a, double[] b) {
        Require.length("b", b, Require.given("a", a).length);
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }

    /**
     * Powers of a vector's entries, by squarings.
     *
     * @param exponent an integer ≥ 0, up to 2⁵³
     * @return \( (a_i^n)_i \), to a relative error of about n roundings
     */
    public static double[] power(double[] a, double exponent) {
        double[] square = Require.given("a", a).clone();
        if (!(exponent >= 0 && exponent == Math.rint(exponent) && exponent <= LARGEST_INTEGER)) {
            Require.refuse("exponent", exponent, "an integer from 0 to 2^53");
        }
        double[] power = new double[a.length];
        Arrays.fill(power, 1);
        for (long rest = (long) exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                multiply(power, square);
            }
            if (rest > 1) {
                multiply(square, square);
            }
        }
        return power;
    }

    private static void multiply(double[] a, double[] by) {
        for (int i = 0; i < a.length; i++) {
            a[i] *= by[i];
        }
    }

    /** \( y \leftarrow y + \mathrm{factor}\,x \) for two equally long vectors. */
    public static void axpy(double factor, double[] x, double[] y) {
        Require.length("y", y, Require.given("x", x).length);
        // Not by way of sections: Java 17 takes several numbers at once only where both arrays are read from their begin.
        for (int i = 0; i < x.length; i++) {
            y[i] += factor * x[i];
        }
    }

    /**
     * As {@link #axpy(double, double[], double[])} on two sections.
     *
     * @throws IndexOutOfBoundsException if a section reaches beyond its array
     */
    public static void axpy(double factor, double[] x, int fromX, double[] y, int fromY, int length) {
        Objects.checkFromIndexSize(fromX, length, Require.given("x", x).length);
        Objects.checkFromIndexSize(fromY, length, Require.given("y", y).length);
        for (int i = 0; i < length; i++) {
            y[fromY + i] += factor * x[fromX + i];
        }
    }

    /** \( x \leftarrow \mathrm{factor}\,x \). */
    public static void scale(double factor, double[] x) {
        Require.given("x", x);
        for (int i = 0; i < x.length; i++) {
            x[i] *= factor;
        }
    }
}
