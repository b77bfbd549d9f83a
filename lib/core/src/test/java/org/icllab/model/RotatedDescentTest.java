package org.icllab.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RotatedDescentTest {
    private static final RotatedDescent SETTING = RotatedDescent.of(8, 1.25, 1, 3, 64, 0.1, 400, 8);

    @Test
    void timesDoubleUpToTheHorizonAndAreWholeSteps() {
        assertArrayEquals(new double[] {1, 2, 4, 8}, SETTING.times());
        // 1/0.1 is 10 and 8/0.1 is 80, but for rounding.
        assertArrayEquals(new int[] {10, 20, 40, 80}, SETTING.steps());
        assertArrayEquals(new double[] {1}, SETTING.with(RotatedDescent.HORIZON, 1).times());
    }

    @Test
    void everyLayerStandsAtEveryTimeUnlessOneMatrixIsShared() {
        RotatedDescent untied = SETTING.with(RotatedDescent.TIED, 0).with(RotatedDescent.HORIZON, 2);
        assertArrayEquals(new double[][] {{1, 1}, {1, 2}, {1, 3}, {2, 1}, {2, 2}, {2, 3}}, untied.layerTimes());
        assertArrayEquals(new double[][] {{1, 1}, {2, 1}, {4, 1}, {8, 1}}, SETTING.layerTimes());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refuses("t_end = 12: must be 1, 2, 4, 8 …", RotatedDescent.HORIZON, 12);
        refuses("t_end = 0.5: must be 1, 2, 4, 8 …", RotatedDescent.HORIZON, 0.5);
        refuses("Δt = 0.3: must be 1/n for an integer n", RotatedDescent.TIME_STEP, 0.3);
        refuses("Δt = 2: must be 1/n for an integer n", RotatedDescent.TIME_STEP, 2);
        refuses("N = 9: must be an integer in [1, 8] (directions that the model sees)", RotatedDescent.WIDTH, 9);
        // Steps beyond an int.
        refuses("t = 1073741824: must be 0 … 2147483647 whole time steps of 0.1", RotatedDescent.HORIZON, 1 << 30);
    }

    private static void refuses(String message, Parameter parameter, double value) {
        var refused = assertThrows(IllegalArgumentException.class, () -> SETTING.with(parameter, value));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void onlyWholeDepthsAreLayers() {
        assertEquals(3, SETTING.layers());
        assertThrows(IllegalArgumentException.class, () -> SETTING.with(RotatedDescent.L, 2.5).layers());
        assertThrows(IllegalArgumentException.class,
                () -> SETTING.with(RotatedDescent.L, Double.POSITIVE_INFINITY).layers());
    }
}
