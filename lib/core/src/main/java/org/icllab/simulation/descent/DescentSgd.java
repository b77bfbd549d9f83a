package org.icllab.simulation.descent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;
import org.icllab.random.RandomStream;

/**
 * SGD on the matrices Γ of L descent layers, tied or untied, from Γ = 0, with B fresh regressions a step and infinitely
 * many points in each. A model of width N &lt; D sees the first N of D directions: only that block of Γ is trained.
 *
 * <p>One step moves time on by {@code timeStep}: for tied layers \( \Gamma \leftarrow \Gamma - \Delta t\,s\,G \), G the
 * batch's mean gradient and s the ensemble's scale. With s = 1 this is gradient flow of the loss. With s = D, for
 * rotated ensembles, \( \gamma = \tfrac1D\mathrm{Tr}\,\Gamma \) follows the scalar flow
 * \( \dot\gamma = -\partial\mathcal L/\partial\gamma \) of a layer γI. Untied layers move L times as fast each, so that
 * they keep up with tied ones. At width N, γ is \( \tfrac1D\mathrm{Tr}\,\Gamma \) too, the step size of
 * \( \tfrac DN\Pi \), if s = D²/N.
 *
 * @param ensemble where regressions come from
 * @param width N in 1 … D; less than D only makes sense for rotated ensembles, which have no preferred directions
 * @param depth L, from 1 to 2²⁰
 * @param tied whether all layers share one Γ
 * @param batch B ≥ 1
 * @param timeStep Δt &gt; 0
 * @param scale s &gt; 0
 * @param ridge r ≥ 0: every matrix also falls along the gradient of \( r\|\Gamma\|_F^2/N^2 \), r times the mean of its
 *     squared entries
 * @see "Paper B, Results 4–7; theory.md [B4], [B6], [B7]"
 */
public record DescentSgd(RegressionEnsemble ensemble, int width, int depth, boolean tied, int batch, double timeStep,
        double scale, double ridge) {
    /** @throws IllegalArgumentException if a component is out of its range */
    public DescentSgd {
        Require.within("width", width, 1, Require.given("ensemble", ensemble).dimension());
        Require.layers(depth);
        Require.atLeast("batch", batch, 1);
        Require.positive("timeStep", timeStep);
        Require.positive("scale", scale);
        Require.nonNegative("ridge", ridge);
    }

    /** At full width, without a penalty. */
    public DescentSgd(RegressionEnsemble ensemble, int depth, boolean tied, int batch, double timeStep, double scale) {
        this(ensemble, Require.given("ensemble", ensemble).dimension(), depth, tied, batch, timeStep, scale, 0);
    }

    /**
     * What training has come to.
     *
     * @param loss the mean loss of the batch that the step was made of, before the step
     * @param gammas a copy of the layers' matrices before the step: one if tied, else L
     */
    public record State(double loss, List<Matrix> gammas) {
        /** Copies the list. */
        public State {
            Require.numbers("loss, gammas", loss);
            gammas = Require.list("gammas", gammas);
        }
    }

    /**
     * @param recorded states
     * @param measuring numbers that it takes to measure them, once the run is over
     * @return bytes
     */
    long bytes(int recorded, double measuring) {
        double d = ensemble.dimension();
        double matrices = (tied ? 1.0 : depth) * d * d;
        return (long) (Double.BYTES * (recorded * matrices + Math.max(measuring, 2 * matrices + batch * sideBySide(2))));
    }

    /** @return numbers of a regression that goes through the layers so many times */
    double sideBySide(int passes) {
        // Each product with its covariance looks at two directions.
        return ensemble.dimension() * (depth + 3.0) + ensemble.numbers(2.0 * passes * depth + 3);
    }

    /**
     * Trains for as many steps as the last of {@code recorded} says.
     *
     * @param recorded the steps to report, ascending, from 0 on, each once
     * @return the states at those steps
     * @throws ArithmeticException if the loss is no longer a number: the message says at which step
     * @throws CancellationException if the thread is interrupted
     */
    public List<State> run(int[] recorded, RandomStream stream) {
        Require.given("recorded, stream", recorded, stream);
        for (int i = 0; i < recorded.length; i++) {
            Require.that(recorded[i] >= 0 && (i == 0 || recorded[i] > recorded[i - 1]), "recorded[" + i + "] = "
                    + recorded[i] + ": must be ≥ 0 and greater than the one before");
        }
        int d = ensemble.dimension();
        List<Matrix> gammas = new ArrayList<>();
        for (int layer = 0; layer < (tied ? 1 : depth); layer++) {
            gammas.add(Matrix.zeros(d, d));
        }
        List<State> states = new ArrayList<>();
        for (int step = 0, next = 0; next < recorded.length; step++) {
            Interrupt.check();
            List<Matrix> before = recorded[next] == step ? gammas.stream().map(Matrix::copy).toList() : null;
            double loss = step(gammas, stream);
            if (!Double.isFinite(loss)) {
                throw new ArithmeticException("training diverged at step " + step + ": the loss is " + loss
                        + "; take a time step smaller than " + timeStep);
            }
            if (before != null) {
                states.add(new State(loss, before));
                next++;
            }
        }
        return states;
    }

    /** Regressions go through the layers side by side, as the columns of a matrix. */
    private double step(List<Matrix> gammas, RandomStream stream) {
        List<Matrix> layers = tied ? Collections.nCopies(depth, gammas.get(0)) : gammas;
        double kept = 1 - 2 * ridge / ((double) width * width) * timeStep * scale * (tied ? 1 : depth);
        double rate = timeStep * scale * (tied ? 1 : depth) / batch;
        RegressionEnsemble.Batch regressions = ensemble.batch(batch, stream);
        List<Matrix> right = new ArrayList<>();
        Matrix errors = forward(layers, regressions, right);
        Matrix gradient = regressions.covariance().apply(errors).scaled(2);
        double loss = errors.dot(gradient) / (2 * batch);
        // Every layer's gradient is taken where the step begins.
        List<Matrix> moves = gammas.stream().map(gamma -> Matrix.zeros(gamma.rows(), gamma.columns())).toList();
        for (int layer = depth - 1; layer >= 0; layer--) {
            Blas.gemm(rate / depth, seen(gradient), false, seen(right.get(layer)), true, 1, moves.get(tied ? 0 : layer));
            if (layer > 0) {
                Matrix back = layers.get(layer).transposeTimes(gradient);
                Vectors.axpy(-1.0 / depth, regressions.covariance().apply(back).data(), gradient.data());
            }
        }
        for (int owner = 0; owner < gammas.size(); owner++) {
            Vectors.scale(kept, gammas.get(owner).data());
            Vectors.axpy(1, moves.get(owner).data(), gammas.get(owner).data());
        }
        return loss;
    }

    /**
     * @param right where each layer's Σe is left
     * @return \( e^L \) of each regression, D×m
     */
    private static Matrix forward(List<Matrix> layers, RegressionEnsemble.Batch regressions, List<Matrix> right) {
        Matrix errors = regressions.tasks();
        for (Matrix gamma : layers) {
            Matrix weighted = regressions.covariance().apply(errors);
            right.add(weighted);
            Blas.gemm(-1.0 / layers.size(), gamma, false, weighted, false, 1, errors);
        }
        return errors;
    }

    /** The layers' loss on every regression of a batch, summed; its tasks become what the layers leave of them. */
    static double totalLoss(List<Matrix> layers, RegressionEnsemble.Batch regressions) {
        Matrix errors = forward(layers, regressions, new ArrayList<>());
        return errors.dot(regressions.covariance().apply(errors));
    }

    /** The first N rows, where the others are zero: what lies outside the width stays zero in Γ too. */
    private Matrix seen(Matrix vectors) {
        if (width == vectors.rows()) {
            return vectors;
        }
        Matrix seen = Matrix.zeros(vectors.rows(), vectors.columns());
        for (int n = 0; n < vectors.columns(); n++) {
            System.arraycopy(vectors.data(), n * vectors.rows(), seen.data(), n * vectors.rows(), width);
        }
        return seen;
    }
}
