package org.icllab.theory.descent;

import org.apache.commons.math3.complex.Complex;
import org.icllab.Require;

/**
 * What \( L \) steps of gradient descent leave of a direction, \( (1 - x/L)^L \), where \( x = \gamma\lambda \) is the
 * total step times the curvature; \( e^{-x} \) for infinitely many layers.
 *
 * <p>Past the edge of stability, \( x > 2L \), values grow to ±Infinity and are never NaN.
 *
 * @param depth \( L \), an integer from 1 to 2²⁰, or +Infinity
 */
record Layers(double depth) {
    private static final int MOST = 1 << 20;

    Layers {
        boolean integer = depth >= 1 && depth <= MOST && depth == Math.rint(depth);
        if (!integer && depth != Double.POSITIVE_INFINITY) {
            Require.refuse("depth", depth, "an integer from 1 to " + MOST + " or +Infinity");
        }
    }

    boolean finite() {
        return depth < Double.POSITIVE_INFINITY;
    }

    /** @return \( (1 - x/L)^L \) for \( x \ge 0 \) */
    double left(double x) {
        return power(x, depth);
    }

    /** @return \( 1 - (1 - x/L)^L \), to full relative precision as \( x \to 0 \) */
    double learned(double x) {
        if (!finite()) {
            return -Math.expm1(-x);
        }
        return x < depth / 2 ? -Math.expm1(depth * Math.log1p(-x / depth)) : 1 - left(x);
    }

    /** @return \( (1 - x/L)^{L-1} \), minus the derivative of what is left */
    double decline(double x) {
        return power(x, depth - 1);
    }

    /** @return \( (1 - x/L)^{2L-1} \): −½ times the derivative of the square of what is left */
    double squareDecline(double x) {
        return finite() ? power(x, 2 * depth - 1) : Math.exp(-2 * x);
    }

    /** @return \( (1 - x/L)^L \) off the real axis */
    Complex left(Complex x) {
        return power(x, depth);
    }

    /** @return \( (1 - x/L)^{L-1} \) off the real axis */
    Complex decline(Complex x) {
        return power(x, depth - 1);
    }

    /** @return \( (1 - \frac1L)(1 - x/L)^{L-2} \), the second derivative of what is left */
    Complex bend(Complex x) {
        return depth == 1 ? Complex.ZERO : power(x, depth - 2).multiply(1 - 1 / depth);
    }

    /** @return \( (1 - \frac1L)(1 - \frac2L)(1 - x/L)^{L-3} \), minus the third derivative of what is left */
    Complex twist(Complex x) {
        return depth <= 2 ? Complex.ZERO : power(x, depth - 3).multiply((1 - 1 / depth) * (1 - 2 / depth));
    }

    /** The \( x \) that leaves \( e^{-s} \) of a direction, \( L(1 - e^{-s/L}) \). */
    double stepLeaving(double s) {
        return finite() ? -depth * Math.expm1(-s / depth) : s;
    }

    private double power(double x, double exponent) {
        if (!finite()) {
            return Math.exp(-x);
        }
        // 1 − x/L rounds, and its power multiplies that by L; the logarithm does not. From x = L/2 on it is exact.
        return x < depth / 2 ? Math.exp(exponent * Math.log1p(-x / depth)) : Math.pow(1 - x / depth, exponent);
    }

    private Complex power(Complex x, double exponent) {
        if (!finite()) {
            return x.negate().exp();
        }
        Complex base = Complex.ONE.subtract(x.divide(depth));
        double size = Math.exp(exponent * Math.log(base.abs()));
        double angle = exponent * base.getArgument();
        return exponent == 0 ? Complex.ONE : new Complex(size * Math.cos(angle), size * Math.sin(angle));
    }
}
