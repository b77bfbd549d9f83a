package org.icllab.notebook;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.style.markers.Marker;

/**
 * A line with gaps, drawn as one path where its series has a point: XChart draws each piece of a line by itself, and so
 * begins its dashes anew at each.
 */
final class Trail extends Marker {
    private final Ground ground;
    private final Scale xScale;
    private final Scale yScale;
    private final double[] x;
    private final double[] y;
    private final BasicStroke stroke;

    /**
     * @param ground painted before
     * @param x coordinates, NaN for a gap
     * @param y as many
     */
    Trail(Ground ground, Scale xScale, Scale yScale, double[] x, double[] y, BasicStroke stroke) {
        this.ground = ground;
        this.xScale = xScale;
        this.yScale = yScale;
        this.x = x;
        this.y = y;
        this.stroke = stroke;
    }

    @Override
    public void paint(Graphics2D g, double atX, double atY, int size) {
        Path2D path = path(ground.plot(), xScale, x, yScale, y);
        if (path.getCurrentPoint() != null) {
            Stroke before = g.getStroke();
            g.setStroke(stroke);
            g.draw(path);
            g.setStroke(before);
        }
    }

    /** @return the line in a plot's pixels */
    static Path2D path(Rectangle2D plot, Scale xScale, double[] x, Scale yScale, double[] y) {
        Path2D path = new Path2D.Double();
        boolean down = false;
        for (int i = 0; i < x.length; i++) {
            double right = plot.getX() + (x[i] - xScale.low()) / xScale.span() * plot.getWidth();
            double below = plot.getMaxY() - (y[i] - yScale.low()) / yScale.span() * plot.getHeight();
            if (Double.isNaN(right + below)) {
                down = false;
            } else if (down) {
                path.lineTo(right, below);
            } else {
                path.moveTo(right, below);
                down = true;
            }
        }
        return path;
    }
}
