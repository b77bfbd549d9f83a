package org.icllab.linalg;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.icllab.Require;

/** Hands out backends so that each is used by one thread at a time and as many run at once as there are processors. */
final class Backends {
    /** Chosen once, at the first use of linear algebra. */
    private static final Backends CHOSEN = choose(System.getProperty("icllab.blas", "auto"));

    private final String description;
    private final boolean isNative;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<Backend> idle = new ConcurrentLinkedDeque<>();

    private Backends(String description, boolean isNative, Backend first) {
        int processors = Runtime.getRuntime().availableProcessors();
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
        CHOSEN.permits.acquireUninterruptibly();
        Backend backend = null;
        try {
            backend = CHOSEN.idle.pollFirst();
            if (backend == null) {
                backend = JblasBackend.load();
            }
            return work.apply(backend);
        } finally {
            // Last in, first out: the copies that are warm in cache work most.
            if (backend != null) {
                CHOSEN.idle.addFirst(backend);
            }
            CHOSEN.permits.release();
        }
    }

    static String description() {
        return CHOSEN.description;
    }

    static boolean isNative() {
        return CHOSEN.isNative;
    }

    private static Backends choose(String wanted) {
        switch (wanted) {
            case "java":
                return new Backends("pure Java (netlib)", false, new JavaBackend());
            case "jblas":
                return new Backends("jblas (native OpenBLAS)", true, JblasBackend.load());
            case "auto":
                try {
                    return new Backends("jblas (native OpenBLAS)", true, JblasBackend.load());
                } catch (UnsatisfiedLinkError e) {
                    System.err.println("ICL Lab: jblas has no native library that works on "
                            + System.getProperty("os.name") + "/" + System.getProperty("os.arch")
                            + "; linear algebra runs in pure Java, about ten times slower.");
                    return new Backends("pure Java (netlib)", false, new JavaBackend());
                }
            default:
                return Require.refuse("-Dicllab.blas", wanted, "jblas, java or auto");
        }
    }
}
