package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.icllab.linalg.Matrix;
import org.icllab.model.Spectrum;
import org.icllab.random.Haar;
import org.icllab.random.RandomStream;
import org.icllab.random.WishartFactor;
import org.junit.jupiter.api.Test;

class ProjectedDescentTest {
    private static final Spectrum SPECTRUM = Spectrum.powerLaw(14, 1.25, 0.75);

    @Test
    void lossIsThatOfTheMatrixPower() {
        for (double[] shape : new double[][] {{5, 20}, {9, 6}, {14, 9}, {6, Double.POSITIVE_INFINITY}}) {
            int width = (int) shape[0];
            ProjectedDescent descent = ProjectedDescent.draw(SPECTRUM.lambda(), SPECTRUM.omega(), width, shape[1],
                    RandomStream.of(3));
            RealMatrix step = step(width, shape[1], RandomStream.of(3));
            for (int depth : new int[] {1, 3, 8}) {
                RealMatrix left = MatrixUtils.createRealIdentityMatrix(14).subtract(step.scalarMultiply(2.5 / depth))
                        .power(depth);
                double direct = left.transpose().preMultiply(diagonal(SPECTRUM.omega())).preMultiply(left)
                        .preMultiply(diagonal(SPECTRUM.lambda())).getTrace();
                // Sums of about 14² products of numbers of order one.
                assertEquals(direct, descent.loss(2.5, depth), 1e-12);
                double[] diagonal = descent.diagonal(2.5, depth);
                for (int k = 0; k < 14; k++) {
                    assertEquals(left.getEntry(k, k), diagonal[k], 1e-12);
                }
            }
        }
    }

    /** The same draws in the same order, put together as the definition says. */
    private static RealMatrix step(int width, double points, RandomStream stream) {
        RealMatrix frame = width == 14 ? MatrixUtils.createRealIdentityMatrix(14) : real(Haar.frame(14, width, stream));
        RealMatrix roots = diagonal(Arrays.stream(SPECTRUM.lambda()).map(Math::sqrt).toArray());
        RealMatrix covariance = roots.multiply(roots);
        if (points < Double.POSITIVE_INFINITY) {
            RealMatrix factor = real(WishartFactor.of((int) points, 14).draw(stream));
            covariance = roots.multiply(factor.transpose()).multiply(factor).multiply(roots).scalarMultiply(1 / points);
        }
        return frame.multiply(frame.transpose()).multiply(covariance);
    }

    private static RealMatrix real(Matrix matrix) {
        RealMatrix result = MatrixUtils.createRealMatrix(matrix.rows(), matrix.columns());
        for (int j = 0; j < matrix.columns(); j++) {
            result.setColumn(j, matrix.column(j));
        }
        return result;
    }

    private static RealMatrix diagonal(double[] values) {
        return MatrixUtils.createRealDiagonalMatrix(values);
    }

    @Test
    void slopeIsTheLossesDifference() {
        for (double points : new double[] {20, Double.POSITIVE_INFINITY}) {
            ProjectedDescent descent = ProjectedDescent.draw(SPECTRUM.lambda(), SPECTRUM.omega(), 6, points, RandomStream.of(5));
            for (double depth : new double[] {1, 4, Double.POSITIVE_INFINITY}) {
                double difference = (descent.loss(2 + 1e-5, depth) - descent.loss(2 - 1e-5, depth)) / 2e-5;
                // Rounding over the difference, 1e-16/1e-5.
                assertEquals(difference, descent.slope(2, depth), 1e-10);
            }
        }
        assertThrows(ArithmeticException.class, () -> ProjectedDescent.draw(SPECTRUM.lambda(), SPECTRUM.omega(), 6, 20,
                RandomStream.of(5)).slope(1e200, 8));
    }

    @Test
    void manyLayersComeToTheExponential() {
        ProjectedDescent descent = ProjectedDescent.draw(SPECTRUM.lambda(), SPECTRUM.omega(), 7, 10, RandomStream.of(4));
        double limit = descent.loss(3, Double.POSITIVE_INFINITY);
        // (1 − x/L)^L = e⁻ˣ(1 − x²/2L + …), x up to about 3.
        assertEquals(limit, descent.loss(3, 100_000), 1e-4 * limit);
        assertEquals(1, descent.loss(0, 8), 1e-14);
    }

    @Test
    void eigenvaluesAreThoseOfTheStep() {
        double[] eigenvalues = ProjectedDescent.draw(SPECTRUM.lambda(), SPECTRUM.omega(), 6, 20, RandomStream.of(7))
                .eigenvalues();
        RealMatrix step = step(6, 20, RandomStream.of(7));
        assertEquals(6, eigenvalues.length);
        // Traces of M and M²: sums of a few numbers of order one.
        assertEquals(step.getTrace(), Arrays.stream(eigenvalues).sum(), 1e-13);
        assertEquals(step.power(2).getTrace(), Arrays.stream(eigenvalues).map(x -> x * x).sum(), 1e-13);
    }

    @Test
    void fullWidthAndInfiniteContextLeaveTheSpectrum() {
        ProjectedDescent descent = ProjectedDescent.draw(SPECTRUM.lambda(), SPECTRUM.omega(), 14,
                Double.POSITIVE_INFINITY, RandomStream.of(5));
        assertEquals(1, descent.largestEigenvalue(), 1e-14);
        double sum = 0;
        for (int k = 0; k < 14; k++) {
            sum += SPECTRUM.omega()[k] * SPECTRUM.lambda()[k] * Math.pow(1 - SPECTRUM.lambda()[k], 4);
        }
        assertEquals(sum, descent.loss(2, 2), 1e-14);
    }

    @Test
    void aLossThatOverflowsIsNotANumber() {
        ProjectedDescent descent = ProjectedDescent.draw(SPECTRUM.lambda(), SPECTRUM.omega(), 5, 20, RandomStream.of(3));
        assertThrows(ArithmeticException.class, () -> descent.loss(1e20, 16));
    }

    @Test
    void anInterruptStopsTheDraw() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> ProjectedDescent.draw(SPECTRUM.lambda(), SPECTRUM.omega(), 5, 20,
                RandomStream.of(3)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void refusesWhatIsNotAShape() {
        double[] lambda = SPECTRUM.lambda();
        double[] omega = SPECTRUM.omega();
        String message = assertThrows(IllegalArgumentException.class,
                () -> ProjectedDescent.draw(lambda, omega, 15, 3, RandomStream.of(1))).getMessage();
        assertTrue(message.contains("width"), message);
        assertThrows(IllegalArgumentException.class,
                () -> ProjectedDescent.draw(lambda, omega, 3, 2.5, RandomStream.of(1)));
        ProjectedDescent descent = ProjectedDescent.draw(lambda, omega, 3, 2, RandomStream.of(1));
        assertThrows(IllegalArgumentException.class, () -> descent.loss(-1, 2));
        assertThrows(IllegalArgumentException.class, () -> descent.loss(1, 1.5));
    }

    @Test
    void veryManyLayersAreAnExponential() {
        ProjectedDescent one = ProjectedDescent.draw(new double[] {1}, new double[] {1}, 1, Double.POSITIVE_INFINITY, RandomStream.of(1));
        for (double depth : new double[] {1e9, 1e12, 1e15, 1e18, Double.POSITIVE_INFINITY}) {
            assertEquals(Math.exp(-0.6), one.loss(0.3, depth), 1e-9);
        }
    }
}
