package org.icllab.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FixedDescentTest {
    private static final FixedDescent SETTING = new FixedDescent(24, 1.25, 1.25, 4, 16, 0.05, 300);

    @Test
    void looksAreWholeStepsEvenlySpacedInTheLogarithm() {
        int[] steps = SETTING.steps();
        double[] times = SETTING.times();
        assertArrayEquals(new int[] {1, 2, 3, 6, 10, 18, 32, 58, 104, 185, 330, 590, 1053, 1881, 3359, 6000}, steps);
        for (int i = 0; i < 16; i++) {
            assertEquals(steps[i] * 0.05, times[i]);
        }
    }

    @Test
    void looksAreAtDifferentSteps() {
        assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 16},
                SETTING.with(FixedDescent.HORIZON, 0.8).steps());
    }

    @Test
    void directionsAreThoseThatThereAre() {
        assertArrayEquals(new int[] {1, 2, 4, 8, 16}, SETTING.directions());
        assertArrayEquals(new int[] {1, 2, 4}, SETTING.with(FixedDescent.D, 7).directions());
        double[][] places = SETTING.directionTimes();
        assertEquals(16 * 5, places.length);
        assertArrayEquals(new double[] {0.05, 16}, places[4]);
    }

    @Test
    void horizonsThatDoNotFitAreRefused() {
        refuses("t = 300.01: must be 0 … 2147483647 whole time steps of 0.05", 300.01);
        refuses("t_end = 0.75: must be 16 time steps of Δt = 0.05 or more", 0.75);
    }

    private static void refuses(String message, double horizon) {
        var refused = assertThrows(IllegalArgumentException.class,
                () -> SETTING.with(FixedDescent.HORIZON, horizon));
        assertEquals(message, refused.getMessage());
    }
}
