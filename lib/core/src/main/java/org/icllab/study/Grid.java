package org.icllab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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

    /** @return {@code count} ≥ 2 evenly spaced numbers from {@code from} to {@code to} */
    public static double[] linear(double from, double to, int count) {
        Require.atLeast("count", count, 2);
        Require.finite("from", from);
        Require.finite("to", to);
        return IntStream.range(0, count).mapToDouble(i -> from + (to - from) * i / (count - 1)).toArray();
    }

    /** @return {@code count} ≥ 2 numbers from {@code from} &gt; 0 to {@code to} &gt; 0, evenly spaced in the logarithm */
    public static double[] logarithmic(double from, double to, int count) {
        double start = Math.log10(Require.positive("from", from));
        double[] exponents = linear(start, Math.log10(Require.positive("to", to)), count);
        return Arrays.stream(exponents).map(e -> Math.pow(10, e)).toArray();
    }
}
