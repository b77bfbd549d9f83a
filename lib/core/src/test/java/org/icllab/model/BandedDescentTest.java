package org.icllab.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BandedDescentTest {
    private static final BandedDescent SETTING = BandedDescent.of(6, 1, 1, 3, 2, 4, 0.25, 2, 4);

    @Test
    void directionsStandBandAfterBand() {
        assertArrayEquals(new double[] {1, 1 / 2.0, 1 / 3.0, 1 / 4.0, 1 / 5.0, 1 / 6.0}, SETTING.spectrum().lambda(), 1e-15);
        Spectrum spread = SETTING.with(BandedDescent.SPREAD, 1).spectrum();
        assertArrayEquals(new double[] {1, 1 / 4.0, 1 / 2.0, 1 / 5.0, 1 / 3.0, 1 / 6.0}, spread.lambda(), 1e-15);
        double[] power = Spectrum.powerLaw(6, 1, 1).power();
        assertArrayEquals(new double[] {power[0], power[3], power[1], power[4], power[2], power[5]}, spread.power(), 1e-15);
    }

    @Test
    void everyLayerStandsAtEveryTimeUnlessOneMatrixIsShared() {
        assertArrayEquals(new double[][] {{1, 1}, {2, 1}, {4, 1}}, SETTING.rankTimes());
        assertEquals(9, SETTING.with(BandedDescent.TIED, 0).rankTimes().length);
        assertArrayEquals(new int[] {4, 8, 16}, SETTING.steps());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refuses("m = 4: must divide D = 6", BandedDescent.BAND, 4);
        refuses("m = 7: must be an integer in [1, 6] (directions of a band)", BandedDescent.BAND, 7);
        refuses("t_end = 12: must be 1, 2, 4, 8 …", BandedDescent.HORIZON, 12);
        refuses("Δt = 0.3: must be 1/n for an integer n", BandedDescent.TIME_STEP, 0.3);
    }

    private static void refuses(String message, Parameter parameter, double value) {
        var refused = assertThrows(IllegalArgumentException.class, () -> SETTING.with(parameter, value));
        assertEquals(message, refused.getMessage());
    }
}
