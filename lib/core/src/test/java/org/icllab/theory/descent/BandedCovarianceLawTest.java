package org.icllab.theory.descent;

import static org.icllab.Reference.assertNear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.icllab.Reference;
import org.icllab.model.BandedDescent;
import org.icllab.model.Descent;
import org.icllab.model.RotatedDescent;
import org.icllab.model.Spectrum;
import org.icllab.study.Grid;
import org.icllab.study.Runner;
import org.icllab.theory.descent.BandedCovarianceLaw.Band;
import org.junit.jupiter.api.Test;

class BandedCovarianceLawTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final double[] TIMES = {0, 0.3, 2, 50, 1e5};

    @Test
    void bandsOfOneAreFixedCovarianceByItsOwnClock() {
        Spectrum spectrum = Spectrum.powerLaw(12, 1.25, 0.75);
        for (double depth : new double[] {1, 2, 8, INFINITY}) {
            FixedCovarianceLaw fixed = FixedCovarianceLaw.of(spectrum, depth);
            BandedCovarianceLaw law = BandedCovarianceLaw.of(spectrum, 1, depth);
            double[] loss = law.loss(TIMES);
            for (int i = 0; i < TIMES.length; i++) {
                // Closed form against a flow that knows its times to 1e-11 of themselves.
                assertEquals(fixed.loss(TIMES[i]), loss[i], 2e-11 * loss[i], "L = " + depth + ", t = " + TIMES[i]);
                for (int k = 1; k <= 12; k++) {
                    double gamma = fixed.gamma(k, TIMES[i]);
                    assertEquals(gamma, law.bands().get(k - 1).flow(TIMES).gamma()[i], 1e-10 * gamma);
                }
            }
        }
    }

    @Test
    void oneBandIsRotatedCovarianceByItsOwnClock() {
        Spectrum spectrum = Spectrum.powerLaw(12, 1.25, 0.75);
        for (double depth : new double[] {1, 2, 8, INFINITY}) {
            RotatedCovarianceLaw rotated = RotatedCovarianceLaw.of(spectrum, depth);
            BandedCovarianceLaw law = BandedCovarianceLaw.of(spectrum, 12, depth);
            assertArrayEquals(rotated.flow(TIMES).loss(), law.loss(TIMES), 1e-12);
            assertArrayEquals(rotated.flow(TIMES).gamma(), law.bands().get(0).flow(TIMES).gamma(), 1e-12 * depth);
            assertEquals(rotated.optimum().loss(), law.floor(), 1e-12);
        }
    }

    @Test
    void studiesMeetThoseOfFixedAndRotatedCovariance() {
        BandedDescent setting = BandedDescent.of(6, 1.25, 0.75, 2, 6, 4, 0.25, 2, 8);
        RotatedDescent rotated = RotatedDescent.of(6, 1.25, 0.75, 2, 4, 0.25, 2, 8);
        assertArrayEquals(Runner.of(1).run("rotated", RotatedCovarianceLaw.STUDY, Grid.of(rotated)).means(Descent.LOSS),
                Runner.of(1).run("banded", BandedCovarianceLaw.STUDY, Grid.of(setting)).means(Descent.LOSS), 1e-12);
    }

    /** Three directions, of which the first two rotate: an average over angles is exact for so many of them. */
    @Test
    void theWholeMatrixMovesByOneNumberInABandAndShares() {
        Spectrum spectrum = Spectrum.powerLaw(3, 1.25, 0.75);
        for (int depth : new int[] {1, 2, 4}) {
            RealMatrix gamma = MatrixUtils.createRealDiagonalMatrix(new double[] {0.7, 0.7, 1.9});
            RealMatrix gradient = MatrixUtils.createRealMatrix(3, 3);
            int angles = 64;
            for (int n = 0; n < angles; n++) {
                for (int reflected = 0; reflected < 2; reflected++) {
                    gradient = gradient.add(gradient(spectrum, rotation(2 * Math.PI * n / angles, reflected), gamma, depth));
                }
            }
            gradient = gradient.scalarMultiply(0.5 / angles);
            double[] lambda = spectrum.lambda();
            double[] power = spectrum.power();
            double pair = share(lambda[0], power[0], 0.7, depth) + share(lambda[1], power[1], 0.7, depth);
            double[] expected = {pair / 2, pair / 2, share(lambda[2], power[2], 1.9, depth)};
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    assertEquals(i == j ? expected[i] : 0, gradient.getEntry(i, j), 1e-13, "L = " + depth);
                }
            }
        }
    }

    private static double share(double lambda, double power, double q, int depth) {
        return -2 * power * lambda * Math.pow(1 - q * lambda / depth, 2 * depth - 1);
    }

    private static RealMatrix rotation(double angle, int reflected) {
        double sign = reflected == 0 ? 1 : -1;
        return MatrixUtils.createRealMatrix(new double[][] {{Math.cos(angle), -sign * Math.sin(angle), 0},
            {Math.sin(angle), sign * Math.cos(angle), 0}, {0, 0, 1}});
    }

    /** ∂/∂Γ of Tr Ω MᵀΣM, M = (I − ΓΣ/L)^L, by the product rule. */
    private static RealMatrix gradient(Spectrum spectrum, RealMatrix rotation, RealMatrix gamma, int depth) {
        RealMatrix sigma = turned(spectrum.lambda(), rotation);
        RealMatrix omega = turned(spectrum.omega(), rotation);
        RealMatrix step = MatrixUtils.createRealIdentityMatrix(3).subtract(gamma.multiply(sigma).scalarMultiply(1.0 / depth));
        RealMatrix sum = MatrixUtils.createRealMatrix(3, 3);
        for (int layer = 0; layer < depth; layer++) {
            RealMatrix after = step.power(depth - 1 - layer).transpose().multiply(sigma).multiply(step.power(depth));
            sum = sum.subtract(after.multiply(omega).multiply(step.power(layer).transpose()).multiply(sigma)
                    .scalarMultiply(2.0 / depth));
        }
        return sum;
    }

    private static RealMatrix turned(double[] eigenvalues, RealMatrix rotation) {
        return rotation.multiply(MatrixUtils.createRealDiagonalMatrix(eigenvalues)).multiply(rotation.transpose());
    }

    /** The second variation is one number on all antisymmetric matrices: that of a basis of them, on average. */
    @Test
    void antisymmetricPartsGrowAtTheSkewRate() {
        int d = 4;
        Spectrum spectrum = Spectrum.powerLaw(d, 1.25, 0.75);
        for (int depth : new int[] {1, 2, 3, 5}) {
            for (double gamma : new double[] {0.4, 1.4 * depth}) {
                double h = 1e-3;
                double bend = 0;
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j < i; j++) {
                        RealMatrix moved = MatrixUtils.createRealIdentityMatrix(d).scalarMultiply(gamma);
                        double rest = loss(spectrum, moved, depth);
                        moved.setEntry(i, j, h / Math.sqrt(2));
                        moved.setEntry(j, i, -h / Math.sqrt(2));
                        // Even in h: i, j and j, i are the same.
                        bend += 2 * (loss(spectrum, moved, depth) - rest) / (h * h) / (d * (d - 1) / 2);
                    }
                }
                double rate = RotatedCovarianceLaw.of(spectrum, depth).skewRate(gamma);
                assertEquals(-d * bend, rate, 1e-4, "L = " + depth);
            }
        }
        assertEquals(0, RotatedCovarianceLaw.of(Spectrum.powerLaw(1, 1, 1), 2).skewRate(1));
    }

    private static double loss(Spectrum spectrum, RealMatrix gamma, int depth) {
        RealMatrix sigma = MatrixUtils.createRealDiagonalMatrix(spectrum.lambda());
        RealMatrix left = MatrixUtils.createRealIdentityMatrix(gamma.getRowDimension())
                .subtract(gamma.multiply(sigma).scalarMultiply(1.0 / depth)).power(depth);
        return MatrixUtils.createRealDiagonalMatrix(spectrum.omega()).multiply(left.transpose()).multiply(sigma)
                .multiply(left).getTrace();
    }

    /** Quadrature and normal equations at 40 digits: reference/bands.py. */
    @Test
    void flowsAndFloorsAreThoseOfManyDigits() {
        Reference.each("bands", row -> {
            BandedDescent setting = new BandedDescent((int) row.number("dimension"), row.number("nu"), row.number("beta"),
                    row.number("depth"), (int) row.number("band"), row.number("spread") == 1, true, 1, 1, 1, 1);
            BandedCovarianceLaw law = BandedCovarianceLaw.of(setting);
            double t = row.number("time");
            // Times are right to 1e-11 of themselves, and where the loss still falls exponentially that counts many times.
            assertEquals(row.number("loss"), law.loss(t)[0], 1e-10 * row.number("loss") + 1e-15, row.toString());
            assertNear(row.number("first"), law.bands().get(0).flow(t).gamma()[0], 1e-10, row);
            assertNear(row.number("last"), law.bands().get(law.bands().size() - 1).flow(t).gamma()[0], 1e-10, row);
            assertEquals(row.number("floor"), law.floor(), 1e-12 * row.number("floor") + 1e-30, row.toString());
            assertEquals(row.number("untied"), law.untiedFloor(), 1e-10 * row.number("untied") + 1e-25, row.toString());
        });
    }

    @Test
    void aBandKeepsAtMostWhatItsConditionNumberSays() {
        Spectrum spectrum = Spectrum.powerLaw(24, 1.25, 0.75);
        for (int width : new int[] {1, 2, 6, 24}) {
            for (int depth : new int[] {1, 2, 8}) {
                BandedCovarianceLaw law = BandedCovarianceLaw.of(spectrum, width, depth);
                for (Band band : law.bands()) {
                    double c = band.conditionNumber();
                    double most = Math.pow((c - 1) / (c + 1), 2 * depth);
                    assertTrue(band.landscape().optimum().loss() <= most * (1 + 1e-12) + 1e-25);
                }
                assertTrue(law.untiedFloor() <= law.floor() * (1 + 1e-12) + 1e-25);
                assertEquals(law.bands().get(0).conditionNumber(), law.conditionNumber());
            }
        }
    }

    @Test
    void oneLayerKeepsWhatLeastSquaresLeave() {
        Spectrum spectrum = Spectrum.powerLaw(6, 1.25, 0.75);
        double expected = IntStream.range(0, 2).mapToDouble(b -> {
            double first = 0;
            double second = 0;
            double share = 0;
            for (int i = 3 * b; i < 3 * b + 3; i++) {
                share += spectrum.power()[i];
                first += spectrum.power()[i] * spectrum.lambda()[i];
                second += spectrum.power()[i] * spectrum.lambda()[i] * spectrum.lambda()[i];
            }
            return share - first * first / second;
        }).sum();
        assertEquals(expected, BandedCovarianceLaw.of(spectrum, 3, 1).floor(), 1e-14);
        assertEquals(expected, BandedCovarianceLaw.of(spectrum, 3, 1).untiedFloor(), 1e-14);
    }

    @Test
    void smallStepsFollowTheFlow() {
        BandedDescent setting = BandedDescent.of(12, 1.25, 0.75, 3, 4, 1, 1e-3, 1, 8);
        double[] flow = Runner.of(1).run("flow", BandedCovarianceLaw.STUDY, Grid.of(setting)).means(Descent.LOSS);
        double[] steps = Runner.of(1).run("steps", BandedCovarianceLaw.STEPS, Grid.of(setting)).means(Descent.LOSS);
        // Euler's method runs ahead by Δt/2·ln(v(0)/v(t)).
        assertArrayEquals(flow, steps, 2e-3);
    }

    @Test
    void anInterruptStopsTheSteps() {
        BandedDescent setting = BandedDescent.of(12, 1.25, 0.75, 3, 4, 1, 1e-3, 1, 8);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> BandedCovarianceLaw.STEPS.run(setting, null));
        assertTrue(Thread.interrupted());
    }

    @Test
    void badInputIsRefused() {
        Spectrum spectrum = Spectrum.powerLaw(6, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> BandedCovarianceLaw.of(spectrum, 4, 1));
        assertThrows(IllegalArgumentException.class, () -> BandedCovarianceLaw.of(spectrum, 7, 1));
        assertThrows(IllegalArgumentException.class, () -> BandedCovarianceLaw.of(spectrum, 3, 0.5));
        assertThrows(IllegalArgumentException.class, () -> BandedCovarianceLaw.of(spectrum, 3, INFINITY).untiedFloor());
    }
}
