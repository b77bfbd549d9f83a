package org.icllab.transformer;

import java.util.Arrays;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Section;

/**
 * {@link SoftmaxTransformer} on a few contexts at once. A context's tokens, its labelled points and then those asked for,
 * are neighbouring columns of a matrix, and contexts follow each other.
 */
final class SoftmaxPass implements Pass {
    private final SoftmaxTransformer model;
    private final int dimension;
    private final int width;
    private final int part;
    private final int labelled;
    private final int evaluated;
    private final int length;

    private final Softmax softmax = new Softmax();
    private final Gelu gelu = new Gelu();
    private final double[] tokens;
    /** Labelled inputs, P×D a context. */
    private final double[] known;
    /** Before each layer, and after the last: N a token. */
    private final double[][] states;
    /** Between attention and perceptron. */
    private final double[][] attended;
    private final double[][] values;
    /** P a token, head by head and context by context. */
    private final double[][] shares;
    private final double[][] hidden;
    private final double[][] hiddenSlopes;
    private final double[] state;
    private final double[] ofValues;
    private final double[] ofHidden;
    private final double[] ofShares;
    /** D a token. */
    private final double[] met;
    private int first;
    private int count;

    SoftmaxPass(SoftmaxTransformer model, Batch.Size size) {
        this.model = model;
        dimension = model.dimension();
        width = model.width();
        part = width / model.heads();
        labelled = size.labelled();
        evaluated = size.evaluated();
        length = labelled + evaluated;
        int all = length * size.contexts();
        int perceptrons = model.perceptron() ? model.depth() : 0;
        tokens = new double[dimension * all];
        known = new double[dimension * labelled * size.contexts()];
        states = new double[model.depth() + 1][width * all];
        attended = new double[perceptrons][width * all];
        values = new double[model.depth()][width * all];
        shares = new double[model.depth()][labelled * all * model.heads()];
        hidden = new double[perceptrons][width * all];
        hiddenSlopes = new double[perceptrons][width * all];
        state = new double[width * all];
        ofValues = new double[width * all];
        ofHidden = new double[width * all];
        ofShares = new double[labelled * length];
        met = new double[dimension * all];
    }

    @Override
    public void predict(double[] effective, Batch batch, int first, int count, double[] predictions) {
        this.first = first;
        this.count = count;
        read(batch);
        for (int layer = 0; layer < model.depth(); layer++) {
            attend(effective, layer);
            if (model.perceptron()) {
                perceive(effective, layer);
            }
        }
        double[] last = states[model.depth()];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < evaluated; j++) {
                predictions[(first + i) * evaluated + j] = -last[(i * length + labelled + j) * width];
            }
        }
    }

    private void read(Batch batch) {
        Arrays.fill(states[0], 0);
        for (int i = 0; i < count; i++) {
            int context = first + i;
            System.arraycopy(batch.inputs(), context * labelled * dimension, tokens, i * length * dimension, labelled * dimension);
            System.arraycopy(batch.queries(), context * evaluated * dimension, tokens, (i * length + labelled) * dimension,
                    evaluated * dimension);
            for (int j = 0; j < labelled; j++) {
                states[0][(i * length + j) * width] = batch.labels()[context * labelled + j];
                for (int k = 0; k < dimension; k++) {
                    known[(i * dimension + k) * labelled + j] = batch.inputs()[(context * labelled + j) * dimension + k];
                }
            }
        }
    }

    private void attend(double[] effective, int layer) {
        double[] next = model.perceptron() ? attended[layer] : states[layer + 1];
        System.arraycopy(states[layer], 0, next, 0, width * length * count);
        Blas.gemm(1, matrix(effective, layer, 0), false, all(states[layer], width), false, 0, all(values[layer], width));
        for (int head = 0; head < model.heads(); head++) {
            Blas.gemm(1, meeting(effective, layer, head), false, all(tokens, dimension), false, 0, all(met, dimension));
            for (int i = 0; i < count; i++) {
                Section share = shares(layer, head, i);
                Blas.gemm(1, known(i), false, asking(met, layer, i, 0, dimension, dimension), false, 0, share);
                softmax.apply(shares[layer], sharesFrom(layer, head, i), labelled, share.columns(), false);
                Blas.gemm(-1, values(layer, head, i), false, share, false, 1, asking(next, layer, i, head * part, part, width));
            }
        }
    }

    private void perceive(double[] effective, int layer) {
        Blas.gemm(1, matrix(effective, layer, 1), false, all(attended[layer], width), false, 0, all(state, width));
        gelu.apply(state, width * length * count, hidden[layer], hiddenSlopes[layer]);
        System.arraycopy(attended[layer], 0, states[layer + 1], 0, width * length * count);
        Blas.gemm(1, matrix(effective, layer, 2), false, all(hidden[layer], width), false, 1, all(states[layer + 1], width));
    }

    @Override
    public void back(double[] effective, double[] slopes, double[] gradient) {
        Arrays.fill(state, 0);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < evaluated; j++) {
                state[(i * length + labelled + j) * width] = -slopes[(first + i) * evaluated + j];
            }
        }
        for (int layer = model.depth() - 1; layer >= 0; layer--) {
            if (model.perceptron()) {
                perceiveBack(effective, layer, gradient);
            }
            attendBack(effective, layer, gradient);
        }
    }

    private void perceiveBack(double[] effective, int layer, double[] gradient) {
        Blas.gemm(1, all(state, width), false, all(hidden[layer], width), true, 1, matrix(gradient, layer, 2));
        Blas.gemm(1, matrix(effective, layer, 2), true, all(state, width), false, 0, all(ofHidden, width));
        for (int i = 0; i < width * length * count; i++) {
            ofHidden[i] *= hiddenSlopes[layer][i];
        }
        Blas.gemm(1, all(ofHidden, width), false, all(attended[layer], width), true, 1, matrix(gradient, layer, 1));
        Blas.gemm(1, matrix(effective, layer, 1), true, all(ofHidden, width), false, 1, all(state, width));
    }

    private void attendBack(double[] effective, int layer, double[] gradient) {
        Arrays.fill(ofValues, 0);
        for (int head = 0; head < model.heads(); head++) {
            Arrays.fill(met, 0);
            for (int i = 0; i < count; i++) {
                Section share = shares(layer, head, i);
                Section changed = asking(state, layer, i, head * part, part, width);
                Section ofShare = Section.of(ofShares, 0, labelled, share.columns());
                Blas.gemm(-1, changed, false, share, true, 0, labelled(ofValues, i, head * part, part, width));
                Blas.gemm(-1, values(layer, head, i), true, changed, false, 0, ofShare);
                Softmax.back(shares[layer], sharesFrom(layer, head, i), labelled, share.columns(), ofShares);
                Blas.gemm(1, labelled(tokens, i, 0, dimension, dimension), false, ofShare, false, 0,
                        asking(met, layer, i, 0, dimension, dimension));
            }
            Blas.gemm(1, all(met, dimension), false, all(tokens, dimension), true, 1, meeting(gradient, layer, head));
        }
        Blas.gemm(1, all(ofValues, width), false, all(states[layer], width), true, 1, matrix(gradient, layer, 0));
        Blas.gemm(1, matrix(effective, layer, 0), true, all(ofValues, width), false, 1, all(state, width));
    }

    private Section all(double[] data, int rows) {
        return Section.of(data, 0, rows, length * count);
    }

    private Section labelled(double[] data, int context, int row, int rows, int stride) {
        return Section.of(data, context * length * stride + row, rows, labelled, stride);
    }

    /** Of a context, the tokens whose state a layer must know: of the last one's, those asked for. */
    private Section asking(double[] data, int layer, int context, int row, int rows, int stride) {
        int skipped = skipped(layer);
        return Section.of(data, (context * length + skipped) * stride + row, rows, length - skipped, stride);
    }

    private int skipped(int layer) {
        return layer == model.depth() - 1 ? labelled : 0;
    }

    private Section known(int context) {
        return Section.of(known, context * labelled * dimension, labelled, dimension);
    }

    private Section values(int layer, int head, int context) {
        return labelled(values[layer], context, head * part, part, width);
    }

    private Section shares(int layer, int head, int context) {
        return Section.of(shares[layer], sharesFrom(layer, head, context), labelled, length - skipped(layer));
    }

    private int sharesFrom(int layer, int head, int context) {
        return (head * count + context) * labelled * length;
    }

    private Section meeting(double[] effective, int layer, int head) {
        return Section.of(effective, layer * model.layerSize() + head * dimension * dimension, dimension, dimension);
    }

    /** Values' matrix, and the perceptron's two. */
    private Section matrix(double[] effective, int layer, int index) {
        return Section.of(effective, layer * model.layerSize() + model.heads() * dimension * dimension + index * width * width,
                width, width);
    }
}
