package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import org.apache.commons.math3.special.Erf;
import org.icllab.linalg.Vectors;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionContext;
import org.icllab.simulation.pretraining.TaskPool;
import org.junit.jupiter.api.Test;

class TokenTransformerTest {
    private static final int S = 3;
    private static final int D = 4;
    private static final int EACH = 5;
    /** Of some hundred operations in single precision, which LayerNorm divides by about 1. */
    private static final double ROUNDING = 5e-6;

    @Test
    void attentionAloneIsItsFormula() {
        isItsFormula(new TokenTransformer(S, D, 1, 0));
        isItsFormula(new TokenTransformer(S, D, 2, 0));
    }

    @Test
    void blocksWithADenseLayerAreTheirFormula() {
        isItsFormula(new TokenTransformer(S, D, 2, 1));
        isItsFormula(new TokenTransformer(S, D, 3, 1));
    }

    @Test
    void blocksWithGeluAreTheirFormula() {
        isItsFormula(new TokenTransformer(S, D, 2, 2));
    }

    @Test
    void gradientIsTheSlopeOfTheLoss() {
        for (TokenTransformer model : new TokenTransformer[] {new TokenTransformer(S, D, 1, 0), new TokenTransformer(S, D, 3, 1),
            new TokenTransformer(S, D, 2, 3)}) {
            Batch batch = contexts(6);
            Slopes.areAboutThose(model, random(model), batch, weights -> exactLoss(model, weights, batch));
        }
    }

    @Test
    void beforeTrainingItPredictsZero() {
        TokenTransformer model = new TokenTransformer(S, D, 2, 1);
        for (double prediction : predictions(model, model.initial(RandomStream.of(1)), contexts(2))) {
            assertEquals(0, prediction, 0);
        }
    }

    @Test
    void severalQueriesAreRefused() {
        TokenTransformer model = new TokenTransformer(1, D, 1, 0);
        Batch batch = Batch.of(new Batch.Size(2, D, 3, 2));
        assertThrows(IllegalArgumentException.class, () -> predictions(model, model.initial(RandomStream.of(3)), batch));
    }

    private static void isItsFormula(TokenTransformer model) {
        Weights weights = random(model);
        Batch batch = contexts(5);
        assertArrayEquals(exact(model, weights, batch), predictions(model, weights, batch), ROUNDING, model.toString());
    }

    private static double[] exact(TokenTransformer model, Weights weights, Batch batch) {
        double[] predictions = new double[S * EACH];
        Arrays.setAll(predictions, i -> new Plain(model, weights, i / EACH).predict(batch.get(i)));
        return predictions;
    }

    private static double exactLoss(TokenTransformer model, double[] weights, Batch batch) {
        double[] predictions = exact(model, new Weights(model.layout(), weights), batch);
        return Vectors.squaredDistance(predictions, batch.targets()) / predictions.length;
    }

    private static Weights random(TokenTransformer model) {
        Weights weights = Weights.zeros(model.layout());
        RandomStream stream = RandomStream.of(4);
        for (String name : model.layout().names()) {
            weights = weights.withGaussian(name, 0.7, stream);
        }
        return weights;
    }

    private static Batch contexts(long seed) {
        var pools = Collections.nCopies(S, TaskPool.fresh(TaskLaw.SPHERE, D));
        return FixedContexts.of(pools, EACH, 6, 0.1, RandomStream.of(seed)).all();
    }

    private static double[] predictions(Model model, Weights weights, Batch batch) {
        return new Loss(model, batch.size()).predictions(weights.values(), batch);
    }

    /** One of the networks, token by token in double precision. */
    private record Plain(TokenTransformer model, Weights weights, int network) {
        double predict(RegressionContext context) {
            int length = context.labels().length;
            double[][] states = new double[length + 1][];
            for (int i = 0; i <= length; i++) {
                double[] token = new double[D + 1];
                for (int j = 0; j < D; j++) {
                    token[j] = i < length ? context.inputs().get(j, i) : context.queries().get(j, 0);
                }
                token[D] = i < length ? context.labels()[i] : 0;
                states[i] = sum(times(token, "W_e", D), array("b_e"));
            }
            for (int block = 1; block <= model.blocks(); block++) {
                double[][] next = new double[length + 1][];
                for (int i = 0; i <= length; i++) {
                    next[i] = block(block, states, i);
                }
                states = next;
            }
            return times(states[length], "w_o", 1)[0] + array("b_o")[0];
        }

        private double[] block(int block, double[][] states, int i) {
            double[] weight = new double[i + 1];
            double total = 0;
            double[] query = times(states[i], "W_q " + block, D);
            for (int j = 0; j <= i; j++) {
                double[] key = times(states[j], "W_k " + block, D);
                double score = 0;
                for (int c = 0; c < D; c++) {
                    score += query[c] * key[c] / Math.sqrt(D);
                }
                weight[j] = Math.exp(score);
                total += weight[j];
            }
            double[] state = states[i];
            for (int j = 0; j <= i; j++) {
                double[] value = times(states[j], "W_v " + block, D);
                for (int c = 0; c < D; c++) {
                    value[c] *= weight[j] / total;
                }
                state = sum(state, value);
            }
            state = normalised(state, "gain " + block, "offset " + block);
            if (model.denseLayers() == 0) {
                return state;
            }
            double[] dense = state;
            for (int layer = 1; layer <= model.denseLayers(); layer++) {
                for (int c = 0; c < D && layer > 1; c++) {
                    dense[c] *= (1 + Erf.erf(dense[c] / Math.sqrt(2))) / 2;
                }
                dense = sum(times(dense, "W " + block + "." + layer, D), array("b " + block + "." + layer));
            }
            return normalised(sum(state, dense), "dense gain " + block, "dense offset " + block);
        }

        private double[] normalised(double[] state, String gain, String offset) {
            double mean = 0;
            double variance = 1e-5;
            for (double element : state) {
                mean += element / D;
            }
            for (double element : state) {
                variance += (element - mean) * (element - mean) / D;
            }
            double[] normal = new double[D];
            for (int c = 0; c < D; c++) {
                normal[c] = (state[c] - mean) / Math.sqrt(variance) * array(gain)[c] + array(offset)[c];
            }
            return normal;
        }

        /** A row times the network's own matrix. */
        private double[] times(double[] row, String name, int columns) {
            double[] matrix = array(name);
            double[] product = new double[columns];
            for (int i = 0; i < row.length; i++) {
                for (int j = 0; j < columns; j++) {
                    product[j] += row[i] * matrix[i * columns + j];
                }
            }
            return product;
        }

        private double[] array(String name) {
            double[] all = weights.array(name);
            double[] own = new double[all.length / S];
            for (int i = 0; i < own.length; i++) {
                own[i] = all[network * own.length + i];
            }
            return own;
        }

        private static double[] sum(double[] a, double[] b) {
            double[] sum = new double[a.length];
            for (int i = 0; i < a.length; i++) {
                sum[i] = a[i] + b[i];
            }
            return sum;
        }
    }
}
