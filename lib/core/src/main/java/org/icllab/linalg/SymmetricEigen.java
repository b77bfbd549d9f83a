package org.icllab.linalg;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.icllab.Require;

/** The eigendecomposition \( A = U\,\mathrm{diag}(\lambda)\,U^\top \) of a symmetric matrix. */
public final class SymmetricEigen {
    private final double[] values;
    private final Matrix vectors;

    private SymmetricEigen(double[] values, Matrix vectors) {
        this.values = values;
        this.vectors = vectors;
    }

    /**
     * @param matrix n×n symmetric; only its lower triangle is read, and it is left as it is
     * @throws ArithmeticException if the iteration does not converge
     */
    public static SymmetricEigen of(Matrix matrix) {
        int n = Matrix.require("matrix", matrix).requireSquare();
        Matrix vectors = matrix.copy();
        double[] values = new double[n];
        int info = Backends.call(backend -> backend.syevd(n, vectors.data(), values));
        if (info != 0) {
            throw new ArithmeticException("the eigenvalues of the " + matrix.shape() + " matrix did not converge");
        }
        return new SymmetricEigen(values, vectors);
    }

    /** @return a copy of the n eigenvalues, ascending */
    public double[] values() {
        return values.clone();
    }

    /** @return a copy of U, n×n: the unit eigenvectors as columns, in the order of their eigenvalues */
    public Matrix vectors() {
        return vectors.copy();
    }

    /** @return \( f(A) = U\,\mathrm{diag}(f(\lambda))\,U^\top \) */
    public Matrix map(DoubleUnaryOperator f) {
        Require.given("f", f);
        return vectors.timesDiagonal(Arrays.stream(values).map(f).toArray()).timesTranspose(vectors);
    }
}
