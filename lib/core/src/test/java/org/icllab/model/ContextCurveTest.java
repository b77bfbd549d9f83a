package org.icllab.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ContextCurveTest {
    private static final ContextCurve CURVE = ContextCurve.of(1, 2, 0.1, TestError.IDG, 0.01, 1000, 6);

    @Test
    void lengthsGrowByOneRatioFromTheFirstToTheLastExactly() {
        double[] lengths = CURVE.alphas();
        assertArrayEquals(new double[] {0.01, 0.1, 1, 10, 100, 1000}, lengths, 1e-12);
        assertEquals(0.01, lengths[0]);
        assertEquals(1000, lengths[5]);
        assertEquals(7, CURVE.with(ContextCurve.LENGTHS, 7).alphas().length);
        assertArrayEquals(lengths, CURVE.alphas());
    }

    @Test
    void lengthsThatDoNotAscendAreRefused() {
        assertEquals("α₁ = 0.01, α₂ = 0.001: must be ascending", assertThrows(IllegalArgumentException.class,
                () -> CURVE.with(ContextCurve.LONGEST, 0.001)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> CURVE.with(ContextCurve.SHORTEST, 1000));
        assertThrows(IllegalArgumentException.class, () -> CURVE.with(ContextCurve.LENGTHS, 2));
    }

    @Test
    void anErrorKnowsItsQuantity() {
        assertEquals(Pretraining.E_ICL, TestError.ICL.quantity());
        assertEquals(Pretraining.E_IDG, TestError.IDG.quantity());
    }
}
