package org.icllab.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import org.icllab.Require;
import org.icllab.random.RandomStream;

/**
 * Paper A's transformer: blocks of causal softmax attention and a dense network, on tokens (x, y).
 *
 * <p>A context's ℓ labelled points and its query, with 0 for its label, are ℓ+1 tokens of length d+1, embedded to width d
 * without positions: \( h_i = W_e^\top(x_i, y_i) + b_e \). A block is
 * \( h \leftarrow \mathrm{LN}(h + W_v^\top\sum_{j\le i}p_{ij}h_j) \) with
 * \( p_{i\cdot} = \mathrm{softmax}_{j\le i}(h_i^\top W_qW_k^\top h_j/\sqrt d) \), then
 * \( h \leftarrow \mathrm{LN}(h + \mathrm{dense}(h)) \) with dense layers of width d, GELU between two of them. LN takes
 * a state's mean away, divides by its deviation, and applies a gain and an offset. The prediction is
 * \( w_o^\top h_{\ell+1} + b_o \). What the last block makes of tokens other than the last is not needed, and not computed.
 *
 * <p>Arrays of this size leave a processor idle between them. So {@code networks} independent networks are trained as
 * one model, the first axis of every array: a batch of B contexts holds B/S for each, network by network.
 *
 * @param networks S ≥ 1
 * @param dimension d ≥ 1
 * @param blocks ≥ 1
 * @param denseLayers of each block, ≥ 0; 0 is attention alone
 * @see "Paper A, figures 5, 6; theory.md §8"
 */
public record TokenTransformer(int networks, int dimension, int blocks, int denseLayers) implements Model {
    private static final double NORM_EPSILON = 1e-5;
    /** Added to a score, it leaves no probability, and no overflow. */
    private static final float HIDDEN = -1e9f;

    /** @throws IllegalArgumentException if a component is out of its range */
    public TokenTransformer {
        Require.atLeast("networks", networks, 1);
        Require.atLeast("dimension", dimension, 1);
        Require.atLeast("blocks", blocks, 1);
        Require.atLeast("denseLayers", denseLayers, 0);
    }

    @Override
    public Layout layout() {
        int s = networks;
        int d = dimension;
        Layout layout = Layout.empty().with("W_e", s, d + 1, d).with("b_e", s, 1, d);
        for (int block = 1; block <= blocks; block++) {
            layout = layout.with("W_q " + block, s, d, d).with("W_k " + block, s, d, d).with("W_v " + block, s, d, d)
                    .with("gain " + block, s, 1, d).with("offset " + block, s, 1, d);
            for (int i = 1; i <= denseLayers; i++) {
                layout = layout.with("W " + block + "." + i, s, d, d).with("b " + block + "." + i, s, 1, d);
            }
            if (denseLayers > 0) {
                layout = layout.with("dense gain " + block, s, 1, d).with("dense offset " + block, s, 1, d);
            }
        }
        return layout.with("w_o", s, d, 1).with("b_o", s, 1, 1);
    }

    /**
     * Gains 1, offsets and read-out 0: a network that has seen nothing predicts 0. Matrices have normal elements of
     * variance 1/d, that of the embedding 1, by which inputs of length about 1 make states of size about 1.
     */
    @Override
    public Weights initial(RandomStream stream) {
        Weights weights = Weights.zeros(layout()).withGaussian("W_e", 1, stream);
        for (String name : layout().names()) {
            if (name.contains("gain")) {
                weights = weights.withConstant(name, 1);
            } else if (name.startsWith("W_") && !name.equals("W_e") || name.startsWith("W ")) {
                weights = weights.withGaussian(name, 1 / Math.sqrt(dimension), stream);
            }
        }
        return weights;
    }

    @Override
    public NDArray predict(Map<String, NDArray> weights, Batch.Tensors batch) {
        NDArray tokens = Tokens.of(batch);
        NDArray state = product(tokens, weights.get("W_e"), weights.get("b_e"));
        for (int block = 1; block < blocks; block++) {
            state = block(block, state, state, weights);
        }
        NDArray query = state.get(new NDIndex(":, -1:"));
        NDArray last = block(blocks, query, state, weights);
        return product(last, weights.get("w_o"), weights.get("b_o")).reshape(-1, 1);
    }

    /**
     * @param state of the tokens that ask, B×Q×d
     * @param all states, B×T×d
     */
    private NDArray block(int block, NDArray state, NDArray all, Map<String, NDArray> weights) {
        NDArray scores = Torch.scaled(weights.get("W_q " + block), 1 / Math.sqrt(dimension))
                .matMul(weights.get("W_k " + block).transpose(0, 2, 1));
        NDArray attention = product(state, scores).matMul(all.transpose(0, 2, 1));
        if (state == all) {
            attention = attention.add(mask(all));
        }
        NDArray mixed = attention.softmax(-1).matMul(all);
        NDArray attended = normalised(state.add(product(mixed, weights.get("W_v " + block))),
                weights.get("gain " + block), weights.get("offset " + block));
        if (denseLayers == 0) {
            return attended;
        }
        NDArray dense = attended;
        for (int i = 1; i <= denseLayers; i++) {
            NDArray from = i == 1 ? dense : JniUtils.gelu((PtNDArray) dense);
            dense = product(from, weights.get("W " + block + "." + i), weights.get("b " + block + "." + i));
        }
        return normalised(attended.add(dense), weights.get("dense gain " + block), weights.get("dense offset " + block));
    }

    /** Each network's states times its own matrix. */
    private NDArray product(NDArray states, NDArray matrix) {
        Shape shape = states.getShape();
        long width = matrix.getShape().get(2);
        return states.reshape(networks, -1, shape.get(2)).matMul(matrix).reshape(shape.get(0), shape.get(1), width);
    }

    private NDArray product(NDArray states, NDArray matrix, NDArray offset) {
        Shape shape = states.getShape();
        long width = matrix.getShape().get(2);
        return states.reshape(networks, -1, shape.get(2)).matMul(matrix).add(offset)
                .reshape(shape.get(0), shape.get(1), width);
    }

    private NDArray normalised(NDArray states, NDArray gain, NDArray offset) {
        Shape width = new Shape(dimension);
        NDArray ones = states.getManager().ones(width, DataType.FLOAT32);
        NDArray zeros = states.getManager().zeros(width, DataType.FLOAT32);
        NDArray normal = JniUtils.layerNorm((PtNDArray) states, width, (PtNDArray) ones, (PtNDArray) zeros, NORM_EPSILON);
        return normal.reshape(networks, -1, dimension).mul(gain).add(offset).reshape(states.getShape());
    }

    private static NDArray mask(NDArray states) {
        int length = (int) states.getShape().get(1);
        float[] hidden = new float[length * length];
        for (int i = 0; i < length; i++) {
            for (int j = i + 1; j < length; j++) {
                hidden[i * length + j] = HIDDEN;
            }
        }
        return states.getManager().create(hidden, new Shape(length, length));
    }
}
