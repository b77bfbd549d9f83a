package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StopTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(5);
    private final AtomicReference<Optional<Instant>> asked = new AtomicReference<>(Optional.empty());
    private final Stop stop = new Stop(clock::get, asked::get);

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

    @Test
    void knowsWhatWasAskedForBeforeTheStopHoweverLateItComes() {
        askedAfter(0);
        assertDoesNotThrow(stop::check);
        clock.addAndGet(30 * SECOND);
        stop.now();
        for (int cell = 0; cell < 10; cell++) {
            clock.addAndGet(60 * SECOND);
            askedAfter(0.001 * cell);
            assertThrows(CancellationException.class, stop::check);
        }
        askedAfter(31.1);
        assertDoesNotThrow(stop::check, "a reader's next run, on a busy machine");
        askedAfter(0.5);
        assertDoesNotThrow(stop::check);
    }

    @Test
    void aCellThatIsRunAgainByItselfPasses() {
        askedAfter(0);
        stop.check();
        stop.now();
        askedAfter(0.9);
        assertThrows(CancellationException.class, stop::check);
        askedAfter(1.1);
        assertDoesNotThrow(stop::check);
    }

    private void askedAfter(double seconds) {
        asked.set(Optional.of(Instant.EPOCH.plusNanos((long) (seconds * SECOND))));
    }
}
