package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

class FixedCovarianceLawTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void closedFormSolvesTheFlowOfTheWholeMatrix() {
        Spectrum spectrum = Spectrum.powerLaw(3, 1.25, 0.75);
        for (int depth : new int[] {1, 2, 4}) {
            RealMatrix gamma = MatrixUtils.createRealMatrix(3, 3);
            double step = 0.02;
            for (int i = 0; i < 100; i++) {
                // Midpoint rule.
                RealMatrix middle = gamma.subtract(gradient(spectrum, gamma, depth).scalarMultiply(step / 2));
                gamma = gamma.subtract(gradient(spectrum, middle, depth).scalarMultiply(step));
            }
            FixedCovarianceLaw law = FixedCovarianceLaw.of(spectrum, depth);
            double[] expected = law.gamma(2);
            for (int k = 0; k < 3; k++) {
                for (int j = 0; j < 3; j++) {
                    // The rule's error is of order step² = 4e-4, where the rates are of order 1.
                    assertEquals(k == j ? expected[k] : 0, gamma.getEntry(k, j), 1e-3, "L = " + depth);
                }
            }
            assertEquals(loss(spectrum, gamma, depth), law.loss(2), 1e-3);
        }
    }

    /** \( \mathrm{Tr}\,\Omega M^\top\Sigma M \), \( M = (I - \Gamma\Sigma/L)^L \), as the model defines it. */
    private static double loss(Spectrum spectrum, RealMatrix gamma, int depth) {
        RealMatrix sigma = MatrixUtils.createRealDiagonalMatrix(spectrum.lambda());
        RealMatrix left = MatrixUtils.createRealIdentityMatrix(gamma.getRowDimension())
                .subtract(gamma.multiply(sigma).scalarMultiply(1.0 / depth)).power(depth);
        return MatrixUtils.createRealDiagonalMatrix(spectrum.omega())
                .multiply(left.transpose()).multiply(sigma).multiply(left).getTrace();
    }

    private static RealMatrix gradient(Spectrum spectrum, RealMatrix gamma, int depth) {
        double h = 1e-5;
        RealMatrix gradient = gamma.copy();
        for (int i = 0; i < gamma.getRowDimension(); i++) {
            for (int j = 0; j < gamma.getRowDimension(); j++) {
                RealMatrix moved = gamma.copy();
                moved.addToEntry(i, j, h);
                double up = loss(spectrum, moved, depth);
                moved.addToEntry(i, j, -2 * h);
                gradient.setEntry(i, j, (up - loss(spectrum, moved, depth)) / (2 * h));
            }
        }
        return gradient;
    }

    @Test
    void aDirectionIsCountedFromOne() {
        FixedCovarianceLaw law = FixedCovarianceLaw.of(Spectrum.powerLaw(3, 1.25, 0.75), 4);
        for (int k = 1; k <= 3; k++) {
            assertEquals(law.gamma(2)[k - 1], law.gamma(k, 2));
        }
        assertThrows(IllegalArgumentException.class, () -> law.gamma(0, 2));
        assertThrows(IllegalArgumentException.class, () -> law.gamma(4, 2));
    }

    @Test
    void everyDepthIsTheFlowOfASingleDirection() {
        // One direction with λ = ω = 1 is the scalar flow that RotatedCovarianceLaw integrates step by step.
        Spectrum single = new Spectrum(new double[] {1}, new double[] {1});
        double[] times = {0.001, 0.3, 2, 50, 1e5};
        for (double depth : new double[] {1, 2, 3, 8, 64, 1024, INFINITY}) {
            FixedCovarianceLaw law = FixedCovarianceLaw.of(single, depth);
            GammaPath path = RotatedCovarianceLaw.of(single, depth).flow(times);
            for (int i = 0; i < times.length; i++) {
                // What GammaPath states.
                assertEquals(law.gamma(times[i])[0], path.gamma()[i], 1e-9 * path.gamma()[i], "L = " + depth);
                assertEquals(law.loss(times[i]), path.loss()[i], 1e-8 * path.loss()[i] + 1e-16, "L = " + depth);
            }
        }
    }

    @Test
    void infiniteDepthIsTheLimitOfDeepOnes() {
        Spectrum spectrum = Spectrum.powerLaw(20, 1.25, 1.25);
        FixedCovarianceLaw infinite = FixedCovarianceLaw.of(spectrum, INFINITY);
        FixedCovarianceLaw deep = FixedCovarianceLaw.of(spectrum, 1 << 20);
        for (double t : new double[] {0, 1, 1e3, 1e6}) {
            // Corrections of order ln(1 + 4ωλ³t)²/L.
            assertEquals(infinite.loss(t), deep.loss(t), 1e-4 * infinite.loss(t));
            assertArrayEquals(infinite.gamma(t), deep.gamma(t), 1e-3);
        }
        assertEquals(Math.log1p(4 * spectrum.power()[0] * 7) / 2, infinite.gamma(7)[0], 1e-14);
    }

    @Test
    void lossFallsWithTheStatedExponentAtEveryDepth() {
        for (double[] law : new double[][] {{1.25, 1.25}, {1.5, 1}}) {
            double exponent = FixedCovarianceLaw.exponent(law[0], law[1]);
            double printed = law[1] / (law[0] + law[0] * law[1] + 1);
            Spectrum spectrum = Spectrum.powerLaw(200_000, law[0], law[1]);
            for (double depth : new double[] {1, 2, 8, INFINITY}) {
                FixedCovarianceLaw flow = FixedCovarianceLaw.of(spectrum, depth);
                double slope = -Math.log(flow.loss(1e10) / flow.loss(1e9)) / Math.log(10);
                // Corrections of the cut at D and of the leading directions. The paper's exponent is 6e-3 away or more.
                assertEquals(exponent, slope, 2e-4, "ν = " + law[0] + ", L = " + depth);
                assertTrue(Math.abs(slope - printed) > 6e-3);
            }
        }
    }

    @Test
    void flowGoesFromNothingToTheFixedPoint() {
        Spectrum spectrum = Spectrum.powerLaw(5, 1, 1);
        for (double depth : new double[] {1, 2, 8}) {
            FixedCovarianceLaw law = FixedCovarianceLaw.of(spectrum, depth);
            assertArrayEquals(new double[5], law.gamma(0));
            assertEquals(1, law.loss(0), 1e-15);
            double[] inverse = Arrays.stream(spectrum.lambda()).map(lambda -> depth / lambda).toArray();
            assertArrayEquals(inverse, law.fixedPoint(), 1e-14 * inverse[4]);
            // At L = 8 the last factor still is (1e250)^{−1/14}.
            assertArrayEquals(inverse, law.gamma(1e250), 1e-15 * inverse[4]);
        }
        assertEquals(INFINITY, FixedCovarianceLaw.of(spectrum, INFINITY).fixedPoint()[0]);
    }

    @Test
    void smallTimesLoseNoDigits() {
        Spectrum spectrum = Spectrum.powerLaw(5, 1, 1);
        for (double depth : new double[] {1, 2, 64, INFINITY}) {
            double[] gamma = FixedCovarianceLaw.of(spectrum, depth).gamma(1e-12);
            for (int k = 0; k < 5; k++) {
                // γ = 2ωλ²t(1 − O(t)).
                double expected = 2e-12 * spectrum.power()[k] * spectrum.lambda()[k];
                assertEquals(expected, gamma[k], 1e-11 * expected);
            }
        }
    }

    @Test
    void badInputIsRefused() {
        Spectrum spectrum = Spectrum.powerLaw(5, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> FixedCovarianceLaw.of(spectrum, 0));
        assertThrows(IllegalArgumentException.class, () -> FixedCovarianceLaw.of(spectrum, 1).loss(-1));
        assertThrows(IllegalArgumentException.class, () -> FixedCovarianceLaw.of(spectrum, 1).gamma(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> FixedCovarianceLaw.exponent(0, 1));
    }
}
