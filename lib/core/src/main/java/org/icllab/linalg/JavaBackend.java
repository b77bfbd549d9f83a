package org.icllab.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.lapack.LAPACK;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.icllab.Require;
import org.netlib.util.intW;

/** The pure-Java backend: reference algorithms, for machines without a native library. Safe from many threads. */
final class JavaBackend implements Backend {
    private final BLAS blas = netlib(BLAS.class, "Java11BLAS");
    private final LAPACK lapack = netlib(LAPACK.class, "F2jLAPACK");

    JavaBackend() {
        // LAPACK's machine constants are computed at their first use into unguarded static fields: use them once here.
        syevd(2, new double[] {2, 1, 1, 2}, new double[2]);
    }

    /** netlib's own choice would try a native library first, which it leaves in the temporary folder. */
    private static <T> T netlib(Class<T> type, String name) {
        try {
            Method instance = Class.forName(type.getPackageName() + "." + name).getMethod("getInstance");
            instance.setAccessible(true);
            return type.cast(instance.invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("netlib is not as expected", e);
        }
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, int m, int n, int k, double alpha, double[] a, int fromA, int lda,
                     double[] b, int fromB, int ldb, double beta, double[] c, int fromC, int ldc) {
        double[] left = reaching(a, fromA, lda, transposeA ? m : k);
        double[] right = reaching(b, fromB, ldb, transposeB ? k : n);
        double[] result = reaching(c, fromC, ldc, n);
        blas.dgemm(transposeA ? "T" : "N", transposeB ? "T" : "N", m, n, k, alpha, left, left == a ? fromA : 0, lda,
                right, right == b ? fromB : 0, ldb, beta, result, result == c ? fromC : 0, ldc);
        if (result != c) {
            System.arraycopy(result, 0, c, fromC, c.length - fromC);
        }
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, int m, int n, int k, float alpha, float[] a, int fromA, int lda,
                     float[] b, int fromB, int ldb, float beta, float[] c, int fromC, int ldc) {
        float[] left = reaching(a, fromA, lda, transposeA ? m : k);
        float[] right = reaching(b, fromB, ldb, transposeB ? k : n);
        float[] result = reaching(c, fromC, ldc, n);
        blas.sgemm(transposeA ? "T" : "N", transposeB ? "T" : "N", m, n, k, alpha, left, left == a ? fromA : 0, lda,
                right, right == b ? fromB : 0, ldb, beta, result, result == c ? fromC : 0, ldc);
        if (result != c) {
            System.arraycopy(result, 0, c, fromC, c.length - fromC);
        }
    }

    /** netlib wants room for a whole stride after the last column's begin too: where there is none, a copy from the begin on. */
    private static double[] reaching(double[] array, int from, int stride, int columns) {
        int end = from + stride * columns;
        return end <= array.length ? array : Arrays.copyOfRange(array, from, end);
    }

    private static float[] reaching(float[] array, int from, int stride, int columns) {
        int end = from + stride * columns;
        return end <= array.length ? array : Arrays.copyOfRange(array, from, end);
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
