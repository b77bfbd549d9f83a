package org.icllab.notebook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.icllab.Require;

/**
 * Makes the stop button and a false claim stop the notebook, not their cell alone.
 *
 * <p>Run All hands all cells to the kernel at once, and Java's kernels run those behind a cell that failed all the same,
 * unseen. What they ask of the library is refused. They are told from a reader's next run by when they were asked for,
 * which the front end says: a next run is asked for after the stop, so later than the stopped cell by at least as long as
 * that ran. (Only differences count, since the front end's clock is its own.) Where it is not known, what follows
 * within a moment is refused.
 */
final class Stop {
    static final Stop SHARED = new Stop(System::nanoTime, Kernel::asked);
    /** Longer than Run All takes to hand over all cells, shorter than a reader's next step. */
    static final long MOMENT = 1_000_000_000L;

    private final LongSupplier clock;
    private final Supplier<Optional<Instant>> asked;
    private boolean stopped;
    private long last;
    private long begun;
    private Optional<Instant> cell = Optional.empty();
    private Instant sent = Instant.MAX;

    /** @param asked when the cell that runs was asked for */
    Stop(LongSupplier clock, Supplier<Optional<Instant>> asked) {
        this.clock = clock;
        this.asked = asked;
    }

    /** A cell was stopped, or failed. */
    synchronized void now() {
        note();
        stopped = true;
        sent = cell.isEmpty() ? Instant.MAX : cell.get().plus(Duration.ofNanos(last - begun + MOMENT));
    }

    /** @throws CancellationException if the cell that asks was waiting behind one that was stopped */
    synchronized void check() {
        long before = last;
        note();
        stopped &= cell.map(own -> own.isBefore(sent)).orElse(last - before < MOMENT);
        if (stopped) {
            throw Require.trimmed(new CancellationException(
                    "not run, since a cell before it was stopped or failed; run it again"));
        }
    }

    private void note() {
        last = clock.getAsLong();
        Optional<Instant> own = asked.get();
        if (!own.equals(cell)) {
            begun = last;
            cell = own;
        }
    }
}
