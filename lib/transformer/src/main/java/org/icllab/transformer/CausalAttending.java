package org.icllab.transformer;

import java.util.Arrays;

/**
 * Every token asks. All tokens of all contexts are one row of numbers, and each product is of its first part with one as long
 * some places on. A library would be called for each context, which takes longer than these few numbers.
 */
final class CausalAttending implements Attending {
    private final int dimension;
    private final int length;
    /** Columns at hand, each an array: Java 17 takes many numbers at once only from an array's begin. */
    private final float[][] columns;
    private final float[][] others;
    private final float[] column;
    private final float[] other;
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
        shifted = new float[all];
        sum = new float[all];
    }

    @Override
    public void score(float[] asking, float[] known, int count, float[] scores) {
        int all = length * count;
        take(asking, dimension, all, columns);
        for (int lag = 0; lag < length; lag++) {
            int left = all - lag * count;
            Arrays.fill(sum, 0, left, 0);
            for (int j = 0; j < dimension; j++) {
                System.arraycopy(known, j * all + lag * count, shifted, 0, left);
                addProduct(columns[j], left);
            }
            System.arraycopy(sum, 0, scores, lag * all, left);
            Arrays.fill(scores, lag * all + left, (lag + 1) * all, Softmax.NEVER);
        }
    }

    @Override
    public void mix(float[] shares, float[] known, int count, float[] mixed) {
        int all = length * count;
        take(shares, length, all, columns);
        for (int j = 0; j < dimension; j++) {
            Arrays.fill(sum, 0, all, 0);
            for (int lag = 0; lag < length; lag++) {
                int left = all - lag * count;
                System.arraycopy(known, j * all + lag * count, shifted, 0, left);
                addProduct(columns[lag], left);
            }
            System.arraycopy(sum, 0, mixed, j * all, all);
        }
    }

    private void addProduct(float[] a, int left) {
        for (int i = 0; i < left; i++) {
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
                int left = all - lag * count;
                System.arraycopy(sum, lag * count, shifted, 0, left);
                addBoth(columns[lag], others[lag], left);
                System.arraycopy(shifted, 0, sum, lag * count, left);
            }
            System.arraycopy(sum, 0, known, j * all, all);
        }
    }

    private void addBoth(float[] a, float[] b, int left) {
        for (int i = 0; i < left; i++) {
            shifted[i] += column[i] * a[i] + other[i] * b[i];
        }
    }

    private static void take(float[] matrix, int count, int all, float[][] columns) {
        for (int j = 0; j < count; j++) {
            System.arraycopy(matrix, j * all, columns[j], 0, all);
        }
    }
}
