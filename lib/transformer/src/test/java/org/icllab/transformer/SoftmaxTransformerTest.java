package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionContext;
import org.icllab.simulation.descent.RegressionEnsemble;
import org.junit.jupiter.api.Test;

class SoftmaxTransformerTest {
    private static final int D = 4;
    private static final int N = 6;
    private static final Batch.Size SIZE = new Batch.Size(10, D, 7, 3);
    /** Of the loss: some ten roundings of 6e-8. */
    private static final double SINGLE = 1e-6;
    private static final Contexts CONTEXTS = Contexts.fresh(RegressionEnsemble.isotropic(D), 0.04);

    @Test
    void lossIsThatOfLoopsOverTokens() {
        for (SoftmaxTransformer model : models()) {
            Weights weights = random(model, 1);
            Batch batch = contexts(2);
            double expected = exactLoss(model, weights.values(), batch);
            assertEquals(expected, training(model).loss(weights, batch), SINGLE * expected, model.toString());
        }
    }

    @Test
    void gradientIsTheSlopeOfTheLoss() {
        for (SoftmaxTransformer model : models()) {
            Batch batch = contexts(4);
            Slopes.areAboutThose(model, random(model, 3), batch, weights -> exactLoss(model, weights, batch));
        }
    }

    private static List<SoftmaxTransformer> models() {
        List<SoftmaxTransformer> models = new ArrayList<>();
        for (boolean perceptron : new boolean[] {false, true}) {
            for (int heads : new int[] {1, 3}) {
                for (int depth : new int[] {1, 2, 4}) {
                    models.add(new SoftmaxTransformer(D, N, depth, heads, perceptron, 0.4));
                }
            }
        }
        return models;
    }

    @Test
    void everyDepthLearns() {
        for (int depth : new int[] {1, 3}) {
            SoftmaxTransformer model = new SoftmaxTransformer(D, D, depth, 1, true, 0.4);
            double[] losses = Training.of(model, CONTEXTS, new Batch.Size(50, D, 16, 8), Optimiser.adam(0.02))
                    .testedOn(200, CONTEXTS).run(new int[] {0, 300}, RandomStream.of(5)).testLosses(0);
            assertTrue(losses[1] < 0.6 * losses[0], "depth " + depth + ": " + Arrays.toString(losses));
        }
    }

    @Test
    void headsMustDivideTheWidth() {
        assertThrows(IllegalArgumentException.class, () -> new SoftmaxTransformer(D, N, 2, 4, false, 0.4));
    }

    private static Training training(Model model) {
        return Training.of(model, CONTEXTS, SIZE, Optimiser.adam(0.01));
    }

    private static Weights random(Model model, long seed) {
        Weights weights = Weights.zeros(model.layout());
        for (String name : model.layout().names()) {
            weights = weights.withGaussian(name, 1, RandomStream.of(seed).at(name.hashCode()));
        }
        return weights;
    }

    private static Batch contexts(long seed) {
        Batch batch = Batch.of(SIZE);
        CONTEXTS.fill(batch, 0, RandomStream.of(seed));
        return batch;
    }

    private static double exactLoss(SoftmaxTransformer model, double[] values, Batch batch) {
        Weights weights = new Weights(model.layout(), values);
        double loss = 0;
        for (int i = 0; i < SIZE.contexts(); i++) {
            loss += batch.get(i).error(predict(model, weights, batch.get(i))) / SIZE.contexts();
        }
        return loss;
    }

    /** The model from its definition, token by token, in double precision. */
    private static double[] predict(SoftmaxTransformer model, Weights weights, RegressionContext context) {
        int labelled = context.labels().length;
        int tokens = labelled + context.targets().length;
        double[][] states = new double[tokens][N];
        for (int t = 0; t < labelled; t++) {
            states[t][0] = context.labels()[t];
        }
        for (int layer = 1; layer <= model.depth(); layer++) {
            double[][] before = Arrays.stream(states).map(double[]::clone).toArray(double[][]::new);
            for (int t = 0; t < tokens; t++) {
                addLayer(model, weights, layer, context, before, t, states[t]);
            }
        }
        return Arrays.stream(states).skip(labelled).mapToDouble(state -> -state[0]).toArray();
    }

    private static void addLayer(SoftmaxTransformer model, Weights weights, int layer, RegressionContext context,
                                 double[][] before, int token, double[] state) {
        int labelled = context.labels().length;
        int part = N / model.heads();
        Matrix embedding = matrix(weights, "W_x", layer);
        double[] input = token < labelled ? context.inputs().column(token) : context.queries().column(token - labelled);
        double[] query = matrix(weights, "W_q", layer).times(embedding.times(input));
        for (int head = 0; head < model.heads(); head++) {
            double[] sum = new double[part];
            double total = 0;
            for (int other = 0; other < labelled; other++) {
                double[] key = matrix(weights, "W_k", layer).times(embedding.times(context.inputs().column(other)));
                double[] value = matrix(weights, "W_v", layer).times(before[other]);
                double score = 0;
                for (int i = head * part; i < (head + 1) * part; i++) {
                    score += key[i] * query[i];
                }
                total += Math.exp(score);
                for (int i = 0; i < part; i++) {
                    sum[i] += Math.exp(score) * value[head * part + i];
                }
            }
            for (int i = 0; i < part; i++) {
                state[head * part + i] -= sum[i] / total / model.depth();
            }
        }
        if (model.perceptron()) {
            double[] hidden = matrix(weights, "W_1", layer).times(state);
            for (int i = 0; i < N; i++) {
                hidden[i] *= normal(hidden[i]);
            }
            double[] added = matrix(weights, "W_2", layer).times(hidden);
            for (int i = 0; i < N; i++) {
                state[i] += added[i] / model.depth();
            }
        }
    }

    private static Matrix matrix(Weights weights, String name, int layer) {
        return weights.matrix(SoftmaxTransformer.name(name, layer)).scaled(1 / Math.sqrt(N));
    }

    /** The normal distribution function. */
    private static double normal(double x) {
        return new NormalDistribution().cumulativeProbability(x);
    }
}
