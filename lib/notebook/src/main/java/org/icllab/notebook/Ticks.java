package org.icllab.notebook;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The ticks of a plot's axes with their labels. XChart can only set ticks at equal distances, and a short log axis wants
 * 1, 2, 5, 10: it lays out the room for the labels, and they are drawn here.
 *
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param columns places of labelled ticks on x
 * @param rows places of labelled ticks on y
 */
record Ticks(Scale x, Scale y, double[] columns, double[] rows) {
    private static final double MAJOR = 5;
    private static final double MINOR = 3;
    private static final double GAP = 9;
    private static final int COLUMN = 65;
    private static final int ROW = 42;

    /**
     * @param width of the plot in pixels, about
     * @param height of it
     */
    static Ticks of(Scale x, Scale y, double width, double height) {
        return new Ticks(x, y, x.ticks((int) (width / COLUMN)), y.ticks((int) (height / ROW)));
    }

    /** @return the longest label of the vertical axis, for which the plot leaves room */
    String widest() {
        return Arrays.stream(rows).mapToObj(y::tick).max(Comparator.comparingDouble(s -> Look.length(s, Look.font())))
                .orElse("0");
    }

    /** Draws ticks and labels round {@code plot}. */
    void paint(Graphics2D g, Rectangle2D plot) {
        g.setColor(Look.INK);
        g.setStroke(Look.solid(1f));
        Font font = Look.font();
        Path2D marks = new Path2D.Double();
        for (double tick : columns) {
            double at = column(plot, tick);
            String label = x.tick(tick);
            marks.append(new Line2D.Double(at, plot.getMaxY(), at, plot.getMaxY() + MAJOR), false);
            write(g, label, at - Look.length(label, font) / 2, plot.getMaxY() + GAP + 0.75 * font.getSize2D());
        }
        for (double tick : rows) {
            double at = row(plot, tick);
            String label = y.tick(tick);
            marks.append(new Line2D.Double(plot.getX() - MAJOR, at, plot.getX(), at), false);
            write(g, label, plot.getX() - GAP - Look.length(label, font), at + 0.35 * font.getSize2D());
        }
        for (double tick : x.minorTicks()) {
            marks.append(new Line2D.Double(column(plot, tick), plot.getMaxY(), column(plot, tick), plot.getMaxY() + MINOR), false);
        }
        for (double tick : y.minorTicks()) {
            marks.append(new Line2D.Double(plot.getX() - MINOR, row(plot, tick), plot.getX(), row(plot, tick)), false);
        }
        g.draw(marks);
    }

    private static void write(Graphics2D g, String label, double left, double base) {
        g.fill(Look.outline(label, Look.font(), AffineTransform.getTranslateInstance(left, base)));
    }

    private double column(Rectangle2D plot, double tick) {
        return plot.getX() + (tick - x.low()) / x.span() * plot.getWidth();
    }

    private double row(Rectangle2D plot, double tick) {
        return plot.getMaxY() - (tick - y.low()) / y.span() * plot.getHeight();
    }
}
