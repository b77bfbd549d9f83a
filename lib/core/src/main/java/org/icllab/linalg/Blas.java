package org.icllab.linalg;

import org.icllab.Require;

/**
 * Matrix products in place, and what computes them.
 *
 * <p>Every public method of this package may be called from any number of threads. One call uses one processor, so its
 * result has the same bits whatever runs beside it. {@code -Dicllab.blas=openblas|jblas|java} forces a backend. The
 * default, {@code auto}, takes the first that loads, in this order:
 * <ol>
 * <li>{@code openblas}: a current OpenBLAS, on Linux and macOS (x86-64 and arm64) and on Windows (x86-64; macOS and
 *     Windows are untested). It takes Java's arrays where they stand.
 * <li>{@code jblas}: an OpenBLAS of 2020. It copies what it is given. It is not safe from many threads, so that each
 *     running call has a private copy of the library, one per processor at most; a call beyond that waits.
 * <li>{@code java}: pure Java, about ten times slower, which says so once.
 * </ol>
 *
 * <p>OpenBLAS chooses its kernels by the processor's model; {@code OPENBLAS_CORETYPE} in the environment of the Java
 * process overrules it. jblas's misjudges processors newer than itself: on those with AVX2, {@code Haswell} doubles its
 * speed.
 */
public final class Blas {
    private static final String ANOTHER = "c: must be in another array than a and b";

    private Blas() {
    }

    /** @return which backend computes, in words */
    public static String backend() {
        return Backends.description();
    }

    /** @return why it is this backend, in words */
    public static String reason() {
        return Backends.reason();
    }

    /** @return whether the backend is a native library */
    public static boolean isNative() {
        return Backends.isNative();
    }

    /**
     * \( C \leftarrow \alpha\, \mathrm{op}(A)\, \mathrm{op}(B) + \beta C \).
     *
     * @param a m×k, or k×m when {@code transposeA}
     * @param b k×n, or n×k when {@code transposeB}
     * @param c m×n, overwritten; must be another matrix than {@code a} and {@code b}
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static void gemm(double alpha, Matrix a, boolean transposeA, Matrix b, boolean transposeB,
                            double beta, Matrix c) {
        Require.given("a, b, c", a, b, c);
        gemm(alpha, whole(a), transposeA, whole(b), transposeB, beta, whole(c));
    }

    /**
     * As the other form, on sections of arrays.
     *
     * @param c a section of another array than {@code a} and {@code b}
     */
    public static void gemm(double alpha, Section a, boolean transposeA, Section b, boolean transposeB,
                            double beta, Section c) {
        check(a, transposeA, b, transposeB, c);
        Require.that(c.data() != a.data() && c.data() != b.data(), ANOTHER);
        int k = transposeA ? a.rows() : a.columns();
        Backends.call(backend -> {
            backend.gemm(transposeA, transposeB, c.rows(), c.columns(), k, alpha, a.data(), a.from(), a.stride(),
                    b.data(), b.from(), b.stride(), beta, c.data(), c.from(), c.stride());
            return null;
        });
    }

    /**
     * As the other form, in single precision; α and β are rounded to it.
     *
     * @param c a section of another array than {@code a} and {@code b}
     */
    public static void gemm(double alpha, FloatSection a, boolean transposeA, FloatSection b, boolean transposeB,
                            double beta, FloatSection c) {
        check(a, transposeA, b, transposeB, c);
        Require.that(c.data() != a.data() && c.data() != b.data(), ANOTHER);
        int k = transposeA ? a.rows() : a.columns();
        Backends.call(backend -> {
            backend.gemm(transposeA, transposeB, c.rows(), c.columns(), k, (float) alpha, a.data(), a.from(), a.stride(),
                    b.data(), b.from(), b.stride(), (float) beta, c.data(), c.from(), c.stride());
            return null;
        });
    }

    private static void check(Placed a, boolean transposeA, Placed b, boolean transposeB, Placed c) {
        Require.given("a, b, c", a, b, c);
        int m = transposeA ? a.columns() : a.rows();
        int k = transposeA ? a.rows() : a.columns();
        int n = transposeB ? b.rows() : b.columns();
        int inner = transposeB ? b.columns() : b.rows();
        if (inner != k || c.rows() != m || c.columns() != n) {
            Require.refuse("shapes", m + "×" + k + " times " + inner + "×" + n + " into " + c.rows() + "×" + c.columns(), "m×k times k×n into m×n");
        }
    }

    private static Section whole(Matrix matrix) {
        return Section.of(matrix.data(), 0, matrix.rows(), matrix.columns());
    }

    /**
     * The speed of this machine's products, for a first look.
     *
     * @return GFLOP/s of products of 256×256 matrices in the calling thread, measured for about a tenth of a second
     */
    public static double measuredGigaflops() {
        int n = 256;
        Matrix a = Matrix.identity(n);
        Matrix c = Matrix.zeros(n, n);
        gemm(1, a, false, a, false, 0, c);
        long start = System.nanoTime();
        long elapsed = 0;
        int products = 0;
        while (elapsed < 100_000_000L) {
            gemm(1, a, false, a, false, 0, c);
            products++;
            elapsed = System.nanoTime() - start;
        }
        return 2.0 * n * n * n * products / elapsed;
    }
}
