package org.icllab.theory.descent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import org.icllab.theory.MarchenkoPasturRule;

/**
 * Gauss rules of the Marchenko–Pastur law for functions of \( e^{-\gamma\lambda} \), at every \( \gamma \ge 0 \).
 *
 * <p>Let \( r = \sqrt{\min(c, 1/c)} \), \( s = \min(1, c) \). On the support, of length \( 4r/s \), the Chebyshev
 * coefficients of \( e^{-2\gamma\lambda} \) fall as \( e^{-k^2/(8\gamma r/s)} \), and n points are exact up to
 * \( k = 2n-1 \): \( n \propto \sqrt{\gamma r/s} \) points suffice. Those at which \( e^{-\gamma\lambda} \) is below
 * rounding are not computed, so that a rule has some hundred points for every \( \gamma \). Instances are safe for use by
 * several threads; they keep one rule for a factor 4 of \( \gamma \).
 */
final class ExponentialRules {
    private static final double FEWEST = 32;
    /** e⁻⁴⁰ is below rounding; peaks are up to (γr/s)^2.5 higher than what is left of them in the integral. */
    private static final double NEGLIGIBLE = 40;
    private static final double PEAK = 2.5;

    private final double ratio;
    private final double share;
    private final double r;
    /** \( 1 - r^2 \). */
    private final double gap;
    private final Map<Integer, Level> levels = new ConcurrentHashMap<>();

    /**
     * @param points of the whole rule
     * @param lower those found
     * @param whole whether that is all of them
     */
    private record Level(double points, MarchenkoPasturRule lower, boolean whole) {
    }

    /** @param ratio \( c > 0 \), possibly infinite */
    ExponentialRules(double ratio) {
        this.ratio = ratio;
        share = Math.min(1, ratio);
        r = Math.sqrt(ratio < 1 ? ratio : 1 / ratio);
        gap = ratio < 1 ? 1 - ratio : ratio < Double.POSITIVE_INFINITY ? (ratio - 1) / ratio : 1;
    }

    /** @return the integral of f, which falls with λ like \( e^{-\gamma\lambda} \) or faster, over the law's continuous part */
    double integral(double gamma, DoubleUnaryOperator f) {
        return level(gamma).lower.integral(f);
    }

    /** @return \( \int e^{-x\lambda}\rho(\lambda)\,d\lambda \) */
    double decay(double x) {
        return integral(x, lambda -> Math.exp(-x * lambda));
    }

    /**
     * \( \int\frac{(1-e^{-\gamma\lambda})^2}{\lambda}\rho(\lambda)\,d\lambda \), which does not fall with λ. Over the
     * whole rule \( \sum_j\frac{w_j}{\lambda_j} = s^2\frac{1-r^{2n}}{1-r^2} \): its Jacobi matrix is \( BB^\top \) with 1 on
     * the diagonal of \( B \) and r below it.
     */
    double learnedSquared(double gamma) {
        Level level = level(gamma);
        DoubleUnaryOperator learned = lambda -> -Math.expm1(-gamma * lambda);
        if (level.whole) {
            return level.lower.integral(lambda -> learned.applyAsDouble(lambda) / lambda * learned.applyAsDouble(lambda));
        }
        double inverse = share * share * (gap > 0 ? -Math.expm1(level.points * Math.log1p(-gap)) / gap : level.points);
        return inverse - level.lower.integral(lambda -> {
            double left = Math.exp(-gamma * lambda);
            return left * (2 - left) / lambda;
        });
    }

    private Level level(double gamma) {
        int exponent = 0;
        if (needed(gamma) > FEWEST) {
            exponent = Math.getExponent(needed(gamma) / FEWEST) + 1;
        }
        return levels.computeIfAbsent(exponent, this::create);
    }

    /** How many points \( e^{-2\gamma\lambda} \) needs. */
    private double needed(double gamma) {
        double width = gamma * (r / share);
        return Math.sqrt(2 * width * (NEGLIGIBLE + PEAK * Math.log1p(width)));
    }

    private Level create(int exponent) {
        double points = Math.scalb(FEWEST, exponent);
        // The smallest γ of the level, at which e^(−γλ) reaches farthest, needs half the points; it has at least this γr/s.
        double width = points * points / 8 / (NEGLIGIBLE + PEAK * Math.log1p(points * points));
        // λ's angle is πj/n nearly, and λ − λ₋ = (4r/s) sin²(ψ/2).
        double reach = (NEGLIGIBLE + PEAK * Math.log1p(width)) / width / 4;
        double count = reach < 1 ? Math.ceil(points * 2 / Math.PI * Math.asin(Math.sqrt(reach))) + 1 : points;
        boolean whole = exponent == 0 || count >= points;
        return new Level(points, MarchenkoPasturRule.lowest(ratio, points, (int) (whole ? points : count)), whole);
    }
}
