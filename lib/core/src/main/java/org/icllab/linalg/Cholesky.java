package org.icllab.linalg;

import org.icllab.Require;

/** The Cholesky factorisation \( A = LL^\top \) of a symmetric positive definite matrix. */
public final class Cholesky {
    private final Matrix lower;

    private Cholesky(Matrix lower) {
        this.lower = lower;
    }

    /**
     * @param matrix n×n symmetric positive definite; only its lower triangle is read, and it is left as it is
     * @throws ArithmeticException if a pivot is not positive
     */
    public static Cholesky of(Matrix matrix) {
        return inPlace(Require.given("matrix", matrix).copy());
    }

    /** As {@link #of}, but overwrites {@code matrix} and keeps it: for matrices that fill the memory. */
    public static Cholesky inPlace(Matrix matrix) {
        int n = Matrix.require("matrix", matrix).requireSquare();
        int pivot = Backends.call(backend -> backend.potrf(n, matrix.data()));
        if (pivot != 0) {
            throw new ArithmeticException(
                    "the " + matrix.shape() + " matrix is not positive definite: pivot " + pivot + " is not positive");
        }
        return new Cholesky(matrix);
    }

    /** @return L, n×n, zero above the diagonal */
    public Matrix lower() {
        Matrix result = lower.copy();
        for (int j = 1; j < result.columns(); j++) {
            for (int i = 0; i < j; i++) {
                result.set(i, j, 0);
            }
        }
        return result;
    }

    /** @return \( A^{-1} b \) for a finite b of length n; not finite where it overflows */
    public double[] solve(double[] b) {
        int n = lower.rows();
        Require.finite("b", Require.length("b", b, n));
        double[] l = lower.data();
        double[] x = b.clone();
        for (int j = 0; j < n; j++) {
            int column = j * n;
            x[j] /= l[column + j];
            for (int i = j + 1; i < n; i++) {
                x[i] -= l[column + i] * x[j];
            }
        }
        for (int j = n - 1; j >= 0; j--) {
            int column = j * n;
            double sum = x[j];
            for (int i = j + 1; i < n; i++) {
                sum -= l[column + i] * x[i];
            }
            x[j] = sum / l[column + j];
        }
        return x;
    }
}
