package org.icllab.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.icllab.Require;
import org.icllab.model.Parameter;
import org.icllab.model.Quantity;
import org.icllab.model.Setting;

/**
 * What a study gives on a grid: a result for each setting, and for each place along its marks.
 *
 * @param name what was computed or simulated
 * @param list the results, in the grid's order
 * @param <S> the settings
 */
public record Results<S extends Setting<S>>(String name, List<Result<S>> list) {
    /** Copies the list. */
    public Results {
        Require.given("name", name);
        list = Require.list("list", list);
    }

    /** @return the results of settings that {@code keep} accepts */
    public Results<S> where(Predicate<S> keep) {
        Require.given("keep", keep);
        return filter(result -> keep.test(result.setting()));
    }

    /** @return the results at which {@code parameter}, a mark or of the setting, is {@code value} */
    public Results<S> at(Parameter parameter, double value) {
        return filter(result -> result.at(parameter) == value);
    }

    /** @return the results that {@code keep} accepts */
    public Results<S> filter(Predicate<Result<S>> keep) {
        Require.given("keep", keep);
        return new Results<>(name, list.stream().filter(keep).toList());
    }

    /** @return the results, in order */
    public Stream<Result<S>> stream() {
        return list.stream();
    }

    /** @return whether all trials are there: those of a {@link Shard} may be other workers' */
    public boolean isFinished() {
        return list.stream().allMatch(Result::isFinished);
    }

    /** @return the number of results */
    public int size() {
        return list.size();
    }

    /** @return result {@code index}, counted from 0 */
    public Result<S> get(int index) {
        Require.within("index", index, 0, list.size() - 1);
        return list.get(index);
    }

    /**
     * @return the only result
     * @throws IllegalArgumentException if there is not exactly one
     */
    public Result<S> only() {
        Require.that(list.size() == 1, name + ": " + list.size() + " results where one is asked for");
        return list.get(0);
    }

    /** @return the settings, each once, in order */
    public List<S> settings() {
        return list.stream().map(Result::setting).distinct().toList();
    }

    /** @return the value of {@code parameter} at each result */
    public double[] values(Parameter parameter) {
        return list.stream().mapToDouble(result -> result.at(parameter)).toArray();
    }

    /** @return the values of {@code parameter}, each once, in order of appearance */
    public double[] distinct(Parameter parameter) {
        return list.stream().mapToDouble(result -> result.at(parameter)).distinct().toArray();
    }

    /** @return the mean of {@code quantity} at each result */
    public double[] means(Quantity quantity) {
        return list.stream().mapToDouble(result -> result.mean(quantity)).toArray();
    }

    /** @return half the width of the 95 % confidence interval of {@code quantity} at each result; NaN for one trial */
    public double[] bars(Quantity quantity) {
        return list.stream().mapToDouble(result -> result.estimate(quantity).halfWidth()).toArray();
    }

    /**
     * @return the result at which the mean of {@code quantity} is largest
     * @throws IllegalArgumentException if it is NaN at all
     */
    public Result<S> largest(Quantity quantity) {
        Require.given("quantity", quantity);
        Require.atLeast("number of results", list.size(), 1);
        return list.stream().filter(result -> !Double.isNaN(result.mean(quantity)))
                .max(Comparator.comparingDouble(result -> result.mean(quantity)))
                .orElseGet(() -> Require.refuse("results", name, "such that " + quantity + " is not NaN at all of them"));
    }

    /**
     * Simulation beside a formula of the setting: {@link Comparison}.
     *
     * @param quantity of the simulation
     * @param theory what it should be, by setting
     * @param allowance how far off it may be besides chance, by setting
     * @return how near they are
     */
    public Comparison compare(Quantity quantity, ToDoubleFunction<S> theory, ToDoubleFunction<S> allowance) {
        Require.given("quantity, theory, allowance", quantity, theory, allowance);
        return compareAt(quantity, result -> theory.applyAsDouble(result.setting()),
                result -> allowance.applyAsDouble(result.setting()));
    }

    /**
     * Simulation beside a formula of the setting and the marks: {@link Comparison}.
     *
     * @param quantity of the simulation
     * @param theory what it should be, by setting and marks
     * @param allowance how far off it may be besides chance
     * @return how near they are
     */
    public Comparison compareAt(Quantity quantity, ToDoubleFunction<Result<S>> theory,
                                ToDoubleFunction<Result<S>> allowance) {
        return Comparison.of(this, quantity, theory, allowance);
    }

    /**
     * Simulation beside theory's results of the same quantity: {@link Comparison}.
     *
     * @param quantity that both have
     * @param theory results at every setting and place of this
     * @param allowance by theory's result
     * @return how near they are
     * @throws IllegalArgumentException if theory has no result at a setting and place of this
     */
    public Comparison compare(Quantity quantity, Results<S> theory, ToDoubleFunction<Result<S>> allowance) {
        return compare(quantity, theory, line -> line.mean(quantity), allowance);
    }

    /**
     * Simulation beside what is made of theory's results, such as a sum of two quantities: {@link Comparison}.
     *
     * @param quantity of the simulation
     * @param theory results at every setting and place of this
     * @param expected what the quantity should be, by theory's result
     * @param allowance by theory's result
     * @return how near they are
     * @throws IllegalArgumentException if theory has no result at a setting and place of this
     */
    public Comparison compare(Quantity quantity, Results<S> theory, ToDoubleFunction<Result<S>> expected,
                              ToDoubleFunction<Result<S>> allowance) {
        Require.given("quantity, theory, expected, allowance", quantity, theory, expected, allowance);
        UnaryOperator<Result<S>> beside = theory.places();
        return compareAt(quantity, result -> expected.applyAsDouble(beside.apply(result)),
                result -> allowance.applyAsDouble(beside.apply(result)));
    }

    /**
     * @return the result of this that stands where {@code other} does, by setting and marks
     * @throws IllegalArgumentException if there is none
     */
    public Result<S> beside(Result<S> other) {
        return places().apply(Require.given("other", other));
    }

    /** {@link #beside} for many, by one look through this. */
    private UnaryOperator<Result<S>> places() {
        Map<List<Object>, Result<S>> places = new HashMap<>();
        list.forEach(result -> places.putIfAbsent(place(result, result.setting()), result));
        return other -> {
            Result<S> found = places.get(place(other, other.setting()));
            return found != null ? found : Require.refuse("results", name, "computed at " + other.text());
        };
    }

    private static List<Object> place(Result<?> result, Setting<?> setting) {
        return List.of(setting, result.study().marks().stream().map(result::at).toList());
    }

    /**
     * A simulation in units of its theory, so that what falls as 1/n with the size n is the same fraction of either.
     *
     * @param theory results at every setting and place of this, of all its quantities
     * @return the trials, each number over the theory of it
     * @throws IllegalArgumentException if theory has no result at a setting and place of this, or lacks a quantity
     */
    public Results<S> over(Results<S> theory) {
        Require.given("theory", theory);
        UnaryOperator<Result<S>> beside = theory.places();
        return new Results<>(name + " over theory", list.stream().map(result -> result.over(beside.apply(result))).toList());
    }

    /**
     * Frees a simulation of what falls as 1/n with the size n of its systems: a trial of size n and one of size n/2
     * become the trial 2·whole − half. What is left falls as 1/n².
     *
     * @param size the parameter that is n
     * @return the trials so combined at every setting of this that also stands here with half the size
     * @throws IllegalArgumentException if there is none
     */
    public Results<S> extrapolated(Parameter size) {
        Require.given("size", size);
        Map<List<Object>, List<Result<S>>> doubled = list.stream().collect(Collectors.groupingBy(
                half -> place(half, half.setting().with(size, 2 * half.at(size)))));
        List<Result<S>> combined = new ArrayList<>();
        for (Result<S> whole : list) {
            doubled.getOrDefault(place(whole, whole.setting()), List.of()).forEach(half -> combined.add(whole.twiceLess(half)));
        }
        Require.that(!combined.isEmpty(), name + ": no setting stands in it with half its " + size + " too");
        return new Results<>(name + ", extrapolated", combined);
    }

}
