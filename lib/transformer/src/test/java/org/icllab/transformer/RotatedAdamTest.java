package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.transformer.RotatedAdam.Attention;
import org.junit.jupiter.api.Test;

class RotatedAdamTest {
    private static final RotatedAdam BASE =
            new RotatedAdam(Attention.LINEAR, 8, 2, 1, 1, 2, 2, 0.4, 0.05, 0, 16, 8, 200, 150);

    @Test
    void everyModelStartsAtOneAndLearns() {
        for (Attention attention : Attention.values()) {
            for (double decay : new double[] {0, 1e-3}) {
                RotatedAdam setting = BASE.with(RotatedAdam.ATTENTION, attention.ordinal()).with(RotatedAdam.DECAY, decay);
                assertEquals(attention, setting.attention());
                double[] losses = RotatedAdam.losses(setting, Trial.of(RandomStream.of(1)));
                // Attention of strength 0.4 to some power takes a few per cent away at most.
                assertEquals(1, losses[0], 0.08, setting.text());
                assertTrue(losses[losses.length - 1] < 0.7, losses[losses.length - 1] + " with " + setting.text());
            }
        }
    }

    @Test
    void theLadderIsOfWholeStepsThatGrow() {
        assertArrayEquals(new int[] {0, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64}, BASE.with(RotatedAdam.STEPS, 64).ladder());
        assertEquals(20480, BASE.with(RotatedAdam.STEPS, 20480).ladder()[11]);
        assertArrayEquals(new double[] {0, 64}, new double[] {RotatedAdam.STUDY.places(BASE.with(RotatedAdam.STEPS, 64))[0][0],
            RotatedAdam.STUDY.places(BASE.with(RotatedAdam.STEPS, 64))[11][0]});
    }

    @Test
    void whatCannotBeTrainedIsRefused() {
        assertEquals("H = 3: must divide D = 8", refused(() -> BASE.with(RotatedAdam.HEADS, 3)));
        assertTrue(refused(() -> BASE.with(RotatedAdam.L, 1.5)).startsWith("L = 1.5: must be an integer"));
        assertTrue(refused(() -> BASE.with(RotatedAdam.ALPHA, Double.POSITIVE_INFINITY)).startsWith("α = "));
        assertTrue(refused(() -> BASE.with(RotatedAdam.STEPS, 63)).startsWith("steps = 63: must be an integer ≥ 64"));
        assertTrue(refused(() -> new RotatedAdam(null, 8, 2, 1, 1, 2, 2, 0.4, 0.05, 0, 16, 8, 200, 150)).startsWith("attention"));
    }

    private static String refused(org.junit.jupiter.api.function.Executable bad) {
        return assertThrows(IllegalArgumentException.class, bad).getMessage();
    }
}
