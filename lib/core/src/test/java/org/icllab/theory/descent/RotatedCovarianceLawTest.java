package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.random.MersenneTwister;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

class RotatedCovarianceLawTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void lossIsWhatEveryRotatedContextGives() {
        Spectrum spectrum = Spectrum.powerLaw(12, 1.25, 0.75);
        MersenneTwister random = new MersenneTwister(5);
        RealMatrix gaussian = MatrixUtils.createRealMatrix(12, 12);
        for (int i = 0; i < 12; i++) {
            for (int j = 0; j < 12; j++) {
                gaussian.setEntry(i, j, random.nextGaussian());
            }
        }
        RealMatrix rotation = new QRDecomposition(gaussian).getQ();
        RealMatrix sigma = rotated(rotation, spectrum.lambda());
        RealMatrix omega = rotated(rotation, spectrum.omega());
        for (int depth : new int[] {1, 4, 16}) {
            for (double gamma : new double[] {0, 0.7, 1.5 * depth}) {
                RealMatrix left = MatrixUtils.createRealIdentityMatrix(12)
                        .subtract(sigma.scalarMultiply(gamma / depth)).power(depth);
                double direct = omega.multiply(left.transpose()).multiply(sigma).multiply(left).getTrace();
                // A few hundred products of matrices of norm 1.
                assertEquals(direct, RotatedCovarianceLaw.of(spectrum, depth).loss(gamma), 1e-12);
            }
        }
    }

    private static RealMatrix rotated(RealMatrix rotation, double[] values) {
        return rotation.multiply(MatrixUtils.createRealDiagonalMatrix(values)).multiply(rotation.transpose());
    }

    @Test
    void flowMatchesAnotherIntegrator() {
        // SciPy's DOP853 at 1e-12: D, ν, β, L, γ and loss at t = 1, 100, 1e4.
        double[][] reference = {
            {64, 1.5, 0.75, 8, 0.7243575070624604, 4.49145106713951, 13.26681843070587,
                0.4022999704550611, 0.09348956530955337, 0.03937534189171943},
            {45, 1.75, 0.5, 1, 0.7510725915739618, 1.0834363312323818, 1.0834363312342468,
                0.37172827221350213, 0.30646167853057726, 0.30646167853057726},
            {64, 1.5, 2, 64, 0.7942501020125815, 3.347538897450862, 10.479009670363535,
                0.23404242678879994, 0.013046184739813824, 0.0013680436785836535},
            {128, 1.25, 0.75, INFINITY, 0.7027274573496347, 4.701814134284047, 25.05280665011172,
                0.44357155104980106, 0.10105452782178612, 0.024373764825586654},
        };
        for (double[] row : reference) {
            Spectrum spectrum = Spectrum.powerLaw((int) row[0], row[1], row[2]);
            GammaPath path = RotatedCovarianceLaw.of(spectrum, row[3]).flow(new double[] {1, 100, 1e4});
            for (int i = 0; i < 3; i++) {
                // What GammaPath states; the loss multiplies it by its elasticity, about 1 here.
                assertEquals(row[4 + i], path.gamma()[i], 1e-9 * row[4 + i], "γ, L = " + row[3] + ", " + i);
                assertEquals(row[7 + i], path.loss()[i], 2e-9 * row[7 + i], "loss, L = " + row[3] + ", " + i);
            }
        }
    }

    @Test
    void optimumMatchesHighPrecision() {
        // Root of ∂L/∂γ by bisection with 40 digits: D, ν, β, L, γ, loss.
        double[][] reference = {
            {64, 1.5, 0.75, 8, 13.2668184307061, 0.0393753418917194389},
            {45, 1.75, 0.5, 1, 1.08343633123366, 0.306461678530577284},
            {64, 1.5, 2, 64, 120.336276708149, 9.61758265028719283e-6},
            {64, 1.5, 0.5, 63, 121.63519914044, 0.013178750815798086},
        };
        for (double[] row : reference) {
            Spectrum spectrum = Spectrum.powerLaw((int) row[0], row[1], row[2]);
            Optimum optimum = RotatedCovarianceLaw.of(spectrum, row[3]).optimum();
            // A flat minimum gives the loss all its digits and γ half of them.
            assertEquals(row[4], optimum.gamma(), 1e-7 * row[4], "L = " + row[3]);
            assertEquals(row[5], optimum.loss(), 1e-12 * row[5], "L = " + row[3]);
        }
    }

    @Test
    void optimumIsFoundWhereTheLargestDirectionCarriesLittle() {
        // At L = 1 the minimum is Σωλ²/Σωλ³, here far beyond 2/λ₁.
        double[] lambda = {1, 0.01};
        double[] omega = {1e-9, (1 - 1e-9) / 0.01};
        double expected = (1e-9 + (1 - 1e-9) * 0.01) / (1e-9 + (1 - 1e-9) * 1e-4);
        RotatedCovarianceLaw law = RotatedCovarianceLaw.of(new Spectrum(lambda, omega), 1);
        assertTrue(expected > 10 * law.edge());
        assertEquals(expected, law.optimum().gamma(), 1e-6 * expected);
        Optimum single = RotatedCovarianceLaw.of(new Spectrum(new double[] {2}, new double[] {0.5}), 5).optimum();
        // The slope's zero is of order nine: found to a few units in the last place.
        assertEquals(2.5, single.gamma(), 1e-14);
        assertEquals(0, single.loss());
    }

    @Test
    void flowEndsOnTheFloor() {
        Spectrum spectrum = Spectrum.powerLaw(45, 1.75, 0.5);
        for (double depth : new double[] {1, 2, 4, 8, 16}) {
            RotatedCovarianceLaw law = RotatedCovarianceLaw.of(spectrum, depth);
            GammaPath path = law.flow(new double[] {1e12});
            assertEquals(law.optimum().loss(), path.loss()[0], 1e-12, "L = " + depth);
        }
    }

    @Test
    void lossFallsInTimeWithTheStatedExponent() {
        for (double source : new double[] {1, 1.5, 2}) {
            RotatedCovarianceLaw law = RotatedCovarianceLaw.of(Spectrum.powerLaw(5000, 1.5, source), INFINITY);
            GammaPath path = law.flow(new double[] {1e7, 1e8});
            double slope = -Math.log(path.loss()[1] / path.loss()[0]) / Math.log(10);
            // γ corrections of relative order γ^{−1}, and the cut at D: both below 1e-3 here.
            assertEquals(RotatedCovarianceLaw.timeExponent(source), slope, 2e-3, "β = " + source);
        }
    }

    @Test
    void floorFallsInDepthWithTheStatedExponentTowardsTheEdge() {
        for (double source : new double[] {0.5, 1}) {
            Spectrum spectrum = Spectrum.powerLaw(20_000, 1.5, source);
            Optimum shallower = RotatedCovarianceLaw.of(spectrum, 128).optimum();
            Optimum deeper = RotatedCovarianceLaw.of(spectrum, 256).optimum();
            double slope = -Math.log(deeper.loss() / shallower.loss()) / Math.log(2);
            // Corrections of relative order β(ln L)/L, and the cut at D: about 0.015 together.
            assertEquals(RotatedCovarianceLaw.depthExponent(source), slope, 0.03, "β = " + source);
            assertTrue(deeper.gamma() > 1.95 * 256 && deeper.gamma() < 2 * 256);
        }
    }

    @Test
    void lossIsNeverNaN() {
        for (double depth : new double[] {1, 2, 63, 64, 1000, INFINITY}) {
            RotatedCovarianceLaw law = RotatedCovarianceLaw.of(Spectrum.powerLaw(50, 1.5, 1), depth);
            for (double gamma : new double[] {0, 1, depth < INFINITY ? law.edge() : 1, 1e10, 1e300}) {
                assertFalse(Double.isNaN(law.loss(gamma)), depth + " at " + gamma);
            }
        }
        RotatedCovarianceLaw infinite = RotatedCovarianceLaw.of(Spectrum.powerLaw(50, 1.5, 1), INFINITY);
        assertEquals(new Optimum(INFINITY, 0), infinite.optimum());
        assertEquals(1, Arrays.stream(infinite.flow(new double[] {0}).loss()).sum(), 1e-15);
    }

    @Test
    void badInputIsRefused() {
        Spectrum spectrum = Spectrum.powerLaw(5, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> RotatedCovarianceLaw.of(spectrum, 1.5));
        assertThrows(IllegalArgumentException.class, () -> RotatedCovarianceLaw.of(spectrum, 1).loss(-1));
        assertThrows(IllegalArgumentException.class, () -> RotatedCovarianceLaw.timeExponent(0));
    }
}
