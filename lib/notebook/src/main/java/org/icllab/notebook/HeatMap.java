package org.icllab.notebook;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.icllab.FileFailed;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.notebook.Layer.Kind;
import org.icllab.notebook.Plan.Side;

/**
 * A table of numbers as a picture: one coloured cell for each, on axes, with a colour bar, and lines and points over
 * it. The look is {@link Figure}'s.
 *
 * <pre>{@code
 * HeatMap.of("Where longer contexts hurt")
 *         .x("κ = k/d", Axis.LINEAR, kappas)
 *         .y("ρ: label noise", Axis.LINEAR, rhos)
 *         .values("α at the first minimum", alphas, Axis.LOG)
 *         .line("κ = τ", new double[] {0.5, 0.5}, new double[] {0.01, 1})
 *         .show();
 * }</pre>
 *
 * <p>Each method returns a new heat map. A cell reaches half-way to its neighbours. A value that is not finite, or not
 * positive on a logarithmic colour scale, leaves its cell blank. The cells are one image inside the SVG: 401 × 300 of
 * them take less than 200 kB.
 */
public final class HeatMap {
    private static final Side UNSAID = new Side("", Axis.LINEAR, Double.NaN, Double.NaN);
    private final Plan plan;

    private HeatMap(Plan plan) {
        this.plan = plan;
        check(plan.cells());
    }

    /** A heat map without cells, 760 × 540 pixels. */
    public static HeatMap of(String title) {
        Cells none = new Cells(new double[0], new double[0], new double[0][], UNSAID, false, false);
        return new HeatMap(new Plan(Objects.requireNonNull(title, "title"), UNSAID, UNSAID, "", "", 760, 540, List.of(),
                none));
    }

    /**
     * The columns: the axis's label (symbol and meaning), how it spaces its values, and the place of each column.
     *
     * @param places increasing, finite (and positive on a log axis)
     */
    public HeatMap x(String label, Axis axis, double[] places) {
        return new HeatMap(plan.withX(side("xs", label, axis, places)).with(plan.cells().withXs(places.clone())));
    }

    /**
     * The rows: the axis's label (symbol and meaning), how it spaces its values, and the place of each row.
     *
     * @param places increasing, finite (and positive on a log axis)
     */
    public HeatMap y(String label, Axis axis, double[] places) {
        return new HeatMap(plan.withY(side("ys", label, axis, places)).with(plan.cells().withYs(places.clone())));
    }

    /** The cells' values on a linear colour scale. @param rows {@code rows[i][j]} belongs to the i-th y and the j-th x */
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
        Side old = plan.cells().colour();
        Side side = new Side(Objects.requireNonNull(label, "label"), Objects.requireNonNull(colour, "colour"), old.from(),
                old.to());
        double[][] own = Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
        return new HeatMap(plan.with(plan.cells().withRows(own).withColour(side)));
    }

    /** The entries of {@code matrix} on a linear colour scale: its rows belong to the y's, its columns to the x's. */
    public HeatMap values(String label, Matrix matrix) {
        double[][] rows = new double[matrix.rows()][matrix.columns()];
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
        return new HeatMap(plan.with(plan.cells().withColour(new Side(old.label(), old.axis(), from, to))));
    }

    /** Blue below zero, red above it, white at it: for entries of a matrix. The colour scale is linear. */
    public HeatMap signed() {
        return new HeatMap(plan.with(plan.cells().asSigned()));
    }

    /** Puts the first row at the top, as a matrix is written. */
    public HeatMap downward() {
        return new HeatMap(plan.with(plan.cells().asDownward()));
    }

    /** A line over the cells through ({@code x[i]}, {@code y[i]}), in order. */
    public HeatMap line(String label, double[] x, double[] y) {
        return with(Kind.LINE, label, x, y);
    }

    /** Points over the cells at ({@code x[i]}, {@code y[i]}). */
    public HeatMap points(String label, double[] x, double[] y) {
        return with(Kind.POINTS, label, x, y);
    }

    /** @param width in pixels, at least 300 @param height in pixels, at least 200 */
    public HeatMap size(int width, int height) {
        return new HeatMap(plan.withSize(Require.atLeast("width", width, 300), Require.atLeast("height", height, 200)));
    }

    /** Shows the heat map in the cell's output, as SVG. */
    public void show() {
        drawing().show("Heat map");
    }

    /**
     * Writes the heat map as SVG. The file appears whole; on failure the one that was there before stays.
     *
     * @throws FileFailed if the file cannot be written
     */
    public void writeSvg(Path file) {
        drawing().writeSvg(file);
    }

    /**
     * Writes the heat map as PNG, with two pixels to each of its own. The file appears whole; on failure the one that
     * was there before stays.
     *
     * @throws FileFailed if the file cannot be written
     */
    public void writePng(Path file) {
        drawing().writePng(file);
    }

    String svg() {
        return drawing().svg();
    }

    private Drawing drawing() {
        Require.that(plan.cells().rows().length > 0, "the heat map has no values: give x, y and values");
        return Drawing.of(plan);
    }

    private HeatMap with(Kind kind, String label, double[] x, double[] y) {
        Objects.requireNonNull(label, "label");
        Require.length("y", y.length, x.length);
        return new HeatMap(plan.with(List.of(new Layer(kind, label, label, x.clone(), y.clone(), new double[0]))));
    }

    private static Side side(String name, String label, Axis axis, double[] places) {
        Objects.requireNonNull(label, "label");
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
