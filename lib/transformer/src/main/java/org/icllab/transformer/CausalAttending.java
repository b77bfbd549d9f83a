package org.icllab.transformer;

import java.util.Arrays;

/**
 * Every token asks, and itself and those before it in its context are known: a share is for the token that stands so many
 * places before, the first for the token itself.
 *
 * <p>So all tokens of all contexts are one row of numbers, and each product is of it with itself some places on. A library
 * would be called for each context, which takes longer than these few numbers. What comes from another context has a share
 * of 0.
 */
final class CausalAttending implements Attending {
    private final int dimension;
    private final int length;
    /** Columns at hand, each an array: Java 17 takes many numbers at once only from an array's begin. */
    private final float[][] columns;
    private final float[][] others;
    private final float[] column;
    private final float[] other;
    private final float[] products;
    private final float[] shifted;
    private final float[] sum;

    CausalAttending(int dimension, int length, int contexts) {
        this.dimension = dimension;
        this.length = length;
        int all = length * contexts;
        columns = new float[Math.max(dimension, length)][all];
        others = new float[length][all];
        column = new float[all];
        other = new float[all];
        products = new float[all];
        shifted = new float[all];
        sum = new float[all];
    }

    @Override
    public void score(float[] asking, float[] known, int count, float[] scores) {
        int all = length * count;
        take(asking, dimension, all, columns);
        for (int lag = 0; lag < length; lag++) {
            Arrays.fill(sum, 0, all, 0);
            for (int j = 0; j < dimension; j++) {
                addProduct(columns[j], known, j, lag, all);
            }
            System.arraycopy(sum, 0, scores, lag * all, all);
        }
    }

    @Override
    public void hide(float[] scores, int count) {
        for (int lag = 1; lag < length; lag++) {
            for (int from = lag * length * count; from < (lag + 1) * length * count; from += length) {
                Arrays.fill(scores, from, from + lag, Softmax.NEVER);
            }
        }
    }

    @Override
    public void mix(float[] shares, float[] known, int count, float[] mixed) {
        int all = length * count;
        take(shares, length, all, columns);
        for (int j = 0; j < dimension; j++) {
            Arrays.fill(sum, 0, all, 0);
            for (int lag = 0; lag < length; lag++) {
                addProduct(columns[lag], known, j, lag, all);
            }
            System.arraycopy(sum, 0, mixed, j * all, all);
        }
    }

    /** Adds {@code a} times what stands {@code lag} places before in column {@code j} of {@code known}. */
    private void addProduct(float[] a, float[] known, int j, int lag, int all) {
        System.arraycopy(known, j * all, shifted, lag, all - lag);
        Arrays.fill(shifted, 0, lag, 0);
        for (int i = 0; i < all; i++) {
            sum[i] += a[i] * shifted[i];
        }
    }

    @Override
    public void back(float[] shares, float[] ofMixed, float[] ofScores, float[] scored, int count, float[] known) {
        int all = length * count;
        take(shares, length, all, columns);
        take(ofScores, length, all, others);
        for (int j = 0; j < dimension; j++) {
            System.arraycopy(ofMixed, j * all, column, 0, all);
            System.arraycopy(scored, j * all, other, 0, all);
            Arrays.fill(sum, 0, all, 0);
            for (int lag = 0; lag < length; lag++) {
                addBefore(columns[lag], others[lag], lag, all);
            }
            System.arraycopy(sum, 0, known, j * all, all);
        }
    }

    /** Adds, {@code lag} places before, {@code column} times {@code a} and {@code other} times {@code b}. */
    private void addBefore(float[] a, float[] b, int lag, int all) {
        for (int i = 0; i < all; i++) {
            products[i] = column[i] * a[i] + other[i] * b[i];
        }
        System.arraycopy(products, lag, shifted, 0, all - lag);
        for (int i = 0; i < all - lag; i++) {
            sum[i] += shifted[i];
        }
    }

    private static void take(float[] matrix, int count, int all, float[][] columns) {
        for (int j = 0; j < count; j++) {
            System.arraycopy(matrix, j * all, columns[j], 0, all);
        }
    }
}
