package org.icllab.transformer;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;

/**
 * Paper B's residual linear attention with all its matrices trained, inputs and labels in streams of their own and the
 * same weights in every layer.
 *
 * <p>A token's input state is \( W_xx \), of width N; its label state is \( w_yy \) (0 where y is to be predicted), of
 * width M. Keys and queries come from the first, values from the second, and a layer adds
 * \( \frac1{LP}\sum_\nu M_{\mu\nu}(k_\nu\cdot q_\mu)v_\nu \) to the second; \( M_{\mu\nu} \) is −1 among labelled tokens,
 * +1 from labelled tokens to those evaluated. The prediction is \( w_y \) times the last label state; \( w_y \) is
 * fixed, the first unit vector. Values are \( v = D^{-1/2}W_vh \), by which all four matrices learn at one pace.
 *
 * <p>Attention without softmax is a product, taken here from the other end: with \( T^\ell = \frac1P\sum_\nu
 * x_\nu(h^\ell_\nu)^\top \), D×M, and \( G = W_x^\top W_q^\top W_kW_x \), a layer is
 * \( T \leftarrow T - \frac1{L\sqrt D}\hat\Sigma\,G\,T\,W_v^\top \). That is the same function of the weights at a cost
 * that does not grow with P.
 *
 * @param dimension D ≥ 1
 * @param width N ≥ 1
 * @param labelWidth M ≥ 1. From this start the label states stay in \( w_y \)'s direction, and any M trains alike
 * @param depth L ≥ 1
 * @param start w &gt; 0: training starts from multiples of the identity, \( W_k = W_q = w,\ W_v = \sqrt Dw,\
 *     W_x = \sqrt2w \), the balanced start of [B8]
 * @see "Paper B, model and figures 1, 6; theory.md §4, [B8]"
 */
public record LinearTransformer(int dimension, int width, int labelWidth, int depth, double start) implements Model {
    /** @throws IllegalArgumentException if a component is out of its range */
    public LinearTransformer {
        Require.atLeast("dimension", dimension, 1);
        Require.atLeast("width", width, 1);
        Require.atLeast("labelWidth", labelWidth, 1);
        Require.atLeast("depth", depth, 1);
        Require.positive("start", start);
    }

    @Override
    public Layout layout() {
        return Layout.empty().with("W_x", width, dimension).with("W_k", width, width).with("W_q", width, width)
                .with("W_v", labelWidth, labelWidth);
    }

    @Override
    public Weights initial(RandomStream stream) {
        return Weights.zeros(layout()).withDiagonal("W_x", Math.sqrt(2) * start).withDiagonal("W_k", start)
                .withDiagonal("W_q", start).withDiagonal("W_v", start * Math.sqrt(dimension));
    }

    @Override
    public int effectiveSize() {
        return dimension * dimension + labelWidth * labelWidth;
    }

    /** \( F = W_x^\top W_q^\top W_kW_x \), D×D, then \( W_v/(L\sqrt D) \), M×M; by columns. */
    @Override
    public void effective(double[] weights, int network, double[] effective) {
        Weights own = new Weights(layout(), weights);
        Matrix embedding = own.matrix("W_x");
        Matrix meeting = own.matrix("W_q").times(embedding).transposeTimes(own.matrix("W_k").times(embedding));
        put(meeting, effective, 0);
        put(own.matrix("W_v").scaled(values()), effective, dimension * dimension);
    }

    @Override
    public void chain(double[] weights, int network, double[] slopes, double[] gradient) {
        Layout layout = layout();
        Weights own = new Weights(layout, weights);
        Matrix embedding = own.matrix("W_x");
        Matrix keys = own.matrix("W_k").times(embedding);
        Matrix queries = own.matrix("W_q").times(embedding);
        Matrix met = Matrix.wrap(dimension, dimension, Arrays.copyOf(slopes, dimension * dimension));
        Matrix ofKeys = queries.times(met);
        Matrix ofQueries = keys.timesTranspose(met);
        putRows(own.matrix("W_k").transposeTimes(ofKeys).plus(own.matrix("W_q").transposeTimes(ofQueries)), gradient,
                layout.offset("W_x"));
        putRows(ofKeys.timesTranspose(embedding), gradient, layout.offset("W_k"));
        putRows(ofQueries.timesTranspose(embedding), gradient, layout.offset("W_q"));
        Matrix ofValues = Matrix.wrap(labelWidth, labelWidth, Arrays.copyOfRange(slopes, dimension * dimension, slopes.length));
        putRows(ofValues.scaled(values()), gradient, layout.offset("W_v"));
    }

    @Override
    public Pass pass(Batch.Size size) {
        Require.length("size.dimension", Require.given("size", size).dimension(), dimension);
        return new LinearPass(this, size);
    }

    /** What W_v acts by. */
    private double values() {
        return 1 / (depth * Math.sqrt(dimension));
    }

    private static void putRows(Matrix matrix, double[] to, int from) {
        put(matrix.transpose(), to, from);
    }

    private static void put(Matrix matrix, double[] to, int from) {
        System.arraycopy(matrix.data(), 0, to, from, matrix.data().length);
    }

    /**
     * The matrix that the layers amount to as long as \( W_v \) keeps \( w_y \)'s direction,
     * \( \Gamma = D^{-1/2}(W_v)_{11}\,W_x^\top W_q^\top W_kW_x \).
     */
    public Matrix gamma(Weights weights) {
        Require.given("weights", weights);
        Matrix embedding = weights.matrix("W_x");
        return weights.matrix("W_q").times(embedding).transposeTimes(weights.matrix("W_k").times(embedding))
                .scaled(weights.matrix("W_v").get(0, 0) / Math.sqrt(dimension));
    }
}
