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
     * @param noise ρ ≥ 0
     * @see "theory.md [A3]"
     */
    public double error(TaskMoments tasks, int contextLength, double noise) {
        Require.given("tasks", tasks);
        int d = gamma.rows();
        Require.length("tasks.mean", tasks.mean().length, d);
        double length = Require.atLeast("contextLength", contextLength, 1);
        Require.nonNegative("noise", noise);

        Matrix square = Matrix.wrap(d, d, Arrays.copyOf(gamma.data(), d * d));
        double[] g = gamma.column(d);
        Matrix projected = square.times(tasks.second());
        double v = tasks.meanNorm() + noise;
        double vSquared = tasks.meanNormSquared() + 2 * noise * tasks.meanNorm() + noise * noise;
        double[] vTask = tasks.normWeightedMean();
        Vectors.axpy(noise, tasks.mean(), vTask);

        double signal = d * tasks.meanNorm() - 2 * projected.trace() - 2 * Vectors.dot(g, vTask);
        double hh = v * d / length * square.dot(square) + (1 + 1 / length) * projected.dot(square);
        double hs = 2 * (1 + 2 / length) * Vectors.dot(g, square.times(vTask));
        double ss = (1 + 2 / length) * vSquared * Vectors.dot(g, g);
        return noise + (signal + hh + hs + ss) / d;
    }
}
