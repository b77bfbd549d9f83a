package org.icllab.notebook;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/** The key to a heat map's colours, to the right of its plot: a bar of them with ticks and a label. */
final class ColourBar {
    private static final int GAP = 16;
    private static final int BAR = 18;
    private static final int TICK = 5;
    private static final int MINOR_TICK = 3;
    private static final int MARGIN = 14;
    /** Pixels between ticks, at least. */
    private static final int SPACING = 45;

    private final Cells cells;
    private final Scale scale;
    private final Font font;

    private ColourBar(Cells cells) {
        this.cells = cells;
        scale = cells.scale();
        font = Look.font();
    }

    static ColourBar of(Cells cells) {
        return new ColourBar(cells);
    }

    /** @return the pixels it takes to the right of the plot of a figure {@code height} pixels high */
    int width(int height) {
        int label = cells.colour().label().isBlank() ? 0 : 26;
        return GAP + BAR + 2 * TICK + tickWidth(height) + label + MARGIN;
    }

    /** Draws the bar beside {@code plot}. */
    void paint(Graphics2D g, Rectangle2D plot) {
        int left = (int) Math.round(plot.getMaxX()) + GAP;
        int top = (int) Math.round(plot.getY());
        int right = left + BAR;
        g.drawImage(shades(), left, top, BAR, (int) Math.round(plot.getMaxY()) - top, null);
        g.setColor(Look.INK);
        g.setStroke(Look.solid(1f));
        g.draw(new Rectangle2D.Double(left, plot.getY(), BAR, plot.getHeight()));
        Path2D marks = new Path2D.Double();
        for (double tick : ticks(plot.getHeight())) {
            double y = y(plot, tick);
            marks.append(new Line2D.Double(right, y, right + TICK, y), false);
            AffineTransform place = AffineTransform.getTranslateInstance(right + 2 * TICK, y + 0.35 * font.getSize2D());
            g.fill(Look.outline(scale.tick(tick), font, place));
        }
        for (double tick : scale.minorTicks()) {
            marks.append(new Line2D.Double(right, y(plot, tick), right + MINOR_TICK, y(plot, tick)), false);
        }
        g.draw(marks);
        paintLabel(g, right + 2 * TICK + tickWidth((int) plot.getHeight()) + 20, plot.getCenterY());
    }

    private BufferedImage shades() {
        ColourMap map = cells.map();
        BufferedImage image = new BufferedImage(1, ColourMap.SHADES, BufferedImage.TYPE_INT_RGB);
        for (int shade = 0; shade < ColourMap.SHADES; shade++) {
            image.setRGB(0, ColourMap.SHADES - 1 - shade, map.colour(shade).getRGB());
        }
        return image;
    }

    /** The label reads upwards, as the vertical axis's. */
    private void paintLabel(Graphics2D g, double x, double middle) {
        Font large = font.deriveFont(14f);
        String label = cells.colour().label();
        AffineTransform place = AffineTransform.getTranslateInstance(x, middle + Look.length(label, large) / 2);
        place.rotate(-Math.PI / 2);
        if (!label.isBlank()) {
            g.fill(Look.outline(label, large, place));
        }
    }

    private double y(Rectangle2D plot, double tick) {
        return plot.getMaxY() - (tick - scale.low()) / scale.span() * plot.getHeight();
    }

    private double[] ticks(double height) {
        return scale.ticks((int) (height / SPACING));
    }

    private int tickWidth(int height) {
        return (int) Math.ceil(Arrays.stream(ticks(height))
                .map(tick -> Look.length(scale.tick(tick), font)).max().orElse(0));
    }
}
