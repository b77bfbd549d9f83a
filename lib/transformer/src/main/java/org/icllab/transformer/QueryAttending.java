package org.icllab.transformer;

import java.util.Arrays;

/** The last token of each context asks, and knows all. */
final class QueryAttending implements Attending {
    private final int dimension;
    private final int length;
    /** What belongs to each context, for each of its tokens. */
    private final float[] repeated;
    private final float[] other;
    /** Columns at hand: Java 17 takes many numbers at once only from an array's begin. */
    private final float[] column;
    private final float[] sum;

    QueryAttending(int dimension, int length, int contexts) {
        this.dimension = dimension;
        this.length = length;
        int all = length * contexts;
        repeated = new float[all];
        other = new float[all];
        column = new float[all];
        sum = new float[all];
    }

    @Override
    public void score(float[] asking, float[] known, int count, float[] scores) {
        int all = length * count;
        Arrays.fill(sum, 0, all, 0);
        for (int j = 0; j < dimension; j++) {
            repeat(asking, j * count, count, repeated);
            System.arraycopy(known, j * all, column, 0, all);
            for (int i = 0; i < all; i++) {
                sum[i] += repeated[i] * column[i];
            }
        }
        System.arraycopy(sum, 0, scores, 0, all);
    }

    @Override
    public void mix(float[] shares, float[] known, int count, float[] mixed) {
        int all = length * count;
        for (int j = 0; j < dimension; j++) {
            System.arraycopy(known, j * all, column, 0, all);
            for (int i = 0; i < all; i++) {
                column[i] *= shares[i];
            }
            fold(count);
            System.arraycopy(column, 0, mixed, j * count, count);
        }
    }

    /** Sums over tokens: the later half is added to the first until one is left. */
    private void fold(int count) {
        for (int tokens = length; tokens > 1; tokens -= tokens / 2) {
            int from = (tokens - tokens / 2) * count;
            int left = tokens / 2 * count;
            System.arraycopy(column, from, other, 0, left);
            for (int i = 0; i < left; i++) {
                column[i] += other[i];
            }
        }
    }

    @Override
    public void back(float[] shares, float[] ofMixed, float[] ofScores, float[] scored, int count, float[] known) {
        int all = length * count;
        for (int j = 0; j < dimension; j++) {
            repeat(ofMixed, j * count, count, repeated);
            repeat(scored, j * count, count, other);
            for (int i = 0; i < all; i++) {
                sum[i] = repeated[i] * shares[i] + other[i] * ofScores[i];
            }
            System.arraycopy(sum, 0, known, j * all, all);
        }
    }

    private void repeat(float[] numbers, int from, int count, float[] to) {
        System.arraycopy(numbers, from, to, 0, count);
        for (int filled = 1; filled < length; filled *= 2) {
            System.arraycopy(to, 0, to, filled * count, Math.min(filled, length - filled) * count);
        }
    }
}
