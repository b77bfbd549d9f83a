package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.random.MersenneTwister;
import org.icllab.linalg.Matrix;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

class BrittlenessTest {
    private static final Spectrum SPECTRUM = Spectrum.powerLaw(7, 1.25, 1.25);

    @Test
    void lossMatchesItsDefinition() {
        double[][] skew = skew(7, 11);
        Brittleness brittleness = Brittleness.of(SPECTRUM, Matrix.of(skew));
        for (double theta : new double[] {-0.3, 0.01, 0.1, 0.25, 2}) {
            for (int depth : new int[] {1, 2, 8, 64}) {
                double direct = direct(SPECTRUM, skew, theta, depth);
                // Dozens of products of matrices of condition 130.
                assertEquals(direct, brittleness.loss(theta, depth), 1e-10 * direct, "θ = " + theta + ", L = " + depth);
            }
        }
    }

    /** \( \mathrm{Tr}\,\Omega'M^\top\Sigma'M,\ M = (I-\Sigma^{-1}\Sigma')^L \), the exponential being its series. */
    private static double direct(Spectrum spectrum, double[][] skew, double theta, int depth) {
        int n = skew.length;
        RealMatrix rotation = MatrixUtils.createRealIdentityMatrix(n);
        RealMatrix term = rotation;
        for (int i = 1; i < 60; i++) {
            term = term.multiply(MatrixUtils.createRealMatrix(skew)).scalarMultiply(theta / i);
            rotation = rotation.add(term);
        }
        RealMatrix sigma = MatrixUtils.createRealDiagonalMatrix(spectrum.lambda());
        RealMatrix turned = rotation.multiply(sigma).multiply(rotation.transpose());
        RealMatrix tasks = rotation.multiply(MatrixUtils.createRealDiagonalMatrix(spectrum.omega()))
                .multiply(rotation.transpose());
        RealMatrix left = MatrixUtils.createRealIdentityMatrix(n)
                .subtract(MatrixUtils.inverse(sigma).multiply(turned)).power(depth);
        return tasks.multiply(left.transpose()).multiply(turned).multiply(left).getTrace();
    }

    @Test
    void trainingContextsCostNothing() {
        Brittleness brittleness = Brittleness.of(SPECTRUM, Matrix.of(skew(7, 3)));
        assertEquals(0.0, brittleness.loss(0, 1));
        assertEquals(0.0, brittleness.loss(0, 16));
    }

    @Test
    void smallAnglesLoseNoDigits() {
        Brittleness brittleness = Brittleness.of(SPECTRUM, Matrix.of(skew(7, 3)));
        // One layer's loss is quadratic in θ, with corrections of relative order θ.
        assertEquals(brittleness.loss(1e-9, 1), 1e-6 * brittleness.loss(1e-6, 1), 1e-4 * brittleness.loss(1e-9, 1));
    }

    @Test
    void largeAnglesCostDeeperModelsMore() {
        double[][] skew = skew(32, 8);
        Brittleness brittleness = Brittleness.of(Spectrum.powerLaw(32, 1.25, 1.25), Matrix.of(skew));
        double previous = 1;
        for (int depth : new int[] {1, 2, 4, 8, 64}) {
            double loss = brittleness.loss(1, depth);
            assertTrue(loss > 2 * previous, "L = " + depth);
            previous = loss;
        }
        assertEquals(Double.POSITIVE_INFINITY, brittleness.loss(1, 1 << 20));
    }

    @Test
    void isotropicInputsDoNotMindTheRotation() {
        double[] ones = new double[7];
        Arrays.fill(ones, 1);
        double[] omega = new double[7];
        Arrays.fill(omega, 1.0 / 7);
        // Rounding of a rotation, squared.
        assertEquals(0, Brittleness.of(new Spectrum(ones, omega), Matrix.of(skew(7, 3))).loss(1, 1), 1e-26);
    }

    @Test
    void onlySkewMatricesOfTheRightShapeAreTaken() {
        double[][] skew = skew(7, 1);
        assertThrows(IllegalArgumentException.class, () -> Brittleness.of(SPECTRUM, Matrix.zeros(6, 6)));
        assertThrows(IllegalArgumentException.class, () -> Brittleness.of(SPECTRUM, Matrix.zeros(7, 6)));
        assertThrows(IllegalArgumentException.class, () -> Brittleness.of(SPECTRUM, Matrix.identity(7)));
        Brittleness brittleness = Brittleness.of(SPECTRUM, Matrix.of(skew));
        assertThrows(IllegalArgumentException.class, () -> brittleness.loss(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> brittleness.loss(0.1, 0));
        skew[0][1] += 1e-6;
        assertThrows(IllegalArgumentException.class, () -> Brittleness.of(SPECTRUM, Matrix.of(skew)));
    }

    /** \( (A - A^\top)/\sqrt{2n} \) for a Gaussian A. */
    private static double[][] skew(int n, int seed) {
        MersenneTwister random = new MersenneTwister(seed);
        double[][] skew = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                skew[i][j] = random.nextGaussian() / Math.sqrt(n);
                skew[j][i] = -skew[i][j];
            }
        }
        return skew;
    }
}
