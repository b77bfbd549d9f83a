package org.icllab.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.model.Setting;
import org.icllab.model.Study;

/**
 * Runs studies on grids: theory at every setting, simulations so often as asked for, in parallel.
 *
 * <p>A trial's random numbers depend on study, setting, quantities, seed and its index alone: results have the same bits
 * for any number of threads and any engine, in whatever order trials end, and a trial taken from the store is the one
 * that would have been run. An interrupt stops the run; finished trials stay in the store.
 */
public final class Runner {
    /** Formulas that one thread evaluates in a row: many beside the cost of saying so, few beside a pause. */
    private static final int BATCH = 256;
    /** Of each thread, unless they are longer: so that threads end together. */
    private static final int BATCHES = 32;
    private static final int MOST_TRIALS = 1_000_000;

    private final long seed;
    private final Engine engine;
    private final Optional<Path> folder;
    private final String prefix;
    private final Optional<Shard> shard;
    private final boolean takesAll;

    private Runner(long seed, Engine engine, Optional<Path> folder, String prefix, Optional<Shard> shard, boolean takesAll) {
        this.seed = seed;
        this.engine = engine;
        this.folder = folder;
        this.prefix = prefix;
        this.shard = shard;
        this.takesAll = takesAll;
    }

    /**
     * @param seed of all random numbers
     * @return runs on every processor, kept in memory
     */
    public static Runner of(long seed) {
        return new Runner(seed, Threads.ofProcessors(), Optional.empty(), "", Optional.empty(), false);
    }

    /**
     * @param other where trials run
     * @return the same runs, their trials elsewhere; formulas always take this machine's processors
     */
    public Runner on(Engine other) {
        return new Runner(seed, Require.given("other", other), folder, prefix, shard, takesAll);
    }

    /**
     * @param where the folder, made if it is not there
     * @param filePrefix of its files, such as a notebook's name
     * @return the same runs, their trials kept in files {@code <folder>/<prefix>-<study>.trials}
     */
    public Runner keptIn(Path where, String filePrefix) {
        Require.given("where, filePrefix", where, filePrefix);
        return new Runner(seed, engine, Optional.of(where), filePrefix, shard, takesAll);
    }

    /**
     * @param worker one of those that share the trials
     * @return the same runs, of which only this worker's trials are run here and added to a log of its own, beside those
     *     of the others; results of trials that are not there yet throw {@link Unfinished} when they are read
     */
    public Runner sharing(Shard worker) {
        return new Runner(seed, engine, folder, prefix, Optional.of(Require.given("worker", worker)), takesAll);
    }

    /**
     * @return the same runs, which take kept trials whatever code and linear algebra made them: for trainings of days, which
     *     are not thrown away because a line has changed
     */
    public Runner takingAll() {
        return new Runner(seed, engine, folder, prefix, shard, true);
    }

    /** What a run tells while it runs, from the calling thread. */
    public interface Listener {
        /**
         * Told at the start, and after each trial.
         *
         * @param done trials that are there
         * @param total trials asked for
         * @param kept of those that are there, how many an earlier run had finished
         * @param seconds that those took then
         */
        void progress(int done, int total, int kept, double seconds);

        /**
         * Told at the start if there are trials that other code or other linear algebra made.
         *
         * @param trials how many
         * @param file where they are kept
         */
        default void startsAnew(int trials, Path file) {
        }

        /**
         * Told by {@link Runner#finished}.
         *
         * @param ids of what made the trials that it found, as the lines of their file that begin with {@code made} have them
         */
        default void makers(Set<String> ids) {
        }
    }

    /** @return where the trials of {@code study} are kept, if they are; those of shards lie in logs beside it */
    public Optional<Path> file(Study<?, ?> study) {
        Require.given("study", study);
        return study.isKept() ? folder.map(where -> where.resolve(prefix + "-" + study.name() + Shard.ENDING))
                : Optional.empty();
    }

    /**
     * Evaluates theory at every setting, or runs one trial of a simulation.
     *
     * @param <S> the settings
     * @param name what the results are called
     * @param study what is run
     * @param grid where; at least one setting
     * @return a result for each setting and mark
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public <S extends Setting<S>> Results<S> run(String name, Study<S, ?> study, Grid<S> grid) {
        return run(name, study, grid, 1);
    }

    /**
     * As the other form, telling nobody.
     *
     * @param <S> the settings
     * @param name what the results are called
     * @param study what is run
     * @param grid where; at least one setting
     * @param trials at each setting, ≥ 1; theory takes 1
     * @return a result for each setting and mark
     */
    public <S extends Setting<S>> Results<S> run(String name, Study<S, ?> study, Grid<S> grid, int trials) {
        return run(name, study, grid, trials, (done, total, kept, seconds) -> { });
    }

    /**
     * Runs the trials that the store does not hold yet.
     *
     * @param <S> the settings
     * @param name what the results are called
     * @param study what is run
     * @param grid where; at least one setting
     * @param trials at each setting, from 1 to a million; theory takes 1
     * @param listener told of progress
     * @return a result for each setting and mark
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     * @throws IllegalArgumentException if shards share the trials and some were made by other code or other
     *     linear algebra
     * @throws RuntimeException as the first failing trial threw it
     */
    public <S extends Setting<S>> Results<S> run(String name, Study<S, ?> study, Grid<S> grid, int trials,
                                                 Listener listener) {
        Require.given("study, grid, listener", study, grid, listener);
        Require.atLeast("number of settings", grid.settings().size(), 1);
        Require.within("trials", trials, 1, MOST_TRIALS);
        Require.that(study.isSimulated() || trials == 1, "trials = " + trials + ": theory has one value");
        Require.that(!study.quantities().isEmpty(), study.name() + ": measures nothing");
        boolean formula = !study.isSimulated() && !file(study).isPresent();
        return results(name, study, grid, trials,
                formula ? formulas(study, grid, listener) : trials(study, grid, trials, listener));
    }

    /**
     * Reads the trials that are kept, and runs none.
     *
     * @param <S> the settings
     * @param name what the results are called
     * @param study whose trials are kept
     * @param grid where; at least one setting
     * @param trials at each setting, from 1 to a million: at most so many, the first ones
     * @param listener told once what is there
     * @return a result for each setting of which a trial is there, and mark: possibly none
     */
    public <S extends Setting<S>> Results<S> finished(String name, Study<S, ?> study, Grid<S> grid, int trials,
                                                      Listener listener) {
        Require.given("study, grid, listener", study, grid, listener);
        Require.within("trials", trials, 1, MOST_TRIALS);
        Store store = store(study);
        List<Result<S>> results = new ArrayList<>();
        int[] done = {0};
        long[] milliseconds = {0};
        Set<String> makers = new TreeSet<>();
        for (S setting : grid.settings()) {
            int size = study.size(setting);
            List<Store.Row> rows = IntStream.range(0, trials).mapToObj(Identity.trials(study, setting, seed))
                    .flatMap(identity -> store.find(identity.key(), size).stream()).toList();
            rows.forEach(row -> makers.add(row.maker()));
            done[0] += rows.size();
            milliseconds[0] += rows.stream().mapToLong(Store.Row::milliseconds).sum();
            if (!rows.isEmpty()) {
                results.addAll(results(name, study, new Grid<>(List.of(setting)), rows.size(),
                        new double[][][] {rows.stream().map(Store.Row::values).toArray(double[][]::new)}).list());
            }
        }
        listener.progress(done[0], grid.settings().size() * trials, done[0], milliseconds[0] / 1e3);
        listener.makers(makers);
        return new Results<>(name, results);
    }

    private static <S extends Setting<S>> Results<S> results(String name, Study<S, ?> study, Grid<S> grid, int trials,
                                                             double[][][] values) {
        int missing = 0;
        for (double[][] rows : values) {
            missing += missing(rows);
        }
        String said = missing == 0 ? null : name + ": " + missing + " of " + (long) values.length * trials + " trials are missing";
        List<Result<S>> results = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            S setting = grid.settings().get(i);
            double[][] places = study.places(setting);
            boolean finished = missing == 0 || missing(values[i]) == 0;
            double[][] measurements = finished ? study.measurements(setting, values[i]) : null;
            for (int place = 0; place < places.length; place++) {
                results.add(new Result<>(study, setting, places[place], place, places.length, measurements,
                        finished ? null : said));
            }
        }
        return new Results<>(name, results);
    }

    private static int missing(double[][] rows) {
        int missing = 0;
        for (double[] row : rows) {
            missing += row == null ? 1 : 0;
        }
        return missing;
    }

    private <S extends Setting<S>> double[][][] formulas(Study<S, ?> study, Grid<S> grid, Listener listener) {
        List<S> settings = grid.settings();
        double[][][] values = new double[settings.size()][1][];
        // Long formulas are few: each is then a batch of its own.
        int batch = Math.max(1, Math.min(BATCH, settings.size() / (BATCHES * Runtime.getRuntime().availableProcessors())));
        Threads.ofProcessors().share((settings.size() + batch - 1) / batch, number -> {
            int last = Math.min(settings.size(), (number + 1) * batch);
            for (int i = number * batch; i < last; i++) {
                Interrupt.check();
                values[i][0] = study.run(settings.get(i), null);
            }
        }, batches -> listener.progress(Math.min(settings.size(), batches * batch), settings.size(), 0, 0));
        return values;
    }

    /** @return by setting and trial; null where it is another shard's and not there yet */
    private <S extends Setting<S>> double[][][] trials(Study<S, ?> study, Grid<S> grid, int trials, Listener listener) {
        Store store = store(study);
        String[][] keys = new String[grid.settings().size()][trials];
        int[] sizes = grid.settings().stream().mapToInt(study::size).toArray();
        // By key: a setting that stands in the grid twice is run once.
        Map<String, Job<?>> missing = new LinkedHashMap<>();
        Map<String, Store.Row> kept = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            S setting = grid.settings().get(i);
            int size = sizes[i];
            IntFunction<Identity> identities = Identity.trials(study, setting, seed);
            for (int trial = 0; trial < trials; trial++) {
                int index = trial;
                String key = identities.apply(trial).key();
                keys[i][trial] = key;
                store.find(key, size).ifPresentOrElse(row -> kept.put(key, row), () -> missing.put(key,
                        new Job<>(study, setting, seed, index, file(study).map(Path::getParent))));
            }
        }
        int foreign = (int) missing.keySet().stream().filter(store::isForeign).count();
        if (foreign > 0) {
            Path file = file(study).orElseThrow();
            Require.that(shard.isEmpty() && Shard.logs(file).isEmpty(), foreign + " trials of " + file.getFileName()
                    + " were made by other code or linear algebra: run them with that, or in a new folder");
            listener.startsAnew(foreign, file);
        }
        boolean shared = shard.isPresent() && file(study).isPresent();
        if (shared) {
            missing.keySet().removeIf(key -> !shard.orElseThrow().has(key));
        }
        double seconds = kept.values().stream().mapToLong(Store.Row::milliseconds).sum() / 1e3;
        int total = kept.size() + missing.size();
        int[] done = {kept.size()};
        listener.progress(done[0], total, kept.size(), seconds);
        engine.run(List.copyOf(missing.values()), outcome -> {
            store.add(outcome.job().key(), outcome.values(), outcome.milliseconds());
            listener.progress(++done[0], total, kept.size(), seconds);
        });
        Store all = shared ? store(study) : store;
        return IntStream.range(0, keys.length).mapToObj(i -> Arrays.stream(keys[i])
                .map(key -> all.find(key, sizes[i]).map(Store.Row::values).orElse(null)).toArray(double[][]::new))
                .toArray(double[][][]::new);
    }

    /** Read anew at each run, and after it by a shard: another process may have added trials. */
    private Store store(Study<?, ?> study) {
        return file(study).map(file -> Store.at(file, shard, Provenance.of(study), takesAll)).orElseGet(Store::inMemory);
    }
}
