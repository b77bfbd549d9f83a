package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private final AtomicLong nanoseconds = new AtomicLong();

    @Test
    void lineTellsCountTimeTakenAndTimeLeft() {
        Progress progress = Progress.of("trials", 180, 0, 0, nanoseconds::get);
        progress.step(45);
        nanoseconds.set(30_000_000_000L);
        assertEquals("██████░░░░░░░░░░░░░░░░░░ 45 of 180 trials, 30 s, about 1 min 30 s left", progress.line());
    }

    @Test
    void finalLineIsShort() {
        Progress progress = Progress.of("trials", 180, 0, 0, nanoseconds::get);
        progress.step(180);
        nanoseconds.set(41_000_000_000L);
        progress.close();
        assertEquals("180 of 180 trials, 41 s", progress.line());
    }

    @Test
    void interruptedWorkIsToldAsItStands() {
        Progress progress = Progress.of("steps", 10, 0, 0, nanoseconds::get);
        progress.step(3);
        progress.close();
        assertEquals("3 of 10 steps, 0.0 s", progress.line());
    }

    @Test
    void manyThreadsAreAllCounted() {
        Progress progress = Progress.of("trials", 10_000, 0, 0, nanoseconds::get);
        IntStream.range(0, 10_000).parallel().forEach(i -> progress.step());
        progress.close();
        assertEquals("10000 of 10000 trials, 0.0 s", progress.line());
    }

    @ParameterizedTest
    @CsvSource({"0.04, 0.0 s", "9.94, 9.9 s", "9.96, 10 s", "59.4, 59 s", "59.6, 1 min 0 s", "185, 3 min 5 s",
        "7800, 2 h 10 min"})
    void durationIsRoundedToWhatMatters(double seconds, String shown) {
        assertEquals(shown, Progress.duration(seconds));
    }

    @Test
    void nothingToCountIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Progress.of("trials", 0));
    }
}
