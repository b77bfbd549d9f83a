package org.icllab.model;

import static org.icllab.model.BalancedTraining.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class BalancedTrainingTest {
    private static final BalancedTraining SETTING = isotropic(32, 0.1875, 4, 0.4, 64, 0.01, 1, 1000, 8);

    @Test
    void timesAreALadderOfWholeSteps() {
        assertArrayEquals(new double[] {0, 0.5, 1, 1.5, 2, 3, 4, 6, 8}, SETTING.times());
        assertArrayEquals(new int[] {0, 50, 100, 150, 200, 300, 400, 600, 800}, SETTING.steps());
        // In binary neither number is what it says.
        assertEquals(6000, isotropic(32, 1, 4, 0.4, 64, 0.0039, 1, 1000, 23.4).steps()[8]);
        assertEquals(16, isotropic(32, 1, 4, 0.4, 64, 1, 1, 1000, 16 + 0.9e-6).steps()[8]);
        assertTrue(isLadder(Integer.MAX_VALUE - 15, 1) && !isLadder(Integer.MAX_VALUE + 1.0, 1));
    }

    @Test
    void countsAreWhatTheRatiosStandFor() {
        assertEquals(6, SETTING.labelled());
        assertEquals(4, SETTING.layers());
        assertTrue(refused(() -> SETTING.with(ALPHA, 0.01).labelled()).startsWith("α = 0.01: must be"));
        assertTrue(refused(() -> SETTING.with(L, 1.5).layers()).startsWith("L = 1.5: must be an integer"));
    }

    @Test
    void whatHasNoMeaningIsRefused() {
        assertTrue(refused(() -> SETTING.with(HORIZON, 8.1)).contains("T must be a multiple of 16 time steps"));
        assertTrue(refused(() -> SETTING.with(HORIZON, 8 + 0.3e-7)).contains("T must be a multiple of 16 time steps"));
        assertTrue(refused(() -> SETTING.with(HORIZON, 0.08)).contains("T must be a multiple of 16 time steps"));
        assertTrue(refused(() -> SETTING.with(NU, 1)).startsWith("isotropic"));
        assertTrue(refused(SETTING::spectrum).startsWith("isotropic"));
        assertEquals(Spectrum.powerLaw(24, 1.25, 0.75), rotated(24, 1.25, 0.75, 4, 0.4, 64, 0.005, 1, 1000, 8).spectrum());
    }

    private static String refused(Executable bad) {
        return assertThrows(IllegalArgumentException.class, bad).getMessage();
    }
}
