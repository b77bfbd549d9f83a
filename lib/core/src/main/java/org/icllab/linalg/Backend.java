package org.icllab.linalg;

/**
 * The BLAS and LAPACK routines this library needs, on column-major arrays; those of a product may begin anywhere.
 *
 * <p>An instance is used by one thread at a time; {@link Backends} sees to that.
 */
interface Backend {
    /** \( C \leftarrow \alpha\, \mathrm{op}(A)\, \mathrm{op}(B) + \beta C \), op(A) m×k, op(B) k×n. */
    void gemm(boolean transposeA, boolean transposeB, int m, int n, int k, double alpha, double[] a, int fromA, int lda,
              double[] b, int fromB, int ldb, double beta, double[] c, int fromC, int ldc);

    /** The same in single precision. */
    void gemm(boolean transposeA, boolean transposeB, int m, int n, int k, float alpha, float[] a, int fromA, int lda,
              float[] b, int fromB, int ldb, float beta, float[] c, int fromC, int ldc);

    /**
     * Cholesky factor into the lower triangle of {@code a}.
     *
     * @return 0, or the 1-based index of the failing pivot
     */
    int potrf(int n, double[] a);

    /**
     * Eigenvalues, ascending, into {@code w} and eigenvectors into {@code a}.
     *
     * @return 0 on success
     */
    int syevd(int n, double[] a, double[] w);

    /** Householder QR of the m×n {@code a}, m ≥ n: R above the diagonal, reflectors below it and in {@code tau}. */
    void geqrf(int m, int n, double[] a, double[] tau);

    /** Turns the output of {@link #geqrf} into the m×n factor Q. */
    void orgqr(int m, int n, double[] a, double[] tau);
}
