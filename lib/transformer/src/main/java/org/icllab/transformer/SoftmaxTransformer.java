package org.icllab.transformer;

import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Section;
import org.icllab.random.RandomStream;

/**
 * Paper B's softmax attention: inputs and labels in streams of their own, every layer with weights of its own.
 *
 * <p>A token's label state is \( h_\mu = w_yy_\mu \), 0 where y is to be predicted, of width N. In layer ℓ keys and
 * queries come from the input, \( k = W_kW_xx,\ q = W_qW_xx \), values from the label state, \( v = W_vh \), and
 * \[ h_\mu \leftarrow h_\mu - \tfrac1L\sum_\nu \mathrm{softmax}_\nu(k_\nu\cdot q_\mu)\,v_\nu, \]
 * ν over the labelled tokens, in each of {@code heads} equal parts of k, q and v. With {@code perceptron} it then adds
 * \( \tfrac1LW_2\,\mathrm{GELU}(W_1h) \). The prediction is \( -w_y\cdot h \): what was subtracted from a label of 0.
 * \( w_y \) is fixed, the first unit vector. All matrices act as \( N^{-1/2}W \). Predictions and slopes are computed in
 * single precision, right to some 1e-6 of their size.
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
    /** The place of W_v among a layer's arrays. */
    private static final int VALUES = 3;

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
        Require.given("stream", stream);
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
    public int effectiveSize() {
        return matrixFrom(depth, 0);
    }

    /** @return where a layer's matrix begins among the effective weights: W_v and, with a perceptron, W_1 and W_2 */
    int matrixFrom(int layer, int index) {
        return depth * heads * dimension * dimension + (layer * (perceptron ? 3 : 1) + index) * width * width;
    }

    /**
     * By columns: \( \tfrac1{N^2}(W_qW_x)^\top W_kW_x \) of each layer and head, D×D, by which alone inputs meet, all below
     * each other; then each layer's \( W_v/(L\sqrt N) \) and, with a perceptron, \( W_1/\sqrt N \) and \( W_2/(L\sqrt N) \).
     */
    @Override
    public void effective(double[] weights, int network, double[] effective) {
        for (int layer = 0; layer < depth; layer++) {
            Section[] own = own(weights, layer);
            double[] keys = embedded(own[1], own[0]);
            double[] queries = embedded(own[2], own[0]);
            for (int head = 0; head < heads; head++) {
                Blas.gemm(1, head(queries, head), true, head(keys, head), false, 0, meeting(effective, layer, head));
            }
            for (int i = VALUES; i < own.length; i++) {
                transpose(factor(i), weights, from(layer, i), effective, matrixFrom(layer, i - VALUES));
            }
        }
    }

    @Override
    public void chain(double[] weights, int network, double[] slopes, double[] gradient) {
        for (int layer = 0; layer < depth; layer++) {
            Section[] own = own(weights, layer);
            Section[] slope = own(gradient, layer);
            double[] keys = embedded(own[1], own[0]);
            double[] queries = embedded(own[2], own[0]);
            double[] ofKeys = new double[keys.length];
            double[] ofQueries = new double[keys.length];
            for (int head = 0; head < heads; head++) {
                Section met = meeting(slopes, layer, head);
                Blas.gemm(1, head(queries, head), false, met, false, 0, head(ofKeys, head));
                Blas.gemm(1, head(keys, head), false, met, true, 0, head(ofQueries, head));
            }
            embeddedBack(own, slope, 1, whole(ofKeys), 0);
            embeddedBack(own, slope, 2, whole(ofQueries), 1);
            for (int i = VALUES; i < own.length; i++) {
                transpose(factor(i), slopes, matrixFrom(layer, i - VALUES), gradient, from(layer, i));
            }
        }
    }

    /** Of \( A = \tfrac1N W_iW_x \), known the slopes in A: those in W_i, and in W_x beside {@code kept} times what is there. */
    private void embeddedBack(Section[] own, Section[] slope, int i, Section slopes, double kept) {
        Blas.gemm(1.0 / width, own[0], true, slopes, true, 0, slope[i]);
        Blas.gemm(1.0 / width, slopes, true, own[i], true, kept, slope[0]);
    }

    @Override
    public Pass pass(Batch.Size size) {
        Require.length("size.dimension", Require.given("size", size).dimension(), dimension);
        return new SoftmaxPass(this, size);
    }

    /** What a layer's array {@code i} acts by: values and the perceptron's output are divided by the depth too. */
    private double factor(int i) {
        return Math.sqrt(1.0 / width) / (i == VALUES + 1 ? 1 : depth);
    }

    /** @return W_x, W_k, W_q, W_v, and with a perceptron W_1, W_2 of a layer, each transposed, as they lie by rows */
    private Section[] own(double[] weights, int layer) {
        Section[] own = new Section[perceptron ? VALUES + 3 : VALUES + 1];
        for (int i = 0; i < own.length; i++) {
            own[i] = Section.of(weights, from(layer, i), i == 0 ? dimension : width, width);
        }
        return own;
    }

    private int from(int layer, int i) {
        int square = width * width;
        int embedding = width * dimension;
        return layer * (embedding + (perceptron ? VALUES + 2 : VALUES) * square) + (i == 0 ? 0 : embedding + (i - 1) * square);
    }

    /** @return \( \tfrac1N W W_x \), N×D, by columns */
    private double[] embedded(Section matrix, Section embedding) {
        double[] product = new double[width * dimension];
        Blas.gemm(1.0 / width, matrix, true, embedding, true, 0, whole(product));
        return product;
    }

    private Section whole(double[] product) {
        return Section.of(product, 0, width, dimension);
    }

    private Section head(double[] product, int head) {
        int part = width / heads;
        return Section.of(product, head * part, part, dimension, width);
    }

    private Section meeting(double[] effective, int layer, int head) {
        int all = depth * heads * dimension;
        return Section.of(effective, (layer * heads + head) * dimension, dimension, dimension, all);
    }

    /** N×N numbers, by rows, times {@code factor} to the same by columns. */
    private void transpose(double factor, double[] a, int fromA, double[] b, int fromB) {
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < width; j++) {
                b[fromB + j * width + i] = factor * a[fromA + i * width + j];
            }
        }
    }
}
