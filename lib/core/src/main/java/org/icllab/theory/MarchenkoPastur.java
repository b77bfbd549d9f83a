package org.icllab.theory;

import java.util.function.DoubleUnaryOperator;
import org.icllab.Require;

/**
 * The Marchenko–Pastur law: the limiting eigenvalues of \( R = \frac1k\sum_{j\le k} w_jw_j^\top \) for
 * \( w_j \sim N(0, I_d) \), with {@code ratio} \( c = k/d \) samples per dimension.
 *
 * <p>Density \( \frac{c}{2\pi\lambda}\sqrt{(\lambda_+-\lambda)(\lambda-\lambda_-)} \) on
 * \( \lambda_\pm = (1 \pm 1/\sqrt c)^2 \), with an atom \( \max(0, 1-c) \) at 0. An infinite ratio is unit mass at 1.
 *
 * <p>\( M \) and \( M' \) are evaluated without cancellation: their relative error is a few units in the last place
 * for ratios from 1e-300 to +Infinity and every \( x \).
 *
 * @see "Paper A, appendix B; theory.md [M1]"
 */
public final class MarchenkoPastur {
    private static final double TOLERANCE = 1e-12;
    private static final int FEWEST_NODES = 32;
    private static final int MOST_NODES = 1 << 20;

    private final double ratio;
    private final double lower;
    private final double upper;
    /** \( 1 - 1/c \). */
    private final double gap;

    private MarchenkoPastur(double ratio) {
        this.ratio = ratio;
        double half = 1 / Math.sqrt(ratio);
        // (c−1)/c keeps its digits where 1 − 1/c would lose them, near c = 1; so does λ₋ when derived from it.
        gap = ratio < Double.POSITIVE_INFINITY ? (ratio - 1) / ratio : 1;
        double lowerRoot = gap / (1 + half);
        lower = lowerRoot * lowerRoot;
        upper = (1 + half) * (1 + half);
    }

    /**
     * @param ratio samples per dimension \( c > 0 \), possibly infinite
     * @return the law
     * @throws IllegalArgumentException if {@code ratio} is not positive
     */
    public static MarchenkoPastur of(double ratio) {
        return new MarchenkoPastur(Require.positiveOrInfinite("ratio", ratio));
    }

    /** @return samples per dimension \( c \) */
    public double ratio() {
        return ratio;
    }

    /** @return \( \lambda_- = (1 - 1/\sqrt c)^2 \), the lower edge of the continuous part */
    public double supportLower() {
        return lower;
    }

    /** @return \( \lambda_+ = (1 + 1/\sqrt c)^2 \), the upper edge of the continuous part */
    public double supportUpper() {
        return upper;
    }

    /** @return the share of eigenvalues that are exactly 0, \( \max(0, 1-c) \) */
    public double atomAtZero() {
        return Math.max(0, 1 - ratio);
    }

    /**
     * The density of the continuous part, whose integral is \( \min(1, c) \).
     *
     * @param x any finite number
     * @return the density at {@code x}: 0 outside the support; +Infinity at 0 when {@code ratio} is 1, and at 1 when it
     *     is infinite
     */
    public double density(double x) {
        Require.finite("x", x);
        if (x < lower || x > upper) {
            return 0;
        }
        if (x == 0 || lower == upper) {
            return Double.POSITIVE_INFINITY;
        }
        return ratio * Math.sqrt(upper - x) * Math.sqrt(x - lower) / (2 * Math.PI * x);
    }

    /**
     * \( M(x) = \mathrm{tr}(R + xI)^{-1} = \frac{2}{b + \sqrt{b^2 + 4x/c}},\ b = x + 1 - 1/c \).
     *
     * @param x \( x \ge 0 \)
     * @return \( M(x) \); at 0 it is \( 1/(1-1/c) \) when \( c > 1 \) and +Infinity when \( c \le 1 \)
     */
    public double stieltjes(double x) {
        Require.nonNegative("x", x);
        double b = x + gap;
        // b² + 4x/c = (x + λ₊)(x + λ₋); for b < 0 the other form of the same root adds where this one would subtract.
        double root = Math.sqrt(x + upper) * Math.sqrt(x + lower);
        return b >= 0 ? 2 / (b + root) : ratio * (root - b) / (2 * x);
    }

    /**
     * \( M'(x) = -\mathrm{tr}(R + xI)^{-2} = -\frac{M}{x + s^2},\ s = \frac{1}{1 + M/c} \).
     *
     * @param x \( x \ge 0 \)
     * @return \( M'(x) \); at 0 it is \( -(1-1/c)^{-3} \) when \( c > 1 \) and −Infinity when \( c \le 1 \)
     */
    public double stieltjesDerivative(double x) {
        return -Resolvent.of(this, x).inverseSquared();
    }

    /**
     * \( \int f(\lambda)\,dP(\lambda) \), the atom at 0 included.
     *
     * <p>With \( \lambda = 1 + \frac1c + \frac{2}{\sqrt c}\cos\theta \) the continuous part is
     * \( \frac2\pi\int_0^\pi \frac{\sin^2\theta}{\lambda} f\,d\theta \), on which the midpoint rule converges
     * geometrically for analytic \( f \). Nodes are doubled until two answers agree within 1e-12 of
     * \( \int |f|\,dP \) and the weights add up to \( \min(1, c) \) within 1e-12 of it. The second condition tells
     * agreement from the standstill of a rule too coarse to see the pole at 0 just outside the support.
     *
     * @param f finite on the support; called at 0 only if there is an atom there
     * @return the expectation of {@code f}
     * @throws ArithmeticException if 2²⁰ nodes do not settle it: {@code f} is not smooth or not finite on the support,
     *     or {@code ratio} is within about 1e-4 of 1 without being 1 to rounding
     */
    public double expectation(DoubleUnaryOperator f) {
        double atom = atomAtZero();
        double atZero = atom > 0 ? atom * f.applyAsDouble(0) : 0;
        double continuousMass = Math.min(1, ratio);
        double previous = Double.NaN;
        for (int nodes = FEWEST_NODES; nodes <= MOST_NODES; nodes *= 2) {
            double mass = 0;
            double sum = 0;
            double size = 0;
            for (int j = 0; j < nodes; j++) {
                double halfAngle = (j + 0.5) * Math.PI / (2 * nodes);
                double sine = Math.sin(halfAngle);
                double cosine = Math.cos(halfAngle);
                double eigenvalue = lower + (upper - lower) * cosine * cosine;
                double weight = 8 * sine * sine * (cosine * cosine / eigenvalue) / nodes;
                double term = weight * f.applyAsDouble(eigenvalue);
                mass += weight;
                sum += term;
                size += Math.abs(term);
            }
            double value = atZero + sum;
            boolean resolved = Math.abs(mass - continuousMass) <= TOLERANCE * continuousMass;
            if (resolved && Math.abs(value - previous) <= TOLERANCE * (Math.abs(atZero) + size)) {
                return value;
            }
            previous = value;
        }
        throw Require.trimmed(new ArithmeticException("expectation under Marchenko–Pastur with ratio = " + ratio
                + ": not settled to " + TOLERANCE + " by " + MOST_NODES + " nodes (last value " + previous + ")"));
    }
}
