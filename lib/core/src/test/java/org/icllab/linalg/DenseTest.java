package org.icllab.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DiagonalMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

/** Products and factorisations against commons-math's own. Sizes stay small, so rounding stays below 1e-12. */
class DenseTest {
    private static final double ROUNDING = 1e-12;
    /** Some ten roundings of 6e-8 of numbers up to 10. */
    private static final double SINGLE = 5e-6;

    private final RealMatrix a = random(5, 7, 1);
    private final RealMatrix b = random(7, 4, 2);
    private final RealMatrix positive = a.multiply(a.transpose());

    @Test
    void productsMatchCommonsMath() {
        assertEqual(a.multiply(b), ours(a).times(ours(b)));
        assertEqual(a.multiply(b), ours(a.transpose()).transposeTimes(ours(b)));
        assertEqual(a.multiply(b), ours(a).timesTranspose(ours(b.transpose())));
        assertArrayEquals(a.operate(b.getColumn(0)), ours(a).times(b.getColumn(0)), ROUNDING);
    }

    @Test
    void gemmScalesAndAccumulates() {
        Matrix c = ours(random(5, 4, 3));
        RealMatrix expected = a.multiply(b).scalarMultiply(2).add(random(5, 4, 3).scalarMultiply(-3));
        Blas.gemm(2, ours(a), false, ours(b), false, -3, c);
        assertEqual(expected, c);
    }

    /** Each factor stands in a larger array, whose other entries are NaN and stay so. */
    @Test
    void productsOfSectionsAreThoseOfMatrices() {
        for (boolean transposeA : new boolean[] {false, true}) {
            for (boolean transposeB : new boolean[] {false, true}) {
                double[] c = within(random(5, 4, 3), 6, 9);
                Blas.gemm(2, section(transposeA ? a.transpose() : a, 3, 8), transposeA,
                        section(transposeB ? b.transpose() : b, 1, 7), transposeB, -3, Section.of(c, 6, 5, 4, 9));
                RealMatrix expected = a.multiply(b).scalarMultiply(2).add(random(5, 4, 3).scalarMultiply(-3));
                assertArrayEquals(within(expected, 6, 9), c, ROUNDING);
            }
        }
    }

    /** On every backend that loads here, and against products in double precision of the same numbers. */
    @Test
    void productsInSinglePrecisionAreThoseInDoubleToItsRounding() {
        for (Backend backend : backends()) {
            for (boolean transposeA : new boolean[] {false, true}) {
                for (boolean transposeB : new boolean[] {false, true}) {
                    FloatSection left = floats(transposeA ? a.transpose() : a, 3, 8);
                    FloatSection right = floats(transposeB ? b.transpose() : b, 1, 7);
                    float[] c = floats(random(5, 4, 3), 6, 9).data();
                    backend.gemm(transposeA, transposeB, 5, 4, 7, 2, left.data(), 3, 8, right.data(), 1, 7, -3, c, 6, 9);
                    RealMatrix expected = a.multiply(b).scalarMultiply(2).add(random(5, 4, 3).scalarMultiply(-3));
                    double[] result = new double[c.length];
                    Arrays.setAll(result, i -> c[i]);
                    assertArrayEquals(within(expected, 6, 9), result, SINGLE, backend.getClass().getSimpleName());
                }
            }
        }
    }

    @Test
    void sectionsInSinglePrecisionAreMultipliedWhereTheyStand() {
        float[] c = new float[8];
        Blas.gemm(2, FloatSection.of(new float[] {9, 1, 2, 9, 3, 4}, 1, 2, 2, 3), true, FloatSection.of(new float[] {1, -1}, 0, 2, 1),
                false, 0, FloatSection.of(c, 5, 2, 1));
        assertArrayEquals(new float[] {0, 0, 0, 0, 0, -2, -2, 0}, c);
        FloatSection within = FloatSection.of(c, 0, 2, 2);
        assertThrows(IllegalArgumentException.class, () -> Blas.gemm(1, within, false, within, false, 0, within));
        assertThrows(IllegalArgumentException.class, () -> FloatSection.of(c, 3, 2, 3));
    }

    private static List<Backend> backends() {
        List<Backend> backends = new ArrayList<>(List.of(new JavaBackend()));
        if (Blas.isNative()) {
            backends.add(OpenblasBackend.load());
        }
        if (NativeFiles.linuxOnX86()) {
            backends.add(JblasBackend.load());
        }
        return backends;
    }

    private static FloatSection floats(RealMatrix matrix, int from, int stride) {
        double[] numbers = within(matrix, from, stride);
        float[] data = new float[numbers.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) numbers[i];
        }
        return FloatSection.of(data, from, matrix.getRowDimension(), matrix.getColumnDimension(), stride);
    }

    @Test
    void sectionsBeyondTheirArrayAreRefused() {
        Section.of(new double[8], 1, 2, 3, 2);
        Section.of(new double[9], 1, 2, 3, 3);
        assertThrows(IllegalArgumentException.class, () -> Section.of(new double[8], 1, 2, 3, 3));
        assertThrows(IllegalArgumentException.class, () -> Section.of(new double[8], 3, 2, 3));
        assertThrows(IllegalArgumentException.class, () -> Section.of(new double[8], 0, 2, 3, 1));
    }

    private static Section section(RealMatrix matrix, int from, int stride) {
        return Section.of(within(matrix, from, stride), from, matrix.getRowDimension(), matrix.getColumnDimension(), stride);
    }

    private static double[] within(RealMatrix matrix, int from, int stride) {
        double[] data = new double[from + stride * matrix.getColumnDimension()];
        Arrays.fill(data, Double.NaN);
        for (int j = 0; j < matrix.getColumnDimension(); j++) {
            System.arraycopy(matrix.getColumn(j), 0, data, from + j * stride, matrix.getRowDimension());
        }
        return data;
    }

    @Test
    void choleskySolvesAndFactorsLikeCommonsMath() {
        var expected = new CholeskyDecomposition(positive);
        Cholesky actual = Cholesky.of(ours(positive));
        assertEqual(expected.getL(), actual.lower());
        double[] rightHandSide = {1, -2, 3, 0.5, 4};
        double[] residual = positive.operate(actual.solve(rightHandSide));
        assertArrayEquals(rightHandSide, residual, ROUNDING);
    }

    @Test
    void eigenvaluesMatchCommonsMathAndVectorsDiagonalise() {
        double[] expected = new EigenDecomposition(positive).getRealEigenvalues();
        SymmetricEigen eigen = SymmetricEigen.of(ours(positive));
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[expected.length - 1 - i], eigen.values()[i], ROUNDING);
        }
        Matrix diagonal = eigen.vectors().transposeTimes(ours(positive)).times(eigen.vectors());
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected.length; j++) {
                assertEquals(i == j ? eigen.values()[i] : 0, diagonal.get(i, j), ROUNDING);
            }
        }
    }

    @Test
    void qrIsOrthonormalTriangularAndReproduces() {
        QR qr = QR.of(ours(b));
        assertEqual(b, qr.q().times(qr.r()));
        Matrix gram = qr.q().transposeTimes(qr.q());
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                assertEquals(i == j ? 1 : 0, gram.get(i, j), ROUNDING);
                assertTrue(i <= j || qr.r().get(i, j) == 0);
            }
        }
    }

    @Test
    void conjugateGradientsReachTheDirectSolution() {
        double[] rightHandSide = {1, -2, 3, 0.5, 4};
        var solution = ConjugateGradients.solve(positive::operate, double[]::clone, rightHandSide, 1e-12, 100);
        assertArrayEquals(Cholesky.of(ours(positive)).solve(rightHandSide), solution.x(), 1e-9);
    }

    @Test
    void conjugateGradientsThatDoNotArriveSayHowFarTheyCame() {
        double[] rightHandSide = {1, -2, 3, 0.5, 4};
        var error = assertThrows(ArithmeticException.class, () ->
                ConjugateGradients.solve(positive::operate, double[]::clone, rightHandSide, 1e-12, 2));
        assertTrue(error.getMessage().matches(
                "conjugate gradients stopped after 2 iterations at a relative error of about .*e[-+].*; 1.0e-12 was asked"),
                error.getMessage());
    }

    @Test
    void conjugateGradientsStopAtAnErrorNotAtAResidual() {
        // Condition number 1e8: a residual of 1e-8 would leave an error of order 1.
        double[] eigenvalues = {1, 1e-2, 1e-4, 1e-6, 1e-8};
        double[] rightHandSide = {1, 1e-2, 1e-4, 1e-6, 1e-8};
        var solution = ConjugateGradients.solve(v -> Vectors.times(eigenvalues, v), double[]::clone, rightHandSide, 1e-7, 100);
        assertEquals(0, Vectors.norm(Vectors.minus(solution.x(), new double[] {1, 1, 1, 1, 1})), 1e-6);
    }

    @Test
    void conjugateGradientsRefuseWhatIsNotPositiveDefiniteAtOnce() {
        int most = Integer.MAX_VALUE;
        double[] ones = {1, 1};
        for (double bad : new double[] {-1, Double.NaN}) {
            double[] entries = {1, bad};
            assertThrows(ArithmeticException.class,
                    () -> ConjugateGradients.solve(v -> Vectors.times(entries, v), double[]::clone, ones, 1e-9, most));
            assertThrows(ArithmeticException.class,
                    () -> ConjugateGradients.solve(double[]::clone, v -> Vectors.times(entries, v), ones, 1e-9, most));
        }
    }

    @Test
    void aMatrixFunctionActsOnTheEigenvalues() {
        Matrix root = SymmetricEigen.of(ours(positive)).map(Math::sqrt);
        assertEqual(positive, root.times(root));
    }

    @Test
    void sumsDiagonalProductsAndNormsMatchCommonsMath() {
        RealMatrix c = random(5, 7, 4);
        double[] factors = c.getRow(1);
        assertEqual(a.add(c), ours(a).plus(ours(c)));
        assertEqual(a.subtract(c), ours(a).minus(ours(c)));
        assertEqual(a.multiply(new DiagonalMatrix(factors)), ours(a).timesDiagonal(factors));
        assertEquals(a.getFrobeniusNorm(), ours(a).norm(), ROUNDING);
    }

    @Test
    void noCallerCanChangeADecomposition() {
        SymmetricEigen eigen = SymmetricEigen.of(ours(positive));
        QR qr = QR.of(ours(b));
        double value = eigen.values()[0];
        eigen.values()[0] = 7;
        eigen.vectors().set(0, 0, 7);
        qr.q().set(0, 0, 7);
        qr.r().set(0, 0, 7);
        assertEquals(value, eigen.values()[0]);
        assertEqual(positive, eigen.map(x -> x));
        assertEqual(b, qr.q().times(qr.r()));
    }

    @Test
    void sizesBeyondAnArrayAreRefusedByName() {
        // 65536² is 0 in 32 bits, and 2n² negative.
        var wrapped = assertThrows(IllegalArgumentException.class, () -> Matrix.wrap(65536, 65536, new double[0]));
        assertTrue(wrapped.getMessage().startsWith("rows × columns = 65536 × 65536"), wrapped.getMessage());
        var large = assertThrows(IllegalArgumentException.class,
                () -> new JavaBackend().syevd(40_000, new double[0], new double[0]));
        assertTrue(large.getMessage().startsWith("n = 40000"), large.getMessage());
    }

    @Test
    void anIndefiniteMatrixIsRefusedWithItsPivot() {
        Matrix indefinite = Matrix.of(new double[][] {{1, 2}, {2, 1}});
        var error = assertThrows(ArithmeticException.class, () -> Cholesky.of(indefinite));
        assertEquals("the 2×2 matrix is not positive definite: pivot 2 is not positive", error.getMessage());
    }

    @Test
    void mismatchedShapesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ours(a).times(ours(a)));
        assertThrows(IllegalArgumentException.class, () -> Cholesky.of(ours(a)));
        assertThrows(IllegalArgumentException.class, () -> QR.of(ours(a)));
        assertThrows(IllegalArgumentException.class, () -> ours(a).plus(ours(b)));
        assertThrows(IllegalArgumentException.class, () -> ours(a).timesDiagonal(new double[5]));
        assertThrows(IllegalArgumentException.class, () -> Matrix.of(new double[][] {}));
        Matrix square = ours(positive);
        assertThrows(IllegalArgumentException.class, () -> Blas.gemm(1, square, false, square, false, 0, square));
        assertThrows(IllegalArgumentException.class, () -> Matrix.zeros(0, 3));
        assertThrows(IllegalArgumentException.class, () -> Matrix.of(new double[][] {{1, 2}, {3}}));
    }

    private static RealMatrix random(int rows, int columns, int seed) {
        RealMatrix matrix = new Array2DRowRealMatrix(rows, columns);
        Random random = new Random(seed);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.setEntry(i, j, random.nextGaussian());
            }
        }
        return matrix;
    }

    private static Matrix ours(RealMatrix matrix) {
        return Matrix.of(matrix.getData());
    }

    private static void assertEqual(RealMatrix expected, Matrix actual) {
        for (int i = 0; i < expected.getRowDimension(); i++) {
            for (int j = 0; j < expected.getColumnDimension(); j++) {
                assertEquals(expected.getEntry(i, j), actual.get(i, j), ROUNDING);
            }
        }
    }
}
