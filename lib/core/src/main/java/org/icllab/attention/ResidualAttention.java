package org.icllab.attention;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.icllab.Require;
import org.icllab.context.RegressionContext;
import org.icllab.linalg.Matrix;

/**
 * Paper B's residual linear attention with a positional mask, in full.
 *
 * <p>Every token has a state of width N, \( h^1 = W_xx + w_yy \) (y = 0 where it is to be predicted). A layer adds
 * \( \frac{1}{LP}\sum_\nu M_{\mu\nu}(k_\nu\cdot q_\mu)v_\nu \) with \( k = W_kh,\ q = W_qh,\ v = W_vh \); the mask M is −1
 * between labelled tokens, +1 from labelled tokens to those evaluated, 0 elsewhere. The prediction is
 * \( w_o\cdot h \) after the last layer.
 *
 * @param embedding W_x, N×D
 * @param labelEmbedding w_y, length N
 * @param layers the L layers' weights
 * @param readout w_o, length N
 * @see "Paper B, model; theory.md §4"
 */
public record ResidualAttention(Matrix embedding, double[] labelEmbedding, List<Layer> layers, double[] readout) {
    /** @param keys W_k, N×N @param queries W_q, N×N @param values W_v, N×N */
    public record Layer(Matrix keys, Matrix queries, Matrix values) {
    }

    public ResidualAttention {
        layers = List.copyOf(layers);
        int width = embedding.rows();
        Require.atLeast("depth", layers.size(), 1);
        Require.length("labelEmbedding", labelEmbedding.length, width);
        Require.length("readout", readout.length, width);
        for (Layer layer : layers) {
            for (Matrix weights : List.of(layer.keys, layer.queries, layer.values)) {
                Require.length("weights' column", weights.rows(), width);
                Require.length("weights' row", weights.columns(), width);
            }
        }
    }

    /** @return the same layer L ≥ 1 times */
    public static ResidualAttention tied(Matrix embedding, double[] labelEmbedding, Layer layer, int depth,
                                         double[] readout) {
        return new ResidualAttention(embedding, labelEmbedding,
                Collections.nCopies(Require.atLeast("depth", depth, 1), layer), readout);
    }

    /** @return the predictions for the context's K queries */
    public double[] predict(RegressionContext context) {
        int labelled = context.labels().length;
        Matrix states = embed(context);
        for (Layer layer : layers) {
            addLayer(states, layer, labelled);
        }
        double[] outputs = states.transposeTimes(readout);
        return Arrays.copyOfRange(outputs, labelled, outputs.length);
    }

    /** The states of all P + K tokens, labelled ones first, a token per column. */
    private Matrix embed(RegressionContext context) {
        int width = embedding.rows();
        int labelled = context.labels().length;
        Matrix states = Matrix.zeros(width, labelled + context.targets().length);
        System.arraycopy(embedding.times(context.inputs()).data(), 0, states.data(), 0, width * labelled);
        System.arraycopy(embedding.times(context.queries()).data(), 0, states.data(), width * labelled,
                width * context.targets().length);
        for (int token = 0; token < labelled; token++) {
            for (int i = 0; i < width; i++) {
                states.set(i, token, states.get(i, token) + labelEmbedding[i] * context.labels()[token]);
            }
        }
        return states;
    }

    private void addLayer(Matrix states, Layer layer, int labelled) {
        Matrix scores = layer.keys.times(states).transposeTimes(layer.queries.times(states));
        Matrix values = layer.values.times(states);
        double scale = 1.0 / layers.size() / labelled;
        for (int token = 0; token < states.columns(); token++) {
            double sign = token < labelled ? -1 : 1;
            for (int other = 0; other < labelled; other++) {
                double weight = sign * scale * scores.get(other, token);
                for (int i = 0; i < states.rows(); i++) {
                    states.set(i, token, states.get(i, token) + weight * values.get(i, other));
                }
            }
        }
    }
}
