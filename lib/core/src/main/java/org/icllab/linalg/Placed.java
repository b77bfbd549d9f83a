package org.icllab.linalg;

import org.icllab.Require;

/** Where a matrix stands within an array. */
abstract sealed class Placed permits Section, FloatSection {
    /** Counted in bytes, a begin must be an int. */
    private static final int FARTHEST = Integer.MAX_VALUE / Double.BYTES;

    private final int from;
    private final int rows;
    private final int columns;
    private final int stride;

    /** @param length of the array */
    Placed(int length, int from, int rows, int columns, int stride) {
        Require.within("from", from, 0, FARTHEST);
        Require.atLeast("rows", rows, 1);
        Require.atLeast("columns", columns, 1);
        Require.atLeast("stride", stride, rows);
        if (from + (columns - 1L) * stride + rows > length) {
            Require.refuse("data.length", length, "from + (columns − 1)·stride + rows or more, of " + from + ", " + columns
                    + ", " + stride + " and " + rows);
        }
        this.from = from;
        this.rows = rows;
        this.columns = columns;
        this.stride = stride;
    }

    /** @return the number of rows */
    public final int rows() {
        return rows;
    }

    /** @return the number of columns */
    public final int columns() {
        return columns;
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
