package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

class RotatedFloorTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void closedFormsAreTheLimitOfTheTwoPointFormula() {
        for (double source : new double[] {0.5, 1, 3}) {
            Spectrum spectrum = Spectrum.powerLaw(200, 1.25, source);
            RotatedFloor floor = RotatedFloor.of(spectrum);
            for (double rank : new double[] {2, 20, 150, 199}) {
                double ratio = rank / 200;
                // k to a few units in the last place; near full rank the sums cancel a digit or two.
                equal(RotatedRisk.of(spectrum, ratio, INFINITY).floor(), floor.width(rank, INFINITY));
                equal(RotatedRisk.of(spectrum, ratio, 1.5 * ratio).floor(), floor.width(rank, 1.5 * rank));
                equal(RotatedRisk.of(spectrum, 1, ratio).floor(), floor.context(rank));
                equal(RotatedRisk.ofMean(spectrum, ratio, INFINITY).floor(), floor.printed(rank));
                equal(RotatedRisk.ofMean(spectrum, 1, ratio).floor(), floor.printed(rank));
            }
        }
    }

    private static void equal(double expected, double actual) {
        assertEquals(expected, actual, 1e-10 * expected);
    }

    @Test
    void equalEigenvaluesHaveElementaryFloors() {
        double[] ones = new double[64];
        double[] omega = new double[64];
        Arrays.fill(ones, 1);
        Arrays.fill(omega, 1 / 64.0);
        RotatedFloor floor = RotatedFloor.of(new Spectrum(ones, omega));
        // What 16 of 64 directions do not see is 3/4; and the floor of isotropic contexts is 1 − α.
        assertEquals(0.75, floor.width(16, INFINITY), 1e-12);
        assertEquals(0.75, floor.context(16), 1e-12);
        assertEquals(0.5625, floor.printed(16), 1e-12);
    }

    @Test
    void ranksOutOfRangeAreRefused() {
        RotatedFloor floor = RotatedFloor.of(Spectrum.powerLaw(8, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> floor.width(8, 20));
        assertThrows(IllegalArgumentException.class, () -> floor.width(4, 4));
        assertThrows(IllegalArgumentException.class, () -> floor.context(0));
        assertThrows(IllegalArgumentException.class, () -> floor.printed(9));
    }
}
