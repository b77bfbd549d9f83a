package org.icllab.transformer;

import java.util.Arrays;
import org.icllab.linalg.Blas;
import org.icllab.linalg.FloatSection;

/**
 * {@link SoftmaxTransformer} on a few contexts at once, in single precision. A context's tokens, its labelled points and then
 * those asked for, are neighbouring rows of a matrix, and contexts follow each other.
 *
 * <p>What is zero, or is not read, is left out: the labels' states are one column before the first layer, and after the last
 * one column of the tokens asked for is the prediction.
 */
final class SoftmaxPass implements Pass {
    private final SoftmaxTransformer model;
    private final int dimension;
    private final int width;
    private final int part;
    private final int last;
    private final int labelled;
    private final int evaluated;
    private final int length;

    private final Gelu gelu = new Gelu();
    private final float[] weights;
    private final float[] slopesOfWeights;
    /** Length×D a context. */
    private final float[] tokens;
    private final Shares shares;
    /** Of the last layer, where only some tokens ask. */
    private final Shares lastShares;
    /** Before each layer, and after the last: a row of N a token. */
    private final float[][] states;
    /** Between attention and perceptron. */
    private final float[][] attended;
    private final float[][] values;
    private final float[][] hidden;
    private final float[][] hiddenSlopes;
    /** The loss's slopes in the states. */
    private final float[] state;
    private final float[] ofValues;
    private final float[] ofHidden;
    private int first;
    private int count;

    SoftmaxPass(SoftmaxTransformer model, Batch.Size size) {
        this.model = model;
        dimension = model.dimension();
        width = model.width();
        part = width / model.heads();
        last = model.depth() - 1;
        labelled = size.labelled();
        evaluated = size.evaluated();
        length = labelled + evaluated;
        int all = length * size.contexts();
        int perceptrons = model.perceptron() ? model.depth() : 0;
        weights = new float[model.effectiveSize()];
        slopesOfWeights = new float[weights.length];
        tokens = new float[dimension * all];
        int maps = model.depth() * model.heads();
        int before = last * model.heads();
        shares = new Shares(dimension, 0, before, maps, labelled, length, size.contexts());
        lastShares = new Shares(dimension, before, heads(last), maps, labelled, evaluated, size.contexts());
        states = new float[model.depth() + 1][width * all];
        attended = new float[perceptrons][width * all];
        values = new float[model.depth()][width * all];
        hidden = new float[perceptrons][width * all];
        hiddenSlopes = new float[perceptrons][width * all];
        state = new float[width * all];
        ofValues = new float[width * all];
        ofHidden = new float[width * all];
    }

    @Override
    public void predict(double[] effective, Batch batch, int first, int count, double[] predictions) {
        this.first = first;
        this.count = count;
        Floats.round(effective, weights);
        read(batch);
        for (int i = 0; i < count; i++) {
            shares.apply(weights, tokens(i, 0, labelled), tokens(i, 0, length), i);
            lastShares.apply(weights, tokens(i, 0, labelled), tokens(i, labelled, evaluated), i);
        }
        for (int layer = 0; layer <= last; layer++) {
            attend(layer);
            if (model.perceptron()) {
                perceive(layer);
            }
        }
        for (int i = 0; i < count * evaluated; i++) {
            predictions[first * evaluated + i] = -states[last + 1][asked(i)];
        }
    }

    private void read(Batch batch) {
        Arrays.fill(states[0], 0);
        for (int i = 0; i < count; i++) {
            int context = first + i;
            transpose(batch.inputs(), context * labelled, labelled, i * length * dimension);
            transpose(batch.queries(), context * evaluated, evaluated, i * length * dimension + labelled);
            for (int j = 0; j < labelled; j++) {
                states[0][i * length + j] = (float) batch.labels()[context * labelled + j];
            }
        }
    }

    private void transpose(double[] points, int from, int number, int to) {
        for (int j = 0; j < number; j++) {
            for (int k = 0; k < dimension; k++) {
                tokens[to + k * length + j] = (float) points[(from + j) * dimension + k];
            }
        }
    }

    private void attend(int layer) {
        float[] next = model.perceptron() ? attended[layer] : states[layer + 1];
        System.arraycopy(states[layer], 0, next, 0, length * count * mixed(layer));
        Blas.gemm(1, all(states[layer], taken(layer)), false, values(weights, layer), true, 0, all(values[layer], mixed(layer)));
        for (int head = 0; head < heads(layer); head++) {
            for (int i = 0; i < count; i++) {
                Blas.gemm(-1, shares(layer).of(map(layer, head), i), false, labelled(values[layer], layer, head, i), false,
                        1, asking(next, layer, head, i));
            }
        }
    }

    private void perceive(int layer) {
        float[] next = states[layer + 1];
        Blas.gemm(1, all(attended[layer], width), false, matrix(weights, layer, 1, width), true, 0, all(state, width));
        gelu.apply(state, width * length * count, hidden[layer], hiddenSlopes[layer]);
        System.arraycopy(attended[layer], 0, next, 0, length * count * made(layer));
        Blas.gemm(1, all(hidden[layer], width), false, matrix(weights, layer, 2, made(layer)), true, 1, all(next, made(layer)));
    }

    @Override
    public void back(double[] effective, double[] slopes, double[] gradient) {
        Arrays.fill(slopesOfWeights, 0);
        Arrays.fill(state, 0);
        Arrays.fill(ofValues, 0);
        for (int i = 0; i < count * evaluated; i++) {
            state[asked(i)] = (float) -slopes[first * evaluated + i];
        }
        for (int layer = last; layer >= 0; layer--) {
            if (model.perceptron()) {
                perceiveBack(layer);
            }
            attendBack(layer);
        }
        for (int i = 0; i < count; i++) {
            shares.back(tokens(i, 0, labelled), tokens(i, 0, length), i, slopesOfWeights);
            lastShares.back(tokens(i, 0, labelled), tokens(i, labelled, evaluated), i, slopesOfWeights);
        }
        Floats.add(slopesOfWeights, gradient);
    }

    private void perceiveBack(int layer) {
        FloatSection slope = all(state, made(layer));
        Blas.gemm(1, slope, true, all(hidden[layer], width), false, 1, matrix(slopesOfWeights, layer, 2, made(layer)));
        Blas.gemm(1, slope, false, matrix(weights, layer, 2, made(layer)), false, 0, all(ofHidden, width));
        for (int i = 0; i < width * length * count; i++) {
            ofHidden[i] *= hiddenSlopes[layer][i];
        }
        Blas.gemm(1, all(ofHidden, width), true, all(attended[layer], width), false, 1, matrix(slopesOfWeights, layer, 1, width));
        Blas.gemm(1, all(ofHidden, width), false, matrix(weights, layer, 1, width), false, 1, all(state, width));
    }

    private void attendBack(int layer) {
        for (int head = 0; head < heads(layer); head++) {
            for (int i = 0; i < count; i++) {
                FloatSection changed = asking(state, layer, head, i);
                Blas.gemm(-1, shares(layer).of(map(layer, head), i), true, changed, false, 0, labelled(ofValues, layer, head, i));
                Blas.gemm(-1, changed, false, labelled(values[layer], layer, head, i), true, 0,
                        shares(layer).slopes(map(layer, head), i));
            }
        }
        FloatSection made = all(ofValues, mixed(layer));
        Blas.gemm(1, made, true, all(states[layer], taken(layer)), false, 1, values(slopesOfWeights, layer));
        if (layer > 0) {
            Blas.gemm(1, made, false, values(weights, layer), false, 1, all(state, width));
        }
    }

    /** @return how many columns of the states before the layer are not zero */
    private int taken(int layer) {
        return layer == 0 ? 1 : width;
    }

    /** @return how many columns of the states after the layer are read */
    private int made(int layer) {
        return layer == last ? 1 : width;
    }

    /** @return how many columns of what attention adds are read */
    private int mixed(int layer) {
        return model.perceptron() ? width : made(layer);
    }

    /** @return how many heads make those columns */
    private int heads(int layer) {
        return mixed(layer) == 1 ? 1 : model.heads();
    }

    private int map(int layer, int head) {
        return layer * model.heads() + head;
    }

    private Shares shares(int layer) {
        return layer == last ? lastShares : shares;
    }

    private FloatSection tokens(int context, int from, int number) {
        return FloatSection.of(tokens, context * length * dimension + from, number, dimension, length);
    }

    /** @return where the first column has the piece's token {@code i} of those asked for */
    private int asked(int i) {
        return i / evaluated * length + labelled + i % evaluated;
    }

    private FloatSection all(float[] data, int columns) {
        return FloatSection.of(data, 0, length * count, columns);
    }

    private FloatSection labelled(float[] data, int layer, int head, int context) {
        return rows(data, context * length, labelled, layer, head);
    }

    /** Of a context, the tokens whose state a layer must know: of the last one's, those asked for. */
    private FloatSection asking(float[] data, int layer, int head, int context) {
        int skipped = layer == last ? labelled : 0;
        return rows(data, context * length + skipped, length - skipped, layer, head);
    }

    private FloatSection rows(float[] data, int from, int rows, int layer, int head) {
        int all = length * count;
        return FloatSection.of(data, head * part * all + from, rows, mixed(layer) / heads(layer), all);
    }

    private FloatSection values(float[] data, int layer) {
        return FloatSection.of(data, model.matrixFrom(layer, 0), mixed(layer), taken(layer), width);
    }

    /** The perceptron's first or second matrix: the rows that are needed. */
    private FloatSection matrix(float[] data, int layer, int index, int rows) {
        return FloatSection.of(data, model.matrixFrom(layer, index), rows, width, width);
    }
}
