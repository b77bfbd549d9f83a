package org.icllab.theory.descent;

import java.util.function.DoubleBinaryOperator;
import org.icllab.Require;
import org.icllab.model.Spectrum;

/**
 * Closed forms of the floor, {@link RotatedRisk#floor}, where there are any, and of its leading part.
 *
 * <p>All are sums over directions with \( k \) the root of \( \mathrm{Tr}\,\Lambda(k+\Lambda)^{-1} = r \) for a rank
 * \( r < D \). For spectra that are power laws, \( k \sim r^{-\nu} \), and a sum over
 * \( \omega_i\lambda_i(k/(k+\lambda_i))^m \) falls as \( r^{-\nu\min(\beta, m)} \): if \( \beta > m \) it is the leading
 * directions, learnt all but perfectly, that decide.
 *
 * @see "Paper B, appendix F.5; theory.md §7 and §9"
 */
public final class RotatedFloor {
    private static final int HALVINGS = 200;
    /** ln k is looked for from the least eigenvalue's logarithm less this, k ≥ λ_D (D − r)/r ≥ λ_D/D. */
    private static final double ROOM = 1;

    private final double[] lambda;
    private final double[] power;

    private RotatedFloor(Spectrum spectrum) {
        lambda = spectrum.lambda();
        power = spectrum.power();
    }

    /** @param spectrum \( D \) directions */
    public static RotatedFloor of(Spectrum spectrum) {
        return new RotatedFloor(spectrum);
    }

    /**
     * A model of width \( N < P \): what the best predictor from \( N \) random directions leaves, at the price
     * \( 1/(1-N/P) \) of fitting \( N \) numbers to \( P \) points,
     * \[ \frac{1}{1-N/P}\sum_i\omega_i\lambda_i\frac{k}{k+\lambda_i},\qquad r = N. \]
     *
     * @param width \( N \) in (0, D)
     * @param contextLength \( P > N \), possibly infinite
     * @return the floor
     */
    public double width(double width, double contextLength) {
        double k = kernel("width", width);
        Require.that(contextLength > width, "contextLength = " + contextLength + ": must be above width = " + width);
        return sum((w, l) -> w * k / (k + l)) / (1 - width / contextLength);
    }

    /**
     * A model of full width in a context of \( P < D \) points,
     * \[ \frac{\sum_i\omega_i\lambda_ik^2/(k+\lambda_i)^2}{1-\frac1P\sum_i\lambda_i^2/(k+\lambda_i)^2},\qquad r = P. \]
     *
     * @param contextLength \( P \) in (0, D)
     * @return the floor
     */
    public double context(double contextLength) {
        double k = kernel("contextLength", contextLength);
        return printed(contextLength) / (1 - sum((w, l) -> l * l / (k + l) / (k + l)) / contextLength);
    }

    /**
     * The paper's floor of width or context, \( \sum_i\omega_i\lambda_ik^2/(k+\lambda_i)^2 \): that of the mean map,
     * {@link RotatedRisk#ofMean}.
     *
     * @param rank \( r \) in (0, D), the lesser of \( N \) and \( P \)
     * @return the sum
     */
    public double printed(double rank) {
        double k = kernel("rank", rank);
        return sum((w, l) -> w * k * k / (k + l) / (k + l));
    }

    private double kernel(String name, double rank) {
        Require.that(rank > 0 && rank < lambda.length,
                name + " = " + rank + ": must be above 0 and below " + lambda.length);
        double least = Double.POSITIVE_INFINITY;
        double trace = 0;
        for (double value : lambda) {
            least = Math.min(least, value);
            trace += value;
        }
        // λ/(k + λ) is at least λ_D/(k + λ_D), and at most λ/k.
        double low = Math.log(least * (lambda.length - rank) / rank) - ROOM;
        double high = Math.log(trace / rank) + ROOM;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double k = Math.exp(middle);
            boolean above = sum((w, l) -> l / (k + l)) > rank;
            low = above ? middle : low;
            high = above ? high : middle;
        }
        return Math.exp(low);
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
