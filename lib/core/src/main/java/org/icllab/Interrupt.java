package org.icllab;

import java.util.concurrent.CancellationException;

/** How long work is stopped: every loop that may run for more than a moment asks here, in theory and in simulation. */
public final class Interrupt {
    private Interrupt() {
    }

    /**
     * Does nothing, unless the thread was interrupted; its interrupt status stays set.
     *
     * @throws CancellationException if it was
     */
    public static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }
}
