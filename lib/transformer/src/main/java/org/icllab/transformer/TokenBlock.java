package org.icllab.transformer;

import org.icllab.linalg.Blas;
import org.icllab.linalg.Section;
import org.icllab.linalg.Vectors;

/**
 * A block of {@link TokenTransformer} on a few contexts at once: of the last one, what it makes of the queries; of the
 * others, what they make of every token, from it and those before it.
 */
final class TokenBlock {
    private final int dimension;
    private final int length;
    /** Tokens of a context that something is made of. */
    private final int asked;
    private final int at;
    private final Softmax softmax = new Softmax();
    private final Gelu gelu = new Gelu();
    private final Normalisation attention;
    private final Normalisation perception;
    private final Affine[] dense;

    private final double[] states;
    private final double[] asking;
    private final double[] scored;
    private final double[] shares;
    private final double[] mixed;
    private final double[] sum;
    private final double[] attended;
    private final double[][] made;
    private final double[][] active;
    private final double[][] activeSlopes;
    private final double[] ofShares;
    private final double[] ofScored;
    private final double[] ofMade;
    private final double[] ofActive;

    /**
     * @param length tokens of a context
     * @param contexts at once, at most
     */
    TokenBlock(TokenTransformer model, int block, int length, int contexts) {
        this.length = length;
        dimension = model.dimension();
        asked = block == model.blocks() - 1 ? 1 : length;
        at = model.blockFrom(block);
        attention = new Normalisation(dimension, asked * contexts);
        perception = new Normalisation(dimension, asked * contexts);
        dense = new Affine[model.denseLayers()];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = new Affine(at + (3 * dimension + 2) * dimension + i * (dimension + 1) * dimension, dimension, dimension);
        }
        int size = dimension * asked * contexts;
        states = new double[dimension * length * contexts];
        asking = asked == length ? states : new double[size];
        scored = new double[size];
        shares = new double[length * asked * contexts];
        mixed = new double[size];
        sum = new double[size];
        attended = new double[size];
        made = new double[dense.length][size];
        active = new double[dense.length][size];
        activeSlopes = new double[dense.length][size];
        ofShares = new double[length * asked];
        ofScored = new double[size];
        ofMade = new double[size];
        ofActive = new double[size];
    }

    /** @return the states that it takes, to be filled */
    double[] states() {
        return states;
    }

    /** Makes {@code out} of the states. */
    void apply(double[] weights, int count, double[] out) {
        int all = asked * count;
        attend(weights, count);
        Blas.gemm(1, values(weights), false, columns(mixed, all), false, 1, columns(sum, all));
        attention.apply(sum, all, weights, gain(), gain() + dimension, dense.length == 0 ? out : attended);
        if (dense.length == 0) {
            return;
        }
        for (int i = 0; i < dense.length; i++) {
            dense[i].apply(weights, i == 0 ? attended : active[i - 1], all, made[i]);
            if (i < dense.length - 1) {
                gelu.apply(made[i], dimension * all, active[i], activeSlopes[i]);
            }
        }
        System.arraycopy(attended, 0, sum, 0, dimension * all);
        Vectors.axpy(1, made[dense.length - 1], 0, sum, 0, dimension * all);
        perception.apply(sum, all, weights, denseGain(), denseGain() + dimension, out);
    }

    /** Fills {@code mixed}, and {@code sum} with the states that ask. */
    private void attend(double[] weights, int count) {
        if (asked == 1) {
            for (int i = 0; i < count; i++) {
                System.arraycopy(states, ((i + 1) * length - 1) * dimension, asking, i * dimension, dimension);
            }
        }
        System.arraycopy(asking, 0, sum, 0, dimension * asked * count);
        Blas.gemm(1, scores(weights), false, columns(asking, asked * count), false, 0, columns(scored, asked * count));
        for (int i = 0; i < count; i++) {
            Blas.gemm(1, known(states, i), true, context(scored, i), false, 0, shares(i));
            softmax.apply(shares, i * length * asked, length, asked, asked == length);
            Blas.gemm(1, known(states, i), false, shares(i), false, 0, context(mixed, i));
        }
    }

    /**
     * Goes back.
     *
     * @param slopes of the loss in what was made; overwritten
     * @param before is filled with those in the states
     */
    void back(double[] weights, int count, double[] slopes, double[] before, double[] gradient) {
        int all = asked * count;
        if (dense.length > 0) {
            perception.back(slopes, all, weights, denseGain(), denseGain() + dimension, gradient);
            System.arraycopy(slopes, 0, ofMade, 0, dimension * all);
            for (int i = dense.length - 1; i >= 0; i--) {
                perceiveBack(weights, i, all, gradient);
            }
            Vectors.axpy(1, ofMade, 0, slopes, 0, dimension * all);
        }
        attention.back(slopes, all, weights, gain(), gain() + dimension, gradient);
        Blas.gemm(1, columns(slopes, all), false, columns(mixed, all), true, 1, values(gradient));
        Blas.gemm(1, values(weights), true, columns(slopes, all), false, 0, columns(ofActive, all));
        attendBack(count, before);
        Blas.gemm(1, columns(ofScored, all), false, columns(asking, all), true, 1, scores(gradient));
        Blas.gemm(1, scores(weights), true, columns(ofScored, all), false, 1, columns(slopes, all));
        for (int i = 0; i < count; i++) {
            Vectors.axpy(1, slopes, i * asked * dimension, before, ((i + 1) * length - asked) * dimension, asked * dimension);
        }
    }

    /** From the slopes in what dense layer {@code i} made to those in what it took. */
    private void perceiveBack(double[] weights, int i, int all, double[] gradient) {
        dense[i].backToWeights(i == 0 ? attended : active[i - 1], all, ofMade, gradient);
        dense[i].back(weights, ofMade, all, ofActive);
        for (int j = 0; j < dimension * all; j++) {
            ofMade[j] = i == 0 ? ofActive[j] : ofActive[j] * activeSlopes[i - 1][j];
        }
    }

    /** From the slopes in what was mixed, in {@code ofActive}, to those in the known states and in what was scored. */
    private void attendBack(int count, double[] before) {
        Section ofShare = Section.of(ofShares, 0, length, asked);
        for (int i = 0; i < count; i++) {
            Blas.gemm(1, known(states, i), true, context(ofActive, i), false, 0, ofShare);
            Blas.gemm(1, context(ofActive, i), false, shares(i), true, 0, known(before, i));
            Softmax.back(shares, i * length * asked, length, asked, ofShares);
            Blas.gemm(1, context(scored, i), false, ofShare, true, 1, known(before, i));
            Blas.gemm(1, known(states, i), false, ofShare, false, 0, context(ofScored, i));
        }
    }

    private int gain() {
        return at + 3 * dimension * dimension;
    }

    private int denseGain() {
        return gain() + 2 * dimension + dense.length * (dimension + 1) * dimension;
    }

    private Section scores(double[] weights) {
        return Section.of(weights, at, dimension, dimension);
    }

    private Section values(double[] weights) {
        return Section.of(weights, at + 2 * dimension * dimension, dimension, dimension);
    }

    private Section columns(double[] data, int count) {
        return Section.of(data, 0, dimension, count);
    }

    private Section context(double[] data, int context) {
        return Section.of(data, context * asked * dimension, dimension, asked);
    }

    private Section known(double[] data, int context) {
        return Section.of(data, context * length * dimension, dimension, length);
    }

    private Section shares(int context) {
        return Section.of(shares, context * length * asked, length, asked);
    }
}
