package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.icllab.Require;
import org.icllab.model.Spectrum;

/**
 * Closed forms of the floor, {@link RotatedRisk#floor}, where there are any, and of its leading part.
 *
 * <p>All are sums over directions with \( k \) the root of \( \mathrm{Tr}\,\Lambda(k+\Lambda)^{-1} = r \) for a rank
 * \( r \lt D \). For spectra that are power laws, \( k \sim r^{-\nu} \), and a sum over
 * \( \omega_i\lambda_i(k/(k+\lambda_i))^m \) falls as \( r^{-\nu\min(\beta, m)} \): if \( \beta > m \) it is the leading
 * directions, learnt all but perfectly, that decide.
 *
 * @see "Paper B, appendix F.4; theory.md [B9], the floors, and §9"
 */
public final class RotatedFloor {
    /** Below this part of D, a rank's k overflows in extreme units. */
    private static final double LEAST = 1e-30;

    /** Newton's steps below this part of k are rounding. */
    private static final double SETTLED = 1e-15;

    private final double[] lambda;
    private final double[] power;

    private RotatedFloor(Spectrum spectrum) {
        lambda = spectrum.lambda();
        power = spectrum.power();
    }

    /** @param spectrum \( D \) directions */
    public static RotatedFloor of(Spectrum spectrum) {
        Require.given("spectrum", spectrum);
        return new RotatedFloor(spectrum);
    }

    /**
     * A model of width \( N \lt P \): what the best predictor from \( N \) random directions leaves, at the price
     * \( 1/(1-N/P) \) of fitting \( N \) numbers to \( P \) points,
     * \[ \frac{1}{1-N/P}\sum_i\omega_i\lambda_i\frac{k}{k+\lambda_i},\qquad r = N. \]
     *
     * @param width \( N \) in (0, D)
     * @param contextLength \( P \gt N \), possibly infinite
     * @return the floor
     */
    public double width(double width, double contextLength) {
        double ratio = ratio("width", width);
        Require.that(contextLength > width, "contextLength = " + contextLength + ": must be above width = " + width);
        return full(ratio, contextLength / lambda.length);
    }

    /**
     * A model of full width in a context of \( P \lt D \) points,
     * \[ \frac{\sum_i\omega_i\lambda_ik^2/(k+\lambda_i)^2}{1-\frac1P\sum_i\lambda_i^2/(k+\lambda_i)^2},\qquad r = P. \]
     *
     * @param contextLength \( P \) in (0, D)
     * @return the floor
     */
    public double context(double contextLength) {
        return full(1, ratio("contextLength", contextLength));
    }

    /**
     * The paper's floor of width or context, \( \sum_i\omega_i\lambda_ik^2/(k+\lambda_i)^2 \): that of the mean map,
     * {@link RotatedRisk#ofMean}.
     *
     * @param rank \( r \) in (0, D), the lesser of \( N \) and \( P \)
     * @return the sum
     */
    public double printed(double rank) {
        return ofMean(ratio("rank", rank));
    }

    private double ratio(String name, double rank) {
        Require.that(rank >= LEAST * lambda.length && rank < lambda.length,
                name + " = " + rank + ": must be above 0 and below " + lambda.length);
        return rank / lambda.length;
    }

    /** \( \sum_i\omega_i\lambda_ik^2/(k+\lambda_i)^2 \) at a rank of {@code ratio} times D; 0 from full rank on. */
    double ofMean(double ratio) {
        double k = kernel(lambda, ratio);
        return k > 0 ? sum((w, l) -> w * (k / (k + l)) * (k / (k + l))) : 0;
    }

    /**
     * The floor at any \( N = \alpha_ND \), \( P = \alpha_PD \). In [B9]'s two-point function at
     * \( z, z' \to 0 \), \( 1 - \alpha_N \) for \( N \lt P \), and \( k \) for \( P \lt N \), cancel; what is left are sums of
     * positive terms,
     * \[ \frac{\alpha_P}{\alpha_P-\alpha_N}\sum_i\omega_i\lambda_i\frac{k}{k+\lambda_i}\ (N \lt P),\qquad
     *    \alpha_Pk\Bigl[\frac{\sum_i\omega_i\lambda_i/(k+\lambda_i)^2}{\frac1D\sum_i\lambda_i/(k+\lambda_i)^2}
     *    + \frac{1-\alpha_N}{(1-\alpha_P)(\alpha_N-\alpha_P)}\sum_i\frac{\omega_i\lambda_i}{k+\lambda_i}\Bigr]\ (P \lt N). \]
     */
    double full(double width, double context) {
        if (Math.min(width, context) >= 1) {
            return 0;
        }
        // Both rank conditions at once: an interpolation threshold, where the null spaces' projector has no bound.
        if (width == context) {
            return Double.POSITIVE_INFINITY;
        }
        double k = kernel(lambda, Math.min(width, context));
        if (width < context) {
            double price = context < Double.POSITIVE_INFINITY ? context / (context - width) : 1;
            return price * sum((w, l) -> w * (k / (k + l)));
        }
        double learned = sum((w, l) -> w * (k / (k + l)) / (k + l)) / sum((w, l) -> l / (k + l) / (k + l));
        return context * (lambda.length * learned
                + (1 - width) / ((1 - context) * (width - context)) * sum((w, l) -> w * (k / (k + l))));
    }

    /**
     * The root k of \( \frac1D\mathrm{Tr}\,\Lambda(k+\Lambda)^{-1} = \) {@code ratio}, 0 from full rank on. Newton's method
     * from below, which never passes it: the trace is convex and what it lacks to 1 is concave. Next to full rank the
     * latter keeps its digits.
     */
    static double kernel(double[] lambda, double ratio) {
        if (ratio >= 1) {
            return 0;
        }
        double d = lambda.length;
        double next = (1 - ratio) * Arrays.stream(lambda).min().orElseThrow();
        double k;
        do {
            k = next;
            double trace = 0;
            double lack = 0;
            double slope = 0;
            for (double value : lambda) {
                double share = 1 / (k + value);
                trace += value * share;
                lack += k * share;
                slope += value * share * share;
            }
            double excess = ratio < 0.5 ? trace / d - ratio : 1 - ratio - lack / d;
            next = k + excess / (slope / d);
        } while (next > k * (1 + SETTLED));
        return k;
    }

    /** Sums a term of \( \omega_i\lambda_i \) and \( \lambda_i \). */
    private double sum(DoubleBinaryOperator term) {
        double sum = 0;
        for (int i = 0; i < lambda.length; i++) {
            sum += term.applyAsDouble(power[i], lambda[i]);
        }
        return sum;
    }
}
