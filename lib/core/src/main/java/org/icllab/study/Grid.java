package org.icllab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import org.icllab.Require;
import org.icllab.model.Point;

/**
 * The settings a sweep visits, in order.
 *
 * @param points the settings, each with the same names
 */
public record Grid(List<Point> points) {
    public Grid {
        points = List.copyOf(points);
    }

    /** @return a point for each value of {@code name}; none may be NaN */
    public static Grid of(String name, double... values) {
        return new Grid(List.of(Point.empty())).by(name, values);
    }

    /** @return every point of this grid with every value of {@code name}, the new name changing fastest */
    public Grid by(String name, double... values) {
        List<Point> product = new ArrayList<>();
        for (Point point : points) {
            for (double value : values) {
                Require.that(!Double.isNaN(value), name + " = NaN: must be a number");
                product.add(point.with(name, value));
            }
        }
        return new Grid(product);
    }

    /** @return the points that {@code keep} accepts */
    public Grid where(Predicate<Point> keep) {
        return new Grid(points.stream().filter(keep).toList());
    }

    /**
     * @param from the first number, exactly
     * @param to the last number, exactly
     * @param count ≥ 2
     * @return evenly spaced numbers, none beyond the ends, and none out of order
     */
    public static double[] linear(double from, double to, int count) {
        Require.atLeast("count", count, 2);
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
