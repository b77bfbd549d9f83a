package org.icllab.study;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.icllab.FileFailed;
import org.icllab.Require;

/**
 * Trials on threads of this process, as many as processors or as asked for, and no more at a time than fit in memory.
 *
 * <p>An interrupt of the caller, or a failing job, interrupts the workers, awaits them, hands over what they had
 * finished, and only then throws.
 */
public final class Threads implements Engine {
    /** The share of the heap that trials may fill by what they declare. */
    private static final double SHARE = 0.7;
    private static final double NANOSECONDS_A_MILLISECOND = 1e6;

    private final int count;
    private final long budget;

    private Threads(int count, long budget) {
        this.count = count;
        this.budget = budget;
    }

    /** @return as many threads as there are processors */
    public static Threads ofProcessors() {
        return of(Runtime.getRuntime().availableProcessors());
    }

    /** @param count ≥ 1 */
    public static Threads of(int count) {
        return new Threads(Require.atLeast("count", count, 1), (long) (SHARE * Runtime.getRuntime().maxMemory()));
    }

    /** @param bytes ≥ 1 that running jobs may declare together; one that needs more runs alone */
    Threads withBudget(long bytes) {
        return new Threads(count, bytes);
    }

    @Override
    public void run(List<Job<?>> jobs, Consumer<Outcome> done) {
        Require.given("jobs", jobs);
        new Run(Require.list("jobs", jobs), done).await();
    }

    /**
     * Does pieces of work, those of microseconds as well as those of minutes, on the calling thread and on others: to hand each of
     * many short ones over, and to wake who waits for it, would take longer than they do.
     *
     * @param pieces how many
     * @param work does the piece of a number, from 0 on
     * @param told how many are done, from the calling thread, after each that it has done itself and at the end
     * @throws CancellationException if the calling thread was interrupted
     * @throws RuntimeException as the first failing piece threw it
     */
    void share(int pieces, IntConsumer work, IntConsumer told) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Consumer<Runnable> loop = after -> {
            try {
                for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                    work.accept(piece);
                    done.incrementAndGet();
                    after.run();
                }
            } catch (Throwable failed) {
                next.set(pieces);
                failure.compareAndSet(null, failed);
            }
        };
        List<Thread> others = started(Math.min(count, pieces) - 1, () -> loop.accept(() -> { }));
        Runnable stop = () -> others.forEach(Thread::interrupt);
        loop.accept(() -> told.accept(done.get()));
        if (failure.get() != null) {
            stop.run();
        }
        if (joined(others, stop)) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() != null) {
            throw thrown(failure.get());
        }
        told.accept(pieces);
    }

    private static List<Thread> started(int threads, Runnable work) {
        List<Thread> workers = new ArrayList<>();
        for (int i = 1; i <= threads; i++) {
            Thread worker = new Thread(work, "icllab-trial-" + i);
            worker.setDaemon(true);
            workers.add(worker);
        }
        workers.forEach(Thread::start);
        return workers;
    }

    /** @return whether the calling thread was interrupted while it waited for the workers' ends, and {@code stop} run */
    private static boolean joined(List<Thread> workers, Runnable stop) {
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException stopped) {
                    interrupted = true;
                    stop.run();
                }
            }
        }
        return interrupted;
    }

    /** One call: its queue of jobs, its workers and what they have finished. */
    private final class Run {
        private final Deque<Job<?>> waiting;
        private final Consumer<Outcome> done;
        private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
        private List<Thread> workers = List.of();
        private long held;
        private int running;

        Run(List<Job<?>> jobs, Consumer<Outcome> done) {
            this.waiting = new ArrayDeque<>(jobs);
            this.done = done;
        }

        void await() {
            int left = waiting.size();
            workers = started(Math.min(count, left), this::work);
            Throwable failure = null;
            try {
                for (; left > 0 && failure == null; left--) {
                    failure = handOver(ended.take());
                }
            } catch (InterruptedException stopped) {
                failure = stopped;
            }
            if (failure != null) {
                stop();
            }
            // With its status set, the calling thread could not write what is handed over.
            boolean interrupted = joined(workers, this::stop) | Thread.interrupted();
            for (Ended last = ended.poll(); last != null; last = ended.poll()) {
                Throwable further = handOver(last);
                failure = failure == null ? further : failure;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw thrown(failure);
            }
        }

        /** @return what failed: the job, or who is told of it; null if neither */
        private Throwable handOver(Ended job) {
            if (job.failure != null) {
                return job.failure;
            }
            try {
                done.accept(job.outcome);
                return null;
            } catch (RuntimeException | Error refused) {
                return refused;
            }
        }

        private synchronized void stop() {
            waiting.clear();
            workers.forEach(Thread::interrupt);
        }

        private void work() {
            try {
                for (Job<?> job = next(); job != null; job = next()) {
                    try {
                        ended.add(new Ended(outcome(job), null));
                    } finally {
                        release(job);
                    }
                }
            } catch (InterruptedException stopped) {
                // Whoever stopped the run knows.
            } catch (Throwable failure) {
                ended.add(new Ended(null, failure));
            }
        }

        private static Outcome outcome(Job<?> job) {
            long start = System.nanoTime();
            double[] values = job.run();
            return new Outcome(job, values, Math.round((System.nanoTime() - start) / NANOSECONDS_A_MILLISECOND));
        }

        /** @return the next job, once there is memory for it; null if there is none, or the run was stopped */
        private synchronized Job<?> next() throws InterruptedException {
            while (!waiting.isEmpty() && running > 0 && held + waiting.peek().bytes() > budget) {
                wait();
            }
            Job<?> job = Thread.currentThread().isInterrupted() ? null : waiting.poll();
            if (job != null) {
                held += job.bytes();
                running++;
            }
            return job;
        }

        private synchronized void release(Job<?> job) {
            held -= job.bytes();
            running--;
            notifyAll();
        }
    }

    /**
     * @param outcome what the job gave
     * @param failure what it threw, or null
     */
    private record Ended(Outcome outcome, Throwable failure) {
    }

    private static RuntimeException thrown(Throwable failure) {
        if (failure instanceof InterruptedException || failure instanceof CancellationException) {
            Thread.currentThread().interrupt();
            return new CancellationException("interrupted; finished trials are kept and will not be run again");
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof FileFailed failed) {
            return failed.here();
        }
        // A bad argument is the caller's, not the worker's: its trace starts at the caller, as everywhere.
        return failure instanceof IllegalArgumentException bad
                ? Require.trimmed(new IllegalArgumentException(bad.getMessage())) : (RuntimeException) failure;
    }
}
