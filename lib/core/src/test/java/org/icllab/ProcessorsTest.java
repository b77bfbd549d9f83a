package org.icllab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ProcessorsTest {
    private static final int ALL = Runtime.getRuntime().availableProcessors();

    @Test
    void noneIsIdleWhereEachIsOccupied() {
        boolean before = Processors.areIdle();
        assertEquals(ALL > 1, before);
        assertFalse(occupied(ALL));
        assertEquals(before, occupied(ALL - 1));
        assertThrows(IllegalStateException.class, () -> Processors.occupying(() -> {
            throw new IllegalStateException();
        }));
        assertEquals(before, Processors.areIdle());
    }

    /** Whether any is idle beside so many threads that do something: one that does something within something. */
    private static boolean occupied(int threads) {
        return threads == 0 ? Processors.areIdle() : Processors.occupying(() -> occupied(threads - 1));
    }
}
