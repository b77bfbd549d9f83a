package org.icllab.linalg;

import org.icllab.Require;

/**
 * A matrix that stands within an array, for products without copies: its columns are whole pieces of the array, and begin
 * equally far apart.
 *
 * <p>It is a thin view: the entries are live, and are not checked.
 */
public final class Section extends Placed {
    private final double[] data;

    private Section(double[] data, int from, int rows, int columns, int stride) {
        super(Require.given("data", data).length, from, rows, columns, stride);
        this.data = data;
    }

    /** @return rows×columns entries from {@code from} on, column after column */
    public static Section of(double[] data, int from, int rows, int columns) {
        return new Section(data, from, rows, columns, rows);
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
        return new Section(data, from, rows, columns, stride);
    }

    double[] data() {
        return data;
    }
}
