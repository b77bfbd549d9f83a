package org.icllab.notebook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.icllab.FileFailed;
import org.icllab.Require;
import org.icllab.model.Parameter;
import org.icllab.model.Quantity;
import org.icllab.notebook.Layer.Kind;
import org.icllab.notebook.Plan.Side;
import org.icllab.study.Results;
import tech.tablesaw.api.Table;

/**
 * A figure of lines (theory) and points with error bars (simulation) on common axes, as in a paper.
 *
 * <pre>{@code
 * Figure.of("ICL error against pretraining contexts")
 *         .x("τ = n/d²", Axis.LINEAR)
 *         .y("e_ICL", Axis.LOG)
 *         .lines(theory, "τ", "e_ICL", "α")
 *         .points(simulation, "τ", "e_ICL", "e_ICL ± 95 %", "α")
 *         .verticalLine(1, "τ = 1")
 *         .show();
 * }</pre>
 *
 * <p>Each method returns a new figure. Columns are given by name, or by the symbol before " = ". Lines and points of
 * one group, or of one label, share a colour and a row of the legend: three and more values of a parameter, "L = 4", run from
 * dark to light, other groups have a palette that colour-blind readers can tell apart. A value that is
 * not finite, or not positive on a log axis, leaves a gap; what lies outside the ranges is cut at the plot's edge; an
 * error bar that reaches below zero on a log axis ends there.
 */
public final class Figure {
    private static final double[] NO_BARS = {};
    private static final Pattern VALUE = Pattern.compile("[^,=]+ = (∞|-?\\d+(?:\\.\\d+)?(?:[eE]-?\\d+)?)");
    private final Plan plan;

    private Figure(Plan plan) {
        this.plan = plan;
    }

    /** An empty figure, 800 × 500 pixels, with linear axes that fit the data. */
    public static Figure of(String title) {
        Side side = new Side("", Axis.LINEAR, Double.NaN, Double.NaN);
        return new Figure(new Plan(Require.given("title", title), side, side, "theory", "simulation", 800, 500,
                List.of(), null, Style.LAB, false));
    }

    /** Labels the horizontal axis (symbol and meaning) and says how it spaces its values. */
    public Figure x(String label, Axis axis) {
        return new Figure(plan.withX(labelled(plan.x(), label, axis)));
    }

    /** Labels the horizontal axis with the parameter and its meaning. */
    public Figure x(Parameter parameter, Axis axis) {
        return x(Require.given("parameter", parameter).label(), axis);
    }

    /** Labels the vertical axis with the quantity and its meaning. */
    public Figure y(Quantity quantity, Axis axis) {
        return y(Require.given("quantity", quantity).label(), axis);
    }

    /** Labels the vertical axis (symbol and meaning) and says how it spaces its values. */
    public Figure y(String label, Axis axis) {
        return new Figure(plan.withY(labelled(plan.y(), label, axis)));
    }

    /**
     * Shows {@code from} ≤ x ≤ {@code to} only.
     *
     * @throws IllegalArgumentException unless {@code from < to}, both finite (and positive when shown on a log axis)
     */
    public Figure xRange(double from, double to) {
        return new Figure(plan.withX(ranged(plan.x(), from, to)));
    }

    /**
     * Shows {@code from} ≤ y ≤ {@code to} only.
     *
     * @throws IllegalArgumentException unless {@code from < to}, both finite (and positive when shown on a log axis)
     */
    public Figure yRange(double from, double to) {
        return new Figure(plan.withY(ranged(plan.y(), from, to)));
    }

    /** Draws for the screen, as is the default, or for a paper; a size is given after it. */
    public Figure style(Style style) {
        return new Figure(plan.with(Require.given("style", style)));
    }

    /**
     * @param width in pixels, at least 300
     * @param height in pixels, at least 200
     */
    public Figure size(int width, int height) {
        return new Figure(plan.withSize(Require.atLeast("width", width, 300), Require.atLeast("height", height, 200)));
    }

    /**
     * Points of several groups beside one another, a little left and right of where they belong, so that bars at one x can be
     * told apart.
     */
    public Figure sideBySide() {
        return new Figure(plan.withPointsSideBySide());
    }

    /** The legend's words for lines and for points where a group has both, instead of "theory" and "simulation". */
    public Figure words(String lines, String points) {
        Require.given("lines, points", lines, points);
        return new Figure(plan.withWords(lines, points));
    }

    /** A line for each value of {@code by}, called "α = 10" in the legend, through its results in order. */
    public Figure lines(Results<?> results, Parameter x, Quantity y, Parameter by) {
        Require.given("results, x, y, by", results, x, y, by);
        Figure figure = this;
        for (double value : results.distinct(by)) {
            figure = figure.line(by.text(value), results.at(by, value), x, y);
        }
        return figure;
    }

    /**
     * A line for each of {@code values} of {@code by}, called "α = 10" in the legend.
     *
     * @param y gives the line of a value: as many numbers as {@code x} has
     */
    public Figure lines(Parameter by, double[] values, double[] x, DoubleFunction<double[]> y) {
        Require.given("by, values, x, y", by, values, x, y);
        Figure figure = this;
        for (double value : values) {
            figure = figure.line(by.text(value), x, y.apply(value));
        }
        return figure;
    }

    /** A line through all results, in their order, under its own name in the legend. */
    public Figure line(String label, Results<?> results, Parameter x, Quantity y) {
        Require.given("label, results, x, y", label, results, x, y);
        return line(label, results.values(x), results.means(y));
    }

    /** Points with their 95 % intervals, in one colour for each value of {@code by}, called as lines are. */
    public Figure points(Results<?> results, Parameter x, Quantity y, Parameter by) {
        Require.given("results, x, y, by", results, x, y, by);
        Figure figure = this;
        for (double value : results.distinct(by)) {
            figure = figure.points(by.text(value), results.at(by, value), x, y);
        }
        return figure;
    }

    /** Points for all results, with their 95 % intervals, under their own name in the legend. */
    public Figure points(String label, Results<?> results, Parameter x, Quantity y) {
        Require.given("label, results, x, y", label, results, x, y);
        return points(label, results.values(x), results.means(y), results.bars(y));
    }

    /** A line through all rows of {@code frame}, in their order. */
    public Figure lines(Table frame, String x, String y) {
        return line("", Columns.numbers(frame, x), Columns.numbers(frame, y));
    }

    /** A line for each value of the column {@code by}, called "α = 10" in the legend, through its rows in order. */
    public Figure lines(Table frame, String x, String y, String by) {
        double[] xs = Columns.numbers(frame, x);
        double[] ys = Columns.numbers(frame, y);
        List<Layer> lines = new ArrayList<>();
        Columns.groups(frame, by).forEach((group, rows) -> lines.add(new Layer(Kind.LINE, group, group,
                Columns.order(frame, by, rows[0]), Columns.at(xs, rows), Columns.at(ys, rows), NO_BARS)));
        return new Figure(plan.with(lines));
    }

    /** A line through all rows of {@code frame}, in their order, under its own name in the legend. */
    public Figure line(String label, Table frame, String x, String y) {
        return line(label, Columns.numbers(frame, x), Columns.numbers(frame, y));
    }

    /** A line through ({@code x[i]}, {@code y[i]}), in order. */
    public Figure line(String label, double[] x, double[] y) {
        return with(Kind.LINE, label, x, y, NO_BARS);
    }

    /** Points for all rows of {@code frame}, with error bars y ± the column {@code halfWidth}. */
    public Figure points(Table frame, String x, String y, String halfWidth) {
        return points("", Columns.numbers(frame, x), Columns.numbers(frame, y), Columns.numbers(frame, halfWidth));
    }

    /** Points with error bars y ± the column {@code halfWidth}, in one colour for each value of the column {@code by}. */
    public Figure points(Table frame, String x, String y, String halfWidth, String by) {
        double[] xs = Columns.numbers(frame, x);
        double[] ys = Columns.numbers(frame, y);
        double[] bars = Columns.numbers(frame, halfWidth);
        List<Layer> points = new ArrayList<>();
        Columns.groups(frame, by).forEach((group, rows) -> points.add(new Layer(Kind.POINTS, group, group,
                Columns.order(frame, by, rows[0]), Columns.at(xs, rows), Columns.at(ys, rows), Columns.at(bars, rows))));
        return new Figure(plan.with(points));
    }

    /** Points for all rows of {@code frame}, with error bars, under their own name in the legend. */
    public Figure points(String label, Table frame, String x, String y, String halfWidth) {
        return points(label, Columns.numbers(frame, x), Columns.numbers(frame, y), Columns.numbers(frame, halfWidth));
    }

    /** Points at ({@code x[i]}, {@code y[i]}). */
    public Figure points(String label, double[] x, double[] y) {
        return with(Kind.POINTS, label, x, y, NO_BARS);
    }

    /** Points at ({@code x[i]}, {@code y[i]}) with error bars {@code y[i]} ± {@code halfWidths[i]}, NaN for none. */
    public Figure points(String label, double[] x, double[] y, double[] halfWidths) {
        Require.given("y, halfWidths", y, halfWidths);
        Require.length("halfWidths", halfWidths.length, y.length);
        return with(Kind.POINTS, label, x, y, halfWidths);
    }

    /** A dashed line through ({@code x[i]}, {@code y[i]}): a slope, a limit. It is grey, or in the colour of what has its name. */
    public Figure guide(String label, double[] x, double[] y) {
        return with(Kind.GUIDE, label, x, y, NO_BARS);
    }

    /**
     * A dashed line for each value of {@code by}, through its results in order, in the colour of that value's lines and
     * points, or grey if there are none: all under one name in the legend.
     */
    public Figure guides(String label, Results<?> results, Parameter x, Quantity y, Parameter by) {
        Require.given("label, results, x, y, by", label, results, x, y, by);
        return new Figure(plan.with(Arrays.stream(results.distinct(by)).mapToObj(value -> {
            Results<?> own = results.at(by, value);
            return new Layer(Kind.GUIDE, by.text(value), label, value, own.values(x), own.means(y), NO_BARS);
        }).toList()));
    }

    /** As {@link #guides(String, Results, Parameter, Quantity, Parameter)}, through ({@code x}, {@code y} of each value). */
    public Figure guides(String label, Parameter by, double[] values, double[] x, DoubleFunction<double[]> y) {
        Require.given("label, by, values, x, y", label, by, values, x, y);
        return new Figure(plan.with(Arrays.stream(values).mapToObj(value -> new Layer(Kind.GUIDE, by.text(value), label, value,
                x.clone(), Require.length("y", y.apply(value), x.length), NO_BARS)).toList()));
    }

    /** A dashed grey line across the plot at {@code x}, finite. */
    public Figure verticalLine(double x, String label) {
        double at = Require.finite("x", x);
        return guide(label, new double[] {at, at}, new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY});
    }

    /** A dashed grey line across the plot at {@code y}, finite. */
    public Figure horizontalLine(double y, String label) {
        double at = Require.finite("y", y);
        return guide(label, new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}, new double[] {at, at});
    }

    /**
     * What others have drawn, in grey under all else: lines, dashed for curves of the kind {@code dashed}, and rings for
     * {@code dots}. The legend calls it "published".
     *
     * @param csv as {@link Curve#read} wants it
     * @throws FileFailed if it cannot be read
     * @throws IllegalArgumentException if it holds no curve
     */
    public Figure overlay(Path csv) {
        return overlay("published", Curve.read(csv));
    }

    /** What others have drawn, in grey under all else, under its own name in the legend. */
    public Figure overlay(String label, List<Curve> curves) {
        Require.given("label", label);
        List<Layer> layers = Require.list("curves", curves).stream().map(curve -> new Layer(overlay(curve.kind()), label, label,
                Double.NaN, curve.x(), curve.y(), NO_BARS)).toList();
        return new Figure(plan.with(layers));
    }

    private static Kind overlay(String kind) {
        return switch (kind) {
            case "dots" -> Kind.OVERLAY_POINTS;
            case "dashed" -> Kind.OVERLAY_DASHES;
            default -> Kind.OVERLAY_LINE;
        };
    }

    /** Shows the figure in the cell's output, as SVG. */
    public void show() {
        drawing().show("Figure");
    }

    /**
     * Writes the figure in the format that the file's ending names: SVG, PNG (two pixels to each of its own) or PDF.
     * The file appears whole; on failure the one that was there before stays.
     *
     * @throws IllegalArgumentException unless the file's name ends in .svg, .png or .pdf
     * @throws FileFailed if the file cannot be written
     */
    public void save(Path file) {
        drawing().save(file);
    }

    Plan plan() {
        return plan;
    }

    String svg() {
        return drawing().svg();
    }

    private Drawing drawing() {
        checkRange("xRange", plan.x());
        checkRange("yRange", plan.y());
        return Drawing.of(plan);
    }

    private Figure with(Kind kind, String label, double[] x, double[] y, double[] bars) {
        Require.given("label, x, y", label, x, y);
        Require.length("y", y.length, x.length);
        return new Figure(plan.with(List.of(
                new Layer(kind, label, label, order(label), x.clone(), y.clone(), bars.clone()))));
    }

    /** @return 4 of a label such as "L = 4", as {@link Parameter#text} writes it; NaN of any other */
    private static double order(String label) {
        Matcher value = VALUE.matcher(label);
        return !value.matches() ? Double.NaN : value.group(1).equals("∞") ? Double.POSITIVE_INFINITY
                : Double.parseDouble(value.group(1));
    }

    private static Side labelled(Side side, String label, Axis axis) {
        Require.given("label, axis", label, axis);
        return new Side(label, axis, side.from(), side.to());
    }

    private static Side ranged(Side side, double from, double to) {
        Require.finite("from", from);
        Require.finite("to", to);
        Require.that(from < to, "from = " + from + ", to = " + to + ": from must be less than to");
        return new Side(side.label(), side.axis(), from, to);
    }

    private static void checkRange(String name, Side side) {
        Require.that(side.axis() == Axis.LINEAR || !(side.from() <= 0),
                name + " starts at " + side.from() + ": must be > 0 on a log axis");
    }
}
