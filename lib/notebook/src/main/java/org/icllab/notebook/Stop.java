package org.icllab.notebook;

import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import org.icllab.Require;

/**
 * Makes the stop button and a false claim stop the notebook, not their cell alone.
 *
 * <p>Run All hands all cells to the kernel at once, and Java's kernels run those behind a cell that failed all the same,
 * unseen. They follow within moments, as no reader does: so whatever they ask of the library moments after a stop is
 * refused.
 */
final class Stop {
    static final Stop SHARED = new Stop(System::nanoTime);
    /** Longer than a kernel takes from one waiting cell to the next, shorter than a reader's next step. */
    static final long MOMENT = 2_000_000_000L;

    private final LongSupplier clock;
    private boolean stopped;
    private long last;

    Stop(LongSupplier clock) {
        this.clock = clock;
    }

    /** A cell was stopped, or failed. */
    synchronized void now() {
        stopped = true;
        last = clock.getAsLong();
    }

    /** @throws CancellationException if the cell that asks was waiting behind one that was stopped */
    synchronized void check() {
        long time = clock.getAsLong();
        stopped &= time - last < MOMENT;
        last = time;
        if (stopped) {
            throw Require.trimmed(new CancellationException(
                    "not run, since a cell before it was stopped or failed; run it again"));
        }
    }
}
