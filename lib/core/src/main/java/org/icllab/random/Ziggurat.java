package org.icllab.random;

import org.apache.commons.rng.core.source64.L64X128Mix;

/**
 * The standard normal law by the ziggurat of 256 layers (Marsaglia, Tsang 2000, in Doornik's form of 2005).
 *
 * <p>Layer i ≥ 1 of equal area V is the strip \( f(x_i) \le y \le f(x_{i+1}) \), \( |x| \le x_i \), of
 * \( f(x) = e^{-x^2/2} \); layer 0 is what lies below \( f(R) \), its tail beyond \( R = x_1 \) included. 98.8 % of the
 * draws fall where a layer is certainly under f, and cost one multiplication.
 *
 * <p>commons-rng's ziggurat is as fast, but it decides by {@link Math#exp}, which may differ by an ulp between
 * processors and JDKs. This one uses {@link StrictMath} and IEEE arithmetic only: its bits are specified.
 *
 * @see "J. A. Doornik, An improved ziggurat method to generate normal random samples, 2005"
 */
final class Ziggurat {
    private static final int LAYERS = 256;
    /**
     * Where the tail begins, and the area of a layer: the R for which the topmost layer ends at f = 1, and
     * \( V = R f(R) + \int_R^\infty f \), computed to 40 digits (src/test/reference/random_stream.py).
     */
    private static final double R = 3.654152885361009;
    private static final double V = 0.004928673233974655;

    /** \( x_i \): falling from the width V/f(R) of layer 0 as a rectangle to \( x_{256} = 0 \). */
    private static final double[] X = new double[LAYERS + 1];
    /** \( f(x_i) \) for i ≥ 1. */
    private static final double[] F = new double[LAYERS + 1];
    /**
     * Slopes of f at the inner and the outer end of layer i ≥ 1, where the strip outside \( x_{i+1} \) is the unit square. As f
     * bends one way in all strips but one, it is between its chord and these tangents, which decide most draws without an
     * exponential.
     */
    private static final double[] INNER = new double[LAYERS];
    private static final double[] OUTER = new double[LAYERS];
    /** Of the unit square: a draw so near to a line is decided by f itself. */
    private static final double NEAR = 1e-9;

    static {
        X[0] = V / density(R);
        X[1] = R;
        F[1] = density(R);
        for (int i = 2; i < LAYERS; i++) {
            X[i] = Math.sqrt(-2 * StrictMath.log(V / X[i - 1] + F[i - 1]));
            F[i] = density(X[i]);
        }
        F[LAYERS] = 1;
        for (int i = 1; i < LAYERS; i++) {
            double stretch = (X[i] - X[i + 1]) / (F[i + 1] - F[i]);
            INNER[i] = X[i + 1] * F[i + 1] * stretch;
            OUTER[i] = X[i] * F[i] * stretch;
        }
    }

    private Ziggurat() {
    }

    /** @return a standard normal number, never 0; its law is symmetric to the last bit */
    static double next(L64X128Mix generator) {
        long bits = generator.nextLong();
        int layer = (int) bits & LAYERS - 1;
        double x = symmetric(bits) * X[layer];
        return Math.abs(x) < X[layer + 1] ? x : nextAtEdge(generator, layer, x);
    }

    private static double nextAtEdge(L64X128Mix generator, int firstLayer, double first) {
        int layer = firstLayer;
        double x = first;
        while (Math.abs(x) >= X[layer + 1]) {
            if (layer == 0) {
                return Math.copySign(nextInTail(generator), x);
            }
            if (isUnder(layer, Math.abs(x), generator.nextDouble())) {
                return x;
            }
            long bits = generator.nextLong();
            layer = (int) bits & LAYERS - 1;
            x = symmetric(bits) * X[layer];
        }
        return x;
    }

    /** @return whether a point of a layer's strip, {@code height} of which is below it, is under f */
    static boolean isUnder(int layer, double x, double height) {
        double across = (x - X[layer + 1]) / (X[layer] - X[layer + 1]);
        double chord = 1 - across;
        double inner = 1 - INNER[layer] * across;
        double outer = OUTER[layer] * chord;
        if (X[layer + 1] > 1 || X[layer] < 1) {
            boolean convex = X[layer] > 1;
            if (height < (convex ? Math.max(inner, outer) : chord) - NEAR) {
                return true;
            }
            if (height > (convex ? chord : Math.min(inner, outer)) + NEAR) {
                return false;
            }
        }
        return F[layer] + height * (F[layer + 1] - F[layer]) < density(x);
    }

    /** @return a normal number given that it is beyond R (Marsaglia 1964) */
    private static double nextInTail(L64X128Mix generator) {
        double excess;
        double y;
        do {
            excess = -StrictMath.log(positive(generator.nextLong())) / R;
            y = -StrictMath.log(positive(generator.nextLong()));
        } while (2 * y <= excess * excess);
        return R + excess;
    }

    /** @return uniform on the odd multiples of 2⁻⁵³ in (−1, 1), from the 53 high bits; the layer is among the others */
    private static double symmetric(long bits) {
        return ((bits >> 11) + 0.5) * 0x1p-52;
    }

    /** @return uniform on the odd multiples of 2⁻⁵³ in (0, 1), from the 52 high bits */
    static double positive(long bits) {
        return ((bits >>> 12) + 0.5) * 0x1p-52;
    }

    private static double density(double x) {
        return StrictMath.exp(-0.5 * x * x);
    }
}
