package org.icllab.simulation.descent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;
import org.icllab.random.Haar;
import org.icllab.random.RandomStream;

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
    /**
     * @param keys W_k, N×N
     * @param queries W_q, N×N
     * @param values W_v, N×N
     */
    public record Layer(Matrix keys, Matrix queries, Matrix values) {
        /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
        public Layer {
            int width = Require.given("keys", keys).rows();
            Matrix.require("keys", keys, width, width);
            Matrix.require("queries", queries, width, width);
            Matrix.require("values", values, width, width);
        }
    }

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public ResidualAttention {
        layers = Require.list("layers", layers);
        int width = Matrix.require("embedding", embedding).rows();
        Require.layers(layers.size());
        labelEmbedding = Require.finite("labelEmbedding", Require.length("labelEmbedding", labelEmbedding, width)).clone();
        readout = Require.finite("readout", Require.length("readout", readout, width)).clone();
        for (Layer layer : layers) {
            Require.length("weights' column", layer.keys.rows(), width);
        }
    }

    /** @return w_y; a copy */
    @Override
    public double[] labelEmbedding() {
        return labelEmbedding.clone();
    }

    /** @return w_o; a copy */
    @Override
    public double[] readout() {
        return readout.clone();
    }

    /** @return the same layer L times, from 1 to 2²⁰ */
    public static ResidualAttention tied(Matrix embedding, double[] labelEmbedding, Layer layer, int depth,
                                         double[] readout) {
        return new ResidualAttention(embedding, labelEmbedding,
                Collections.nCopies(Require.layers(depth), layer), readout);
    }

    /**
     * Random weights under which attention is gradient descent: inputs and labels live in orthogonal directions of the
     * state, keys and queries see only the first, values and the read-out only the second
     * (\( W_x^\top w_y = 0,\ W_kw_y = W_qw_y = 0,\ W_v = w_yw_y^\top,\ w_o = w_y \)).
     *
     * @param dimension D ≥ 1
     * @param width N &gt; D
     * @param depth L, from 1 to 2²⁰, every layer with weights of its own
     * @param strength the standard deviation of \( \Gamma^\ell \)'s entries, about, ≥ 0
     */
    public static ResidualAttention aligned(int dimension, int width, int depth, double strength, RandomStream stream) {
        Require.given("stream", stream);
        Require.that(width > Require.atLeast("dimension", dimension, 1),
                "width = " + width + ": must be greater than dimension = " + dimension);
        Require.memory("numbers of the layers' weights", 3.0 * width * width * Require.layers(depth));
        Require.nonNegative("strength", strength);
        Matrix frame = Haar.frame(width, dimension + 1, stream);
        Matrix embedding = Matrix.wrap(width, dimension, Arrays.copyOf(frame.data(), width * dimension));
        double[] label = frame.column(dimension);
        Matrix labelOnly = Matrix.wrap(width, 1, label);
        List<Layer> layers = Stream.generate(() -> {
            double scale = Math.sqrt(strength / Math.sqrt(width));
            return new Layer(blindTo(label, gaussian(width, scale, stream)), blindTo(label, gaussian(width, scale, stream)),
                    labelOnly.timesTranspose(labelOnly));
        }).limit(depth).toList();
        return new ResidualAttention(embedding, label, layers, label);
    }

    /**
     * Weights of width D + 1 that realise given layers of descent: \( W_x = [I; 0],\ w_y = w_o \) the last direction,
     * \( W_k^\ell = I \) and \( W_q^\ell = \Gamma^{\ell\top} \) on the others.
     */
    public static ResidualAttention realising(DescentAttention descent) {
        Require.given("descent", descent);
        int d = descent.gammas().get(0).rows();
        Matrix identity = Matrix.identity(d + 1);
        Matrix embedding = Matrix.wrap(d + 1, d, Arrays.copyOf(identity.data(), d * (d + 1)));
        double[] label = identity.column(d);
        Matrix labelOnly = Matrix.wrap(d + 1, 1, label);
        Matrix keys = embedding.timesTranspose(embedding);
        List<Layer> layers = descent.gammas().stream().map(gamma -> new Layer(keys,
                embedding.times(gamma.transpose()).timesTranspose(embedding), labelOnly.timesTranspose(labelOnly))).toList();
        return new ResidualAttention(embedding, label, layers, label);
    }

    private static Matrix gaussian(int n, double deviation, RandomStream stream) {
        Matrix matrix = Matrix.zeros(n, n);
        stream.fillGaussian(matrix.data(), 0, matrix.data().length, deviation);
        return matrix;
    }

    /** \( W(I - w_yw_y^\top) \) for a unit vector w_y. */
    private static Matrix blindTo(double[] unit, Matrix weights) {
        double[] image = weights.times(unit);
        for (int j = 0; j < weights.columns(); j++) {
            Vectors.axpy(-unit[j], image, 0, weights.data(), j * weights.rows(), weights.rows());
        }
        return weights;
    }

    /**
     * The layers of descent that aligned weights amount to,
     * \( \Gamma^\ell = (w_o^\top W_v^\ell w_y)\, W_x^\top W_q^{\ell\top}W_k^\ell W_x \). For weights that are not aligned
     * it is the part of the model that descent explains; predictions then differ.
     */
    public DescentAttention reduced() {
        return new DescentAttention(layers.stream().map(layer -> {
            double strength = Vectors.dot(readout, layer.values.times(labelEmbedding));
            return layer.queries.times(embedding).transposeTimes(layer.keys.times(embedding)).scaled(strength);
        }).toList());
    }

    /** @return the predictions for the context's K queries */
    public double[] predict(RegressionContext context) {
        Require.given("context", context);
        int labelled = context.labelled();
        Matrix states = embed(context);
        layers.forEach(layer -> addLayer(states, layer, labelled));
        double[] outputs = states.transposeTimes(readout);
        return Arrays.copyOfRange(outputs, labelled, outputs.length);
    }

    /** @return what the read-out sees in the P labelled tokens before each layer and after the last, (L+1)×P by rows */
    public double[][] residuals(RegressionContext context) {
        Require.given("context", context);
        return statesByLayer(context).stream()
                .map(states -> Arrays.copyOf(states.transposeTimes(readout), context.labelled()))
                .toArray(double[][]::new);
    }

    /** @return L */
    public int depth() {
        return layers.size();
    }

    private List<Matrix> statesByLayer(RegressionContext context) {
        List<Matrix> states = new ArrayList<>(List.of(embed(context)));
        for (Layer layer : layers) {
            Matrix next = states.get(states.size() - 1).copy();
            addLayer(next, layer, context.labelled());
            states.add(next);
        }
        return states;
    }

    /** The states of all P + K tokens, labelled ones first, a token per column. */
    private Matrix embed(RegressionContext context) {
        int width = embedding.rows();
        int labelled = context.labelled();
        Matrix states = Matrix.zeros(width, labelled + context.evaluated());
        System.arraycopy(embedding.times(context.inputs()).data(), 0, states.data(), 0, width * labelled);
        System.arraycopy(embedding.times(context.queries()).data(), 0, states.data(), width * labelled,
                width * context.evaluated());
        double[] labels = context.labels();
        for (int token = 0; token < labelled; token++) {
            Vectors.axpy(labels[token], labelEmbedding, 0, states.data(), width * token, width);
        }
        return states;
    }

    private void addLayer(Matrix states, Layer layer, int labelled) {
        // Every token reads the states as they were before this layer.
        Matrix scores = layer.keys.times(states).transposeTimes(layer.queries.times(states));
        Matrix values = layer.values.times(states);
        double scale = 1.0 / layers.size() / labelled;
        int width = states.rows();
        for (int token = 0; token < states.columns(); token++) {
            double sign = token < labelled ? -1 : 1;
            for (int other = 0; other < labelled; other++) {
                double weight = sign * scale * scores.get(other, token);
                Vectors.axpy(weight, values.data(), other * width, states.data(), token * width, width);
            }
        }
    }
}
