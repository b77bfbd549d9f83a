package org.icllab.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Eight threads on every routine at once, and arrays anywhere in memory, get the same bits. */
class SameBitsTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 100;

    @Test
    void productsFromEightThreadsAreTheSingleThreadedOnes() throws Exception {
        hammer(seed -> random(32, 32, seed).times(random(32, 32, seed + 1)).data());
    }

    @Test
    void productsInSinglePrecisionFromEightThreadsAreTheSingleThreadedOnes() throws Exception {
        hammer(seed -> singles(32, seed));
    }

    @Test
    void choleskySolvesFromEightThreadsAreTheSingleThreadedOnes() throws Exception {
        hammer(seed -> Cholesky.of(positive(24, seed)).solve(random(24, 1, seed).data()));
    }

    @Test
    void eigenvaluesFromEightThreadsAreTheSingleThreadedOnes() throws Exception {
        hammer(seed -> SymmetricEigen.of(positive(24, seed)).vectors().data());
    }

    @Test
    void qrFromEightThreadsIsTheSingleThreadedOne() throws Exception {
        hammer(seed -> QR.of(random(32, 16, seed)).q().data());
    }

    @Test
    void allRoutinesTogetherFromEightThreadsAreTheSingleThreadedOnes() throws Exception {
        hammer(seed -> switch (seed % 4) {
            case 0 -> random(32, 32, seed).transposeTimes(random(32, 32, seed + 1)).data();
            case 1 -> Cholesky.of(positive(24, seed)).lower().data();
            case 2 -> SymmetricEigen.of(positive(24, seed)).values();
            default -> QR.of(random(32, 16, seed)).r().data();
        });
    }

    /** Vector instructions must not sum in another order where the garbage collector has moved an array. */
    @Test
    void theBitsDoNotDependOnWhereAnArrayStands() {
        List<double[]> ballast = new ArrayList<>();
        for (int n : new int[] {5, 13, 32, 67, 130}) {
            for (Computation computation : List.<Computation>of(
                    seed -> random(n, 3 * n, seed).times(random(3 * n, n, 1)).data(),
                    seed -> random(3 * n, n, seed).transposeTimes(random(3 * n, n, 1)).data(),
                    seed -> singles(n, seed),
                    seed -> Cholesky.of(positive(n, seed)).lower().data(),
                    seed -> SymmetricEigen.of(positive(n, seed)).vectors().data(),
                    seed -> QR.of(random(3 * n, n, seed)).q().data())) {
                double[] first = computation.of(2);
                for (int shift = 1; shift < 16; shift++) {
                    ballast.add(new double[shift]);
                    assertArrayEquals(first, computation.of(2), 0, "n = " + n);
                }
            }
        }
    }

    private interface Computation {
        double[] of(int seed);
    }

    private static void hammer(Computation computation) throws Exception {
        List<double[]> alone = new ArrayList<>();
        for (int seed = 0; seed < THREADS; seed++) {
            alone.add(computation.of(seed));
        }
        var pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int seed = 0; seed < THREADS; seed++) {
                int own = seed;
                work.add(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        // The same computation on the same library: not a bit may differ.
                        assertArrayEquals(alone.get(own), computation.of(own), 0);
                    }
                    return null;
                });
            }
            for (Future<Void> done : pool.invokeAll(work)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** A product in single precision. */
    private static double[] singles(int n, int seed) {
        float[] product = new float[n * n];
        Blas.gemm(1, floats(random(n, n, seed)), true, floats(random(n, n, seed + 1)), false, 0, FloatSection.of(product, 0, n, n));
        double[] result = new double[product.length];
        Arrays.setAll(result, i -> product[i]);
        return result;
    }

    private static FloatSection floats(Matrix matrix) {
        float[] data = new float[matrix.data().length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) matrix.data()[i];
        }
        return FloatSection.of(data, 0, matrix.rows(), matrix.columns());
    }

    private static Matrix random(int rows, int columns, int seed) {
        Matrix matrix = Matrix.zeros(rows, columns);
        Random random = new Random(seed);
        for (int i = 0; i < matrix.data().length; i++) {
            matrix.data()[i] = random.nextGaussian();
        }
        return matrix;
    }

    private static Matrix positive(int n, int seed) {
        Matrix factor = random(n, n, seed);
        return factor.timesTranspose(factor).plusDiagonal(1);
    }
}
