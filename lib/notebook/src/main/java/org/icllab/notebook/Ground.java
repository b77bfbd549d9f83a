package org.icllab.notebook;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.style.markers.Marker;

/**
 * The marker of a figure's first series, whose two points are the plot's corners: it learns where XChart has put the
 * plot, and draws the cells of a heat map there, inside the plot's clip and below all else.
 */
final class Ground extends Marker {
    private final Image image;
    private Rectangle2D plot;
    private boolean begun;

    private Ground(Image image) {
        this.image = image;
    }

    static Ground of(Plan plan) {
        return new Ground(plan.cells() == null ? null : plan.cells().image(plan.x().axis(), plan.y().axis()));
    }

    @Override
    public void paint(Graphics2D g, double x, double y, int size) {
        if (!begun) {
            plot = new Rectangle2D.Double(x, y, 0, 0);
            begun = true;
            return;
        }
        plot.add(x, y);
        begun = false;
        if (image == null) {
            return;
        }
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        // Java draws images between whole pixels only.
        int left = (int) Math.round(plot.getMinX());
        int top = (int) Math.round(plot.getMinY());
        g.drawImage(image, left, top, (int) Math.round(plot.getMaxX()) - left, (int) Math.round(plot.getMaxY()) - top,
                null);
    }

    /** @return where the plot was last painted */
    Rectangle2D plot() {
        return plot;
    }
}
