package org.icllab.transformer;

import java.util.Arrays;

/**
 * LayerNorm of states of d elements, the rows of a matrix: the mean is taken away, and the rest divided by its deviation,
 * then multiplied by a gain, and an offset added. It keeps what it needs on the way back.
 *
 * <p>Work goes column by column, so that many states are computed at once.
 */
final class Normalisation {
    private static final float EPSILON = 1e-5f;

    private final int dimension;
    private final float[] normal;
    private final float[] scales;
    private final float[] mean;
    private final float[] along;
    /** Columns at hand: Java 17 takes many numbers at once only from an array's begin. */
    private final float[] column;
    private final float[] normalColumn;

    /** @param count states at most */
    Normalisation(int dimension, int count) {
        this.dimension = dimension;
        normal = new float[dimension * count];
        scales = new float[count];
        mean = new float[count];
        along = new float[count];
        column = new float[count];
        normalColumn = new float[count];
    }

    /**
     * @param states of which there are {@code count}
     * @param weights gains from {@code gain} on, offsets from {@code offset} on
     * @param to is filled
     */
    void apply(float[] states, int count, float[] weights, int gain, int offset, float[] to) {
        Arrays.fill(mean, 0);
        for (int j = 0; j < dimension; j++) {
            take(states, j, count, column);
            addTo(mean, count);
        }
        divide(mean, count);
        Arrays.fill(scales, 0);
        for (int j = 0; j < dimension; j++) {
            take(states, j, count, column);
            for (int i = 0; i < count; i++) {
                column[i] -= mean[i];
                scales[i] += column[i] * column[i];
            }
            put(column, j, count, normal);
        }
        divide(scales, count);
        for (int i = 0; i < count; i++) {
            scales[i] = 1 / (float) Math.sqrt(scales[i] + EPSILON);
        }
        for (int j = 0; j < dimension; j++) {
            float own = weights[gain + j];
            float added = weights[offset + j];
            take(normal, j, count, column);
            for (int i = 0; i < count; i++) {
                float value = column[i] * scales[i];
                normalColumn[i] = value;
                column[i] = value * own + added;
            }
            put(normalColumn, j, count, normal);
            put(column, j, count, to);
        }
    }

    /**
     * Turns the loss's slopes in what was made into those in the states, in place.
     *
     * @param gradient to which those in gains and offsets are added
     */
    void back(float[] slopes, int count, float[] weights, int gain, int offset, float[] gradient) {
        Arrays.fill(mean, 0);
        Arrays.fill(along, 0);
        for (int j = 0; j < dimension; j++) {
            float own = weights[gain + j];
            take(slopes, j, count, column);
            take(normal, j, count, normalColumn);
            gradient[offset + j] += sum(column, count);
            for (int i = 0; i < count; i++) {
                float product = column[i] * normalColumn[i];
                column[i] *= own;
                along[i] += own * product;
                normalColumn[i] = product;
            }
            gradient[gain + j] += sum(normalColumn, count);
            addTo(mean, count);
            put(column, j, count, slopes);
        }
        divide(mean, count);
        divide(along, count);
        for (int j = 0; j < dimension; j++) {
            take(slopes, j, count, column);
            take(normal, j, count, normalColumn);
            for (int i = 0; i < count; i++) {
                column[i] = scales[i] * (column[i] - mean[i] - normalColumn[i] * along[i]);
            }
            put(column, j, count, slopes);
        }
    }

    private static void take(float[] matrix, int index, int count, float[] column) {
        System.arraycopy(matrix, index * count, column, 0, count);
    }

    private static void put(float[] column, int index, int count, float[] matrix) {
        System.arraycopy(column, 0, matrix, index * count, count);
    }

    private void addTo(float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += column[i];
        }
    }

    private void divide(float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] /= dimension;
        }
    }

    /** Four at a time: one would wait for each addition before the next. */
    private static float sum(float[] values, int count) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (int end = count - 3; i < end; i += 4) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
        }
        for (; i < count; i++) {
            a += values[i];
        }
        return (a + b) + (c + d);
    }
}
