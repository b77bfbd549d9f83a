package org.icllab.notebook;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.style.markers.Marker;

/**
 * Draws the cells of a heat map between two points of a series, the plot's corners. As a marker it is painted in its
 * series' turn, inside the plot's clip, and learns where XChart has put the plot.
 */
final class CellsMarker extends Marker {
    private final Image image;
    private Rectangle2D plot;
    private boolean begun;

    CellsMarker(Plan plan) {
        image = plan.cells().image(plan.x().axis(), plan.y().axis());
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
