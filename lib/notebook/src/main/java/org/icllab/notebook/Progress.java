package org.icllab.notebook;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.icllab.Require;

/**
 * One line under a long cell: a bar, how many are done, the time taken and the time left. Any thread may report.
 *
 * <pre>{@code
 * try (Progress progress = Progress.of("trials", 180)) {
 *     runAll(trial -> progress.step());
 * }
 * }</pre>
 *
 * <p>The line changes in place, at most four times a second, and ends as "180 of 180 trials, 41 s", or says how many were
 * kept from an earlier run and how long they took then. Without a kernel nothing is shown.
 */
public final class Progress implements AutoCloseable {
    private static final long INTERVAL = 250_000_000L;
    private static final int BAR = 24;

    private final String unit;
    private final int total;
    private final int kept;
    private final double keptSeconds;
    private final LongSupplier clock;
    private final long start;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicLong shownAt;
    private final Optional<String> display;
    private boolean closed;

    private Progress(String unit, int total, int kept, double keptSeconds, LongSupplier clock) {
        this.unit = unit;
        this.total = total;
        this.kept = kept;
        this.keptSeconds = keptSeconds;
        this.clock = clock;
        start = clock.getAsLong();
        shownAt = new AtomicLong(start);
        display = Kernel.display("text/html", html(line()), line());
    }

    /**
     * @param unit what is counted, in the plural: {@code "trials"}
     * @param total how many there are, at least 1
     * @throws IllegalArgumentException if {@code total} is less than 1
     */
    public static Progress of(String unit, int total) {
        return of(unit, total, 0, 0);
    }

    /**
     * @param kept of them, how many an earlier run had done
     * @param keptSeconds how long they took then
     */
    static Progress of(String unit, int total, int kept, double keptSeconds) {
        return of(unit, total, kept, keptSeconds, System::nanoTime);
    }

    static Progress of(String unit, int total, int kept, double keptSeconds, LongSupplier clock) {
        return new Progress(Require.given("unit", unit), Require.atLeast("total", total, 1), kept, keptSeconds, clock);
    }

    /** One more is done. */
    public void step() {
        step(1);
    }

    /**
     * @param count how many more are done
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public void step(int count) {
        done.addAndGet(Require.atLeast("count", count, 0));
        long now = clock.getAsLong();
        long last = shownAt.get();
        if (now - last >= INTERVAL && shownAt.compareAndSet(last, now)) {
            show();
        }
    }

    /** Leaves the final line: how many were done, in what time. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            show();
        }
    }

    private synchronized void show() {
        display.ifPresent(id -> Kernel.update(id, "text/html", html(line()), line()));
    }

    /** @return what the line says now */
    synchronized String line() {
        int count = done.get();
        double seconds = (clock.getAsLong() - start) * 1e-9;
        String earlier = kept + " " + unit + " kept from an earlier run (" + duration(keptSeconds) + ")";
        if (kept == total) {
            return earlier;
        }
        count += kept;
        String counted = count + " of " + total + " " + unit + ", " + duration(seconds) + (kept > 0 ? "; " + earlier : "");
        if (closed) {
            return counted;
        }
        int filled = (int) Math.min(BAR, (long) BAR * count / total);
        int ran = count - kept;
        String left = ran == 0 || count >= total ? "" : ", about " + duration(seconds * (total - count) / ran) + " left";
        return "█".repeat(filled) + "░".repeat(BAR - filled) + " " + counted + left;
    }

    private static String html(String line) {
        return "<span style=\"font-family:monospace;white-space:pre\">" + Text.escape(line) + "</span>";
    }

    /** @return {@code 4.2 s}, {@code 41 s}, {@code 3 min 5 s} or {@code 2 h 10 min} */
    static String duration(double seconds) {
        if (seconds < 9.95) {
            long tenths = Math.round(seconds * 10);
            return tenths / 10 + "." + tenths % 10 + " s";
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}
