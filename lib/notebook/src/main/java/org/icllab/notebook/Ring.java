package org.icllab.notebook;

import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import org.knowm.xchart.style.markers.Marker;

/** An open circle, larger than other markers: one of them, at the same place, shows inside it. */
final class Ring extends Marker {
    private static final double RIM = 2.5;

    @Override
    public void paint(Graphics2D g, double x, double y, int size) {
        double radius = size / 2.0 + RIM;
        g.setStroke(Look.solid(1.8f));
        g.draw(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }
}
