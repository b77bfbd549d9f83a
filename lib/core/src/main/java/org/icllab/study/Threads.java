package org.icllab.study;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
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
        runAll(Require.list("jobs", jobs).stream().map(Threads::task).toList(), done);
    }

    private static Task<Outcome> task(Job<?> job) {
        return new Task<>() {
            @Override
            public long bytes() {
                return job.bytes();
            }

            @Override
            public Outcome run() {
                long start = System.nanoTime();
                double[] values = job.run();
                return new Outcome(job, values, Math.round((System.nanoTime() - start) / NANOSECONDS_A_MILLISECOND));
            }
        };
    }

    /** A piece of work for one thread. */
    interface Task<T> {
        /** @return about how many bytes it holds while it runs */
        default long bytes() {
            return 0;
        }

        T run();
    }

    /** Runs tasks as {@link #run} runs jobs. */
    <T> void runAll(List<Task<T>> tasks, Consumer<T> done) {
        new Run<>(tasks, done).await();
    }

    /** One call: its queue of tasks, its workers and what they have finished. */
    private final class Run<T> {
        private final Deque<Task<T>> waiting;
        private final Consumer<T> done;
        private final BlockingQueue<Ended<T>> ended = new LinkedBlockingQueue<>();
        private final List<Thread> workers = new ArrayList<>();
        private long held;
        private int running;

        Run(List<Task<T>> tasks, Consumer<T> done) {
            this.waiting = new ArrayDeque<>(tasks);
            this.done = done;
        }

        void await() {
            int left = waiting.size();
            for (int i = 1; i <= Math.min(count, left); i++) {
                Thread worker = new Thread(this::work, "icllab-trial-" + i);
                worker.setDaemon(true);
                workers.add(worker);
            }
            workers.forEach(Thread::start);
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
            boolean interrupted = join() | Thread.interrupted();
            for (Ended<T> last = ended.poll(); last != null; last = ended.poll()) {
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

        /** @return what failed: the task, or who is told of it; null if neither */
        private Throwable handOver(Ended<T> task) {
            if (task.failure != null) {
                return task.failure;
            }
            try {
                done.accept(task.value);
                return null;
            } catch (RuntimeException | Error refused) {
                return refused;
            }
        }

        private synchronized void stop() {
            waiting.clear();
            workers.forEach(Thread::interrupt);
        }

        /** @return whether the calling thread was interrupted while it waited */
        private boolean join() {
            boolean interrupted = false;
            for (Thread worker : workers) {
                while (worker.isAlive()) {
                    try {
                        worker.join();
                    } catch (InterruptedException stopped) {
                        interrupted = true;
                        stop();
                    }
                }
            }
            return interrupted;
        }

        private void work() {
            try {
                for (Task<T> task = next(); task != null; task = next()) {
                    try {
                        ended.add(new Ended<>(task.run(), null));
                    } finally {
                        release(task);
                    }
                }
            } catch (InterruptedException stopped) {
                // Whoever stopped the run knows.
            } catch (Throwable failure) {
                ended.add(new Ended<>(null, failure));
            }
        }

        /** @return the next task, once there is memory for it; null if there is none, or the run was stopped */
        private synchronized Task<T> next() throws InterruptedException {
            while (!waiting.isEmpty() && running > 0 && held + waiting.peek().bytes() > budget) {
                wait();
            }
            Task<T> task = Thread.currentThread().isInterrupted() ? null : waiting.poll();
            if (task != null) {
                held += task.bytes();
                running++;
            }
            return task;
        }

        private synchronized void release(Task<T> task) {
            held -= task.bytes();
            running--;
            notifyAll();
        }
    }

    /**
     * @param value what the task gave
     * @param failure what it threw, or null
     */
    private record Ended<T>(T value, Throwable failure) {
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
