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
 * <p>\( M \) is evaluated without cancellation: its relative error is a few units in the last place for ratios from
 * 1e-300 to +Infinity and every \( x \).
 *
 * @see "Paper A, appendix B; theory.md [M1]"
 */
public final class MarchenkoPastur {
    /** Of 1 − r: a dip of the density as narrow as this is no longer found by chance. */
    private static final double NARROW = 1e-6;
    private static final double CUT = 0.01;

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
     * \( \int f(\lambda)\,dP(\lambda) \), the atom at 0 included, at every ratio.
     *
     * <p>With \( r = \sqrt{\min(c, 1/c)} \), \( s = \min(1, c) \) and \( \lambda = |1 - re^{i\psi}|^2/s \) the continuous
     * part is \( s\frac2\pi\int_0^\pi\frac{\sin^2\psi}{|1 - re^{i\psi}|^2}f\,d\psi \), which is integrated adaptively to
     * 1e-12 of \( \int |f|\,dP \). Jumps and kinks of {@code f} are found. A peak on top of a smooth function is found
     * if it is not narrower than about 1/500 of the support, one on a ground of zeros down to 1/100 000 of it.
     *
     * @param f finite on the support; called at 0 only if there is an atom there
     * @return the expectation of {@code f}
     * @throws ArithmeticException if {@code f} is not finite at a point of the support, or not integrable to 1e-12
     */
    public double expectation(DoubleUnaryOperator f) {
        Require.given("f", f);
        double atom = atomAtZero();
        double atZero = atom > 0 ? atom * f.applyAsDouble(0) : 0;
        MarchenkoPasturRule.Edges edges = MarchenkoPasturRule.Edges.of(ratio);
        double factor = edges.share() * 2 / Math.PI;
        try {
            DoubleUnaryOperator part = psi -> {
                double eigenvalue = edges.eigenvalue(psi);
                double sine = Math.sin(psi);
                return factor * sine * (sine / eigenvalue) * f.applyAsDouble(eigenvalue / edges.share());
            };
            double dip = edges.gap();
            if (dip == 0 || dip > NARROW) {
                return atZero + AdaptiveQuadrature.integral(part, 0, Math.PI);
            }
            // Below ψ of about 1 − r the density dips to 0, where no sample would see it: there ψ = (1 − r) sinh u.
            return atZero + AdaptiveQuadrature.integral(part, CUT, Math.PI) + AdaptiveQuadrature.integral(
                    u -> dip * Math.cosh(u) * part.applyAsDouble(dip * Math.sinh(u)), 0, Math.log(2 * CUT / dip));
        } catch (ArithmeticException e) {
            throw new ArithmeticException("expectation under Marchenko–Pastur with ratio = " + ratio + ": "
                    + e.getMessage());
        }
    }

    /**
     * What real matrices of finite dimension add to {@link #expectation}, times \( d \): for whole \( k = cd \)
     * \[ \mathrm E\,\mathrm{tr}f(R) = \int f\,dP+\frac1d\Bigl[\tfrac14\bigl(f(\lambda_-)+f(\lambda_+)\bigr)
     *    -\frac1{2\pi}\int_0^\pi f\bigl(\tfrac{\lambda_++\lambda_-}2+\tfrac{\lambda_+-\lambda_-}2\cos\psi\bigr)d\psi\Bigr]
     *    +O(d^{-2}) . \]
     *
     * @param f smooth on the support
     * @return the bracket
     * @throws ArithmeticException if {@code f} is not finite at a point of the support, or not integrable to 1e-12
     * @see "Dumitriu and Edelman, Global spectrum fluctuations for the β-Hermite and β-Laguerre ensembles, 2006"
     */
    public double correction(DoubleUnaryOperator f) {
        Require.given("f", f);
        double middle = (upper + lower) / 2;
        double half = (upper - lower) / 2;
        double arcsine = AdaptiveQuadrature.integral(psi -> f.applyAsDouble(middle + half * Math.cos(psi)) / Math.PI, 0,
                Math.PI);
        return (f.applyAsDouble(lower) + f.applyAsDouble(upper)) / 4 - arcsine / 2;
    }
}
