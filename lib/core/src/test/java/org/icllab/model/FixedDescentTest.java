package org.icllab.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FixedDescentTest {
    private static final FixedDescent SETTING = new FixedDescent(24, 1.25, 1.25, 4, 16, 0.05, 300);

    @Test
    void looksAreWholeStepsEvenlySpacedInTheLogarithm() {
        int[] steps = SETTING.steps();
        double[] times = SETTING.times();
        assertEquals(16, steps.length);
        assertEquals(20, steps[0]);
        assertEquals(6000, steps[15]);
        for (int i = 0; i < 16; i++) {
            assertEquals(steps[i] * 0.05, times[i]);
            // Half a step of rounding.
            assertEquals(6000 * Math.pow(300, (i - 15) / 15.0), steps[i], 0.5 + 1e-9);
        }
    }

    @Test
    void looksAreAtDifferentStepsFromTheFewestOn() {
        for (double horizon : new double[] {50, 55.55, 1e5}) {
            int[] steps = SETTING.with(FixedDescent.HORIZON, horizon).steps();
            assertEquals(16, Arrays.stream(steps).distinct().count(), Arrays.toString(steps));
            assertTrue(steps[0] > 0);
        }
    }

    @Test
    void directionsAreThoseThatThereAre() {
        assertArrayEquals(new int[] {1, 2, 4, 8, 16}, SETTING.directions());
        assertArrayEquals(new int[] {1, 2, 4}, SETTING.with(FixedDescent.D, 7).directions());
        double[][] places = SETTING.directionTimes();
        assertEquals(16 * 5, places.length);
        assertArrayEquals(new double[] {1, 16}, places[4]);
    }

    @Test
    void horizonsThatDoNotFitAreRefused() {
        refuses("t = 300.01: must be 0 … 2147483647 whole time steps of 0.05", 300.01);
        refuses("t_end = 49.95: must be 1000 time steps of Δt = 0.05 or more", 49.95);
    }

    private static void refuses(String message, double horizon) {
        var refused = assertThrows(IllegalArgumentException.class,
                () -> SETTING.with(FixedDescent.HORIZON, horizon));
        assertEquals(message, refused.getMessage());
    }
}
