package org.icllab.simulation.baseline;

import java.util.Arrays;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;

/**
 * The Bayes estimate for a learner that knows the pool's k tasks and takes the context's for one of them (dMMSE):
 * \[ \hat w = \sum_j p_j w_j,\qquad p_j \propto \exp\Bigl(-\frac{|y-Xw_j|^2}{2\rho}\Bigr). \]
 *
 * <p>The misfits of a block of tasks to all contexts are one matrix product; their weights are summed as they come,
 * relative to the best task so far, so that no exponential overflows and memory does not grow with k. Rounding moves
 * \( \hat w \) by at most about 1e-8 |w| at any noise: a misfit is rounded by 1e-16 of its size, which matters only
 * between tasks that the context tells apart as little.
 *
 * @see "Paper A, figure 4; theory.md §3, baselines"
 */
public final class DiscreteMmse implements TaskEstimator {
    /** Numbers in a block of task features, 8 MiB: large enough for a fast product, small beside the contexts. */
    private static final int BLOCK = 1 << 20;
    private static final int MOST_TASKS = 1024;
    /** exp(−x) is 0 in double precision beyond this. */
    private static final double UNDERFLOW = 746;

    private final Matrix tasks;
    private final double noise;
    /** The features of all tasks, once they have been asked for, if they are one block. */
    private volatile Matrix whole;

    private DiscreteMmse(Matrix tasks, double noise) {
        this.tasks = tasks;
        this.noise = noise;
    }

    /**
     * @param tasks d×k, the pool's tasks as columns
     * @param noise ρ ≥ 0, the label noise's variance; at 0 the estimate is the task of least misfit, the mean of them
     *     where several are equally good
     */
    public static DiscreteMmse of(Matrix tasks, double noise) {
        return new DiscreteMmse(Matrix.require("tasks", tasks).copy(), Require.nonNegative("noise", noise));
    }

    @Override
    public Matrix estimate(ContextEvidence evidence) {
        Require.given("evidence", evidence);
        int d = tasks.rows();
        Require.length("a context's input", evidence.dimension(), d);
        int rows = ContextEvidence.features(d);
        int block = Math.min(tasks.columns(), Math.max(1, Math.min(MOST_TASKS, BLOCK / rows)));
        Posterior posterior = new Posterior(evidence.size());
        Matrix features = null;
        Matrix misfits = null;
        for (int from = 0; from < tasks.columns(); from += block) {
            Interrupt.check();
            int count = Math.min(block, tasks.columns() - from);
            if (misfits == null || misfits.rows() != count) {
                misfits = Matrix.zeros(count, evidence.size());
                features = whole == null ? Matrix.zeros(rows, count) : whole;
            }
            if (whole == null) {
                ContextEvidence.writeFeatures(tasks, from, features);
                whole = count == tasks.columns() ? features : null;
            }
            evidence.misfits(features, misfits);
            posterior.add(misfits, from);
        }
        return posterior.mean();
    }

    /** The weighted sum of the tasks met so far, for each context. */
    private final class Posterior {
        private final Matrix sums;
        private final double[] weights;
        private final double[] least;

        Posterior(int contexts) {
            sums = Matrix.zeros(tasks.rows(), contexts);
            weights = new double[contexts];
            least = new double[contexts];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
        }

        void add(Matrix misfits, int from) {
            int count = misfits.rows();
            for (int i = 0; i < weights.length; i++) {
                double best = least[i];
                for (int at = i * count; at < (i + 1) * count; at++) {
                    best = Math.min(best, misfits.data()[at]);
                }
                scale(i, weight(least[i] - best));
                least[i] = best;
                double limit = best + 2 * noise * UNDERFLOW;
                for (int j = 0; j < count; j++) {
                    double misfit = misfits.data()[i * count + j];
                    if (misfit <= limit) {
                        add(i, from + j, weight(misfit - best));
                    }
                }
            }
        }

        private void add(int context, int task, double weight) {
            int d = tasks.rows();
            weights[context] += weight;
            Vectors.axpy(weight, tasks.data(), task * d, sums.data(), context * d, d);
        }

        private void scale(int context, double factor) {
            int d = tasks.rows();
            weights[context] *= factor;
            for (int a = context * d; a < (context + 1) * d; a++) {
                sums.data()[a] *= factor;
            }
        }

        Matrix mean() {
            for (int i = 0; i < weights.length; i++) {
                scale(i, 1 / weights[i]);
            }
            return sums;
        }
    }

    /** \( e^{-\mathrm{excess}/2\rho} \), with its limit at \( \rho = 0 \). */
    private double weight(double excess) {
        return excess > 0 ? StrictMath.exp(-excess / (2 * noise)) : 1;
    }
}
