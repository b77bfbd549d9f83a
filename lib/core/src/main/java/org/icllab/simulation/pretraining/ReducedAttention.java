package org.icllab.simulation.pretraining;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;

/**
 * Linear attention reduced to one matrix \( \Gamma = [\Gamma_1 \mid g] \in \mathbb R^{d\times(d+1)} \), which predicts
 * \( \langle \Gamma, H_Z\rangle = x_{\ell+1}^\top(\Gamma_1 h + g s) \) with \( h = \tfrac d\ell\sum y_ix_i \),
 * \( s = \tfrac1\ell\sum y_i^2 \).
 *
 * @param gamma Γ, d×(d+1)
 * @see "Paper A, reduced model; theory.md [A1]"
 */
public record ReducedAttention(Matrix gamma) {
    private static final double LARGEST = 1e100;

    /** @throws IllegalArgumentException if {@code gamma} is not d×(d+1) or not finite */
    public ReducedAttention {
        int d = Require.given("gamma", gamma).rows();
        gamma = Matrix.require("gamma", gamma, d, d + 1).copy();
    }

    /** @return a copy of Γ */
    @Override
    public Matrix gamma() {
        return gamma.copy();
    }

    /** @return the prediction of the context's last label */
    public double predict(Context context) {
        Require.given("context", context);
        return Vectors.dot(context.query(), gamma.times(context.summary()));
    }

    /**
     * The mean squared error on test contexts, exactly at finite d and ℓ; nothing is sampled.
     *
     * <p>Given the task, with \( v = |w|^2/d+\rho \): \( \mathbb E h = w \),
     * \( \mathbb E hh^\top = \tfrac v\alpha I + (1+\tfrac1\ell)ww^\top \), \( \mathbb E s = v \),
     * \( \mathbb E s^2 = v^2(1+\tfrac2\ell) \), \( \mathbb E hs = v(1+\tfrac2\ell)w \), and
     * \( e(\Gamma) = \rho + \tfrac1d\mathbb E|w - \Gamma_1h - gs|^2 \), averaged over the tasks' moments.
     *
     * @param tasks the test tasks: the pool's for the IDG error, fresh ones for the ICL error
     * @param contextLength ℓ ≥ 1 of the test contexts
     * @param noise ρ, in [0, 1e100]
     * @see "theory.md [A3]"
     */
    public double error(TaskMoments tasks, int contextLength, double noise) {
        return error(tasks, contextLength, noise, 1);
    }

    /**
     * As {@link #error(TaskMoments, int, double)} on contexts whose inputs are correlated, \( \mathbb E\,x_ix_j^\top =
     * K_{ij}I/d \), by \( \bar K = \tfrac1\ell\sum_{ij}K_{ij}^2 \).
     *
     * <p>With \( u = |w|^2/d \): \( \mathbb E hh^\top = \tfrac{\bar Ku+\rho}\alpha I + (1+\tfrac{\bar K}\ell)ww^\top \),
     * \( \mathbb E hs = (v + \tfrac2\ell(\bar Ku+\rho))w \),
     * \( \mathbb E s^2 = v^2 + \tfrac2\ell(\bar Ku^2 + 2\rho u + \rho^2) \).
     *
     * @param tasks the test tasks
     * @param contextLength ℓ ≥ 1
     * @param noise ρ, in [0, 1e100]
     * @param squares \( \bar K \), from 1 for independent inputs to ℓ
     * @return the mean squared error
     */
    double error(TaskMoments tasks, int contextLength, double noise, double squares) {
        Require.given("tasks", tasks);
        int d = gamma.rows();
        Require.length("tasks.mean", tasks.mean().length, d);
        double length = Require.atLeast("contextLength", contextLength, 1);
        Require.within("noise", noise, 0, LARGEST);

        Matrix square = Matrix.wrap(d, d, Arrays.copyOf(gamma.data(), d * d));
        double[] g = gamma.column(d);
        Matrix projected = square.times(tasks.second());
        double u = tasks.meanNorm();
        double[] mean = tasks.mean();
        double[] vTask = tasks.normWeightedMean();
        double[] summed = tasks.normWeightedMean();
        Vectors.axpy(noise, mean, vTask);
        for (int i = 0; i < d; i++) {
            summed[i] = (1 + 2 * squares / length) * summed[i] + noise * (1 + 2 / length) * mean[i];
        }

        double signal = d * u - 2 * projected.trace() - 2 * Vectors.dot(g, vTask);
        double hh = (squares * u + noise) * d / length * square.dot(square) + (1 + squares / length) * projected.dot(square);
        double hs = 2 * Vectors.dot(g, square.times(summed));
        double ss = ((1 + 2 * squares / length) * tasks.meanNormSquared() + (1 + 2 / length) * noise * (2 * u + noise))
                * Vectors.dot(g, g);
        return noise + (signal + hh + hs + ss) / d;
    }
}
