package org.icllab.model;

import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.icllab.Require;

/**
 * What an experiment is set to: a record of int, double, boolean or enum components, each declared as a
 * {@link Parameter} constant of the record or of an interface that it implements, under the component's name.
 *
 * <p>The record's constructor holds each component to its parameter's range by {@link Parameter#check}.
 *
 * @param <S> the record itself
 */
public interface Setting<S extends Setting<S>> {
    /**
     * @param <S> the record
     * @param type its class
     * @param values of its parameters, in their order: a flag as 0 or 1, a choice as its place
     * @return the setting
     * @throws IllegalArgumentException if {@code type} is no setting, or a value is missing or out of its range
     */
    static <S extends Setting<S>> S of(Class<S> type, double... values) {
        Require.given("type, values", type, values);
        return type.cast(SettingShape.of(type).make(values));
    }

    /** @return the parameters of the record, in its components' order */
    default List<Parameter> parameters() {
        return SettingShape.of(getClass()).parameters();
    }

    /**
     * @return the value of {@code parameter}: a flag as 0 or 1, a choice as its place
     * @throws IllegalArgumentException if the setting has no such parameter; the message lists those it has
     */
    default double value(Parameter parameter) {
        return SettingShape.of(getClass()).value(this, parameter);
    }

    /** @return whether the setting has {@code parameter} */
    default boolean has(Parameter parameter) {
        Require.given("parameter", parameter);
        return parameters().stream().anyMatch(own -> own.name().equals(parameter.name()));
    }

    /**
     * @param parameter one of this setting
     * @param value in its range; of a choice its place
     * @return this setting with {@code parameter} set to {@code value}
     * @throws IllegalArgumentException if it has no such parameter, or the value is out of its range
     */
    default S with(Parameter parameter, double value) {
        return withEach(parameter, value).get(0);
    }

    /**
     * @param parameter one of this setting
     * @param values in its range; of a choice their places
     * @return this setting with {@code parameter} set to each of {@code values} in turn
     * @throws IllegalArgumentException as {@link #with}
     */
    @SuppressWarnings("unchecked")
    default List<S> withEach(Parameter parameter, double... values) {
        return (List<S>) (List<?>) SettingShape.of(getClass()).with(this, parameter, values);
    }

    /** @return the setting as people write it: {@code d = 100, α = 10, κ = 0.5} */
    default String text() {
        StringJoiner text = new StringJoiner(", ");
        SettingShape shape = SettingShape.of(getClass());
        IntStream.range(0, shape.parameters().size()).forEach(place -> text.add(shape.text(this, place)));
        return text.toString();
    }

    /**
     * @param parameter one of {@link #parameters()}
     * @return whether it is part of what a trial is. One that a setting was given later is not, at the value that all had
     *     before: their random numbers stay, and trials that are kept count
     */
    default boolean identifies(Parameter parameter) {
        Require.given("parameter", parameter);
        return true;
    }
}
