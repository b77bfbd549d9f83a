package org.icllab.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.icllab.Require;
import org.netlib.util.intW;

/** The pure-Java backend: reference algorithms, for machines where jblas has no native library. Safe from many threads. */
final class JavaBackend implements Backend {
    /** Held so that it is not collected: netlib warns of each faster variant that a machine lacks. */
    private static final Logger NETLIB = Logger.getLogger("dev.ludovic.netlib");

    static {
        NETLIB.setLevel(Level.OFF);
    }

    private final BLAS blas = JavaBLAS.getInstance();
    private final LAPACK lapack = JavaLAPACK.getInstance();

    JavaBackend() {
        // LAPACK's machine constants are computed at their first use into unguarded static fields: use them once here.
        syevd(2, new double[] {2, 1, 1, 2}, new double[2]);
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, int m, int n, int k,
                     double alpha, double[] a, int lda, double[] b, int ldb, double beta, double[] c, int ldc) {
        blas.dgemm(transposeA ? "T" : "N", transposeB ? "T" : "N", m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    }

    @Override
    public int potrf(int n, double[] a) {
        intW info = new intW(0);
        lapack.dpotrf("L", n, a, n, info);
        return info.val;
    }

    @Override
    public int syevd(int n, double[] a, double[] w) {
        intW info = new intW(0);
        long size = 1 + 6L * n + 2L * n * n;
        Require.that(size <= Integer.MAX_VALUE - 8,
                "n = " + n + ": eigenvectors in pure Java need an array of 2n² numbers, which there is up to n = 32766");
        double[] work = new double[(int) size];
        int[] integerWork = new int[3 + 5 * n];
        lapack.dsyevd("V", "L", n, a, n, w, work, work.length, integerWork, integerWork.length, info);
        return info.val;
    }

    @Override
    public void geqrf(int m, int n, double[] a, double[] tau) {
        double[] work = new double[32 * n];
        lapack.dgeqrf(m, n, a, m, tau, work, work.length, new intW(0));
    }

    @Override
    public void orgqr(int m, int n, double[] a, double[] tau) {
        double[] work = new double[32 * n];
        lapack.dorgqr(m, n, n, a, m, tau, work, work.length, new intW(0));
    }
}
