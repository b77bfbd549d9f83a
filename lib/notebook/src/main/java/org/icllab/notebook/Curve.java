package org.icllab.notebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.icllab.FileFailed;
import org.icllab.Require;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * A curve that somebody else has drawn, read from a file: a published line, or the points of a published simulation. What
 * is computed from numbers that are NaN is NaN.
 *
 * @param name what it is called, such as {@code L=4}
 * @param kind {@code line}, {@code dashed} or {@code dots}; {@code line} where the file does not say
 * @param x in the order of the file
 * @param y the values there
 */
public record Curve(String name, String kind, double[] x, double[] y) {
    public Curve {
        Require.given("name, kind, x, y", name, kind, x, y);
        Require.length("y", y.length, x.length);
        x = x.clone();
        y = y.clone();
    }

    /**
     * Reads a CSV file with a line of headers: {@code x} and {@code y}, and where there are several curves {@code curve}
     * (or {@code name}); {@code kind} is optional. Lines that start with # are remarks.
     *
     * @return the curves, in the order of the file
     * @throws FileFailed if the file cannot be read
     * @throws IllegalArgumentException if a column is missing or holds no numbers, or there is no row
     */
    public static List<Curve> read(Path csv) {
        Table table = table(Require.given("csv", csv));
        double[] xs = numbers(csv, table, "x");
        double[] ys = numbers(csv, table, "y");
        Map<List<String>, List<Integer>> rows = new LinkedHashMap<>();
        for (int i = 0; i < xs.length; i++) {
            String name = text(table, i, text(table, i, csv.getFileName().toString().replaceFirst("\\.csv$", ""), "name"), "curve");
            rows.computeIfAbsent(List.of(name, text(table, i, "line", "kind")), key -> new ArrayList<>()).add(i);
        }
        Require.that(!rows.isEmpty(), csv + ": no row: must have at least one");
        return rows.entrySet().stream().map(entry -> {
            int[] at = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
            return new Curve(entry.getKey().get(0), entry.getKey().get(1), Columns.at(xs, at), Columns.at(ys, at));
        }).toList();
    }

    /**
     * @return the curve {@code name} of that kind in a file
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static Curve read(Path csv, String name, String kind) {
        Require.given("csv, name, kind", csv, name, kind);
        return only(csv.toString(), read(csv), name, kind);
    }

    private static Curve only(String place, List<Curve> all, String name, String kind) {
        return all.stream().filter(c -> c.name.equals(name) && c.kind.equals(kind)).findFirst()
                .orElseGet(() -> Require.refuse("curve of " + place, name + " (" + kind + ")", "one of "
                        + all.stream().map(c -> c.name + " (" + c.kind + ")").toList()));
    }

    /**
     * @param panel such as {@code B-4a}: figure 4(a) of paper B
     * @return all that is drawn there, from {@code data/published} beside the notebooks
     * @throws FileFailed if there is no such panel
     */
    public static List<Curve> published(String panel) {
        return read(file(panel));
    }

    /**
     * @param unit of x, such as the time of a step
     * @return the curves in {@link #published(String) a panel}, without slope guides
     */
    public static List<Curve> published(String panel, double unit) {
        return published(panel).stream().filter(curve -> !curve.name.startsWith("guide"))
                .map(curve -> curve.stretched(unit)).toList();
    }

    /** @return the curves in {@link #published(String, double) a panel} that are {@code line}, {@code dashed} or {@code dots} */
    public static List<Curve> published(String panel, String kind, double unit) {
        return published(panel, unit).stream().filter(curve -> curve.kind.equals(kind)).toList();
    }

    /**
     * @return one curve of {@link #published(String) a panel}
     * @throws IllegalArgumentException if there is none of that name and kind
     */
    public static Curve published(String panel, String name, String kind) {
        return only(panel, published(panel), name, kind);
    }

    /**
     * @return 4 of a curve that is called L=4
     * @throws IllegalArgumentException if its name has no number after =
     */
    public double number() {
        String[] parts = name.split("[= ]+");
        try {
            return Double.parseDouble(parts[1]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Require.refuse("name", name, "a symbol and a number, such as L=4");
        }
    }

    /**
     * @param panel such as {@code B-1c-errorbars}
     * @return what is drawn there and is no curve, as {@code data/published} beside the notebooks has it
     * @throws FileFailed if there is no such panel
     */
    public static Table publishedTable(String panel) {
        return table(file(panel));
    }

    private static Path file(String panel) {
        return Path.of("data", "published", Require.given("panel", panel) + ".csv");
    }

    private static Table table(Path csv) {
        try {
            // Remarks go first: Tablesaw guesses types from all lines.
            String rows = Files.readAllLines(csv).stream().filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining("\n"));
            Require.that(!rows.isBlank(), csv + ": no row: must have headers and at least one");
            return Table.read().usingOptions(CsvReadOptions.builderFromString(rows).sample(false));
        } catch (IOException e) {
            throw FileFailed.of("Could not read " + csv, e);
        }
    }

    private static double[] numbers(Path csv, Table table, String name) {
        Require.that(table.columnNames().contains(name), csv + ": no column " + name + ": must have columns x and y");
        return table.column(name) instanceof NumericColumn<?> numbers ? numbers.asDoubleArray()
                : Require.refuse("column " + name + " of " + csv, table.column(name).type(), "of numbers");
    }

    private static String text(Table table, int row, String otherwise, String column) {
        return table.columnNames().contains(column) ? table.column(column).getString(row) : otherwise;
    }

    @Override
    public double[] x() {
        return x.clone();
    }

    @Override
    public double[] y() {
        return y.clone();
    }

    /** @return its points with {@code from} ≤ x ≤ {@code to} */
    public Curve within(double from, double to) {
        int[] kept = IntStream.range(0, x.length).filter(i -> x[i] >= from && x[i] <= to).toArray();
        return new Curve(name, kind, Columns.at(x, kept), Columns.at(y, kept));
    }

    /** @return its points with y &lt; {@code top}: without those where it crosses the frame of its figure */
    public Curve below(double top) {
        int[] kept = IntStream.range(0, y.length).filter(i -> y[i] < top).toArray();
        return new Curve(name, kind, Columns.at(x, kept), Columns.at(y, kept));
    }

    /** @return the curve with its points in the order of x; in a file the last may be one that was left out, such as a minimum */
    public Curve ascending() {
        int[] order = IntStream.range(0, x.length).boxed().sorted(Comparator.comparingDouble(i -> x[i]))
                .mapToInt(Integer::intValue).toArray();
        return new Curve(name, kind, Columns.at(x, order), Columns.at(y, order));
    }

    /** @return the curve with x in another unit: {@code factor} times its own */
    public Curve stretched(double factor) {
        Require.finite("factor", factor);
        return new Curve(name, kind, Arrays.stream(x).map(value -> factor * value).toArray(), y);
    }

    /**
     * @return y at {@code at}, along straight lines between its points in logarithms, the first and the last of them
     *     continued; x must ascend, and x and y be positive
     */
    public double between(double at) {
        Require.positive("at", at);
        Require.atLeast("points", x.length, 2);
        int above = 1;
        while (above < x.length - 1 && x[above] < at) {
            above++;
        }
        double part = Math.log(at / x[above - 1]) / Math.log(x[above] / x[above - 1]);
        return y[above - 1] * Math.pow(y[above] / y[above - 1], part);
    }

    /** @return its y over what {@code theory} says at its x, less 1: as far as they are apart there */
    public double[] relative(DoubleUnaryOperator theory) {
        Require.given("theory", theory);
        return IntStream.range(0, x.length).mapToDouble(i -> y[i] / theory.applyAsDouble(x[i]) - 1).toArray();
    }

    /** @return the largest |y − theory(x)| */
    public double farthest(DoubleUnaryOperator theory) {
        Require.given("theory", theory);
        return IntStream.range(0, x.length).mapToDouble(i -> Math.abs(y[i] - theory.applyAsDouble(x[i]))).max().orElse(0);
    }

    /** @return the root of the mean of (y/theory(x) − 1)² */
    public double spread(DoubleUnaryOperator theory) {
        return rootMeanSquare(Arrays.stream(relative(theory)));
    }

    /**
     * How much a curve jitters, where a simulation has no error bars: from each of its points to the next, as noise that
     * is independent from point to point does.
     *
     * @return the root of half the mean square of what {@link #relative} changes by, from each point to the next
     */
    public double jitter(DoubleUnaryOperator theory) {
        double[] relative = relative(theory);
        return Math.sqrt(IntStream.range(1, relative.length)
                .mapToDouble(i -> Math.pow(relative[i] - relative[i - 1], 2) / 2).average().orElse(0));
    }

    /**
     * How far a noisy curve is from theory: the root mean square of y − theory, in means over neighbouring points, whose
     * noise is less.
     *
     * @param neighbours in a mean, ≥ 1; points at the end that fill none do not count
     * @param theory at each of its points
     * @throws IllegalArgumentException if there are fewer points than neighbours, or another number of theory's
     */
    public double misfit(int neighbours, double... theory) {
        Require.length("theory", theory, y.length);
        Require.within("neighbours", neighbours, 1, y.length);
        return rootMeanSquare(IntStream.range(0, y.length / neighbours).mapToDouble(i -> IntStream.range(0, neighbours)
                .map(j -> neighbours * i + j).mapToDouble(j -> y[j] - theory[j]).average().orElseThrow()));
    }

    /**
     * @param neighbours in a mean, ≥ 1
     * @return the standard deviation of such a mean, told from the curve alone by its second differences
     * @throws IllegalArgumentException if there are fewer than three points
     */
    public double scatter(int neighbours) {
        Require.atLeast("neighbours", neighbours, 1);
        Require.atLeast("points", y.length, 3);
        return rootMeanSquare(IntStream.range(1, y.length - 1).mapToDouble(i -> y[i - 1] - 2 * y[i] + y[i + 1]))
                / Math.sqrt(6.0 * neighbours);
    }

    private static double rootMeanSquare(DoubleStream values) {
        return Math.sqrt(values.map(value -> value * value).average().orElse(0));
    }
}
