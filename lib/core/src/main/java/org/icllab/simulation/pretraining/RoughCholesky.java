package org.icllab.simulation.pretraining;

import org.icllab.Interrupt;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Cholesky;
import org.icllab.linalg.FloatSection;
import org.icllab.linalg.Matrix;

/** The Cholesky factorisation \( A \approx LL^\top \) in single precision: half the time and memory, for a preconditioner. */
final class RoughCholesky {
    private static final int COLUMNS = 256;

    private final int n;
    private final float[] lower;

    private RoughCholesky(int n, float[] lower) {
        this.n = n;
        this.lower = lower;
    }

    /**
     * @param n the number of rows
     * @param matrix n×n, symmetric positive definite; only its lower triangle is read, and it is overwritten and kept
     * @throws ArithmeticException if rounding leaves it not positive definite
     */
    static RoughCholesky inPlace(int n, float[] matrix) {
        for (int from = 0; from < n; from += COLUMNS) {
            Interrupt.check();
            factorColumns(n, matrix, from, Math.min(COLUMNS, n - from));
        }
        return new RoughCholesky(n, matrix);
    }

    /** Columns {@code from … from + count}, those left of them being done. */
    private static void factorColumns(int n, float[] matrix, int from, int count) {
        int rows = n - from;
        float[] panel = new float[rows * count];
        for (int j = 0; j < count; j++) {
            System.arraycopy(matrix, (from + j) * n + from, panel, j * rows, rows);
        }
        if (from > 0) {
            Blas.gemm(-1, FloatSection.of(matrix, from, rows, from, n), false, FloatSection.of(matrix, from, count, from, n), true,
                    1, FloatSection.of(panel, 0, rows, count));
        }
        Matrix top = Matrix.zeros(count, count);
        for (int j = 0; j < count; j++) {
            for (int i = j; i < count; i++) {
                top.set(i, j, panel[j * rows + i]);
            }
        }
        Matrix factor = Cholesky.inPlace(top).lower();
        int left = rows - count;
        float[] below = new float[Math.max(1, left) * count];
        if (left > 0) {
            Blas.gemm(1, FloatSection.of(panel, count, left, count, rows), false,
                    FloatSection.of(inverse(factor), 0, count, count), true, 0, FloatSection.of(below, 0, left, count));
        }
        for (int j = 0; j < count; j++) {
            int at = (from + j) * n + from;
            for (int i = j; i < count; i++) {
                matrix[at + i] = (float) factor.get(i, j);
            }
            System.arraycopy(below, j * left, matrix, at + count, left);
        }
    }

    /** \( L^{-1} \) of a small lower triangle, column by column. */
    private static float[] inverse(Matrix factor) {
        int n = factor.rows();
        float[] inverse = new float[n * n];
        for (int column = 0; column < n; column++) {
            double[] x = new double[n];
            x[column] = 1;
            for (int j = column; j < n; j++) {
                x[j] /= factor.get(j, j);
                for (int i = j + 1; i < n; i++) {
                    x[i] -= factor.get(i, j) * x[j];
                }
                inverse[column * n + j] = (float) x[j];
            }
        }
        return inverse;
    }

    /** @return \( (LL^\top)^{-1}b \) for b of length n */
    double[] solve(double[] b) {
        double[] x = b.clone();
        for (int j = 0; j < n; j++) {
            int column = j * n;
            x[j] /= lower[column + j];
            for (int i = j + 1; i < n; i++) {
                x[i] -= lower[column + i] * x[j];
            }
        }
        for (int j = n - 1; j >= 0; j--) {
            int column = j * n;
            double sum0 = x[j];
            double sum1 = 0;
            int i = j + 1;
            for (; i < n - 1; i += 2) {
                sum0 -= lower[column + i] * x[i];
                sum1 -= lower[column + i + 1] * x[i + 1];
            }
            if (i < n) {
                sum0 -= lower[column + i] * x[i];
            }
            x[j] = (sum0 + sum1) / lower[column + j];
        }
        return x;
    }
}
