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
        occupied(ALL, () -> assertFalse(Processors.areIdle()));
        occupied(ALL - 1, () -> assertEquals(before, Processors.areIdle()));
        assertThrows(IllegalStateException.class, () -> Processors.occupying(() -> {
            throw new IllegalStateException();
        }));
        assertEquals(before, Processors.areIdle());
    }

    /** As if so many threads did something, by one that does something within something. */
    private static void occupied(int times, Runnable work) {
        if (times == 0) {
            work.run();
        } else {
            Processors.occupying(() -> occupied(times - 1, work));
        }
    }
}
