package org.icllab.linalg;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.icllab.Require;

/** Hands out backends so that each is used by one thread at a time and as many run at once as there are processors. */
final class Backends {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    /** Chosen once, at the first use of linear algebra. */
    private static final Backends CHOSEN = choose(System.getProperty("icllab.blas", "auto"));

    private final String description;
    private final String reason;
    private final boolean isNative;
    private final Semaphore permits;
    private final AtomicBoolean said = new AtomicBoolean();
    /** What serves all calls; null if each needs an instance of its own. */
    private final Backend shared;
    private final ConcurrentLinkedDeque<Backend> idle = new ConcurrentLinkedDeque<>();

    /**
     * @param atOnce how many calls may run at once
     * @param shared whether {@code first} serves them all; else each needs an instance of its own
     */
    Backends(String description, String reason, boolean isNative, Backend first, int atOnce, boolean shared) {
        this.description = description;
        this.reason = reason;
        this.isNative = isNative;
        this.permits = new Semaphore(atOnce);
        this.shared = shared ? first : null;
        if (!shared) {
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

    /** The backend that serves all, or an idle one, else one {@code more}; where that fails, the next that becomes idle. */
    Backend take(Supplier<Backend> more) {
        while (true) {
            permits.acquireUninterruptibly();
            if (shared != null) {
                return shared;
            }
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
        if (shared == null) {
            // Last in, first out: the copies that are warm in cache work most.
            idle.addFirst(backend);
        }
        permits.release();
    }

    static String description() {
        return CHOSEN.description;
    }

    static String reason() {
        return CHOSEN.reason;
    }

    static boolean isNative() {
        return CHOSEN.isNative;
    }

    private static Backends choose(String wanted) {
        String asked = "-Dicllab.blas asks for it";
        switch (wanted) {
            case "java":
                return java(asked);
            case "jblas":
                return jblas(asked);
            case "openblas":
                return openblas(asked);
            case "auto":
                return automatic();
            default:
                return Require.refuse("-Dicllab.blas", wanted, "auto, openblas, jblas or java");
        }
    }

    /** Nothing is measured: what is taken must not change from one process to the next, since the last bits go with it. */
    private static Backends automatic() {
        String withoutOpenblas;
        try {
            return openblas("it loads here, and takes Java's arrays without a copy");
        } catch (UnsatisfiedLinkError e) {
            withoutOpenblas = "openblas: " + e.getMessage();
        }
        try {
            return jblas("it loads here (" + withoutOpenblas + ")");
        } catch (UnsatisfiedLinkError e) {
            String nothing = "no native library works on " + System.getProperty("os.name") + "/" + System.getProperty("os.arch")
                    + " (" + withoutOpenblas + "; jblas: " + e.getMessage() + ")";
            System.err.println("ICL Lab: " + nothing + "; linear algebra runs in pure Java, about ten times slower.");
            return java(nothing);
        }
    }

    private static Backends openblas(String reason) {
        OpenblasBackend backend = OpenblasBackend.load();
        return new Backends(backend.name(), reason, true, backend, Math.min(PROCESSORS, OpenblasBackend.MOST_AT_ONCE), true);
    }

    private static Backends jblas(String reason) {
        return new Backends("jblas (native OpenBLAS)", reason, true, JblasBackend.load(), PROCESSORS, false);
    }

    private static Backends java(String reason) {
        return new Backends("pure Java (netlib)", reason, false, new JavaBackend(), PROCESSORS, true);
    }
}
