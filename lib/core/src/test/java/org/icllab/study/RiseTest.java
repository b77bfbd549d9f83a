package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RiseTest {
    /** 95 % of Student's t with 4 degrees of freedom, two-sided (any table). */
    private static final double STUDENT = 2.776445;

    @Test
    void theRiseIsMeasuredWhereTheoryRisesMost() {
        // Theory (x − 2)² + 1 over x = 1, 2, 4: falls to 1, rises to 5.
        Results<Probe> results = Fixed.of(Fixed.result(1, 9, 1), Fixed.result(2, 2, 0.1), Fixed.result(4, 6, 0.3));
        Rise rise = Rise.of(results, Probe.VALUE, Probe.MEAN, p -> Math.pow(p.mean() - 2, 2) + 1);
        assertEquals(2, rise.from());
        assertEquals(4, rise.to());
        assertEquals(4, rise.theory(), 1e-12);
        assertEquals(2, rise.measured(), 1e-12);
        // 6/2 · √(0.05² + 0.05²) standard errors; 1e-5: the table's digits.
        assertEquals(3 * 0.05 * Math.sqrt(2) * STUDENT, rise.halfWidth(), 1e-5);
        assertTrue(rise.isClear());
    }

    @Test
    void aFallingTheoryHasNoRise() {
        Rise rise = Rise.of(Fixed.of(Fixed.result(2, 1, 0.1), Fixed.result(1, 2, 0.1)), Probe.VALUE, Probe.MEAN,
                p -> 1 / p.mean());
        assertEquals(0, rise.theory());
        assertEquals(Double.NaN, rise.measured());
        assertFalse(rise.isClear());
    }

    @Test
    void onePointIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Rise.of(Fixed.of(Fixed.result(1, 1, 1)), Probe.VALUE, Probe.MEAN, p -> 1));
    }

    @Test
    void aPointThatStandsTwiceMovesNoOther() {
        Results<Probe> results = Fixed.of(Fixed.result(1, 9, 1), Fixed.result(1, 9, 1), Fixed.result(2, 2, 0.1), Fixed.result(4, 6, 0.3));
        Rise rise = Rise.of(results, Probe.VALUE, Probe.MEAN, p -> Math.pow(p.mean() - 2, 2) + 1);
        assertEquals(4, rise.to());
        assertEquals(2, rise.measured(), 1e-12);
    }
}
