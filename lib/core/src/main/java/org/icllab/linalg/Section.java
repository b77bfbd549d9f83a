package org.icllab.linalg;

import org.icllab.Require;

/**
 * A matrix that stands within an array, for products without copies: its columns are whole pieces of the array, and begin
 * equally far apart.
 *
 * <p>It is a thin view: the entries are live, and are not checked.
 */
public final class Section {
    /** Counted in bytes, a begin must be an int. */
    private static final int FARTHEST = Integer.MAX_VALUE / Double.BYTES;

    private final double[] data;
    private final int from;
    private final int rows;
    private final int columns;
    private final int stride;

    private Section(double[] data, int from, int rows, int columns, int stride) {
        this.data = data;
        this.from = from;
        this.rows = rows;
        this.columns = columns;
        this.stride = stride;
    }

    /** @return rows×columns entries from {@code from} on, column after column */
    public static Section of(double[] data, int from, int rows, int columns) {
        return of(data, from, rows, columns, rows);
    }

    /**
     * @param data the array; not copied
     * @param from 0 to 2²⁸ − 1, where the first column begins
     * @param rows ≥ 1
     * @param columns ≥ 1
     * @param stride ≥ rows, from one column's begin to the next one's
     * @throws IllegalArgumentException if one is out of its range, or the array ends before the last column does
     */
    public static Section of(double[] data, int from, int rows, int columns, int stride) {
        Require.given("data", data);
        Require.within("from", from, 0, FARTHEST);
        Require.atLeast("rows", rows, 1);
        Require.atLeast("columns", columns, 1);
        Require.atLeast("stride", stride, rows);
        if (from + (columns - 1L) * stride + rows > data.length) {
            Require.refuse("data.length", data.length, "from + (columns − 1)·stride + rows or more, of " + from + ", " + columns
                    + ", " + stride + " and " + rows);
        }
        return new Section(data, from, rows, columns, stride);
    }

    /** @return the number of rows */
    public int rows() {
        return rows;
    }

    /** @return the number of columns */
    public int columns() {
        return columns;
    }

    double[] data() {
        return data;
    }

    int from() {
        return from;
    }

    int stride() {
        return stride;
    }

    @Override
    public String toString() {
        return rows + "×" + columns + " section from " + from;
    }
}
