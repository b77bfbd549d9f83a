package org.icllab.notebook;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.model.Point;
import org.icllab.model.Trial;
import org.icllab.study.Grid;
import org.icllab.study.MonteCarlo;
import org.icllab.study.Result;
import org.icllab.study.TrialLog;
import tech.tablesaw.api.Table;

/**
 * One run of a notebook: its name, profile and seed, and the folder {@code frames} beside it in which its frames and
 * finished trials are kept.
 */
public final class Lab {
    private final Path folder;
    private final String notebook;
    private final boolean full;
    private final long seed;

    private Lab(Path folder, String notebook, boolean full, long seed) {
        this.folder = folder;
        this.notebook = notebook;
        this.full = full;
        this.seed = seed;
    }

    /**
     * Starts a run and shows what it runs with.
     *
     * @param notebook its file name without ending: the frames' names begin with it
     * @param profile "quick" or "full"
     * @param seed of every random number
     */
    public static Lab of(String notebook, String profile, long seed) {
        return in(Path.of("frames"), notebook, profile, seed);
    }

    static Lab in(Path folder, String notebook, String profile, long seed) {
        Require.that(List.of("quick", "full").contains(profile), "profile = " + profile + ": must be quick or full");
        String line = String.format(Locale.ROOT, "%s · profile %s · seed %d · %s on %d processors", notebook, profile, seed,
                Blas.backend(), Runtime.getRuntime().availableProcessors());
        Kernel.show("text/html", "<code>" + Text.escape(line) + "</code>", line);
        return new Lab(folder, notebook, profile.equals("full"), seed);
    }

    /** @return {@code quickValue} in the quick profile, {@code fullValue} in the full one */
    public <T> T pick(T quickValue, T fullValue) {
        return full ? fullValue : quickValue;
    }

    /**
     * Evaluates a formula on a grid.
     *
     * @param name of the frame, kept as {@code frames/<notebook>-<name>.csv}
     * @param quantities names of the formula's results, in order
     * @return a row per point: its coordinates, then the quantities
     */
    public Table compute(String name, Grid grid, List<String> quantities, Function<Point, double[]> formula) {
        Stop.SHARED.check();
        Require.atLeast("number of points", grid.points().size(), 1);
        Table frame = Sweep.table(name, grid.points(), quantities, point -> {
            if (Thread.currentThread().isInterrupted()) {
                Stop.SHARED.now();
                throw new CancellationException("interrupted");
            }
            return formula.apply(point);
        });
        Frames.write(frame, file(name));
        return frame;
    }

    /**
     * Runs trials at every point of a grid on every processor, with a progress line. Trials that an earlier run
     * finished with the same parameters and seed are taken from {@code frames/<notebook>-<name>-trials.csv}; the stop
     * button stops at once and loses none.
     *
     * @param name of the frame, kept as {@code frames/<notebook>-<name>.csv}
     * @param trials per point, ≥ 1
     * @param quantities names of what a trial measures, in order
     */
    public Sweep simulate(String name, Grid grid, int trials, List<String> quantities, Trial trial) {
        Stop.SHARED.check();
        MonteCarlo monteCarlo = MonteCarlo.of(name, seed, trials).withLog(TrialLog.at(file(name + "-trials")));
        int total = Math.multiplyExact(Require.atLeast("number of points", grid.points().size(), 1), trials);
        try (Progress progress = Progress.of("trials", total)) {
            int[] shown = {0};
            List<Result> results = monteCarlo.run(grid, quantities, trial, done -> {
                progress.step(done - shown[0]);
                shown[0] = done;
            });
            Sweep sweep = new Sweep(name, results);
            Frames.write(sweep.frame(), file(name));
            return sweep;
        } catch (CancellationException stopped) {
            Stop.SHARED.now();
            throw stopped;
        }
    }

    private Path file(String name) {
        return folder.resolve(notebook + "-" + Text.fileName(name) + ".csv");
    }
}
