package org.icllab.transformer;

import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Section;
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
 * Predictions and slopes are computed in single precision, right to some 1e-6 of their size.
 *
 * <p>{@code networks} independent networks are trained as one model, the first axis of every array: a batch of B contexts
 * holds B/S for each, network by network.
 *
 * @param networks S ≥ 1
 * @param dimension d ≥ 1
 * @param blocks ≥ 1
 * @param denseLayers of each block, ≥ 0; 0 is attention alone
 * @see "Paper A, figures 5, 6; theory.md §8"
 */
public record TokenTransformer(int networks, int dimension, int blocks, int denseLayers) implements Model {
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
    public int effectiveSize() {
        return IntStream.of(counts()).sum();
    }

    /** The network's own part of each array in turn, but \( W_kW_q^\top/\sqrt d \), by columns, in place of W_q. */
    @Override
    public void effective(double[] weights, int network, double[] effective) {
        int to = 0;
        for (int count : counts()) {
            System.arraycopy(weights, networks * to + network * count, effective, to, count);
            to += count;
        }
        for (int block = 0; block < blocks; block++) {
            Blas.gemm(1 / Math.sqrt(dimension), keys(weights, network, block), true, queries(weights, network, block), false, 0,
                    scores(effective, block));
        }
    }

    @Override
    public void chain(double[] weights, int network, double[] slopes, double[] gradient) {
        int from = 0;
        for (int count : counts()) {
            System.arraycopy(slopes, from, gradient, networks * from + network * count, count);
            from += count;
        }
        for (int block = 0; block < blocks; block++) {
            Blas.gemm(1 / Math.sqrt(dimension), queries(weights, network, block), false, scores(slopes, block), true, 0,
                    keys(gradient, network, block));
            Blas.gemm(1 / Math.sqrt(dimension), keys(weights, network, block), false, scores(slopes, block), false, 0,
                    queries(gradient, network, block));
        }
    }

    /** A pass is loops over all tokens at once, short ones where there are few. */
    @Override
    public int tokensAtOnce() {
        return 1024;
    }

    @Override
    public Pass pass(Batch.Size size) {
        Tokens.check(size, dimension);
        return new TokenPass(this, size);
    }

    /** @return the numbers that one network has in each array of the layout */
    private int[] counts() {
        int d = dimension;
        IntStream block = IntStream.of(d * d, d * d, d * d, d, d);
        for (int i = 0; i < denseLayers; i++) {
            block = IntStream.concat(block, IntStream.of(d * d, d));
        }
        int[] one = denseLayers > 0 ? IntStream.concat(block, IntStream.of(d, d)).toArray() : block.toArray();
        IntStream all = IntStream.of((d + 1) * d, d);
        for (int i = 0; i < blocks; i++) {
            all = IntStream.concat(all, IntStream.of(one));
        }
        return IntStream.concat(all, IntStream.of(d, 1)).toArray();
    }

    /** @return where a block's arrays begin among those of a network */
    int blockFrom(int block) {
        int d = dimension;
        return (d + 2) * d + block * (3 * d * d + 2 * d + (denseLayers > 0 ? denseLayers * (d * d + d) + 2 * d : 0));
    }

    /** What is asked to what is known. */
    Section scores(double[] effective, int block) {
        return Section.of(effective, blockFrom(block), dimension, dimension);
    }

    /** W_qᵀ. */
    private Section queries(double[] weights, int network, int block) {
        return Section.of(weights, networks * blockFrom(block) + network * dimension * dimension, dimension, dimension);
    }

    /** W_kᵀ. */
    private Section keys(double[] weights, int network, int block) {
        int square = dimension * dimension;
        return Section.of(weights, networks * (blockFrom(block) + square) + network * square, dimension, dimension);
    }
}
