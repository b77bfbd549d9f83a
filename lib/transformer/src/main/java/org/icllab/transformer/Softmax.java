package org.icllab.transformer;

import org.icllab.linalg.Vectors;

/** The softmax of each column of a matrix of scores, in place, and its slopes. */
final class Softmax {
    /** Its exponential is 0. */
    private static final double NEVER = -1e5;

    private final Exponential exponential = new Exponential();

    /**
     * Turns scores into shares, which sum to 1 in each column.
     *
     * @param scores of rows×columns, column after column
     * @param from where they begin
     * @param causal whether in column j only the rows up to j have a share
     */
    void apply(double[] scores, int from, int rows, int columns, boolean causal) {
        for (int j = 0, at = from; j < columns; j++, at += rows) {
            int known = causal ? Math.min(j + 1, rows) : rows;
            double highest = highest(scores, at, known);
            for (int i = at; i < at + known; i++) {
                scores[i] -= highest;
            }
            for (int i = at + known; i < at + rows; i++) {
                scores[i] = NEVER;
            }
        }
        exponential.apply(scores, from, rows * columns);
        for (int j = 0, at = from; j < columns; j++, at += rows) {
            double share = 1 / sum(scores, at, rows);
            for (int i = at; i < at + rows; i++) {
                scores[i] *= share;
            }
        }
    }

    /**
     * Turns the loss's slopes in the shares into those in the scores: \( s_{ij}(g_{ij} - \sum_k s_{kj}g_{kj}) \).
     *
     * @param shares rows×columns of them from {@code from} on
     * @param slopes rows×columns of them from the begin on
     */
    static void back(double[] shares, int from, int rows, int columns, double[] slopes) {
        for (int j = 0, at = 0; j < columns; j++, at += rows) {
            double mean = Vectors.dot(shares, from + at, slopes, at, rows);
            for (int i = at; i < at + rows; i++) {
                slopes[i] = shares[from + i] * (slopes[i] - mean);
            }
        }
    }

    /** Four at a time: one would wait for each comparison before the next. */
    private static double highest(double[] values, int from, int count) {
        double a = values[from];
        double b = a;
        double c = a;
        double d = a;
        int i = from;
        for (int end = from + count - 3; i < end; i += 4) {
            a = Math.max(a, values[i]);
            b = Math.max(b, values[i + 1]);
            c = Math.max(c, values[i + 2]);
            d = Math.max(d, values[i + 3]);
        }
        for (; i < from + count; i++) {
            a = Math.max(a, values[i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static double sum(double[] values, int from, int count) {
        double even = 0;
        double odd = 0;
        int i = from;
        for (int end = from + count - 1; i < end; i += 2) {
            even += values[i];
            odd += values[i + 1];
        }
        return i < from + count ? even + odd + values[i] : even + odd;
    }
}
