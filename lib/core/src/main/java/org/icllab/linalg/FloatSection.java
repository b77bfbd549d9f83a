package org.icllab.linalg;

import org.icllab.Require;

/** A {@link Section} in single precision. */
public final class FloatSection extends Placed {
    private final float[] data;

    private FloatSection(float[] data, int from, int rows, int columns, int stride) {
        super(Require.given("data", data).length, from, rows, columns, stride);
        this.data = data;
    }

    /** As {@link Section#of(double[], int, int, int)}. */
    public static FloatSection of(float[] data, int from, int rows, int columns) {
        return new FloatSection(data, from, rows, columns, rows);
    }

    /**
     * As {@link Section#of(double[], int, int, int, int)}.
     *
     * @throws IllegalArgumentException if an argument is out of its range, or the array ends before the last column does
     */
    public static FloatSection of(float[] data, int from, int rows, int columns, int stride) {
        return new FloatSection(data, from, rows, columns, stride);
    }

    float[] data() {
        return data;
    }
}
