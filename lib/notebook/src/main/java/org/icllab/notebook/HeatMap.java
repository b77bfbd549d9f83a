package org.icllab.notebook;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.icllab.FileFailed;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.Parameter;
import org.icllab.model.Quantity;
import org.icllab.notebook.Layer.Kind;
import org.icllab.notebook.Plan.Side;
import org.icllab.study.Result;
import org.icllab.study.Results;

/**
 * A table of numbers as a picture: one coloured cell for each, on axes, with a colour bar, and lines and points over
 * it. The look is {@link Figure}'s.
 *
 * <pre>{@code
 * HeatMap.of("Where longer contexts hurt")
 *         .x(KAPPA, Axis.LINEAR).y(RHO, Axis.LINEAR).values(map, TURN, Axis.LOG)
 *         .line("κ = τ", new double[] {0.5, 0.5}, new double[] {0.01, 1})
 *         .show();
 * }</pre>
 *
 * <p>Each method returns a new heat map. The values are a study's results, or an array beside the places of columns and
 * rows. A cell reaches half-way to its neighbours. A value that is not finite, or not positive on a logarithmic colour
 * scale, leaves its cell blank. The cells are one image inside the SVG: 401 × 300 of them take less than 200 kB.
 */
public final class HeatMap {
    private static final Side UNSAID = new Side("", Axis.LINEAR, Double.NaN, Double.NaN);
    private final Plan plan;
    /** What the columns and rows are values of; null where places were given. */
    private final Parameter column;
    private final Parameter row;

    private HeatMap(Plan plan, Parameter column, Parameter row) {
        this.plan = plan;
        this.column = column;
        this.row = row;
        check(plan.cells());
    }

    /** A heat map without cells, 760 × 540 pixels. */
    public static HeatMap of(String title) {
        Cells none = new Cells(new double[0], new double[0], new double[0][], UNSAID, false, false);
        return new HeatMap(new Plan(Require.given("title", title), UNSAID, UNSAID, "", "", 760, 540, List.of(),
                none, Style.LAB, false), null, null);
    }

    /** A column for each value of {@code parameter} that results have, and how the axis spaces them. */
    public HeatMap x(Parameter parameter, Axis axis) {
        Require.given("parameter, axis", parameter, axis);
        return new HeatMap(plan.withX(new Side(parameter.label(), axis, Double.NaN, Double.NaN)), parameter, row);
    }

    /** A row for each value of {@code parameter} that results have, and how the axis spaces them. */
    public HeatMap y(Parameter parameter, Axis axis) {
        Require.given("parameter, axis", parameter, axis);
        return new HeatMap(plan.withY(new Side(parameter.label(), axis, Double.NaN, Double.NaN)), column, parameter);
    }

    /** The means of {@code quantity} on a linear colour scale. */
    public HeatMap values(Results<?> results, Quantity quantity) {
        return values(results, quantity, Axis.LINEAR);
    }

    /**
     * The means of {@code quantity}.
     *
     * @param results one for each pair of their values of the parameters that x and y were given before
     * @param colour how the colour scale spaces its values
     */
    public HeatMap values(Results<?> results, Quantity quantity, Axis colour) {
        Require.given("results, quantity, colour", results, quantity, colour);
        Require.that(column != null && row != null, "results: x and y come first, as parameters");
        double[] xs = Arrays.stream(results.distinct(column)).sorted().toArray();
        double[] ys = Arrays.stream(results.distinct(row)).sorted().toArray();
        Require.that(results.size() == xs.length * ys.length, "results: " + results.size() + " where there are "
                + xs.length + " " + column + " and " + ys.length + " " + row + ": must be one for each pair");
        Cells cells = plan.cells().withXs(xs).withYs(ys).withRows(rows(results, quantity, xs, ys))
                .withColour(colours(quantity.label(), colour));
        return with(plan.withX(side("xs", column.label(), plan.x().axis(), xs))
                .withY(side("ys", row.label(), plan.y().axis(), ys)).with(cells));
    }

    private double[][] rows(Results<?> results, Quantity quantity, double[] xs, double[] ys) {
        double[][] rows = new double[ys.length][xs.length];
        boolean[][] given = new boolean[ys.length][xs.length];
        for (Result<?> result : results.list()) {
            int i = Arrays.binarySearch(ys, result.at(row));
            int j = Arrays.binarySearch(xs, result.at(column));
            if (given[i][j]) {
                Require.refuse("results: two at " + result.text() + ": must be one for each pair");
            }
            given[i][j] = true;
            rows[i][j] = result.mean(quantity);
        }
        return rows;
    }

    /**
     * The columns: the axis's label (symbol and meaning), how it spaces its values, and the place of each column.
     *
     * @param places increasing, finite (and positive on a log axis)
     */
    public HeatMap x(String label, Axis axis, double[] places) {
        return with(plan.withX(side("xs", label, axis, places)).with(plan.cells().withXs(places.clone())));
    }

    /**
     * The rows: the axis's label (symbol and meaning), how it spaces its values, and the place of each row.
     *
     * @param places increasing, finite (and positive on a log axis)
     */
    public HeatMap y(String label, Axis axis, double[] places) {
        return with(plan.withY(side("ys", label, axis, places)).with(plan.cells().withYs(places.clone())));
    }

    /**
     * The cells' values on a linear colour scale.
     *
     * @param rows {@code rows[i][j]} belongs to the i-th y and the j-th x
     */
    public HeatMap values(String label, double[][] rows) {
        return values(label, rows, Axis.LINEAR);
    }

    /**
     * The cells' values.
     *
     * @param label the colour bar's: symbol and meaning
     * @param rows {@code rows[i][j]} belongs to the i-th y and the j-th x
     * @param colour how the colour scale spaces its values
     */
    public HeatMap values(String label, double[][] rows, Axis colour) {
        Require.given("label, rows, colour", label, rows, colour);
        double[][] own = Require.list("rows", Arrays.asList(rows)).stream().map(double[]::clone).toArray(double[][]::new);
        return with(plan.with(plan.cells().withRows(own).withColour(colours(label, colour))));
    }

    /** The colour bar with another label and spacing, its range as it was. */
    private Side colours(String label, Axis axis) {
        Side old = plan.cells().colour();
        return new Side(label, axis, old.from(), old.to());
    }

    /** The entries of {@code matrix} on a linear colour scale: its rows belong to the y's, its columns to the x's. */
    public HeatMap values(String label, Matrix matrix) {
        double[][] rows = new double[Require.given("matrix", matrix).rows()][matrix.columns()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = matrix.get(i, j);
            }
        }
        return values(label, rows);
    }

    /**
     * Spreads the colours over {@code from} ≤ value ≤ {@code to}; what lies outside has the colour of that end.
     *
     * @throws IllegalArgumentException unless {@code from < to}, both finite (and positive on a log colour scale)
     */
    public HeatMap range(double from, double to) {
        Require.finite("from", from);
        Require.finite("to", to);
        Require.that(from < to, "from = " + from + ", to = " + to + ": from must be less than to");
        Side old = plan.cells().colour();
        return with(plan.with(plan.cells().withColour(new Side(old.label(), old.axis(), from, to))));
    }

    /** Blue below zero, red above it, white at it: for entries of a matrix. The colour scale is linear. */
    public HeatMap signed() {
        return with(plan.with(plan.cells().asSigned()));
    }

    /** Puts the first row at the top, as a matrix is written. */
    public HeatMap downward() {
        return with(plan.with(plan.cells().asDownward()));
    }

    /** A line over the cells through ({@code x[i]}, {@code y[i]}), in order. */
    public HeatMap line(String label, double[] x, double[] y) {
        return with(Kind.LINE, label, x, y);
    }

    /** Points over the cells at ({@code x[i]}, {@code y[i]}). */
    public HeatMap points(String label, double[] x, double[] y) {
        return with(Kind.POINTS, label, x, y);
    }

    /** Draws for the screen, as is the default, or for a paper; a size is given after it. */
    public HeatMap style(Style style) {
        return with(plan.with(Require.given("style", style)));
    }

    /**
     * @param width in pixels, at least 300
     * @param height in pixels, at least 200
     */
    public HeatMap size(int width, int height) {
        return with(plan.withSize(Require.atLeast("width", width, 300), Require.atLeast("height", height, 200)));
    }

    /** Shows the heat map in the cell's output, as SVG. */
    public void show() {
        drawing().show("Heat map");
    }

    /**
     * Writes the heat map in the format that the file's ending names: SVG, PNG (two pixels to each of its own) or PDF.
     * The file appears whole; on failure the one that was there before stays.
     *
     * @throws IllegalArgumentException unless the file's name ends in .svg, .png or .pdf
     * @throws FileFailed if the file cannot be written
     */
    public void save(Path file) {
        drawing().save(file);
    }

    String svg() {
        return drawing().svg();
    }

    private Drawing drawing() {
        Require.that(plan.cells().rows().length > 0, "the heat map has no values: give x, y and values");
        return Drawing.of(plan);
    }

    private HeatMap with(Plan changed) {
        return new HeatMap(changed, column, row);
    }

    private HeatMap with(Kind kind, String label, double[] x, double[] y) {
        Require.given("label, x, y", label, x, y);
        Require.length("y", y.length, x.length);
        return with(plan.with(List.of(new Layer(kind, label, label, Double.NaN, x.clone(), y.clone(), new double[0]))));
    }

    private static Side side(String name, String label, Axis axis, double[] places) {
        Require.given("label, axis, places", label, axis, places);
        Require.atLeast(name + ".length", places.length, 1);
        Require.finite(name, places);
        Require.that(IntStream.range(1, places.length).allMatch(i -> places[i - 1] < places[i]),
                name + " must be increasing");
        Require.that(axis == Axis.LINEAR || places[0] > 0, name + "[0] = " + places[0] + ": must be > 0 on a log axis");
        double[] edges = Cells.edges(axis, places);
        return new Side(label, axis, edges[0], edges[places.length]);
    }

    private static void check(Cells cells) {
        double[][] rows = cells.rows();
        if (rows.length > 0) {
            Require.length("rows", rows.length, cells.ys().length);
            for (int i = 0; i < rows.length; i++) {
                Require.length("rows[" + i + "]", rows[i].length, cells.xs().length);
            }
        }
        boolean log = cells.colour().axis() == Axis.LOG;
        Require.that(!(log && cells.signed()), "signed values need a linear colour scale");
        Require.that(!(log && cells.colour().from() <= 0),
                "range starts at " + cells.colour().from() + ": must be > 0 on a log colour scale");
    }
}
