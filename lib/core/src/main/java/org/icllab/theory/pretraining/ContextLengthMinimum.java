package org.icllab.theory.pretraining;

import java.util.function.ToDoubleFunction;
import org.icllab.Interrupt;
import org.icllab.Require;

/**
 * Where a longer context first makes the error worse: the first interior minimum of an error along a grid of context
 * lengths \( \alpha \), for any \( (\kappa, \rho) \).
 *
 * <p>A curve is evaluated from the least α on, until it has turned. A map over \( (\kappa, \rho) \) is many of them, each
 * for itself.
 *
 * @see "Paper A, figure 3"
 */
public final class ContextLengthMinimum {
    private static final double ROUNDING = 1e-12;

    private final double tau;
    private final double lambda;
    private final ToDoubleFunction<AttentionRisk> error;
    private final double[] alphas;

    private ContextLengthMinimum(double tau, double lambda, ToDoubleFunction<AttentionRisk> error, double[] alphas) {
        this.tau = tau;
        this.lambda = lambda;
        this.error = error;
        this.alphas = alphas;
    }

    /**
     * @param tau pretraining contexts per squared dimension \( \tau > 0 \)
     * @param lambda ridge \( \lambda \ge 0 \)
     * @param error which: {@code AttentionRisk::icl} or {@code AttentionRisk::idg}, as a rule
     * @param alphas the context lengths \( \alpha > 0 \), finite and ascending, at least 3
     */
    public static ContextLengthMinimum of(double tau, double lambda, ToDoubleFunction<AttentionRisk> error,
                                          double... alphas) {
        Require.positive("tau", tau);
        Require.nonNegative("lambda", lambda);
        Require.atLeast("alphas.length", alphas.length, 3);
        for (int i = 0; i < alphas.length; i++) {
            Require.positive("alphas[" + i + "]", alphas[i]);
            Require.that(i == 0 || alphas[i] > alphas[i - 1], "alphas: must be ascending");
        }
        return new ContextLengthMinimum(tau, lambda, error, alphas.clone());
    }

    /**
     * @param kappa \( \kappa > 0 \), possibly infinite
     * @param rho \( \rho \ge 0 \)
     * @return the smallest α of the grid, its ends excepted, at which the error is less than at every one before and
     *     from which it rises before it falls again; NaN if there is none, as where the error falls all the way.
     *     Differences below 1e-12 of the error are rounding, neither fall nor rise.
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public double at(double kappa, double rho) {
        double least = errorAt(0, kappa, rho);
        int lowest = 0;
        for (int i = 1; i < alphas.length; i++) {
            Interrupt.check();
            double here = errorAt(i, kappa, rho);
            if (here < least * (1 - ROUNDING)) {
                least = here;
                lowest = i;
            } else if (here > least * (1 + ROUNDING)) {
                if (lowest > 0) {
                    return alphas[lowest];
                }
                least = here;
            }
        }
        return Double.NaN;
    }

    private double errorAt(int i, double kappa, double rho) {
        return error.applyAsDouble(AttentionRisk.of(alphas[i], kappa, tau, rho, lambda));
    }
}
