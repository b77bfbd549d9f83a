package org.icllab.notebook;

import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import org.knowm.xchart.style.markers.Marker;

/** A disc {@code rim} pixels larger than the marker that is painted on it, to set it off from what lies below. */
final class Halo extends Marker {
    private final double rim;

    Halo(double rim) {
        this.rim = rim;
    }

    @Override
    public void paint(Graphics2D g, double x, double y, int size) {
        double radius = size / 2.0 + rim;
        g.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }
}
