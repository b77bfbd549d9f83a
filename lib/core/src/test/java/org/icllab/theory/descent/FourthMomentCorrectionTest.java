package org.icllab.theory.descent;

import static org.icllab.Reference.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
