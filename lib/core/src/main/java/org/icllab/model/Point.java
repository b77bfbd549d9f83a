package org.icllab.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.icllab.Require;

/**
 * A setting of an experiment: named numbers, in order.
 *
 * <p>A name is a symbol, or a symbol and what it means: "τ" or "τ = n/d²". Values are asked for by the symbol alone.
 *
 * @param values from name to value
 */
public record Point(Map<String, Double> values) {
    public Point {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** @return the point with nothing set */
    public static Point empty() {
        return new Point(Map.of());
    }

    /** @return this point with {@code name} set to {@code value} */
    public Point with(String name, double value) {
        Map<String, Double> extended = new LinkedHashMap<>(values);
        extended.put(name, value);
        return new Point(extended);
    }

    /**
     * @return the value of {@code symbol}
     * @throws IllegalArgumentException if it is not set; the message lists what is
     */
    public double get(String symbol) {
        return values.entrySet().stream()
                .filter(entry -> symbol(entry.getKey()).equals(symbol))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> Require.refuse("symbol", symbol,
                        "one of " + values.keySet().stream().map(Point::symbol).toList()));
    }

    /**
     * @return the value of {@code symbol}, which must be an integer
     * @throws IllegalArgumentException if it is not set, or no integer
     */
    public int integer(String symbol) {
        double value = get(symbol);
        return value == (int) value ? (int) value : Require.<Integer>refuse(symbol, value, "an integer");
    }

    /** @return "α = 10, τ = 0.5" */
    @Override
    public String toString() {
        return values.entrySet().stream().map(e -> symbol(e.getKey()) + " = " + number(e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String symbol(String name) {
        int end = name.indexOf(" = ");
        return end < 0 ? name : name.substring(0, end);
    }

    /** Exact: the key under which a trial is kept is made of it. */
    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value).replace(".0E", "E").replace('E', 'e');
    }
}
