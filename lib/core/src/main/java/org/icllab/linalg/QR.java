package org.icllab.linalg;

import org.icllab.Require;

/** The thin QR decomposition by Householder reflections. */
public final class QR {
    private final Matrix q;
    private final Matrix r;

    private QR(Matrix q, Matrix r) {
        this.q = q;
        this.r = r;
    }

    /** @param matrix m×n with m ≥ n, of finite norm; left as it is */
    public static QR of(Matrix matrix) {
        int m = Matrix.require("matrix", matrix).rows();
        int n = matrix.columns();
        Require.that(m >= n, "shape = " + matrix.shape() + ": must have at least as many rows as columns");
        Require.finite("matrix.norm", matrix.norm());
        Matrix q = matrix.copy();
        double[] tau = new double[n];
        Matrix r = Matrix.zeros(n, n);
        Backends.call(backend -> {
            backend.geqrf(m, n, q.data(), tau);
            for (int j = 0; j < n; j++) {
                System.arraycopy(q.data(), j * m, r.data(), j * n, j + 1);
            }
            backend.orgqr(m, n, q.data(), tau);
            return null;
        });
        return new QR(q, r);
    }

    /** @return a copy of Q, m×n with orthonormal columns */
    public Matrix q() {
        return q.copy();
    }

    /** @return a copy of R, n×n upper triangular; its diagonal may have either sign */
    public Matrix r() {
        return r.copy();
    }
}
