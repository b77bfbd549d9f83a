package org.icllab.simulation.descent;

import java.util.concurrent.CancellationException;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;

/**
 * SGD on one layer's Γ with isotropic inputs, B fresh contexts a step.
 *
 * <p>The step is \( \Gamma \leftarrow \Gamma + \tfrac\eta B\sum_n \hat\Sigma^\star_n e_n v_n^\top \) with
 * \( v = \hat\Sigma\beta + \tfrac{\sigma\sqrt D}{P}X^\top\varepsilon \), \( e = \beta - \Gamma v \) and
 * \( \hat\Sigma^\star \) of K fresh points. Neither covariance is drawn: \( v = \tfrac1P\sum s_ix_i \) with
 * \( s_i \sim \mathcal N(0, V) \), \( V = |\beta|^2 + \sigma^2D \), needs only \( S = \sum s_i^2 \sim V\chi^2_P \) and its
 * part along β, and \( \hat\Sigma^\star e = \tfrac{|e|}{K}(c\,\hat e + \sqrt c\,P_\perp z) \), \( c \sim \chi^2_K \):
 * exact in law, O(D) a context.
 *
 * @param dimension D ≥ 2
 * @param labelled P = round(αD) ≥ 1
 * @param evaluated K = round(κD) ≥ 1
 * @param batch B = round(τD) ≥ 1
 * @param sigma σ ≥ 0
 * @param learningRate η &gt; 0
 * @see "Paper B, Result 10; theory.md [B3]"
 */
public record ShallowSgd(int dimension, int labelled, int evaluated, int batch, double sigma, double learningRate) {
    public ShallowSgd {
        Require.atLeast("dimension", dimension, 2);
        Require.atLeast("labelled", labelled, 1);
        Require.atLeast("evaluated", evaluated, 1);
        Require.atLeast("batch", batch, 1);
        Require.nonNegative("sigma", sigma);
        Require.positive("learningRate", learningRate);
    }

    /** @return SGD with the paper's ratios α = P/D, κ = K/D, τ = B/D, all &gt; 0, rounded to integers */
    public static ShallowSgd of(int dimension, double alpha, double kappa, double tau, double sigma,
                                double learningRate) {
        return new ShallowSgd(dimension, count("alpha", alpha, dimension), count("kappa", kappa, dimension),
                count("tau", tau, dimension), sigma, learningRate);
    }

    private static int count(String name, double ratio, int dimension) {
        double count = Math.rint(Require.positive(name, ratio) * dimension);
        return count >= 1 && count <= Integer.MAX_VALUE ? (int) count
                : Require.<Integer>refuse(name, ratio, "at least " + 0.5 / dimension + " at this dimension");
    }

    /**
     * Trains from Γ = 0.
     *
     * @param steps ≥ 0
     * @return \( \tfrac1D\|\Gamma - I\|_F^2 \) before each step and after the last: steps + 1 numbers, the first 1
     * @throws CancellationException if the thread is interrupted
     */
    public double[] run(int steps, RandomStream stream) {
        Require.atLeast("steps", steps, 0);
        Matrix gamma = Matrix.zeros(dimension, dimension);
        double[] losses = new double[steps + 1];
        losses[0] = distance(gamma);
        for (int step = 1; step <= steps; step++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted in training");
            }
            step(gamma, stream);
            losses[step] = distance(gamma);
        }
        return losses;
    }

    private void step(Matrix gamma, RandomStream stream) {
        Matrix errors = Matrix.zeros(dimension, batch);
        Matrix summaries = Matrix.zeros(dimension, batch);
        stream.fillGaussian(errors.data(), 0, errors.data().length, 1);
        for (int n = 0; n < batch; n++) {
            drawSummary(errors.data(), summaries.data(), n * dimension, stream);
        }
        Blas.gemm(-1, gamma, false, summaries, false, 1, errors);
        for (int n = 0; n < batch; n++) {
            multiplyByFreshCovariance(errors.data(), n * dimension, stream);
        }
        Blas.gemm(learningRate / batch, errors, false, summaries, true, 1, gamma);
    }

    /** Writes v of the task in {@code tasks[at …]} to {@code summaries[at …]}. */
    private void drawSummary(double[] tasks, double[] summaries, int at, RandomStream stream) {
        double square = dot(tasks, tasks, at);
        double variance = square + sigma * sigma * dimension;
        double sum = variance * stream.nextChiSquare(labelled);
        double norm = Math.sqrt(square);
        double along = norm / variance * sum
                + Math.sqrt(sigma * sigma * dimension / variance * sum) * stream.nextGaussian();
        stream.fillGaussian(summaries, at, at + dimension, 1);
        double orthogonal = Math.sqrt(sum);
        double onTask = (along - orthogonal * dot(summaries, tasks, at) / norm) / norm;
        for (int i = at; i < at + dimension; i++) {
            summaries[i] = (orthogonal * summaries[i] + onTask * tasks[i]) / labelled;
        }
    }

    /** Replaces e in {@code errors[at …]} by \( \hat\Sigma^\star e \). */
    private void multiplyByFreshCovariance(double[] errors, int at, RandomStream stream) {
        double norm = Math.sqrt(dot(errors, errors, at));
        double c = stream.nextChiSquare(evaluated);
        double[] z = new double[dimension];
        stream.fillGaussian(z, 0, dimension, 1);
        double overlap = 0;
        for (int i = 0; i < dimension; i++) {
            overlap += z[i] * errors[at + i];
        }
        double root = Math.sqrt(c);
        double onError = (c - root * overlap / norm) / evaluated;
        for (int i = 0; i < dimension; i++) {
            errors[at + i] = onError * errors[at + i] + root * norm / evaluated * z[i];
        }
    }

    private double dot(double[] a, double[] b, int at) {
        double sum = 0;
        for (int i = at; i < at + dimension; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private double distance(Matrix gamma) {
        return (gamma.dot(gamma) - 2 * gamma.trace()) / dimension + 1;
    }
}
