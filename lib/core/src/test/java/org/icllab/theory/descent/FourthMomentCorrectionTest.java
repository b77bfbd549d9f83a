package org.icllab.theory.descent;

import static org.icllab.Reference.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.icllab.Reference;
import org.icllab.linalg.Matrix;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

class FourthMomentCorrectionTest {
    private static final double[][] ROWS = {{2, 1, 0}, {-2, 1, 0}, {0, -1, 1}, {0, -1, -1}, {1, 0, 0}, {-1, 0, 0}};
    private static final double[] LAMBDA = {10.0 / 6, 4.0 / 6, 2.0 / 6};

    private static Matrix moments() {
        Matrix moments = Matrix.zeros(3, 3);
        for (double[] x : ROWS) {
            for (int i = 0; i < 9; i++) {
                moments.data()[i] += Math.pow(x[i % 3] * x[i / 3], 2) / ROWS.length;
            }
        }
        return moments;
    }

    @Test
    void firstOrdersAreDerivativesAlongThePoints() {
        double scale = 0.25 * LAMBDA[0] + 0.5 * LAMBDA[1] + LAMBDA[2];
        Spectrum spectrum = Spectrum.scaled(LAMBDA, new double[] {0.25, 0.5, 1});
        Reference.each("fourth_moments", row -> assertNear(row.number("correction") / 7 / scale,
                FourthMomentCorrection.of(spectrum, moments(), 7).at(row.number("gamma"), (int) row.number("depth")), 1e-12, row));
    }

    /**
     * Two laws of one covariance, three points each, told apart by where the points stand. The mean loss over all contexts of
     * P of them is a polynomial in 1/P of degree 2L − 1, whose coefficients follow from P = 1 … 2L.
     */
    @Test
    void forTasksOfAnyCovarianceItIsTheFirstOrderInThePoints() {
        double[] lambda = {1.5, 0.4};
        Matrix tasks = Matrix.of(new double[][] {{1, 0.6}, {0.6, 2}});
        for (int depth = 1; depth <= 2; depth++) {
            double enumerated = firstOrder(points(lambda, 0.3), lambda, tasks, 0.9, depth)
                    - firstOrder(points(lambda, 1.1), lambda, tasks, 0.9, depth);
            double formula = correction(lambda, 0.3, tasks).at(0.9, depth) - correction(lambda, 1.1, tasks).at(0.9, depth);
            assertEquals(enumerated, formula, 1e-10, "depth " + depth);
        }
    }

    private static FourthMomentCorrection correction(double[] lambda, double angle, Matrix tasks) {
        List<Matrix> moments = IntStream.range(0, 2).mapToObj(m -> Matrix.zeros(2, 2)).toList();
        for (double[] x : points(lambda, angle)) {
            for (int at = 0; at < 8; at++) {
                moments.get(at / 4).data()[at % 4] += x[at % 2] * x[at / 2 % 2] * x[at / 4] * x[at / 4] / 3;
            }
        }
        return FourthMomentCorrection.of(lambda, moments, tasks, 1);
    }

    private static double[][] points(double[] lambda, double angle) {
        return IntStream.range(0, 3).mapToObj(k -> new double[] {
            Math.sqrt(2 * lambda[0]) * Math.cos(angle + 2 * Math.PI * k / 3),
            Math.sqrt(2 * lambda[1]) * Math.sin(angle + 2 * Math.PI * k / 3)}).toArray(double[][]::new);
    }

    private static double firstOrder(double[][] points, double[] lambda, Matrix tasks, double gamma, int depth) {
        int terms = 2 * depth;
        double[][] powers = new double[terms][terms];
        double[] losses = new double[terms];
        for (int p = 1; p <= terms; p++) {
            for (int n = 0; n < terms; n++) {
                powers[p - 1][n] = Math.pow(p, -n);
            }
            int contexts = (int) Math.pow(3, p);
            for (int context = 0; context < contexts; context++) {
                Matrix covariance = Matrix.zeros(2, 2);
                for (int n = 0, rest = context; n < p; n++, rest /= 3) {
                    for (int at = 0; at < 4; at++) {
                        covariance.data()[at] += points[rest % 3][at % 2] * points[rest % 3][at / 2] / p;
                    }
                }
                losses[p - 1] += loss(covariance, lambda, tasks, gamma, depth) / contexts;
            }
        }
        return new LUDecomposition(MatrixUtils.createRealMatrix(powers)).getSolver()
                .solve(MatrixUtils.createRealVector(losses)).getEntry(1);
    }

    private static double loss(Matrix covariance, double[] lambda, Matrix tasks, double gamma, int depth) {
        Matrix left = Matrix.identity(2);
        Matrix layer = Matrix.identity(2).minus(covariance.scaled(gamma / depth));
        for (int n = 0; n < depth; n++) {
            left = layer.times(left);
        }
        return left.transposeTimes(Matrix.identity(2).timesDiagonal(lambda).times(left)).times(tasks).trace();
    }

    @Test
    void diagonalTasksAreASpecialCase() {
        double[] omega = {0.25, 0.5, 1};
        double scale = 0.25 * LAMBDA[0] + 0.5 * LAMBDA[1] + LAMBDA[2];
        List<Matrix> moments = IntStream.range(0, 3).mapToObj(m -> Matrix.identity(3)
                .timesDiagonal(IntStream.range(0, 3).mapToDouble(i -> moments().get(i, m)).toArray())).toList();
        FourthMomentCorrection any = FourthMomentCorrection.of(LAMBDA, moments,
                Matrix.identity(3).timesDiagonal(omega).scaled(1 / scale), 7);
        assertEquals(FourthMomentCorrection.of(Spectrum.scaled(LAMBDA, omega), moments(), 7).at(1.3, 4), any.at(1.3, 4), 1e-14);
    }

    @Test
    void gaussianMomentsLeaveNothing() {
        Spectrum spectrum = Spectrum.powerLaw(4, 1.25, 0.75);
        double[] lambda = spectrum.lambda();
        Matrix moments = Matrix.zeros(4, 4);
        for (int i = 0; i < 16; i++) {
            moments.data()[i] = (i % 5 == 0 ? 3 : 1) * lambda[i % 4] * lambda[i / 4];
        }
        assertEquals(0, FourthMomentCorrection.of(spectrum, moments, 5).at(2, 6), 1e-16);
        assertEquals(0, FourthMomentCorrection.of(spectrum, Matrix.identity(4), 5).at(0, 6));
    }

    @Test
    void badInputIsRefusedByName() {
        Spectrum spectrum = Spectrum.powerLaw(3, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> FourthMomentCorrection.of(spectrum, Matrix.identity(4), 5));
        assertThrows(IllegalArgumentException.class, () -> FourthMomentCorrection.of(spectrum, Matrix.identity(3), 0));
        FourthMomentCorrection correction = FourthMomentCorrection.of(spectrum, Matrix.identity(3), 5);
        assertThrows(IllegalArgumentException.class, () -> correction.at(-1, 2));
        assertThrows(IllegalArgumentException.class, () -> correction.at(1, 0));
        assertThrows(ArithmeticException.class, () -> correction.at(1e300, 4));
    }
}
