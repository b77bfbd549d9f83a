package org.icllab.linalg;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.icllab.Require;

/** Hands out backends so that each is used by one thread at a time and as many run at once as there are processors. */
final class Backends {
    /** Chosen once, at the first use of linear algebra. */
    private static final Backends CHOSEN = choose(System.getProperty("icllab.blas", "auto"));

    private final String description;
    private final boolean isNative;
    private final Semaphore permits;
    private final AtomicBoolean said = new AtomicBoolean();
    private final ConcurrentLinkedDeque<Backend> idle = new ConcurrentLinkedDeque<>();

    Backends(String description, boolean isNative, Backend first, int processors) {
        this.description = description;
        this.isNative = isNative;
        this.permits = new Semaphore(processors);
        idle.add(first);
        // The Java backend keeps no state, so one instance serves every thread.
        for (int i = 1; i < processors && !isNative; i++) {
            idle.add(first);
        }
    }

    /** Runs {@code work} on a backend that no other thread uses meanwhile, waiting for one if need be. */
    static <T> T call(Function<Backend, T> work) {
        Backend backend = CHOSEN.take(JblasBackend::load);
        try {
            return work.apply(backend);
        } finally {
            CHOSEN.giveBack(backend);
        }
    }

    /** An idle backend, else one {@code more}; where that fails, the next that becomes idle. */
    Backend take(Supplier<Backend> more) {
        while (true) {
            permits.acquireUninterruptibly();
            Backend free = idle.pollFirst();
            if (free != null) {
                return free;
            }
            try {
                return more.get();
            } catch (UnsatisfiedLinkError e) {
                // This permit is not given back: as many run at once as there are copies, the first at least.
                if (!said.getAndSet(true)) {
                    System.err.println("ICL Lab: fewer threads than processors run linear algebra, as jblas's native library"
                            + " could not be loaded once more (" + e.getMessage() + ").");
                }
            } catch (RuntimeException | Error e) {
                permits.release();
                throw e;
            }
        }
    }

    void giveBack(Backend backend) {
        // Last in, first out: the copies that are warm in cache work most.
        idle.addFirst(backend);
        permits.release();
    }

    static String description() {
        return CHOSEN.description;
    }

    static boolean isNative() {
        return CHOSEN.isNative;
    }

    private static Backends choose(String wanted) {
        int processors = Runtime.getRuntime().availableProcessors();
        switch (wanted) {
            case "java":
                return new Backends("pure Java (netlib)", false, new JavaBackend(), processors);
            case "jblas":
                return new Backends("jblas (native OpenBLAS)", true, JblasBackend.load(), processors);
            case "auto":
                try {
                    return new Backends("jblas (native OpenBLAS)", true, JblasBackend.load(), processors);
                } catch (UnsatisfiedLinkError e) {
                    System.err.println("ICL Lab: jblas has no native library that works on "
                            + System.getProperty("os.name") + "/" + System.getProperty("os.arch") + " (" + e.getMessage()
                            + "); linear algebra runs in pure Java, about ten times slower.");
                    return new Backends("pure Java (netlib)", false, new JavaBackend(), processors);
                }
            default:
                return Require.refuse("-Dicllab.blas", wanted, "jblas, java or auto");
        }
    }
}
