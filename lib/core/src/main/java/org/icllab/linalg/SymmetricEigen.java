package org.icllab.linalg;

import org.icllab.Require;

/**
 * The eigendecomposition \( A = U\,\mathrm{diag}(\lambda)\,U^\top \) of a symmetric matrix.
 *
 * @param values n eigenvalues, ascending
 * @param vectors n×n, the unit eigenvectors as columns in the same order
 */
public record SymmetricEigen(double[] values, Matrix vectors) {
    /**
     * @param matrix n×n symmetric; only its lower triangle is read, and it is left as it is
     * @throws ArithmeticException if the iteration does not converge
     */
    public static SymmetricEigen of(Matrix matrix) {
        int n = matrix.requireSquare();
        Require.finite("matrix", matrix.data());
        Matrix vectors = matrix.copy();
        double[] values = new double[n];
        int info = Backends.call(backend -> backend.syevd(n, vectors.data(), values));
        if (info != 0) {
            throw new ArithmeticException("the eigenvalues of the " + matrix.shape() + " matrix did not converge");
        }
        return new SymmetricEigen(values, vectors);
    }
}
