package org.icllab.simulation.pretraining;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;
import org.icllab.random.RandomStream;

/**
 * A full layer of linear attention, \( A(Z) = Z + \tfrac1\ell (VZ)(KZ)^\top(QZ) \), on tokens \( z_i = (x_i, y_i) \);
 * the query's token is \( (x_{\ell+1}, 0) \), and the last entry of \( A(Z) \) predicts its label.
 *
 * <p>With \( M = K^\top Q \) and the last row \( (v_{21}^\top, v_{22}) \) of V, that entry is
 * \( \langle\Gamma,H_Z\rangle + x_{\ell+1}^\top\bigl(M_{11}^\top \hat C v_{21} + m_{21}\,\hat b^\top v_{21}\bigr) \) with
 * \( \Gamma = v_{22}[M_{11}^\top/d,\ m_{21}] \), \( \hat C = \tfrac1\ell\sum_{i\le\ell+1}x_ix_i^\top \) and
 * \( \hat b = \tfrac1\ell\sum_{i\le\ell}y_ix_i \). The query attends to itself, as the sum in \( \hat C \) shows; with
 * \( v_{21} = 0 \) it adds nothing, its label being 0. V's upper rows and the last column of Q do not matter.
 *
 * @param key K, (d+1)×(d+1)
 * @param query Q, (d+1)×(d+1)
 * @param value V, (d+1)×(d+1)
 * @see "Paper A, model setup; theory.md [A1]"
 */
public record LinearAttention(Matrix key, Matrix query, Matrix value) {
    /** @throws IllegalArgumentException unless the three are square, of one size ≥ 2, and finite */
    public LinearAttention {
        int size = Require.atLeast("key.rows", Require.given("key", key).rows(), 2);
        Matrix.require("key", key, size, size);
        Matrix.require("query", query, size, size);
        Matrix.require("value", value, size, size);
    }

    /** @return a layer for inputs of {@code dimension} ≥ 1 whose weights are all independent standard normal numbers */
    public static LinearAttention random(int dimension, RandomStream stream) {
        Require.given("stream", stream);
        int size = Require.room("dimension + 1", Require.atLeast("dimension", dimension, 1) + 1L);
        Matrix[] weights = new Matrix[3];
        for (int i = 0; i < 3; i++) {
            weights[i] = Matrix.zeros(size, size);
            stream.fillGaussian(weights[i].data(), 0, size * size, 1);
        }
        return new LinearAttention(weights[0], weights[1], weights[2]);
    }

    /** @return d */
    public int dimension() {
        return value.rows() - 1;
    }

    /** @return \( v_{21} \), length d: what the read-out takes of the inputs; the reduction needs it to be 0 */
    public double[] inputWeights() {
        double[] row = new double[dimension()];
        for (int j = 0; j < row.length; j++) {
            row[j] = value.get(row.length, j);
        }
        return row;
    }

    /**
     * @param weights the new \( v_{21} \), length d
     * @return the same layer otherwise
     */
    public LinearAttention withInputWeights(double[] weights) {
        int d = dimension();
        Require.finite("weights", Require.length("weights", weights, d));
        Matrix changed = value.copy();
        for (int j = 0; j < d; j++) {
            changed.set(d, j, weights[j]);
        }
        return new LinearAttention(key, query, changed);
    }

    /** @return the tokens Z, (d+1)×(ℓ+1): inputs above labels, 0 in place of the label to be predicted */
    public static Matrix tokens(Context context) {
        Require.given("context", context);
        int d = context.inputs().rows();
        double[] labels = context.labels();
        Matrix tokens = Matrix.zeros(d + 1, context.length() + 1);
        for (int i = 0; i <= context.length(); i++) {
            System.arraycopy(context.inputs().data(), i * d, tokens.data(), i * (d + 1), d);
            tokens.set(d, i, i < context.length() ? labels[i] : 0);
        }
        return tokens;
    }

    /**
     * @param tokens Z, (d+1)×(ℓ+1) with ℓ ≥ 1
     * @return A(Z), of the same shape, multiplied out as it stands; NaN or infinite where that overflows
     */
    public Matrix apply(Matrix tokens) {
        int most = Math.max(2, Require.given("tokens", tokens).columns());
        double length = Matrix.require("tokens", tokens, dimension() + 1, most).columns() - 1;
        Matrix scores = key.times(tokens).transposeTimes(query.times(tokens));
        return value.times(tokens).times(scores).scaled(1 / length).plus(tokens);
    }

    /** @return the prediction of the context's last label: the last entry of A(Z) */
    public double predict(Context context) {
        return apply(tokens(context)).get(dimension(), context.length());
    }

    /**
     * @return the one matrix that predicts what this layer does, \( \Gamma = v_{22}[M_{11}^\top/d,\ m_{21}] \)
     * @throws IllegalArgumentException if \( v_{21} \ne 0 \): no Γ does then, and {@link #departure} says by how much
     */
    public ReducedAttention reduced() {
        double most = Arrays.stream(inputWeights()).map(Math::abs).max().orElse(0);
        Require.that(most == 0, "largest |v_21| = " + most + ": must be 0 for the reduction to one matrix");
        int d = dimension();
        Matrix product = product();
        Matrix gamma = Matrix.zeros(d, d + 1);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                gamma.set(i, j, value.get(d, d) * product.get(j, i) / d);
            }
            gamma.set(i, d, value.get(d, d) * product.get(d, i));
        }
        return new ReducedAttention(gamma);
    }

    /**
     * @return what \( v_{21} \) adds to the prediction,
     *     \( x_{\ell+1}^\top(M_{11}^\top\hat C v_{21} + m_{21}\,\hat b^\top v_{21}) \), proportional to it
     */
    public double departure(Context context) {
        int d = dimension();
        Require.length("a context's input", Require.given("context", context).inputs().rows(), d);
        Matrix product = product();
        double[] weights = inputWeights();
        double[] labels = context.labels();
        double[] inputs = context.inputs().data();
        double[] asked = product.times(Arrays.copyOf(context.query(), d + 1));
        double sum = 0;
        for (int i = 0; i <= context.length(); i++) {
            double score = Vectors.dot(inputs, i * d, asked, 0, d) + (i < context.length() ? labels[i] * asked[d] : 0);
            sum += Vectors.dot(inputs, i * d, weights, 0, d) * score;
        }
        return sum / context.length();
    }

    private Matrix product() {
        return key.transposeTimes(query);
    }
}
