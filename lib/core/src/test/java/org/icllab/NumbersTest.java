package org.icllab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void roundedKeepsSoManySignificantDigits() {
        assertEquals(0.236, Numbers.rounded(0.23632522325933522, 3), 0);
        assertEquals(-1240, Numbers.rounded(-1236.5, 3), 0);
        assertEquals(1e-6, Numbers.rounded(1e-6, 3), 0);
        assertEquals(0, Numbers.rounded(0, 1), 0);
        assertEquals(1.2, Numbers.rounded(1.2000000000000002, 12), 0);
        assertEquals(Double.MIN_NORMAL, Numbers.rounded(Double.MIN_NORMAL, 12), 1e-11 * Double.MIN_NORMAL);
    }

    @Test
    void whatHasNoDigitsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Numbers.rounded(Double.NaN, 3));
        assertThrows(IllegalArgumentException.class, () -> Numbers.rounded(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Numbers.rounded(1, 13));
    }
}
