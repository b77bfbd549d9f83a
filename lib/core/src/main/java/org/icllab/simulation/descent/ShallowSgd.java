package org.icllab.simulation.descent;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;
import org.icllab.model.ShallowTraining;
import org.icllab.model.Study;
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
 * @see "Paper B, Result 10; theory.md [B3]"
 */
public final class ShallowSgd {
    /** \( \tfrac1D\|\Gamma - I\|_F^2 \) before the first step and after each tenth of them. */
    public static final Study<ShallowTraining, double[]> STUDY = Study.simulation("shallow-sgd", ShallowSgd::losses)
            .needing(ShallowSgd::bytes)
            .along(ShallowTraining.TAKEN, ShallowTraining::tenths)
            .curve(ShallowTraining.DISTANCE, losses -> losses);

    private final int dimension;
    private final int labelled;
    private final int evaluated;
    private final int batch;
    private final double noiseVariance;
    private final double learningRate;

    private ShallowSgd(ShallowTraining setting) {
        dimension = Require.atLeast("dimension", setting.dimension(), 2);
        labelled = setting.labelled();
        evaluated = setting.evaluated();
        batch = setting.batch();
        noiseVariance = setting.noise();
        learningRate = setting.eta();
    }

    /** @return the training at the setting's counts, which are its ratios' rounded; D ≥ 2 */
    public static ShallowSgd of(ShallowTraining setting) {
        return new ShallowSgd(Require.given("setting", setting));
    }

    private static long bytes(ShallowTraining setting) {
        double d = setting.dimension();
        return (long) (Double.BYTES * (d * d + 2 * d * setting.batch() + setting.steps()));
    }

    private static double[] losses(ShallowTraining setting, RandomStream stream) {
        double[] losses = of(setting).run(setting.steps(), stream);
        return Arrays.stream(setting.tenths()).map(step -> losses[(int) step]).toArray();
    }

    /**
     * Trains from Γ = 0.
     *
     * @param steps ≥ 0, not more than there is memory for
     * @return \( \tfrac1D\|\Gamma - I\|_F^2 \) before each step and after the last: steps + 1 numbers, the first 1
     * @throws ArithmeticException if the distance is no longer a number: the message says at which step
     * @throws CancellationException if the thread is interrupted
     */
    public double[] run(int steps, RandomStream stream) {
        Require.given("stream", stream);
        Matrix gamma = Matrix.zeros(dimension, dimension);
        double[] losses = new double[Require.room("steps + 1", steps + 1L)];
        losses[0] = distance(gamma);
        for (int step = 1; step <= steps; step++) {
            Interrupt.check();
            step(gamma, stream);
            losses[step] = distance(gamma);
            if (!Double.isFinite(losses[step])) {
                throw new ArithmeticException("training diverged at step " + step + ": take a learning rate smaller than "
                        + learningRate);
            }
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
        double square = Vectors.dot(tasks, at, tasks, at, dimension);
        double variance = square + noiseVariance * dimension;
        double sum = variance * stream.nextChiSquare(labelled);
        double norm = Math.sqrt(square);
        double along = norm / variance * sum
                + Math.sqrt(noiseVariance * dimension / variance * sum) * stream.nextGaussian();
        stream.fillGaussian(summaries, at, at + dimension, 1);
        double orthogonal = Math.sqrt(sum);
        double onTask = (along - orthogonal * Vectors.dot(summaries, at, tasks, at, dimension) / norm) / norm;
        for (int i = at; i < at + dimension; i++) {
            summaries[i] = (orthogonal * summaries[i] + onTask * tasks[i]) / labelled;
        }
    }

    /** Replaces e in {@code errors[at …]} by \( \hat\Sigma^\star e \). */
    private void multiplyByFreshCovariance(double[] errors, int at, RandomStream stream) {
        double norm = Math.sqrt(Vectors.dot(errors, at, errors, at, dimension));
        double c = stream.nextChiSquare(evaluated);
        double[] z = new double[dimension];
        stream.fillGaussian(z, 0, dimension, 1);
        double overlap = Vectors.dot(z, 0, errors, at, dimension);
        double root = Math.sqrt(c);
        double onError = (c - root * overlap / norm) / evaluated;
        for (int i = 0; i < dimension; i++) {
            errors[at + i] = onError * errors[at + i] + root * norm / evaluated * z[i];
        }
    }

    private double distance(Matrix gamma) {
        return (gamma.dot(gamma) - 2 * gamma.trace()) / dimension + 1;
    }
}
