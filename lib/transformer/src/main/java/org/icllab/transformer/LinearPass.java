package org.icllab.transformer;

import java.util.Arrays;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Section;
import org.icllab.linalg.Vectors;

/**
 * {@link LinearTransformer} on a few contexts at once. The first columns of all contexts' T, D×M, are neighbours, then their
 * second columns, and so on: so all are multiplied together, from the left by F, \( W_x^\top W_q^\top W_kW_x \), as a
 * matrix of D rows, and from the right as one of M columns.
 */
final class LinearPass implements Pass {
    private final int dimension;
    private final int width;
    private final int depth;
    private final int labelled;
    private final int evaluated;

    private final double[] covariances;
    private final double[][] states;
    /** ΣFT of each layer. */
    private final double[][] moves;
    private final double[] sum;
    private final double[] met;
    /** The labels' direction of what the sum is turned into: D a context, context after context. */
    private final double[] read;
    private final double[] readout;
    private final double[] ofRead;
    private final double[] ofReadout;
    private final double[] ofSum;
    private final double[] ofState;
    private final double[] ofMove;
    private final double[] ofMet;
    private Batch batch;
    private int first;
    private int count;

    LinearPass(LinearTransformer model, Batch.Size size) {
        dimension = model.dimension();
        width = model.labelWidth();
        depth = model.depth();
        labelled = size.labelled();
        evaluated = size.evaluated();
        int state = dimension * width * size.contexts();
        covariances = new double[dimension * dimension * size.contexts()];
        states = new double[depth][state];
        moves = new double[depth][state];
        sum = new double[state];
        met = new double[state];
        read = new double[dimension * size.contexts()];
        readout = new double[dimension * size.contexts()];
        ofRead = new double[dimension * size.contexts()];
        ofReadout = new double[dimension * size.contexts()];
        ofSum = new double[state];
        ofState = new double[state];
        ofMove = new double[state];
        ofMet = new double[state];
    }

    @Override
    public void predict(double[] effective, Batch batch, int first, int count, double[] predictions) {
        this.batch = batch;
        this.first = first;
        this.count = count;
        int size = dimension * width * count;
        summarise();
        System.arraycopy(states[0], 0, sum, 0, size);
        for (int layer = 0; layer < depth - 1; layer++) {
            Blas.gemm(1, meeting(effective), false, all(states[layer]), false, 0, all(met));
            System.arraycopy(states[layer], 0, states[layer + 1], 0, size);
            spread(met, moves[layer]);
            Blas.gemm(-1, rows(moves[layer]), false, values(effective), true, 1, rows(states[layer + 1]));
            Vectors.axpy(1, states[layer + 1], 0, sum, 0, size);
        }
        Blas.gemm(1, rows(sum), false, firstValues(effective), true, 0, row(read));
        Blas.gemm(1, meeting(effective), false, columns(read), false, 0, columns(readout));
        for (int query = first * evaluated; query < (first + count) * evaluated; query++) {
            predictions[query] = Vectors.dot(batch.queries(), query * dimension, readout, of(query), dimension);
        }
    }

    /** Where the numbers of a query's context begin, D of them. */
    private int of(int query) {
        return (query / evaluated - first) * dimension;
    }

    /** Each context's covariance, and T before the first layer: \( \tfrac1P\sum_\nu y_\nu x_\nu \) in the labels' direction. */
    private void summarise() {
        Arrays.fill(states[0], 0);
        for (int i = 0; i < count; i++) {
            Section inputs = Section.of(batch.inputs(), (first + i) * labelled * dimension, dimension, labelled);
            Blas.gemm(1.0 / labelled, inputs, false, inputs, true, 0, covariance(i));
            for (int point = (first + i) * labelled; point < (first + i + 1) * labelled; point++) {
                Vectors.axpy(batch.labels()[point] / labelled, batch.inputs(), point * dimension, states[0], i * dimension, dimension);
            }
        }
    }

    @Override
    public void back(double[] effective, double[] slopes, double[] gradient) {
        int size = dimension * width * count;
        Arrays.fill(ofReadout, 0);
        for (int query = first * evaluated; query < (first + count) * evaluated; query++) {
            Vectors.axpy(slopes[query], batch.queries(), query * dimension, ofReadout, of(query), dimension);
        }
        Blas.gemm(1, columns(ofReadout), false, columns(read), true, 1, meeting(gradient));
        Blas.gemm(1, meeting(effective), true, columns(ofReadout), false, 0, columns(ofRead));
        Blas.gemm(1, row(ofRead), true, rows(sum), false, 1, firstValues(gradient));
        Blas.gemm(1, row(ofRead), false, firstValues(effective), false, 0, rows(ofSum));
        System.arraycopy(ofSum, 0, ofState, 0, size);
        for (int layer = depth - 2; layer >= 0; layer--) {
            Blas.gemm(-1, rows(ofState), true, rows(moves[layer]), false, 1, values(gradient));
            Blas.gemm(-1, rows(ofState), false, values(effective), false, 0, rows(ofMove));
            spread(ofMove, ofMet);
            Blas.gemm(1, all(ofMet), false, all(states[layer]), true, 1, meeting(gradient));
            Blas.gemm(1, meeting(effective), true, all(ofMet), false, 1, all(ofState));
            Vectors.axpy(1, ofSum, 0, ofState, 0, size);
        }
    }

    /**
     * Σ times each context's states, a column at a time: products so small that a call of BLAS would cost more than they do.
     */
    private void spread(double[] states, double[] images) {
        for (int column = 0; column < width * count; column++) {
            int covariance = column % count * dimension * dimension;
            int at = column * dimension;
            for (int i = 0; i < dimension; i++, covariance += dimension) {
                images[at + i] = Vectors.dot(covariances, covariance, states, at, dimension);
            }
        }
    }

    private Section meeting(double[] effective) {
        return Section.of(effective, 0, dimension, dimension);
    }

    private Section values(double[] effective) {
        return Section.of(effective, dimension * dimension, width, width);
    }

    /** The row that is read off in the end. */
    private Section firstValues(double[] effective) {
        return Section.of(effective, dimension * dimension, 1, width, width);
    }

    private Section covariance(int context) {
        return Section.of(covariances, context * dimension * dimension, dimension, dimension);
    }

    /** The states as they are multiplied from the left. */
    private Section all(double[] states) {
        return Section.of(states, 0, dimension, width * count);
    }

    /** The states as they are multiplied from the right. */
    private Section rows(double[] states) {
        return Section.of(states, 0, dimension * count, width);
    }

    private Section row(double[] data) {
        return Section.of(data, 0, dimension * count, 1);
    }

    private Section columns(double[] data) {
        return Section.of(data, 0, dimension, count);
    }
}
