package org.icllab.transformer;

import org.icllab.linalg.Blas;
import org.icllab.linalg.FloatSection;

/**
 * A block of {@link TokenTransformer} on a few contexts at once: of the last one, what it makes of the queries; of the
 * others, what they make of every token, from it and those before it. States are rows, as {@link Attending} has them.
 */
final class TokenBlock {
    private final int dimension;
    private final int length;
    /** Tokens of a context that something is made of. */
    private final int asked;
    private final int at;
    private final Attending attending;
    private final Softmax softmax = new Softmax();
    private final Gelu gelu = new Gelu();
    private final Normalisation attention;
    private final Normalisation perception;
    private final Affine[] dense;

    private final float[] states;
    private final float[] asking;
    private final float[] scored;
    /** As {@link Attending} has them. */
    private final float[] shares;
    private final float[] mixed;
    private final float[] sum;
    /** This, and what is active, with a column more, as {@link Affine} has it. */
    private final float[] attended;
    private final float[] made;
    private final float[][] active;
    private final float[][] activeSlopes;
    private final float[] ofShares;
    private final float[] ofScored;
    private final float[] ofMade;
    private final float[] ofActive;

    /**
     * @param length tokens of a context
     * @param contexts at once, at most
     */
    TokenBlock(TokenTransformer model, int block, int length, int contexts) {
        this.length = length;
        dimension = model.dimension();
        asked = block == model.blocks() - 1 ? 1 : length;
        at = model.blockFrom(block);
        attending = Attending.of(dimension, length, asked, contexts);
        attention = new Normalisation(dimension, asked * contexts);
        perception = new Normalisation(dimension, asked * contexts);
        dense = new Affine[model.denseLayers()];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = new Affine(at + (3 * dimension + 2) * dimension + i * (dimension + 1) * dimension, dimension, dimension);
        }
        int all = asked * contexts;
        int size = dimension * all;
        states = new float[dimension * length * contexts];
        asking = asked == length ? states : new float[size];
        scored = new float[size];
        shares = new float[length * all];
        mixed = new float[size];
        sum = new float[size];
        attended = new float[size + all];
        made = new float[size];
        int between = Math.max(0, dense.length - 1);
        active = new float[between][size + all];
        activeSlopes = new float[between][size];
        ofShares = new float[length * all];
        ofScored = new float[size];
        ofMade = new float[size];
        ofActive = new float[size];
    }

    /** @return the states that it takes, to be filled */
    float[] states() {
        return states;
    }

    /** Makes {@code out} of the states. */
    void apply(float[] weights, int count, float[] out) {
        int all = asked * count;
        attend(weights, count);
        Blas.gemm(1, rows(mixed, all), false, values(weights), true, 1, rows(sum, all));
        attention.apply(sum, all, weights, gain(), gain() + dimension, dense.length == 0 ? out : attended);
        if (dense.length == 0) {
            return;
        }
        for (int i = 0; i < dense.length; i++) {
            dense[i].apply(weights, i == 0 ? attended : active[i - 1], all, made);
            if (i < dense.length - 1) {
                gelu.apply(made, dimension * all, active[i], activeSlopes[i]);
            }
        }
        for (int i = 0; i < dimension * all; i++) {
            sum[i] = attended[i] + made[i];
        }
        perception.apply(sum, all, weights, denseGain(), denseGain() + dimension, out);
    }

    /** Fills {@code mixed}, and {@code sum} with the states that ask. */
    private void attend(float[] weights, int count) {
        int all = asked * count;
        for (int j = 0; j < dimension && asked == 1; j++) {
            System.arraycopy(states, j * length * count, asking, j * count, count);
        }
        System.arraycopy(asking, 0, sum, 0, dimension * all);
        Blas.gemm(1, rows(asking, all), false, scores(weights), true, 0, rows(scored, all));
        attending.score(scored, states, count, shares);
        softmax.apply(shares, 0, length, all);
        attending.mix(shares, states, count, mixed);
    }

    /**
     * Goes back.
     *
     * @param slopes of the loss in what was made; overwritten
     * @param before is filled with those in the states
     */
    void back(float[] weights, int count, float[] slopes, float[] before, float[] gradient) {
        int all = asked * count;
        if (dense.length > 0) {
            perception.back(slopes, all, weights, denseGain(), denseGain() + dimension, gradient);
            System.arraycopy(slopes, 0, ofMade, 0, dimension * all);
            for (int i = dense.length - 1; i >= 0; i--) {
                perceiveBack(weights, i, all, gradient);
            }
            for (int i = 0; i < dimension * all; i++) {
                slopes[i] += ofMade[i];
            }
        }
        attention.back(slopes, all, weights, gain(), gain() + dimension, gradient);
        Blas.gemm(1, rows(slopes, all), true, rows(mixed, all), false, 1, values(gradient));
        Blas.gemm(1, rows(slopes, all), false, values(weights), false, 0, rows(ofActive, all));
        attendBack(count, before);
        Blas.gemm(1, rows(ofScored, all), true, rows(asking, all), false, 1, scores(gradient));
        Blas.gemm(1, rows(ofScored, all), false, scores(weights), false, 1, rows(slopes, all));
        for (int j = 0; j < dimension; j++) {
            for (int i = 0; i < all; i++) {
                before[j * length * count + i] += slopes[j * all + i];
            }
        }
    }

    /** From the slopes in what dense layer {@code i} made to those in what it took. */
    private void perceiveBack(float[] weights, int i, int all, float[] gradient) {
        dense[i].backToWeights(i == 0 ? attended : active[i - 1], all, ofMade, gradient);
        dense[i].back(weights, ofMade, all, ofActive);
        System.arraycopy(ofActive, 0, ofMade, 0, dimension * all);
        for (int j = 0; j < dimension * all && i > 0; j++) {
            ofMade[j] *= activeSlopes[i - 1][j];
        }
    }

    /** From the slopes in what was mixed, in {@code ofActive}, to those in the known states and in what was scored. */
    private void attendBack(int count, float[] before) {
        attending.score(ofActive, states, count, ofShares);
        softmax.back(shares, ofShares, 0, length, asked * count);
        attending.back(shares, ofActive, ofShares, scored, count, before);
        attending.mix(ofShares, states, count, ofScored);
    }

    private int gain() {
        return at + 3 * dimension * dimension;
    }

    private int denseGain() {
        return gain() + 2 * dimension + dense.length * (dimension + 1) * dimension;
    }

    private FloatSection scores(float[] weights) {
        return FloatSection.of(weights, at, dimension, dimension);
    }

    private FloatSection values(float[] weights) {
        return FloatSection.of(weights, at + 2 * dimension * dimension, dimension, dimension);
    }

    private FloatSection rows(float[] data, int count) {
        return FloatSection.of(data, 0, count, dimension);
    }
}
