package org.icllab.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Map;
import org.icllab.Require;
import org.icllab.random.RandomStream;

/**
 * Paper B's softmax attention: inputs and labels in streams of their own, every layer with weights of its own.
 *
 * <p>A token's label state is \( h_\mu = w_yy_\mu \), 0 where y is to be predicted, of width N. In layer ℓ keys and
 * queries come from the input, \( k = W_kW_xx,\ q = W_qW_xx \), values from the label state, \( v = W_vh \), and
 * \[ h_\mu \leftarrow h_\mu - \tfrac1L\sum_\nu \mathrm{softmax}_\nu(k_\nu\cdot q_\mu)\,v_\nu, \]
 * ν over the labelled tokens, in each of {@code heads} equal parts of k, q and v. With {@code perceptron} it then adds
 * \( \tfrac1LW_2\,\mathrm{GELU}(W_1h) \). The prediction is \( -w_y\cdot h \): what was subtracted from a label of 0.
 * \( w_y \) is fixed, the first unit vector. All matrices act as \( N^{-1/2}W \).
 *
 * @param dimension D ≥ 1
 * @param width N ≥ 1, a multiple of the heads
 * @param depth L ≥ 1
 * @param heads ≥ 1
 * @param perceptron whether each layer ends with a perceptron of width N
 * @param start w &gt; 0: attention's matrices start from \( w\sqrt N \) times the identity, W_1 with normal elements of
 *     variance 1, W_2 from 0
 * @see "Paper B, figures 6c and 9; theory.md §8"
 */
public record SoftmaxTransformer(int dimension, int width, int depth, int heads, boolean perceptron, double start)
        implements Model {
    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public SoftmaxTransformer {
        Require.atLeast("dimension", dimension, 1);
        Require.atLeast("width", width, 1);
        Require.atLeast("depth", depth, 1);
        Require.that(width % Require.atLeast("heads", heads, 1) == 0,
                "heads = " + heads + ": must divide width = " + width);
        Require.positive("start", start);
    }

    @Override
    public Layout layout() {
        Layout layout = Layout.empty();
        for (int layer = 1; layer <= depth; layer++) {
            layout = layout.with(name("W_x", layer), width, dimension).with(name("W_k", layer), width, width)
                    .with(name("W_q", layer), width, width).with(name("W_v", layer), width, width);
            if (perceptron) {
                layout = layout.with(name("W_1", layer), width, width).with(name("W_2", layer), width, width);
            }
        }
        return layout;
    }

    /** @return the name of a layer's array: "W_k 3" */
    static String name(String matrix, int layer) {
        return matrix + " " + layer;
    }

    @Override
    public Weights initial(RandomStream stream) {
        Weights weights = Weights.zeros(layout());
        for (int layer = 1; layer <= depth; layer++) {
            for (String matrix : new String[] {"W_x", "W_k", "W_q", "W_v"}) {
                weights = weights.withDiagonal(name(matrix, layer), start * Math.sqrt(width));
            }
            if (perceptron) {
                weights = weights.withGaussian(name("W_1", layer), 1, stream.at(layer));
            }
        }
        return weights;
    }

    @Override
    public NDArray predict(Map<String, NDArray> weights, Batch.Tensors batch) {
        long labelled = batch.labels().getShape().get(1);
        NDArray tokens = NDArrays.concat(new NDList(batch.inputs(), batch.queries()), 1);
        NDArray labels = NDArrays.concat(new NDList(batch.labels(), batch.targets().zerosLike()), 1).expandDims(2);
        NDArray label = labels.getManager().eye(1, width, 0, DataType.FLOAT32).toDevice(labels.getDevice(), false);
        NDArray state = labels.matMul(label);
        for (int layer = 1; layer <= depth; layer++) {
            state = state.sub(attention(weights, layer, tokens, state, labelled));
            if (perceptron) {
                NDArray hidden = Activation.gelu(times(state, weights.get(name("W_1", layer)), Math.sqrt(1.0 / width)));
                state = state.add(times(hidden, weights.get(name("W_2", layer)), Math.sqrt(1.0 / width) / depth));
            }
        }
        return state.get(":, {}:, 0", labelled).neg();
    }

    private NDArray attention(Map<String, NDArray> weights, int layer, NDArray tokens, NDArray state, long labelled) {
        NDArray embedding = weights.get(name("W_x", layer));
        NDArray known = first(tokens, labelled);
        NDArray queries = heads(times(tokens, weights.get(name("W_q", layer)).matMul(embedding), 1.0 / width));
        NDArray keys = heads(times(known, weights.get(name("W_k", layer)).matMul(embedding), 1.0 / width));
        NDArray values = heads(times(first(state, labelled), weights.get(name("W_v", layer)),
                Math.sqrt(1.0 / width) / depth));
        NDArray share = queries.matMul(keys.transpose(0, 1, 3, 2)).softmax(3);
        return share.matMul(values).transpose(0, 2, 1, 3).reshape(state.getShape());
    }

    private static NDArray first(NDArray tokens, long count) {
        return tokens.get(":, :{}", count);
    }

    /** Every row x of {@code rows} as \( c\,Wx \). */
    private static NDArray times(NDArray rows, NDArray matrix, double factor) {
        return rows.matMul(Torch.scaled(matrix, factor).transpose());
    }

    /** B×T×N as B×heads×T×(N/heads). */
    private NDArray heads(NDArray rows) {
        Shape shape = rows.getShape();
        return rows.reshape(shape.get(0), shape.get(1), heads, width / heads).transpose(0, 2, 1, 3);
    }
}
