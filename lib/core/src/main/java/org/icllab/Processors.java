package org.icllab;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Whether this process's processors have something to do. A trial that could use several should not where each has a trial of
 * its own: to hand pieces to and fro would cost half as much again as the work.
 */
public final class Processors {
    private static final int ALL = Runtime.getRuntime().availableProcessors();
    private static final AtomicInteger OCCUPIED = new AtomicInteger();

    private Processors() {
    }

    /** @return what {@code work} gives, done on the calling thread, which occupies a processor meanwhile */
    public static <T> T occupying(Supplier<T> work) {
        Require.given("work", work);
        OCCUPIED.incrementAndGet();
        try {
            return work.get();
        } finally {
            OCCUPIED.decrementAndGet();
        }
    }

    /** @return whether there is a processor that no thread occupies, beside the calling thread's own */
    public static boolean areIdle() {
        return Math.max(1, OCCUPIED.get()) < ALL;
    }
}
