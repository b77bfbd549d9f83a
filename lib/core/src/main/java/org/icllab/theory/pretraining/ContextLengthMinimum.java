package org.icllab.theory.pretraining;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.icllab.Require;

/**
 * Where a longer context first makes the error worse: the first interior minimum of an error along a grid of context
 * lengths \( \alpha \), for any \( (\kappa, \rho) \).
 *
 * <p>Every curve is evaluated at every α of the grid, so a map costs rows × columns × grid length risks.
 *
 * @see "Paper A, figure 3"
 */
public final class ContextLengthMinimum {
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
     * @param error which: {@code AttentionRisk::icl} or {@code AttentionRisk::idg}, as a rule; called from many threads
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
     * @return the smallest α of the grid, its ends excepted, at which the error is less than one step before and not
     *     more than one step after; NaN if there is none, as where the error falls all the way
     */
    public double at(double kappa, double rho) {
        double minimum = Double.NaN;
        double before = errorAt(0, kappa, rho);
        double here = errorAt(1, kappa, rho);
        for (int i = 2; i < alphas.length; i++) {
            double after = errorAt(i, kappa, rho);
            if (here < before && here <= after && Double.isNaN(minimum)) {
                minimum = alphas[i - 1];
            }
            before = here;
            here = after;
        }
        return minimum;
    }

    private double errorAt(int i, double kappa, double rho) {
        return error.applyAsDouble(AttentionRisk.of(alphas[i], kappa, tau, rho, lambda));
    }

    /**
     * The minima on a grid, rows shared among all processors.
     *
     * @param kappas one per column, at least one
     * @param rhos one per row, at least one
     * @return {@code at(kappas[column], rhos[row])} in row {@code row}, column {@code column}
     * @throws CancellationException if the thread is interrupted
     */
    public double[][] map(double[] kappas, double[] rhos) {
        Require.atLeast("kappas.length", kappas.length, 1);
        Require.atLeast("rhos.length", rhos.length, 1);
        for (int j = 0; j < kappas.length; j++) {
            Require.positiveOrInfinite("kappas[" + j + "]", kappas[j]);
        }
        for (int i = 0; i < rhos.length; i++) {
            Require.nonNegative("rhos[" + i + "]", rhos[i]);
        }
        ExecutorService workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<double[]>> rows = new ArrayList<>();
            for (double rho : rhos) {
                rows.add(workers.submit(() -> row(kappas, rho)));
            }
            double[][] map = new double[rhos.length][];
            for (int i = 0; i < map.length; i++) {
                map[i] = rows.get(i).get();
            }
            return map;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while mapping minima");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private double[] row(double[] kappas, double rho) {
        double[] row = new double[kappas.length];
        for (int j = 0; j < row.length; j++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while mapping minima");
            }
            row[j] = at(kappas[j], rho);
        }
        return row;
    }
}
