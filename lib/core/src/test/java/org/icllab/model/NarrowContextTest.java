package org.icllab.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NarrowContextTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final NarrowContext SETTING = NarrowContext.of(32, 1.25, 0.75, 0.25, 0.5);

    @Test
    void countsAreWholeOrRefused() {
        assertEquals(8, SETTING.width());
        assertEquals(16, SETTING.contextLength());
        assertEquals(INFINITY, SETTING.with(NarrowContext.CONTEXT, INFINITY).contextLength());
        // Not 8 with a theory of 8.5.
        NarrowContext between = NarrowContext.of(32, 1.25, 0.75, 8.5 / 32, 16.5 / 32);
        assertTrue(assertThrows(IllegalArgumentException.class, between::width).getMessage().contains("N/D"));
        assertTrue(assertThrows(IllegalArgumentException.class, between::contextLength).getMessage().contains("P/D"));
        assertThrows(IllegalArgumentException.class, () -> SETTING.with(NarrowContext.WIDTH, 0.001).width());
        // A third of 96 is 32, whatever the rounding of a third.
        assertEquals(32, NarrowContext.of(96, 1.25, 0.75, 1 / 3.0, 1).width());
    }

    @Test
    void depthsDoubleUpToTheDeepest() {
        assertArrayEquals(new double[] {1}, SETTING.measured(1, 0.5, 1).depths());
        assertArrayEquals(new double[] {1, 2, 4, 8}, SETTING.measured(8, 0.5, 1).depths());
        assertArrayEquals(new double[] {1, 2, 4, 8, 12}, SETTING.measured(12, 0.5, 1).depths());
    }

    @Test
    void stepsEndAtTheLargestExactly() {
        double[][] places = SETTING.measured(2, 0.3, 3).depthsAndSteps();
        assertEquals(6, places.length);
        assertArrayEquals(new double[] {1, 0.1}, places[0], 1e-16);
        assertArrayEquals(new double[] {2, 0.3}, places[5]);
        double[] totals = SETTING.measured(64, 0.8, 4).totalSteps();
        // 0.8·64^(i/3): factors of 4.
        assertArrayEquals(new double[] {0.8, 3.2, 12.8, 51.2}, totals, 1e-12);
        assertEquals(0.8 * 64, totals[3]);
        assertArrayEquals(new double[] {51.2}, SETTING.measured(64, 0.8, 1).totalSteps());
    }

    @Test
    void theLadderIsOfHalfDoublings() {
        double[] ladder = NarrowContext.ladder();
        assertEquals(1, ladder[0]);
        assertEquals(Math.sqrt(2), ladder[1], 1e-15);
        assertEquals(1 << 20, ladder[ladder.length - 1]);
    }

    @Test
    void theOwnStepIsThatOfTheWholeModelOnLongContexts() {
        NarrowContext whole = NarrowContext.of(32, 1.25, 0.75, 1, INFINITY).measured(4, 0.8, 1);
        assertEquals(0, whole.spread());
        assertEquals(0.8, whole.ownStep());
        // By hand: v = 1/8 + 1/16 − 1/32 = 5/32.
        double trace = Arrays.stream(SETTING.spectrum().lambda()).sum();
        assertEquals(5.0 / 32, SETTING.spread(), 1e-16);
        assertEquals(0.8 / (0.25 * (1 + 2 * Math.sqrt(5.0 / 32) + 5.0 / 32 * trace)),
                SETTING.measured(4, 0.8, 1).ownStep(), 1e-15);
    }

    @Test
    void itsTextIsTheModelAndItsContexts() {
        assertEquals("D = 32, ν = 1.25, β = 0.75, N/D = 0.25, P/D = 0.5", SETTING.measured(8, 0.5, 3).text());
    }

    @Test
    void whatIsOutOfRangeIsRefusedByName() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SETTING.with(NarrowContext.WIDTH, 1.5))
                .getMessage().startsWith("N/D = 1.5: must be in (0, 1]"));
        assertThrows(IllegalArgumentException.class, () -> SETTING.with(NarrowContext.CONTEXT, 0));
        assertThrows(IllegalArgumentException.class, () -> SETTING.measured(0, 0.5, 1));
        assertThrows(IllegalArgumentException.class, () -> SETTING.measured(1, INFINITY, 1));
        assertThrows(IllegalArgumentException.class, () -> SETTING.measured(1, 0.5, 0));
    }
}
