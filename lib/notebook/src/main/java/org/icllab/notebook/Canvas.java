package org.icllab.notebook;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.icllab.Require;
import org.icllab.notebook.Layer.Kind;

/**
 * A figure whose lines and guides are drawn anew in a fraction of a millisecond: all else is drawn once, and they are
 * paths over it.
 */
final class Canvas {
    private static final double[] NOTHING = {Double.NaN};

    private final Drawing drawing;
    private final String before;
    private final List<Layer> lines;

    private Canvas(Plan plan) {
        drawing = Drawing.of(plan.withLayers(plan.layers().stream().map(layer -> moves(layer) ? blank(layer) : layer).toList()));
        lines = moving(drawing.plan());
        String svg = drawing.svg();
        before = svg.substring(0, svg.lastIndexOf("</svg>"));
    }

    /** @throws IllegalArgumentException if the plan leaves a range to the data, or is a heat map */
    static Canvas of(Plan plan) {
        Require.that(!Double.isNaN(plan.x().from()) && !Double.isNaN(plan.y().from()) && plan.cells() == null,
                "an explorer's figure: must be one of lines, with an xRange and a yRange");
        return new Canvas(plan);
    }

    /**
     * @param plan with as many lines and guides as this canvas's, on its axes
     * @return how each runs here, as SVG's path data
     */
    List<String> paths(Plan plan) {
        List<Layer> own = moving(plan);
        Require.that(own.size() == lines.size() && plan.x().equals(drawing.plan().x()) && plan.y().equals(drawing.plan().y()),
                "an explorer's figure: must have the same axes and the same number of lines at every setting");
        return own.stream().map(this::path).toList();
    }

    /** @return the figure with lines and guides that run like {@code paths} */
    String svg(List<String> paths) {
        Rectangle2D plot = drawing.plot();
        String clip = "plot-" + Integer.toHexString(before.hashCode());
        StringBuilder svg = new StringBuilder(before).append(String.format(Locale.ROOT,
                "<clipPath id=\"%s\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/></clipPath>"
                + "<g class=\"moving\" clip-path=\"url(#%s)\">", clip, plot.getX(), plot.getY(), plot.getWidth(),
                plot.getHeight(), clip));
        for (int i = 0; i < paths.size(); i++) {
            svg.append("<path style=\"").append(style(lines.get(i))).append("\" d=\"").append(paths.get(i)).append("\"/>");
        }
        return svg.append("</g></svg>").toString();
    }

    private static List<Layer> moving(Plan plan) {
        return plan.layers().stream().filter(Canvas::moves).toList();
    }

    private static boolean moves(Layer layer) {
        return layer.kind() == Kind.LINE || layer.kind() == Kind.GUIDE;
    }

    /** The layer, of which only the legend speaks. */
    private static Layer blank(Layer layer) {
        return new Layer(layer.kind(), layer.group(), layer.label(), layer.order(), NOTHING, NOTHING, new double[0]);
    }

    private String style(Layer layer) {
        boolean line = layer.kind() == Kind.LINE;
        Color colour = line ? drawing.colour(layer) : drawing.guideColour(layer);
        BasicStroke stroke = line ? drawing.stroke(layer) : drawing.guideStroke(layer);
        String dashes = stroke.getDashArray() == null ? "" : ";stroke-dasharray:"
                + Arrays.toString(stroke.getDashArray()).replaceAll("[\\[\\] ]", "");
        return String.format(Locale.ROOT, "fill:none;stroke:#%06x;stroke-width:%s;stroke-linejoin:round%s",
                colour.getRGB() & 0xFFFFFF, stroke.getLineWidth(), dashes);
    }

    private String path(Layer layer) {
        StringBuilder path = new StringBuilder();
        double[] at = new double[6];
        for (PathIterator i = drawing.path(layer).getPathIterator(null); !i.isDone(); i.next()) {
            path.append(i.currentSegment(at) == PathIterator.SEG_MOVETO ? 'M' : ' ').append(tenths(at[0])).append(',')
                    .append(tenths(at[1]));
        }
        return path.toString();
    }

    private static String tenths(double value) {
        long tenths = Math.round(10 * value);
        return tenths % 10 == 0 ? String.valueOf(tenths / 10)
                : (tenths < 0 ? "-" : "") + Math.abs(tenths) / 10 + "." + Math.abs(tenths) % 10;
    }
}
