package org.icllab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import org.icllab.FileFailed;
import org.icllab.Require;
import org.icllab.model.Point;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;

/**
 * Independent trials of an experiment at many settings, run on every processor.
 *
 * <p>Trial i of a point draws from a stream that depends on the seed, the point and i alone: the result has the same
 * bits for any number of threads, in whatever order trials end, and a trial taken from the log is the one that would
 * have been run. An interrupt stops the sweep at once; finished trials stay in the log.
 *
 * @param name what is measured: part of a trial's key in the log
 * @param seed of every random number
 * @param trials per point, ≥ 1
 * @param threads ≥ 1
 * @param log where finished trials are kept
 */
public record MonteCarlo(String name, long seed, int trials, int threads, TrialLog log) {
    public MonteCarlo {
        Require.that(!name.contains("\"") && !name.contains("\n"), "name = " + name + ": must hold no quote or line break");
        Require.atLeast("trials", trials, 1);
        Require.atLeast("threads", threads, 1);
    }

    /** @return trials on every processor, kept in memory */
    public static MonteCarlo of(String name, long seed, int trials) {
        return new MonteCarlo(name, seed, trials, Runtime.getRuntime().availableProcessors(), TrialLog.inMemory());
    }

    public MonteCarlo withThreads(int threads) {
        return new MonteCarlo(name, seed, trials, threads, log);
    }

    public MonteCarlo withLog(TrialLog log) {
        return new MonteCarlo(name, seed, trials, threads, log);
    }

    /**
     * Runs the trials that the log does not hold yet.
     *
     * @param grid the settings
     * @param quantities the names of what a trial returns, in order
     * @param trial the experiment
     * @param onFinished told how many trials are done, from the calling thread, also for those found in the log
     * @return a result per point, in the grid's order
     * @throws CancellationException if the thread is interrupted
     * @throws RuntimeException as the first failing trial threw it
     */
    public List<Result> run(Grid grid, List<String> quantities, Trial trial, IntConsumer onFinished) {
        List<Job> missing = new ArrayList<>();
        for (Point point : grid.points()) {
            for (int i = 0; i < trials; i++) {
                Job job = new Job(point, i);
                if (log.find(job.key()) == null) {
                    missing.add(job);
                }
            }
        }
        int total = grid.points().size() * trials;
        onFinished.accept(total - missing.size());
        ExecutorService workers = Executors.newFixedThreadPool(threads, MonteCarlo::daemon);
        try {
            var completions = new ExecutorCompletionService<Void>(workers);
            missing.forEach(job -> completions.submit(() -> run(job, quantities.size(), trial), null));
            for (int left = missing.size() - 1; left >= 0; left--) {
                completions.take().get();
                onFinished.accept(total - left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted; finished trials are kept and will not be run again");
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            workers.shutdownNow();
        }
        return grid.points().stream().map(point -> result(point, quantities)).toList();
    }

    /** As the other form, telling nobody. */
    public List<Result> run(Grid grid, List<String> quantities, Trial trial) {
        return run(grid, quantities, trial, done -> { });
    }

    private void run(Job job, int expected, Trial trial) {
        double[] measured = trial.run(job.point, job.stream());
        Require.length("quantities of a trial", measured.length, expected);
        log.add(job.key(), measured);
    }

    private Result result(Point point, List<String> quantities) {
        double[][] measured = new double[trials][];
        for (int i = 0; i < trials; i++) {
            measured[i] = log.find(new Job(point, i).key());
        }
        Map<String, Estimate> estimates = new LinkedHashMap<>();
        for (int q = 0; q < quantities.size(); q++) {
            int column = q;
            estimates.put(quantities.get(q), Estimate.of(Arrays.stream(measured).mapToDouble(m -> m[column]).toArray()));
        }
        return new Result(point, estimates);
    }

    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        // A bad argument is the caller's, not the worker's: its trace starts at the caller, as everywhere.
        if (cause instanceof FileFailed failed) {
            return failed.here();
        }
        return cause instanceof IllegalArgumentException bad
                ? Require.trimmed(new IllegalArgumentException(bad.getMessage()))
                : (RuntimeException) cause;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "icllab-trial");
        thread.setDaemon(true);
        return thread;
    }

    private final class Job {
        private final Point point;
        private final int index;

        Job(Point point, int index) {
            this.point = point;
            this.index = index;
        }

        String key() {
            return name + "; " + point + "; seed " + seed + "; trial " + index;
        }

        RandomStream stream() {
            // Points share no numbers: the setting's hash tells their streams apart.
            return RandomStream.of(seed).at(point.toString().hashCode()).at(index);
        }
    }
}
