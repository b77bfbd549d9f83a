package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Collections;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.DescentAttention;
import org.icllab.simulation.descent.PopulationDescent;
import org.icllab.simulation.descent.RegressionContext;
import org.icllab.simulation.descent.RegressionEnsemble;
import org.icllab.simulation.descent.ResidualAttention;
import org.junit.jupiter.api.Test;

class LinearTransformerTest {
    private static final int D = 5;
    private static final int N = 7;
    private static final int M = 3;
    /** Of some hundred operations. */
    private static final double ROUNDING = 1e-12;
    private static final LinearTransformer MODEL = new LinearTransformer(D, N, M, 3, 0.5);
    private static final Batch.Size SIZE = new Batch.Size(20, D, 9, 4);

    @Test
    void lossIsThatOfTheCoresFullModel() {
        Weights weights = random(MODEL, 1);
        Batch batch = contexts(2);
        double expected = 0;
        for (int i = 0; i < SIZE.contexts(); i++) {
            RegressionContext context = batch.get(i);
            expected += context.error(full(weights).predict(context)) / SIZE.contexts();
        }
        assertEquals(expected, training(MODEL).loss(weights, batch), ROUNDING * expected);
    }

    @Test
    void gradientIsTheSlopeOfTheLoss() {
        Weights weights = random(MODEL, 3);
        Batch batch = contexts(4);
        double[] gradient = training(MODEL).gradient(weights, batch).values();
        for (int i = 0; i < gradient.length; i += 11) {
            Weights above = shifted(weights, i, 1e-4);
            Weights below = shifted(weights, i, -1e-4);
            double slope = (exactLoss(above, batch) - exactLoss(below, batch)) / (above.values()[i] - below.values()[i]);
            // The differences' error is 1e-8 of a third derivative of about 1.
            assertEquals(slope, gradient[i], 1e-7, "weight " + i);
        }
    }

    @Test
    void labelStreamsOfAnyWidthTrainAlike() {
        double[][] losses = new double[2][];
        for (int i = 0; i < 2; i++) {
            LinearTransformer model = new LinearTransformer(D, D, 1 + 3 * i, 4, 0.5);
            losses[i] = training(model).run(new int[] {0, 10, 100}, RandomStream.of(13)).losses();
        }
        // Rounding, of 100 steps.
        assertArrayEquals(losses[0], losses[1], 1e-10);
    }

    @Test
    void alignedWeightsComputeDescent() {
        Weights weights = MODEL.initial(RandomStream.of(5)).withGaussian("W_x", 0.5, RandomStream.of(6));
        DescentAttention descent = DescentAttention.tied(MODEL.gamma(weights), MODEL.depth());
        Batch batch = contexts(7);
        double expected = 0;
        for (int i = 0; i < SIZE.contexts(); i++) {
            expected += batch.get(i).error(descent.predict(batch.get(i))) / SIZE.contexts();
        }
        assertEquals(expected, training(MODEL).loss(weights, batch), ROUNDING * expected);
    }

    /**
     * A context of P = D points \( \sqrt D\,\Sigma^{1/2}e_i \), to be predicted too, has exactly the covariance Σ: its
     * gradient in W_k is the chain rule of the core's gradient in Γ, \( w_vW_qW_x\,\partial\Gamma\,W_x^\top \).
     */
    @Test
    void gradientIsThatOfTheCoresDescentWhereContextsAreInfinite() {
        LinearTransformer model = new LinearTransformer(D, D, 1, 4, 0.7);
        Weights weights = model.initial(RandomStream.of(9)).withGaussian("W_x", 0.5, RandomStream.of(10))
                .withGaussian("W_q", 0.5, RandomStream.of(11));
        double[] lambda = {1, 0.6, 0.3, 0.2, 0.1};
        RegressionEnsemble ensemble = RegressionEnsemble.fixed(lambda, new double[] {1, 2, 1, 3, 1});
        Matrix inputs = Matrix.zeros(D, D);
        for (int i = 0; i < D; i++) {
            inputs.set(i, i, Math.sqrt(D * lambda[i]));
        }
        Batch batch = Batch.of(new Batch.Size(3, D, D, D));
        Matrix expected = Matrix.zeros(D, D);
        double loss = 0;
        for (int n = 0; n < 3; n++) {
            RegressionEnsemble.Regression regression = ensemble.draw(RandomStream.of(12).at(n));
            double[] labels = inputs.transposeTimes(regression.task());
            batch.set(n, new RegressionContext(inputs, labels, inputs, labels));
            PopulationDescent descent = PopulationDescent.of(Collections.nCopies(4, model.gamma(weights)), regression);
            loss += descent.loss() / 3;
            for (int layer = 0; layer < 4; layer++) {
                expected = plusOuter(expected, descent.left().get(layer), descent.right().get(layer), 1.0 / 3);
            }
        }
        Matrix chain = weights.matrix("W_q").times(weights.matrix("W_x")).times(expected)
                .timesTranspose(weights.matrix("W_x")).scaled(weights.matrix("W_v").get(0, 0) / Math.sqrt(D));
        Training training = training(model);
        Matrix gradient = training.gradient(weights, batch).matrix("W_k");
        assertEquals(loss, training.loss(weights, batch), ROUNDING * loss);
        // Of the largest element.
        double largest = Arrays.stream(chain.data()).map(Math::abs).max().orElseThrow();
        assertArrayEquals(chain.data(), gradient.data(), ROUNDING * largest);
    }

    private static Matrix plusOuter(Matrix matrix, double[] left, double[] right, double factor) {
        Matrix sum = matrix.copy();
        Blas.gemm(factor, Matrix.wrap(left.length, 1, left), false, Matrix.wrap(right.length, 1, right), true, 1, sum);
        return sum;
    }

    private static Training training(LinearTransformer model) {
        return Training.of(model, Contexts.fresh(RegressionEnsemble.isotropic(D), 0.04), SIZE, Optimiser.sgd(0.1));
    }

    private static Weights random(LinearTransformer model, long seed) {
        RandomStream stream = RandomStream.of(seed);
        Weights weights = Weights.zeros(model.layout());
        for (String name : model.layout().names()) {
            weights = weights.withGaussian(name, name.equals("W_v") ? 1 : 0.4, stream);
        }
        return weights;
    }

    private static Batch contexts(long seed) {
        Batch batch = Batch.of(SIZE);
        Contexts.fresh(RegressionEnsemble.isotropic(D), 0.04).fill(batch, 0, RandomStream.of(seed));
        return batch;
    }

    private static Weights shifted(Weights weights, int index, double by) {
        double[] values = weights.values().clone();
        values[index] += by;
        return new Weights(weights.layout(), values);
    }

    private static double exactLoss(Weights weights, Batch batch) {
        ResidualAttention model = full(weights);
        double loss = 0;
        for (int i = 0; i < SIZE.contexts(); i++) {
            loss += batch.get(i).error(model.predict(batch.get(i))) / SIZE.contexts();
        }
        return loss;
    }

    /** Both streams in one of width N + M, inputs above labels. */
    private static ResidualAttention full(Weights weights) {
        double[] label = new double[N + M];
        label[N] = 1;
        var layer = new ResidualAttention.Layer(block(weights.matrix("W_k"), 0, N + M), block(weights.matrix("W_q"), 0, N + M),
                block(weights.matrix("W_v").scaled(1 / Math.sqrt(D)), N, N + M));
        return ResidualAttention.tied(block(weights.matrix("W_x"), 0, D), label, layer, MODEL.depth(), label);
    }

    private static Matrix block(Matrix matrix, int at, int columns) {
        Matrix whole = Matrix.zeros(N + M, columns);
        for (int j = 0; j < matrix.columns(); j++) {
            for (int i = 0; i < matrix.rows(); i++) {
                whole.set(at + i, at + j, matrix.get(i, j));
            }
        }
        return whole;
    }
}
