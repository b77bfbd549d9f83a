package org.icllab.notebook;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.icllab.Numbers;
import org.icllab.Require;
import org.icllab.model.Parameter;

/** The parameters of a notebook: the values in its cell, or those that were set before it, held to their ranges. */
final class Parameters {
    private final Map<String, String> set = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    void set(String name, String value) {
        set.put(name, value.strip());
    }

    /** @return the values of {@code name}, each in range: those given, or those set, with commas between them */
    double[] reals(String name, Parameter parameter, double... given) {
        known.add(name);
        String text = set.get(name);
        double[] values = text == null ? given : Arrays.stream(text.split(",", -1))
                .mapToDouble(part -> number(name, part.strip(), parameter)).toArray();
        Require.that(values.length > 0, name + ": must be at least one value, each " + parameter.must());
        Require.that(text == null || given.length > 1 || values.length == 1 || given.length == 0,
                name + " = " + text + ": must be one value, " + parameter.must());
        return Arrays.stream(values).map(value -> parameter.check(name, value)).toArray();
    }

    private static double number(String name, String text, Parameter parameter) {
        String plain = text.replaceFirst("^([+-]?)(inf|∞|Infinity|infinity)$", "$1Infinity");
        try {
            return Double.parseDouble(plain);
        } catch (NumberFormatException noNumber) {
            return Require.<Double>refuse(name, text, "a number " + parameter.must());
        }
    }

    long whole(String name, long given) {
        known.add(name);
        try {
            return set.containsKey(name) ? Long.parseLong(set.get(name)) : given;
        } catch (NumberFormatException noNumber) {
            return Require.<Long>refuse(name, set.get(name), "an integer");
        }
    }

    String word(String name, String given, List<String> words) {
        known.add(name);
        String value = set.getOrDefault(name, given);
        return words.contains(value) ? value : Require.refuse(name, value, String.join(" or ", words));
    }

    /** @return what was set, as a reader should see it */
    String shown() {
        return set.isEmpty() ? "" : set.entrySet().stream().map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining(", ", " · set: ", ""));
    }

    /** @throws IllegalArgumentException if something was set that no cell has asked for */
    void mustBeKnown() {
        for (String name : set.keySet()) {
            Require.that(known.contains(name), "there is no parameter '" + name + "'; there are: " + String.join(", ", known));
        }
    }

    /** @return {@code parameter}, held to integers */
    static Parameter integer(Parameter parameter) {
        return new Parameter(parameter.name(), parameter.symbol(), parameter.definition(), parameter.meaning(),
                Parameter.Kind.INTEGER, parameter.range());
    }

    static int[] integral(double[] values) {
        return Arrays.stream(values).mapToInt(value -> value == (int) value ? (int) value
                : Require.<Integer>refuse("value", Numbers.text(value), "at most " + Integer.MAX_VALUE)).toArray();
    }
}
