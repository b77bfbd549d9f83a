package org.icllab.attention;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.linalg.Matrix;

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
    /** Numbers in a block of task features, 4 MiB: large enough for a fast product, small beside the contexts. */
    private static final int BLOCK = 1 << 19;
    private static final int MOST_TASKS = 1024;
    /** exp(−x) is 0 in double precision beyond this. */
    private static final double UNDERFLOW = 746;

    private final Matrix tasks;
    private final double noise;

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
        Require.finite("tasks", tasks.data());
        return new DiscreteMmse(tasks.copy(), Require.nonNegative("noise", noise));
    }

    @Override
    public Matrix estimate(ContextEvidence evidence) {
        int d = tasks.rows();
        Require.length("a context's input", evidence.dimension(), d);
        int contexts = evidence.size();
        Matrix sums = Matrix.zeros(d, contexts);
        double[] weights = new double[contexts];
        double[] least = new double[contexts];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        int block = Math.max(1, Math.min(MOST_TASKS, BLOCK / ContextEvidence.features(d)));
        for (int from = 0; from < tasks.columns(); from += block) {
            int count = Math.min(block, tasks.columns() - from);
            double[] misfits = evidence.misfits(tasks, from, count).data();
            for (int i = 0; i < contexts; i++) {
                double best = least[i];
                for (int j = 0; j < count; j++) {
                    best = Math.min(best, misfits[i * count + j]);
                }
                double kept = weight(least[i] - best);
                weights[i] *= kept;
                for (int a = 0; a < d; a++) {
                    sums.data()[i * d + a] *= kept;
                }
                least[i] = best;
                weights[i] += add(misfits, i * count, count, from, best, sums.data(), i * d);
            }
        }
        for (int i = 0; i < contexts; i++) {
            for (int a = 0; a < d; a++) {
                sums.data()[i * d + a] /= weights[i];
            }
        }
        return sums;
    }

    /** Adds the weighted tasks of a block to a context's sum. @return their weight */
    private double add(double[] misfits, int start, int count, int from, double best, double[] sums, int sum) {
        int d = tasks.rows();
        double limit = best + 2 * noise * UNDERFLOW;
        double total = 0;
        for (int j = 0; j < count; j++) {
            double misfit = misfits[start + j];
            if (misfit <= limit) {
                double weight = weight(misfit - best);
                total += weight;
                for (int a = 0; a < d; a++) {
                    sums[sum + a] += weight * tasks.data()[(from + j) * d + a];
                }
            }
        }
        return total;
    }

    /** \( e^{-\mathrm{excess}/2\rho} \), with its limit at \( \rho = 0 \). */
    private double weight(double excess) {
        return excess > 0 ? Math.exp(-excess / (2 * noise)) : 1;
    }
}
