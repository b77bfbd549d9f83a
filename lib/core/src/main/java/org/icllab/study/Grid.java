package org.icllab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import org.icllab.Require;
import org.icllab.model.Parameter;
import org.icllab.model.Setting;

/**
 * The settings that a study visits, in order.
 *
 * @param settings at least one where a study is run
 * @param <S> their type
 */
public record Grid<S extends Setting<S>>(List<S> settings) {
    /** Copies the list. */
    public Grid {
        settings = Require.list("settings", settings);
    }

    /**
     * @param <S> the settings
     * @param settings in this order
     * @return the grid of these settings
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of copies the array, and lets nobody write into it
    public static <S extends Setting<S>> Grid<S> of(S... settings) {
        Require.that(settings != null, "settings = null: must be given");
        List<S> given = new ArrayList<>();
        for (S setting : settings) {
            given.add(setting);
        }
        return new Grid<>(given);
    }

    /**
     * @param parameter of the settings
     * @param values in its range
     * @return every setting of this grid with every value of {@code parameter}, which changes fastest
     * @throws IllegalArgumentException if a value is out of the parameter's range
     */
    public Grid<S> vary(Parameter parameter, double... values) {
        Require.given("parameter, values", parameter, values);
        List<S> product = new ArrayList<>(settings.size() * values.length);
        for (S setting : settings) {
            product.addAll(setting.withEach(parameter, values));
        }
        return new Grid<>(product);
    }

    /**
     * As {@link #vary(Parameter, double...)}, of integers.
     *
     * @param parameter of the settings
     * @param values in its range
     * @return every setting with every value
     */
    public Grid<S> vary(Parameter parameter, int... values) {
        Require.given("parameter, values", parameter, values);
        return vary(parameter, Arrays.stream(values).asDoubleStream().toArray());
    }

    /** @return the settings that {@code keep} accepts */
    public Grid<S> where(Predicate<S> keep) {
        Require.given("keep", keep);
        return new Grid<>(settings.stream().filter(keep).toList());
    }

    /**
     * @param <T> the changed settings
     * @param change of a setting
     * @return each setting changed, also to one of another kind
     */
    public <T extends Setting<T>> Grid<T> map(Function<S, T> change) {
        Require.given("change", change);
        return new Grid<>(settings.stream().map(change).toList());
    }

    /** @return this grid's settings, then the other's */
    public Grid<S> and(Grid<S> other) {
        Require.given("other", other);
        List<S> both = new ArrayList<>(settings);
        both.addAll(other.settings);
        return new Grid<>(both);
    }

    /**
     * @param from the first number, exactly
     * @param to the last number, exactly
     * @param count ≥ 2
     * @return evenly spaced numbers, none beyond the ends, and none out of order
     */
    public static double[] linear(double from, double to, int count) {
        Require.atLeast("count", Require.room("count", count), 2);
        Require.finite("from", from);
        Require.finite("to", to);
        Require.finite("(to − from)·(count − 1)", (to - from) * (count - 1));
        return between(from, to, count, i -> from + (to - from) * i / (count - 1));
    }

    /**
     * @param from &gt; 0, the first number, exactly
     * @param to &gt; 0, the last number, exactly
     * @param count ≥ 2
     * @return numbers evenly spaced in the logarithm, none beyond the ends, and none out of order; the same on every
     *         processor and JDK
     */
    public static double[] logarithmic(double from, double to, int count) {
        double start = StrictMath.log10(Require.positive("from", from));
        double end = StrictMath.log10(Require.positive("to", to));
        double[] exponents = linear(start, end, count);
        return between(from, to, count, i -> StrictMath.pow(10, exponents[i]));
    }

    /** The inner numbers of {@code rule}, kept from rounding past the ends. */
    private static double[] between(double from, double to, int count, IntToDoubleFunction rule) {
        double low = Math.min(from, to);
        double high = Math.max(from, to);
        double[] values = new double[count];
        Arrays.setAll(values, i -> Math.max(low, Math.min(high, rule.applyAsDouble(i))));
        values[0] = from;
        values[count - 1] = to;
        return values;
    }
}
