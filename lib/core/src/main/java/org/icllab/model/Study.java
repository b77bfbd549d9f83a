package org.icllab.model;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.icllab.Require;
import org.icllab.random.RandomStream;

/**
 * What is computed, or measured, at a setting: a function to an outcome, and the named quantities that are read off it.
 *
 * <p>A quantity is a number, or a curve along marks: one number for each of several values of further parameters, such
 * as the times at which a training is looked at. A quantity is tied to the function that reads it, so that no two can be
 * taken for each other.
 *
 * <p>A study of the library is a constant whose functions capture nothing: all that its numbers depend on is then its
 * setting, its random numbers and its code. Only such a study's trials are kept; one that is written in a cell, or made
 * with a number from elsewhere, is run anew each time.
 *
 * @param <S> the settings
 * @param <R> the outcome that quantities are read off
 */
public final class Study<S extends Setting<S>, R> {
    private static final String OWN = "org.icllab.";
    private static final String LAMBDA = "$$Lambda";

    private final String name;
    private final boolean simulated;
    private final boolean kept;
    private final BiFunction<S, Trial, R> measure;
    private final List<Parameter> marks;
    private final Function<S, double[][]> places;
    /** How many independent measurements a trial makes; null if one. */
    private final ToIntFunction<S> repetitions;
    private final ToLongFunction<S> bytes;
    private final List<Quantity> quantities;
    private final List<Function<R, double[]>> readers;
    /** Whose code the study is made of, as its maker gave it. */
    private final List<Object> functions;

    private Study(String name, boolean simulated, boolean kept, BiFunction<S, Trial, R> measure, List<Parameter> marks,
                  Function<S, double[][]> places, ToIntFunction<S> repetitions, ToLongFunction<S> bytes,
                  List<Quantity> quantities, List<Function<R, double[]>> readers, List<Object> functions) {
        Require.that(name.matches("[a-z0-9]+(-[a-z0-9]+)*"), "name = " + name
                + ": must be lower-case letters, digits and hyphens");
        this.name = name;
        this.simulated = simulated;
        this.kept = kept;
        this.measure = measure;
        this.marks = Require.list("marks", marks);
        this.places = places;
        this.repetitions = repetitions;
        this.bytes = bytes;
        this.quantities = List.copyOf(quantities);
        this.readers = List.copyOf(readers);
        this.functions = List.copyOf(functions);
    }

    /**
     * A formula: the same at every call.
     *
     * @param <S> the settings
     * @param <R> what the function gives, of which quantities are read
     * @param name of lower-case letters, digits and hyphens: part of the identity of what is kept
     * @param formula from setting to outcome
     * @return a study without quantities yet
     */
    public static <S extends Setting<S>, R> Study<S, R> theory(String name, Function<S, R> formula) {
        Require.given("name, formula", name, formula);
        return new Study<>(name, false, false, (setting, trial) -> formula.apply(setting), List.of(), setting -> null,
                null, setting -> 0, List.of(), List.of(), List.of(formula));
    }

    /**
     * An experiment that draws random numbers.
     *
     * @param <S> the settings
     * @param <R> what the function gives, of which quantities are read
     * @param name of lower-case letters, digits and hyphens: part of the identity of what is kept
     * @param experiment from setting and random numbers to outcome
     * @return a study without quantities yet
     */
    public static <S extends Setting<S>, R> Study<S, R> simulation(String name, BiFunction<S, RandomStream, R> experiment) {
        Require.given("name, experiment", name, experiment);
        return new Study<>(name, true, true, (setting, trial) -> experiment.apply(setting, trial.stream()), List.of(),
                setting -> null, null, setting -> 0, List.of(), List.of(), List.of(experiment));
    }

    /**
     * An experiment that also needs to know where it runs, or that keeps how far it has come.
     *
     * @param <S> the settings
     * @param <R> what the function gives, of which quantities are read
     * @param name of lower-case letters, digits and hyphens: part of the identity of what is kept
     * @param experiment from setting and trial to outcome
     * @return a study without quantities yet
     */
    public static <S extends Setting<S>, R> Study<S, R> experiment(String name, BiFunction<S, Trial, R> experiment) {
        Require.given("name, experiment", name, experiment);
        return new Study<>(name, true, true, experiment, List.of(), setting -> null, null, setting -> 0, List.of(),
                List.of(), List.of(experiment));
    }

    /** @return this study of a formula that takes long enough to be kept as trials are, one a setting */
    public Study<S, R> kept() {
        return new Study<>(name, simulated, true, measure, marks, places, repetitions, bytes, quantities, readers, functions);
    }

    /**
     * @param mark what the curves run along, such as time
     * @param values of {@code mark} at a setting
     * @return this study, its curves measured at these values of {@code mark}
     */
    public Study<S, R> along(Parameter mark, Function<S, double[]> values) {
        Require.given("mark, values", mark, values);
        return along(List.of(mark), setting -> Arrays.stream(values.apply(setting))
                .mapToObj(value -> new double[] {value}).toArray(double[][]::new), values);
    }

    /**
     * @param marks what the curves run along
     * @param places at a setting, one array a place
     * @return this study, its curves measured at these places: one value a place for each of {@code marks}
     */
    public Study<S, R> along(List<Parameter> marks, Function<S, double[][]> places) {
        return along(marks, places, places);
    }

    private Study<S, R> along(List<Parameter> marks, Function<S, double[][]> places, Object given) {
        Require.given("places", given);
        Require.that(quantities.isEmpty() && repetitions == null, name + ": marks come before quantities, alone");
        return new Study<>(name, simulated, kept, measure, marks, places, repetitions, bytes, quantities, readers,
                Stream.concat(functions.stream(), Stream.of(given)).toList());
    }

    /**
     * @param quantity whose symbol no other quantity of the study has
     * @param reader from outcome to number
     * @return this study, which also reads {@code quantity}; along marks, the same at each
     */
    public Study<S, R> measuring(Quantity quantity, ToDoubleFunction<R> reader) {
        // One number of several repetitions would count as many that agree.
        Require.that(repetitions == null, name + ": is repeated, and " + quantity + " must be read in each");
        return reading(quantity, outcome -> new double[] {reader.applyAsDouble(outcome)}, reader);
    }

    /**
     * @param quantity whose symbol no other quantity of the study has
     * @param reader from outcome to as many numbers as there are places
     * @return this study, which also reads the curve {@code quantity}: a number for each place of its marks, in order
     */
    public Study<S, R> curve(Quantity quantity, Function<R, double[]> reader) {
        Require.that(!marks.isEmpty(), name + ": a curve needs marks to stand at");
        return reading(quantity, reader, reader);
    }

    /**
     * @param times how many measurements, at a setting
     * @return this study, each trial of which makes so many independent measurements, such as of networks trained side by
     *     side; each counts as a trial
     */
    public Study<S, R> repeated(ToIntFunction<S> times) {
        Require.given("times", times);
        Require.that(quantities.isEmpty() && marks.isEmpty(), name + ": repetitions come before quantities, without marks");
        return new Study<>(name, simulated, kept, measure, marks, places, times, bytes, quantities, readers,
                Stream.concat(functions.stream(), Stream.of(times)).toList());
    }

    /**
     * @param quantity whose symbol no other quantity of the study has
     * @param reader from outcome to as many numbers as there are repetitions
     * @return this study, which also reads {@code quantity} in each of a trial's repetitions
     */
    public Study<S, R> each(Quantity quantity, Function<R, double[]> reader) {
        Require.that(repetitions != null, name + ": reads each of several, but is not repeated");
        return reading(quantity, reader, reader);
    }

    private Study<S, R> reading(Quantity quantity, Function<R, double[]> reader, Object given) {
        Require.given("quantity, reader", quantity, given);
        Require.that(quantities.stream().noneMatch(other -> other.symbol().equals(quantity.symbol())),
                name + ": measures " + quantity + " already");
        List<Quantity> names = new ArrayList<>(quantities);
        names.add(quantity);
        List<Function<R, double[]>> all = new ArrayList<>(readers);
        all.add(reader);
        return new Study<>(name, simulated, kept, measure, marks, places, repetitions, bytes, names, all,
                Stream.concat(functions.stream(), Stream.of(given)).toList());
    }

    /**
     * @param bytes of a trial at a setting
     * @return this study, whose trial holds about so many bytes at a time; the runner admits no more than fit
     */
    public Study<S, R> needing(ToLongFunction<S> bytes) {
        return new Study<>(name, simulated, kept, measure, marks, places, repetitions, bytes, quantities, readers, functions);
    }

    /** @return what its trials are kept under */
    public String name() {
        return name;
    }

    /** @return whether it draws random numbers, so that more trials say more */
    public boolean isSimulated() {
        return simulated;
    }

    /** @return the quantities, in order */
    public List<Quantity> quantities() {
        return quantities;
    }

    /** @return the parameters that curves run along; empty if quantities are single numbers */
    public List<Parameter> marks() {
        return marks;
    }

    /** @return the places of the marks at {@code setting}, one array a place; one empty place without marks */
    public double[][] places(S setting) {
        return marks.isEmpty() ? new double[1][0] : places.apply(setting);
    }

    /** @return about how many bytes a trial at {@code setting} holds */
    public long bytes(S setting) {
        return bytes.applyAsLong(setting);
    }

    /**
     * Runs one trial.
     *
     * @param setting where
     * @param trial its random numbers and where it runs; a formula asks for none, and it may be null
     * @return for each quantity in turn its number at each place, or in each repetition
     * @throws IllegalStateException if a quantity has another number of values than there are places or repetitions
     */
    public double[] run(S setting, Trial trial) {
        Require.given("setting", setting);
        Require.that(!simulated || trial != null, "trial = null: must be given to a simulation");
        R outcome = measure.apply(setting, trial);
        int count = count(setting);
        double[] values = new double[quantities.size() * count];
        for (int q = 0; q < readers.size(); q++) {
            double[] read = readers.get(q).apply(outcome);
            if (read.length == count) {
                System.arraycopy(read, 0, values, q * count, count);
            } else if (read.length == 1 && repetitions == null) {
                Arrays.fill(values, q * count, (q + 1) * count, read[0]);
            } else {
                throw new IllegalStateException(name + ": " + quantities.get(q) + " has " + read.length
                        + " values at " + count + (repetitions != null ? " repetitions" : " places"));
            }
        }
        return values;
    }

    /** @return how many numbers {@link #run} returns at {@code setting} */
    public int size(S setting) {
        return quantities.size() * count(Require.given("setting", setting));
    }

    private int count(S setting) {
        return repetitions != null ? repetitions.applyAsInt(setting) : places(setting).length;
    }

    /**
     * @param setting where
     * @param trials what {@link #run} returned, for each trial at {@code setting}
     * @return a row for each independent measurement: of each trial as it is, or of each of its repetitions; NaN where a
     *     trial's number is
     */
    public double[][] measurements(S setting, double[][] trials) {
        if (repetitions == null) {
            return trials;
        }
        int each = repetitions.applyAsInt(setting);
        double[][] rows = new double[trials.length * each][quantities.size()];
        for (int row = 0; row < rows.length; row++) {
            for (int q = 0; q < quantities.size(); q++) {
                rows[row][q] = trials[row / each][q * each + row % each];
            }
        }
        return rows;
    }

    /**
     * @return whether trials are kept: the study's functions are the library's and capture nothing, so that setting,
     *     random numbers and code say all
     */
    public boolean isKept() {
        return kept && functions.stream().allMatch(function -> home(function).startsWith(OWN)
                && Arrays.stream(function.getClass().getDeclaredFields())
                .allMatch(field -> Modifier.isStatic(field.getModifiers())));
    }

    /** @return the names of the classes in which the study's functions are written */
    public List<String> homes() {
        return functions.stream().map(Study::home).distinct().toList();
    }

    private static String home(Object function) {
        String type = function.getClass().getName();
        int lambda = type.indexOf(LAMBDA);
        return lambda < 0 ? type : type.substring(0, lambda);
    }
}
