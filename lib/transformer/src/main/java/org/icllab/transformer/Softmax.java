package org.icllab.transformer;

import java.util.Arrays;

/**
 * The softmax of many scores side by side in single precision, in place, and its slopes. Each of {@code rows} rows holds
 * {@code columns} neighbouring numbers, and each column's become shares, which sum to 1.
 *
 * <p>Work goes row by row, so that many columns are computed at once; short rows are taken several at a time.
 */
final class Softmax {
    /** Its exponential is 0. */
    static final float NEVER = -1e5f;
    /** Numbers taken at a time, at least, where there are as many. */
    private static final int WIDTH = 256;

    private final Exponential exponential = new Exponential();
    /** Of the shares and the slopes at hand; Java 17 takes many numbers at once only from an array's begin. */
    private float[] block = {};
    private float[] other = {};
    private float[] gathered = {};
    private int width;

    /** Turns scores from {@code from} on into shares. */
    void apply(float[] scores, int from, int rows, int columns) {
        begin(rows, columns, Float.NEGATIVE_INFINITY);
        int end = rows * columns;
        for (int at = 0; at < end; at += width) {
            int count = take(scores, from + at, end - at, block);
            for (int i = 0; i < count; i++) {
                gathered[i] = Math.max(gathered[i], block[i]);
            }
        }
        foldHighest(columns);
        for (int at = 0; at < end; at += width) {
            int count = take(scores, from + at, end - at, block);
            for (int i = 0; i < count; i++) {
                block[i] -= gathered[i];
            }
            System.arraycopy(block, 0, scores, from + at, count);
        }
        exponential.apply(scores, from, end);
        Arrays.fill(gathered, 0, width, 0);
        for (int at = 0; at < end; at += width) {
            int count = take(scores, from + at, end - at, block);
            for (int i = 0; i < count; i++) {
                gathered[i] += block[i];
            }
        }
        foldSums(columns);
        for (int i = 0; i < width; i++) {
            gathered[i] = 1 / gathered[i];
        }
        for (int at = 0; at < end; at += width) {
            int count = take(scores, from + at, end - at, block);
            for (int i = 0; i < count; i++) {
                block[i] *= gathered[i];
            }
            System.arraycopy(block, 0, scores, from + at, count);
        }
    }

    /**
     * Turns the loss's slopes in the shares, from {@code from} on too, into those in the scores:
     * \( s_{ij}(g_{ij} - \sum_k s_{kj}g_{kj}) \).
     */
    void back(float[] shares, float[] slopes, int from, int rows, int columns) {
        begin(rows, columns, 0);
        int end = rows * columns;
        for (int at = 0; at < end; at += width) {
            take(shares, from + at, end - at, block);
            int count = take(slopes, from + at, end - at, other);
            for (int i = 0; i < count; i++) {
                gathered[i] += block[i] * other[i];
            }
        }
        foldSums(columns);
        for (int at = 0; at < end; at += width) {
            take(shares, from + at, end - at, block);
            int count = take(slopes, from + at, end - at, other);
            for (int i = 0; i < count; i++) {
                other[i] = block[i] * (other[i] - gathered[i]);
            }
            System.arraycopy(other, 0, slopes, from + at, count);
        }
    }

    private void begin(int rows, int columns, float value) {
        width = columns * Math.min(rows, (WIDTH + columns - 1) / columns);
        if (block.length < width) {
            block = new float[width];
            other = new float[width];
            gathered = new float[width];
        }
        Arrays.fill(gathered, 0, width, value);
    }

    private int take(float[] numbers, int from, int left, float[] to) {
        int count = Math.min(width, left);
        System.arraycopy(numbers, from, to, 0, count);
        return count;
    }

    private void foldHighest(int columns) {
        for (int at = columns; at < width; at += columns) {
            for (int i = 0; i < columns; i++) {
                gathered[i] = Math.max(gathered[i], gathered[at + i]);
            }
        }
        spread(columns);
    }

    private void foldSums(int columns) {
        for (int at = columns; at < width; at += columns) {
            for (int i = 0; i < columns; i++) {
                gathered[i] += gathered[at + i];
            }
        }
        spread(columns);
    }

    /** Repeats the first row of what was gathered. */
    private void spread(int columns) {
        for (int at = columns; at < width; at += columns) {
            System.arraycopy(gathered, 0, gathered, at, columns);
        }
    }
}
