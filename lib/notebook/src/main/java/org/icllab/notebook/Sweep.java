package org.icllab.notebook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.icllab.Require;
import org.icllab.model.Point;
import org.icllab.study.Comparison;
import org.icllab.study.Estimate;
import org.icllab.study.Result;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * The trials of a simulation.
 *
 * @param name what was simulated
 * @param results a result per point, at least one
 */
public record Sweep(String name, List<Result> results) {
    /**
     * @return a row per point: its coordinates; for each quantity e its mean "e", "e ± 95 %" (half the width of the
     *     confidence interval) and "e s.e." (the standard error); the number of trials
     */
    public Table frame() {
        List<String> columns = new ArrayList<>();
        for (String quantity : results.get(0).estimates().keySet()) {
            columns.addAll(List.of(quantity, quantity + " ± 95 %", quantity + " s.e."));
        }
        columns.add("trials");
        Function<Point, double[]> measured = point -> results.stream().filter(result -> result.point().equals(point))
                .findFirst().map(Sweep::row).orElseThrow();
        return table(name, results.stream().map(Result::point).toList(), columns, measured);
    }

    /** Shows the frame as a table; what is the same in every row goes into the caption. */
    public void show() {
        Table frame = frame();
        List<Column<?>> varying = new ArrayList<>();
        StringJoiner caption = new StringJoiner(", ", name + ": ", "");
        for (Column<?> column : frame.columns()) {
            if (column.countUnique() > 1 || results.size() == 1) {
                varying.add(column);
            } else {
                caption.add(Text.symbol(column.name()) + " = " + Text.number(((DoubleColumn) column).getDouble(0), 5));
            }
        }
        Frames.show(Table.create(name, varying), caption.toString());
    }

    private static double[] row(Result result) {
        double[] row = new double[3 * result.estimates().size() + 1];
        int at = 0;
        for (Estimate estimate : result.estimates().values()) {
            row[at++] = estimate.mean();
            row[at++] = estimate.halfWidth();
            row[at++] = estimate.standardError();
            row[at] = estimate.trials();
        }
        return row;
    }

    /**
     * @param quantity one of those measured
     * @param theory its value at a point
     * @param allowance what else than chance the two may differ by at a point, as a fraction of theory
     * @return simulation beside theory at every point
     */
    public Comparison compare(String quantity, ToDoubleFunction<Point> theory, ToDoubleFunction<Point> allowance) {
        return Comparison.of(results, quantity, theory, allowance);
    }

    /** @return the trials at the points that {@code keep} accepts */
    public Sweep where(Predicate<Point> keep) {
        return new Sweep(name, results.stream().filter(result -> keep.test(result.point())).toList());
    }

    /**
     * @param quantity one of those measured
     * @return where its mean is largest among the points that {@code of} accepts, at least one
     */
    public Point largest(String quantity, Predicate<Point> of) {
        return where(of).results.stream().max(Comparator.comparingDouble(result -> result.mean(quantity)))
                .orElseGet(() -> Require.refuse("of", "a condition", "met by at least one point")).point();
    }

    /** @return a row per point: its coordinates, then what {@code values} says of it under the names {@code columns} */
    static Table table(String name, List<Point> points, List<String> columns, Function<Point, double[]> values) {
        Table table = Table.create(name);
        for (String coordinate : points.get(0).values().keySet()) {
            table.addColumns(DoubleColumn.create(coordinate,
                    points.stream().map(point -> point.values().get(coordinate)).toArray(Double[]::new)));
        }
        double[][] rows = points.stream().map(values).toArray(double[][]::new);
        for (int c = 0; c < columns.size(); c++) {
            double[] column = new double[rows.length];
            for (int r = 0; r < rows.length; r++) {
                column[r] = rows[r][c];
            }
            table.addColumns(DoubleColumn.create(columns.get(c), column));
        }
        return table;
    }
}
