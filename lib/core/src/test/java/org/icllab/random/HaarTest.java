package org.icllab.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.icllab.linalg.Matrix;
import org.junit.jupiter.api.Test;

class HaarTest {
    private static final double ROUNDING = 1e-12;
    /** Met by chance once in ten thousand seeds; the seeds are fixed. */
    private static final double SIGNIFICANCE = 1e-4;
    private static final int COUNT = 5000;

    @Test
    void framesAreOrthonormal() {
        Matrix frame = Haar.frame(7, 3, RandomStream.of(1));
        Matrix gram = frame.transposeTimes(frame);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(i == j ? 1 : 0, gram.get(i, j), ROUNDING);
            }
        }
    }

    @Test
    void anEntryInThreeDimensionsIsUniform() {
        // Archimedes: a coordinate of a uniform unit vector in three dimensions is uniform on [−1, 1].
        for (int column = 0; column < 3; column++) {
            double[] entries = new double[COUNT];
            for (int i = 0; i < COUNT; i++) {
                entries[i] = Haar.orthogonal(3, RandomStream.of(2).at(i)).get(0, column);
            }
            double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new UniformRealDistribution(-1, 1), entries);
            assertTrue(p > SIGNIFICANCE, "column " + column + ": p = " + p);
        }
    }

    @Test
    void aLazyRotationIsOrthogonalAndConsistent() {
        int n = 6;
        LazyRotation rotation = LazyRotation.of(n, RandomStream.of(3));
        double[] x = {1, 2, -1, 0.5, 0, 3};
        double[] image = rotation.apply(x);
        assertArrayEquals(x, rotation.applyTranspose(image), ROUNDING);
        Matrix matrix = matrix(rotation, n);
        Matrix gram = matrix.transposeTimes(matrix);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                assertEquals(i == j ? 1 : 0, gram.get(i, j), ROUNDING);
            }
        }
        assertArrayEquals(image, matrix.times(x), ROUNDING);
        assertArrayEquals(image, rotation.apply(x), ROUNDING);
        assertArrayEquals(matrix.transposeTimes(x), rotation.applyTranspose(x), ROUNDING);
    }

    @Test
    void allOfALazyRotationIsWhatItsUnitVectorsGiveOneByOne() {
        for (double[] x : new double[][] {{1, 2, -1, 0.5, 0, 3}, {0, 0, -2, 0, 0, 0}, {1, 2, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}}) {
            LazyRotation whole = LazyRotation.of(6, RandomStream.of(6));
            LazyRotation oneByOne = LazyRotation.of(6, RandomStream.of(6));
            assertArrayEquals(oneByOne.apply(x), whole.apply(x));
            assertArrayEquals(matrix(oneByOne, 6).data(), whole.matrix().data(), ROUNDING);
            assertArrayEquals(oneByOne.apply(x), whole.apply(x), ROUNDING);
            assertArrayEquals(whole.matrix().transposeTimes(x), whole.applyTranspose(x), ROUNDING);
        }
    }

    @Test
    void aLazyRotationHasTheHaarLawAlsoAfterItWasLookedAt() {
        // xᵀOᵀΛOx and tr O of the completed rotation, against rotations drawn whole.
        int n = 4;
        double[][] lazy = new double[2][COUNT];
        double[][] whole = new double[2][COUNT];
        double[] x = {1, 1, 0, 0};
        for (int i = 0; i < COUNT; i++) {
            LazyRotation rotation = LazyRotation.of(n, RandomStream.of(4).at(i));
            rotation.applyTranspose(rotation.apply(x));
            rotation.applyTranspose(new double[] {0, 0, 1, 2});
            record(matrix(rotation, n), x, lazy, i);
            record(Haar.orthogonal(n, RandomStream.of(5).at(i)), x, whole, i);
        }
        for (int s = 0; s < 2; s++) {
            double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(lazy[s], whole[s]);
            assertTrue(p > SIGNIFICANCE, "p = " + p);
        }
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Haar.frame(2, 3, RandomStream.of(1)));
        assertThrows(IllegalArgumentException.class, () -> LazyRotation.of(0, RandomStream.of(1)));
        assertThrows(IllegalArgumentException.class, () -> LazyRotation.of(2, RandomStream.of(1)).apply(new double[3]));
    }

    private static void record(Matrix rotation, double[] x, double[][] statistics, int i) {
        double[] image = rotation.times(x);
        for (int k = 0; k < image.length; k++) {
            statistics[0][i] += k * image[k] * image[k];
        }
        statistics[1][i] = rotation.trace();
    }

    private static Matrix matrix(LazyRotation rotation, int n) {
        Matrix matrix = Matrix.zeros(n, n);
        for (int j = 0; j < n; j++) {
            System.arraycopy(rotation.apply(Matrix.identity(n).column(j)), 0, matrix.data(), j * n, n);
        }
        return matrix;
    }
}
