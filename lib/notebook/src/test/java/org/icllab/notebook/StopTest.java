package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopTest {
    private final AtomicLong clock = new AtomicLong(5);
    private final Stop stop = new Stop(clock::get);

    @Test
    void refusesWhatFollowsAtOnceHoweverManyCellsThatAre() {
        assertDoesNotThrow(stop::check);
        stop.now();
        for (int cell = 0; cell < 10; cell++) {
            clock.addAndGet(Stop.MOMENT - 1);
            assertThrows(CancellationException.class, stop::check);
        }
    }

    @Test
    void letsTheReadersNextRunPass() {
        stop.now();
        assertThrows(CancellationException.class, stop::check);
        clock.addAndGet(Stop.MOMENT);
        assertDoesNotThrow(stop::check);
        assertDoesNotThrow(stop::check);
    }
}
