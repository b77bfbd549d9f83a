package org.icllab.simulation.pretraining;

import org.icllab.Interrupt;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Cholesky;
import org.icllab.linalg.FloatSection;
import org.icllab.linalg.Matrix;

/**
 * The Cholesky factorisation \( A \approx LL^\top \) in single precision, for a preconditioner: half the time, and a quarter of the
 * memory, since only the lower triangle is stored, by panels of columns from the diagonal down.
 */
final class RoughCholesky {
    private static final int COLUMNS = 256;

    private final int n;
    private final float[][] panels;

    private RoughCholesky(int n, float[][] panels) {
        this.n = n;
        this.panels = panels;
    }

    /** A symmetric n×n matrix of zeros, whose lower triangle is to be filled. */
    static RoughCholesky zeros(int n) {
        float[][] panels = new float[(n + COLUMNS - 1) / COLUMNS][];
        for (int p = 0; p < panels.length; p++) {
            int rows = n - p * COLUMNS;
            panels[p] = new float[rows * Math.min(COLUMNS, rows)];
        }
        return new RoughCholesky(n, panels);
    }

    /** How many numbers of double precision take as much memory. */
    static double numbers(double n) {
        return n * (n + COLUMNS) / 4;
    }

    /** Writes the entries {@code row … row + count} of a column, those above its panel left out. */
    void set(int row, int column, float[] values, int from, int count) {
        int panel = column / COLUMNS;
        int top = panel * COLUMNS;
        int first = Math.max(row, top);
        int left = row + count - first;
        if (left > 0) {
            System.arraycopy(values, from + first - row, panels[panel], (column - top) * (n - top) + first - top, left);
        }
    }

    /** Adds to the diagonal. */
    void shift(float amount) {
        for (int p = 0; p < panels.length; p++) {
            int rows = n - p * COLUMNS;
            for (int j = 0; j < Math.min(COLUMNS, rows); j++) {
                panels[p][j * rows + j] += amount;
            }
        }
    }

    /**
     * Replaces the matrix by its factor.
     *
     * @throws ArithmeticException if rounding leaves it not positive definite
     */
    void factor() {
        for (int p = 0; p < panels.length; p++) {
            Interrupt.check();
            int rows = n - p * COLUMNS;
            int count = Math.min(COLUMNS, rows);
            FloatSection panel = FloatSection.of(panels[p], 0, rows, count);
            for (int q = 0; q < p; q++) {
                int from = (p - q) * COLUMNS;
                int stride = n - q * COLUMNS;
                Blas.gemm(-1, FloatSection.of(panels[q], from, rows, COLUMNS, stride), false,
                        FloatSection.of(panels[q], from, count, COLUMNS, stride), true, 1, panel);
            }
            finish(panels[p], rows, count);
        }
    }

    /** A panel that those left of it have been taken from: its triangle's factor, and what is below it times that one's inverse. */
    private static void finish(float[] panel, int rows, int count) {
        Matrix top = Matrix.zeros(count, count);
        for (int j = 0; j < count; j++) {
            for (int i = j; i < count; i++) {
                top.set(i, j, panel[j * rows + i]);
            }
        }
        Matrix factor = Cholesky.inPlace(top).lower();
        int left = rows - count;
        float[] below = new float[left * count];
        if (left > 0) {
            Blas.gemm(1, FloatSection.of(panel, count, left, count, rows), false,
                    FloatSection.of(inverse(factor), 0, count, count), true, 0, FloatSection.of(below, 0, left, count));
        }
        for (int j = 0; j < count; j++) {
            for (int i = j; i < count; i++) {
                panel[j * rows + i] = (float) factor.get(i, j);
            }
            System.arraycopy(below, j * left, panel, j * rows + count, left);
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
            float[] panel = panels[j / COLUMNS];
            int at = diagonal(j);
            x[j] /= panel[at];
            for (int i = 1; i < n - j; i++) {
                x[j + i] -= panel[at + i] * x[j];
            }
        }
        for (int j = n - 1; j >= 0; j--) {
            float[] panel = panels[j / COLUMNS];
            int at = diagonal(j);
            // Two sums: one would wait for each subtraction before the next.
            double even = x[j];
            double odd = 0;
            int i = 1;
            for (; i < n - j - 1; i += 2) {
                even -= panel[at + i] * x[j + i];
                odd -= panel[at + i + 1] * x[j + i + 1];
            }
            if (i < n - j) {
                even -= panel[at + i] * x[j + i];
            }
            x[j] = (even + odd) / panel[at];
        }
        return x;
    }

    /** Where column j's diagonal entry is in its panel. */
    private int diagonal(int j) {
        int top = j / COLUMNS * COLUMNS;
        return (j - top) * (n - top) + j - top;
    }
}
