package org.icllab.transformer;

import org.icllab.linalg.Blas;
import org.icllab.linalg.FloatSection;

/**
 * What tokens have of the labelled ones, \( \mathrm{softmax}_\nu(x_\mu^\top A x_\nu) \), by several maps A at once, of a few
 * contexts. Inputs change in no layer, so that the maps of many layers are one product.
 */
final class Shares {
    private final int dimension;
    private final int firstMap;
    private final int maps;
    private final int allMaps;
    private final int labelled;
    private final int asking;
    private final Softmax softmax = new Softmax();
    /** Ax of each labelled token and map. */
    private final float[] met;
    /** Context by context; in each, labelled token by labelled token; of each, map by map. */
    private final float[] shares;
    private final float[] slopes;

    /**
     * @param dimension of a token
     * @param firstMap of those among the weights, {@code allMaps}, that are meant
     * @param maps how many are meant, ≥ 0
     * @param asking tokens of a context that ask
     * @param contexts at once, at most
     */
    Shares(int dimension, int firstMap, int maps, int allMaps, int labelled, int asking, int contexts) {
        this.dimension = dimension;
        this.firstMap = firstMap;
        this.maps = maps;
        this.allMaps = allMaps;
        this.labelled = labelled;
        this.asking = asking;
        met = new float[dimension * maps * labelled];
        shares = new float[labelled * maps * asking * contexts];
        slopes = new float[shares.length];
    }

    /**
     * Computes a context's shares.
     *
     * @param weights begin with all maps, below each other
     * @param known labelled tokens, a row each
     * @param askers tokens that ask, a row each
     */
    void apply(float[] weights, FloatSection known, FloatSection askers, int context) {
        if (maps > 0) {
            Blas.gemm(1, maps(weights), false, known, true, 0, mapped());
            Blas.gemm(1, askers, false, met(), false, 0, all(shares, context));
            softmax.apply(shares, from(context), labelled, maps * asking);
        }
    }

    /** From a context's slopes in the shares, adds those in the maps to {@code gradient}. */
    void back(FloatSection known, FloatSection askers, int context, float[] gradient) {
        if (maps > 0) {
            softmax.back(shares, slopes, from(context), labelled, maps * asking);
            Blas.gemm(1, askers, true, all(slopes, context), false, 0, met());
            Blas.gemm(1, mapped(), false, known, false, 1, maps(gradient));
        }
    }

    /** @return a row for each token that asks, a column for each labelled one */
    FloatSection of(int map, int context) {
        return one(shares, map, context);
    }

    /** @return the loss's slopes in the shares, to be filled */
    FloatSection slopes(int map, int context) {
        return one(slopes, map, context);
    }

    private FloatSection maps(float[] weights) {
        return FloatSection.of(weights, firstMap * dimension, maps * dimension, dimension, allMaps * dimension);
    }

    private FloatSection mapped() {
        return FloatSection.of(met, 0, maps * dimension, labelled);
    }

    private FloatSection met() {
        return FloatSection.of(met, 0, dimension, maps * labelled);
    }

    private FloatSection all(float[] data, int context) {
        return FloatSection.of(data, from(context), asking, maps * labelled);
    }

    private FloatSection one(float[] data, int map, int context) {
        return FloatSection.of(data, from(context) + (map - firstMap) * asking, asking, labelled, maps * asking);
    }

    private int from(int context) {
        return context * labelled * maps * asking;
    }
}
