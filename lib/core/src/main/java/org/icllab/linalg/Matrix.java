package org.icllab.linalg;

import java.util.Arrays;
import java.util.Objects;
import org.icllab.Require;

/**
 * A dense real matrix, stored by columns.
 *
 * <p>It is a thin view of its array: {@link #data()} is live and {@link #set} writes into it, so that large samples are
 * filled in place. The operations below return new matrices. They check shapes but not entries, as {@link Vectors} and
 * {@link Blas} do: of NaN they make NaN.
 */
public final class Matrix {
    private final int rows;
    private final int columns;
    private final double[] data;

    private Matrix(int rows, int columns, double[] data) {
        this.rows = rows;
        this.columns = columns;
        this.data = data;
    }

    /**
     * @param rows ≥ 1
     * @param columns ≥ 1; rows·columns must fit an array
     * @return the zero matrix
     */
    public static Matrix zeros(int rows, int columns) {
        Require.atLeast("rows", rows, 1);
        Require.atLeast("columns", columns, 1);
        return new Matrix(rows, columns, new double[Require.room("rows × columns", (long) rows * columns)]);
    }

    /** @return {@code matrix}, which must be given, of this shape and finite: the check at a public door */
    public static Matrix require(String name, Matrix matrix, int rows, int columns) {
        Require.given(name, matrix);
        Require.that(matrix.rows == rows && matrix.columns == columns,
                name + " = " + matrix + ": must be " + rows + "×" + columns);
        return require(name, matrix);
    }

    /** @return {@code matrix}, which must be given and finite */
    public static Matrix require(String name, Matrix matrix) {
        Require.finite(name, Require.given(name, matrix).data);
        return matrix;
    }

    private static int entries(int rows, int columns) {
        long entries = (long) rows * columns;
        Require.that(entries <= Integer.MAX_VALUE - 8,
                "rows × columns = " + rows + " × " + columns + ": must be at most 2147483639 entries");
        return (int) entries;
    }

    /** @return the n×n identity */
    public static Matrix identity(int n) {
        Matrix identity = zeros(n, n);
        for (int i = 0; i < n; i++) {
            identity.set(i, i, 1);
        }
        return identity;
    }

    /**
     * @param rows the entries, row by row: equally long, at least one
     * @return a copy of them
     */
    public static Matrix of(double[][] rows) {
        Require.given("rows", rows);
        Matrix matrix = zeros(rows.length, rows.length > 0 ? Require.given("rows[0]", rows[0]).length : 0);
        for (int i = 0; i < rows.length; i++) {
            Require.length("rows[" + i + "]", rows[i], matrix.columns);
            for (int j = 0; j < matrix.columns; j++) {
                matrix.set(i, j, rows[i][j]);
            }
        }
        return matrix;
    }

    /**
     * @param columnMajor rows·columns entries, column after column; not copied
     * @return a view of them
     */
    public static Matrix wrap(int rows, int columns, double[] columnMajor) {
        Require.atLeast("rows", rows, 1);
        Require.atLeast("columns", columns, 1);
        Require.length("columnMajor", columnMajor, entries(rows, columns));
        return new Matrix(rows, columns, columnMajor);
    }

    /** @return the number of rows */
    public int rows() {
        return rows;
    }

    /** @return the number of columns */
    public int columns() {
        return columns;
    }

    /** @return the live entries, column after column */
    public double[] data() {
        return data;
    }

    /** @throws IndexOutOfBoundsException if there is no such entry */
    public double get(int row, int column) {
        return data[at(row, column)];
    }

    /** @throws IndexOutOfBoundsException if there is no such entry */
    public void set(int row, int column, double value) {
        data[at(row, column)] = value;
    }

    private int at(int row, int column) {
        return Objects.checkIndex(column, columns) * rows + Objects.checkIndex(row, rows);
    }

    /** @return a copy of column {@code j} */
    public double[] column(int j) {
        return Arrays.copyOfRange(data, Objects.checkIndex(j, columns) * rows, (j + 1) * rows);
    }

    /** @return a matrix of its own */
    public Matrix copy() {
        return new Matrix(rows, columns, data.clone());
    }

    /** @return {@code this · other} */
    public Matrix times(Matrix other) {
        return product(this, false, other, false);
    }

    /** @return {@code thisᵀ · other} */
    public Matrix transposeTimes(Matrix other) {
        return product(this, true, other, false);
    }

    /** @return {@code this · otherᵀ} */
    public Matrix timesTranspose(Matrix other) {
        return product(this, false, other, true);
    }

    private static Matrix product(Matrix a, boolean transposeA, Matrix b, boolean transposeB) {
        Require.given("other", b);
        Matrix c = zeros(transposeA ? a.columns : a.rows, transposeB ? b.rows : b.columns);
        Blas.gemm(1, a, transposeA, b, transposeB, 0, c);
        return c;
    }

    /** @return {@code this · vector} */
    public double[] times(double[] vector) {
        Require.length("vector", vector, columns);
        double[] result = new double[rows];
        for (int j = 0; j < columns; j++) {
            Vectors.axpy(vector[j], data, j * rows, result, 0, rows);
        }
        return result;
    }

    /** @return {@code thisᵀ · vector} */
    public double[] transposeTimes(double[] vector) {
        Require.length("vector", vector, rows);
        double[] result = new double[columns];
        for (int j = 0; j < columns; j++) {
            result[j] = Vectors.dot(data, j * rows, vector, 0, rows);
        }
        return result;
    }

    /** @return the transpose, a matrix of its own */
    public Matrix transpose() {
        Matrix result = zeros(columns, rows);
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                result.set(j, i, get(i, j));
            }
        }
        return result;
    }

    /** @return {@code factor · this} */
    public Matrix scaled(double factor) {
        Matrix result = copy();
        Vectors.scale(factor, result.data);
        return result;
    }

    /** @return {@code this + other} */
    public Matrix plus(Matrix other) {
        return plus(1, other);
    }

    /** @return {@code this − other} */
    public Matrix minus(Matrix other) {
        return plus(-1, other);
    }

    private Matrix plus(double factor, Matrix other) {
        requireShapeOf(other);
        Matrix result = copy();
        Vectors.axpy(factor, other.data, result.data);
        return result;
    }

    /** @return {@code this · diag(factors)}: each column times its factor */
    public Matrix timesDiagonal(double[] factors) {
        Require.length("factors", factors, columns);
        double[] result = new double[data.length];
        for (int j = 0, at = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++, at++) {
                result[at] = data[at] * factors[j];
            }
        }
        return new Matrix(rows, columns, result);
    }

    /** @return {@code this + factor · I}; square only */
    public Matrix plusDiagonal(double factor) {
        Matrix result = copy();
        for (int i = 0; i < requireSquare(); i++) {
            result.data[i * rows + i] += factor;
        }
        return result;
    }

    /** @return the plain (not normalised) trace; square only */
    public double trace() {
        double sum = 0;
        for (int i = 0; i < requireSquare(); i++) {
            sum += get(i, i);
        }
        return sum;
    }

    /** @return \( \sum_{ij} a_{ij} b_{ij} \) */
    public double dot(Matrix other) {
        requireShapeOf(other);
        return Vectors.dot(data, other.data);
    }

    /** @return the Frobenius norm \( (\sum_{ij} a_{ij}^2)^{1/2} \) */
    public double norm() {
        return Vectors.norm(data);
    }

    private void requireShapeOf(Matrix other) {
        Require.given("other", other);
        Require.that(rows == other.rows && columns == other.columns,
                "shapes = " + shape() + " and " + other.shape() + ": must be equal");
    }

    int requireSquare() {
        Require.that(rows == columns, "shape = " + shape() + ": must be square");
        return rows;
    }

    String shape() {
        return rows + "×" + columns;
    }

    @Override
    public String toString() {
        return shape() + " matrix";
    }
}
