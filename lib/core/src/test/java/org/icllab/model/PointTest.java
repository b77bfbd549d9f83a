package org.icllab.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PointTest {
    private static final Point POINT = Point.empty().with("L = depth", 4).with("α", 0.5).with("P", Double.POSITIVE_INFINITY);

    @Test
    void integerIsAskedForBySymbol() {
        assertEquals(4, POINT.integer("L"));
    }

    @Test
    void whatIsNoIntegerIsRefusedByName() {
        for (String symbol : new String[] {"α", "P", "K"}) {
            var error = assertThrows(IllegalArgumentException.class, () -> POINT.integer(symbol));
            assertTrue(error.getMessage().contains(symbol), error.getMessage());
        }
    }
}
