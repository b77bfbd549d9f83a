package org.icllab.notebook;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.model.Parameter;
import org.icllab.model.Range;
import org.icllab.model.Setting;
import org.icllab.model.Study;
import org.icllab.study.Engine;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.study.Shard;
import tech.tablesaw.api.Table;

/**
 * One run of a notebook: its parameters, and the folder {@code frames} beside it in which frames and finished trials are
 * kept. What made each frame is in {@code frames/<notebook>.origins.csv}: seed, profile, version, Java, linear algebra
 * and the study's code.
 *
 * <pre>{@code
 * Lab lab = Lab.of("01-double-descent");
 *
 * String profile = lab.profile("quick", "full");                   // the cell of parameters
 * long seed = lab.seed(240511751);
 * int d = lab.integer("d", D.atLeast(30), lab.pick(40, 100));
 * double[] alphas = lab.reals("alphas", ALPHA, 1, 10, 100);
 *
 * var line = lab.run("panel 1A, theory", AttentionRisk.STUDY, grid);
 * var dots = lab.run("panel 1A", PretrainedGamma.STUDY, grid, trials);
 * }</pre>
 */
public final class Lab {
    /** Which worker of several this is, such as 3/40: {@code environment/run --shard} sets it. */
    private static final String SHARD = System.getenv().getOrDefault("ICLLAB_SHARD", "");
    /** Where trainings are to be added: {@code environment/run --train} sets it. */
    private static final String TRAIN = System.getenv().getOrDefault("ICLLAB_TRAIN", "");
    /** Of trainings, which do not hang on a run's seed. */
    private static final long TRAINED_SEED = 1;
    private static final String ENGINE = System.getenv().getOrDefault("ICLLAB_ENGINE", "");

    private final Path folder;
    private final String notebook;
    private final Parameters parameters = new Parameters();
    /** The frames' names by their files', so that no two frames are one file. */
    private final Map<Path, String> files = new HashMap<>();
    private List<String> profiles = List.of();
    private String profile = "";
    private long seed;
    private Optional<Engine> engine = ENGINE.isEmpty() ? Optional.empty() : Optional.of(Spark.at(ENGINE));

    private Lab(Path folder, String notebook) {
        this.folder = folder;
        this.notebook = notebook;
    }

    /**
     * Begins, and has numbers formatted as {@link Locale#ROOT} has them, in cells too.
     *
     * @param notebook its file name without ending: the frames' names begin with it
     */
    public static Lab of(String notebook) {
        // Numbers are written alike everywhere: not as the machine's language has them, with a comma or other digits.
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        Sources.tell();
        Inspection.begin();
        return in(Path.of("frames"), notebook);
    }

    static Lab in(Path folder, String notebook) {
        return new Lab(folder, notebook);
    }

    /**
     * Gives a parameter another value than the one in its cell: what {@code environment/run --set} puts before it.
     *
     * @param value as text: a number, {@code inf}, numbers with commas between them, true or false, a word
     */
    public void set(String name, String value) {
        parameters.set(name, value);
    }

    /**
     * @param first the profile that holds unless another is set
     * @param others what it may be set to
     * @return the profile
     */
    public String profile(String first, String... others) {
        profiles = IntStream.rangeClosed(0, others.length).mapToObj(i -> i == 0 ? first : others[i - 1]).toList();
        profile = parameters.word("profile", first, profiles);
        return profile;
    }

    /** @return the seed of every random number; also shows what this notebook runs with */
    public long seed(long value) {
        seed = parameters.whole("seed", value);
        String line = String.format(Locale.ROOT, "%s · profile %s · seed %d%s · %s on %d processors", notebook, profile,
                seed, parameters.shown(), Blas.backend(), Runtime.getRuntime().availableProcessors());
        Kernel.show("text/html", "<code>" + Text.escape(line) + "</code>", line);
        return seed;
    }

    /**
     * @param where trials of the library's studies are to run, such as {@code Spark.at("spark://host:7077")}, instead of
     *     threads of this process; the environment's {@code ICLLAB_ENGINE} says the same for every notebook
     */
    public void on(Engine where) {
        engine = Optional.of(Require.given("where", where));
    }

    /** @return the value for the profile, which was given first: quick, full, … in the order of {@link #profile} */
    @SafeVarargs
    public final <T> T pick(T... values) {
        Require.that(!profile.isEmpty(), "pick: the profile comes first, by lab.profile(\"quick\", \"full\")");
        Require.length("values", values.length, profiles.size());
        return values[profiles.indexOf(profile)];
    }

    /** @return a real parameter, in its range */
    public double real(String name, Parameter parameter, double value) {
        return parameters.reals(name, parameter, value)[0];
    }

    /** @return a real parameter of this notebook alone */
    public double real(String name, Range range, String meaning, double value) {
        return real(name, Parameter.real(name, name, "", meaning, range), value);
    }

    /** @return a parameter that is an integer, in its range */
    public int integer(String name, Parameter parameter, int value) {
        return Parameters.integral(parameters.reals(name, Parameters.integer(parameter), value))[0];
    }

    /** @return an integer parameter of this notebook alone */
    public int integer(String name, Range range, String meaning, int value) {
        return integer(name, Parameter.integer(name, name, "", meaning, range), value);
    }

    /** @return one or more values of a parameter, each in its range */
    public double[] reals(String name, Parameter parameter, double... values) {
        return parameters.reals(name, parameter, values);
    }

    /** @return one or more integers, each in the parameter's range */
    public int[] integers(String name, Parameter parameter, int... values) {
        return Parameters.integral(parameters.reals(name, Parameters.integer(parameter),
                Arrays.stream(values).asDoubleStream().toArray()));
    }

    /** @return two or more ascending values of a parameter, each in its range */
    public double[] ascending(String name, Parameter parameter, double... values) {
        double[] given = parameters.reals(name, parameter, values);
        Require.that(given.length > 1 && IntStream.range(1, given.length).allMatch(i -> given[i] > given[i - 1]),
                name + " = " + Arrays.toString(given) + ": must be two or more ascending values");
        return given;
    }

    /** @return two or more ascending values of a parameter of this notebook alone */
    public double[] ascending(String name, Range range, String meaning, double... values) {
        return ascending(name, Parameter.real(name, name, "", meaning, range), values);
    }

    /** @return two or more ascending integers, each in the parameter's range */
    public int[] ascendingIntegers(String name, Parameter parameter, int... values) {
        return Parameters.integral(ascending(name, Parameters.integer(parameter),
                Arrays.stream(values).asDoubleStream().toArray()));
    }

    /** @return a parameter that is true or false */
    public boolean flag(String name, boolean value) {
        return parameters.word(name, String.valueOf(value), List.of("true", "false")).equals("true");
    }

    /** @return a parameter that is one of {@code words} */
    public String word(String name, String value, String... words) {
        return parameters.word(name, value, List.of(words));
    }

    /**
     * What parameters must be together, in their cell.
     *
     * @param range as a reader should read it, such as {@code "alpha·D = 4.5: must be an integer"}
     * @throws IllegalArgumentException with that text, unless it {@code holds}
     */
    public void require(boolean holds, String range) {
        Require.that(holds, range);
    }

    /**
     * Evaluates theory at every setting of a grid, on every processor.
     *
     * @param name of the frame, kept as {@code frames/<notebook>-<name>.csv}
     */
    public <S extends Setting<S>> Results<S> run(String name, Study<S, ?> study, Grid<S> grid) {
        return run(name, study, grid, 1);
    }

    /**
     * Runs trials at every setting of a grid on every processor, with a progress line. A study of the library keeps its
     * trials in {@code frames/<notebook>-<study>.trials}: those that an earlier run finished with the same setting, seed
     * and code are taken from there. The stop button stops at once and loses none. A {@link Shard} runs its trials only,
     * and a result that waits for others' throws {@link org.icllab.study.Unfinished} when it is read.
     *
     * @param name of the frame, kept as {@code frames/<notebook>-<name>.csv}
     * @param trials at each setting, ≥ 1
     */
    public <S extends Setting<S>> Results<S> run(String name, Study<S, ?> study, Grid<S> grid, int trials) {
        begin();
        Path frame = file(name);
        Runner runner = runner(study);
        if (study.isSimulated() && runner.file(study).isEmpty()) {
            say(study.name() + " is written in this notebook: its trials are run anew each time, and not kept");
        }
        try (Watch watch = new Watch(study.isSimulated() ? "trials" : "points", study.isSimulated())) {
            Results<S> results = runner.run(name, study, grid, trials, watch);
            return results.isFinished() ? kept(results, frame, study) : results;
        } catch (CancellationException stopped) {
            Stop.SHARED.now();
            throw stopped;
        }
    }

    /**
     * Trainings that are too long for a run of the notebook: data, {@code data/trained/<notebook>-<study>.trials}, whatever
     * code and linear algebra made them. {@code environment/run --train} adds those that are missing, so that a figure can
     * grow over days; any other run only reads.
     *
     * @param name of the frame, kept as {@code frames/<notebook>-<name>.csv}
     * @param trials at each setting, at most, ≥ 1
     * @return results of the settings of which a training is there
     * @throws IllegalArgumentException if there is none at all
     */
    public <S extends Setting<S>> Results<S> trained(String name, Study<S, ?> study, Grid<S> grid, int trials) {
        begin();
        Path frame = file(name);
        Path data = folder.resolveSibling("data").resolve("trained");
        Runner runner = Runner.of(TRAINED_SEED).keptIn(TRAIN.isEmpty() ? data : Path.of(TRAIN), notebook).takingAll();
        if (!TRAIN.isEmpty()) {
            try (Watch watch = new Watch("trainings", true)) {
                runner.run(name, study, grid, trials, watch);
            }
        }
        Found found = new Found(data);
        Results<S> results = runner.finished(name, study, grid, trials, found);
        Require.that(results.size() > 0, name + ": no training is in " + runner.file(study).map(Path::toString).orElse("a file")
                + "; environment/run " + notebook + " --train makes them");
        Frames.write(Frames.of(results), frame);
        Origins.in(folder, notebook).noteTrained(frame, TRAINED_SEED, profile, found.makers);
        return results;
    }

    /** What is written in a cell runs on this machine: only the library's code is elsewhere too. */
    private Runner runner(Study<?, ?> study) {
        Runner here = Runner.of(seed).keptIn(folder, notebook);
        Runner chosen = study.isKept() ? engine.map(here::on).orElse(here) : here;
        return SHARD.isEmpty() ? chosen : chosen.sharing(Shard.of(SHARD));
    }

    /** Keeps a frame that was made in a cell, as {@code frames/<notebook>-<its name>.csv}. */
    public Table keep(Table frame) {
        begin();
        Path file = file(frame.name());
        Frames.write(frame, file);
        Origins.in(folder, notebook).note(file, seed, profile);
        return frame;
    }

    private void begin() {
        Stop.SHARED.check();
        parameters.mustBeKnown();
    }

    private static void say(String line) {
        Kernel.show("text/html", "<i>" + Text.escape(line) + "</i>", line);
    }

    private <S extends Setting<S>> Results<S> kept(Results<S> results, Path frame, Study<S, ?> study) {
        Frames.write(Frames.of(results), frame);
        Origins.in(folder, notebook).note(frame, seed, profile, study);
        return results;
    }

    private Path file(String name) {
        Path file = folder.resolve(notebook + "-" + Text.fileName(name) + ".csv");
        String other = files.putIfAbsent(file, name);
        Require.that(other == null || other.equals(name), "name = " + name + ": its file would be that of " + other);
        return file;
    }

    /** Says which trainings were found, and keeps what made them. */
    private static final class Found implements Runner.Listener {
        private final Path data;
        private Set<String> makers = Set.of();

        Found(Path data) {
            this.data = data;
        }

        @Override
        public void progress(int done, int total, int kept, double seconds) {
            say(done + " of " + total + " trainings, of " + Progress.duration(seconds) + ", read from " + data);
        }

        @Override
        public void makers(Set<String> ids) {
            makers = ids;
        }
    }

    /** Shows how far a run has come. */
    private static final class Watch implements Runner.Listener, AutoCloseable {
        private static final long PATIENCE = 1_000_000_000L;

        private final String unit;
        private final boolean always;
        private final long start = System.nanoTime();
        private Progress progress;
        private int shown;

        Watch(String unit, boolean always) {
            this.unit = unit;
            this.always = always;
        }

        @Override
        public void progress(int done, int total, int kept, double seconds) {
            if (progress == null && total > 0 && (always || System.nanoTime() - start > PATIENCE)) {
                progress = Progress.of(unit, total, kept, seconds);
                shown = kept;
            }
            if (progress != null) {
                progress.step(done - shown);
                shown = done;
            }
        }

        @Override
        public void startsAnew(int trials, Path file) {
            say(trials + " trials in " + file + " were made by other code or linear algebra: they are run anew");
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
