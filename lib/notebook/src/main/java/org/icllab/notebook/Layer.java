package org.icllab.notebook;

/**
 * One thing drawn in a figure.
 *
 * @param kind how it is drawn
 * @param group layers of one group share a colour
 * @param label what the legend calls it, without the word for its kind
 * @param order the group's place among others, by which shades run from dark to light; NaN if it has none
 * @param x values; of a rule, a line across the whole plot, −∞ and ∞ stand for the plot's edges
 * @param y values, with the same meaning of ∞
 * @param halfWidths half-widths of the error bars of points, NaN for none
 */
record Layer(Kind kind, String group, String label, double order, double[] x, double[] y, double[] halfWidths) {
    /** The overlays are what others have published, in grey below all else. */
    enum Kind { OVERLAY_LINE, OVERLAY_DASHES, OVERLAY_POINTS, LINE, POINTS, GUIDE }

    /** @return whether this is a straight line across the whole plot */
    boolean isRule() {
        return kind == Kind.GUIDE && (Double.isInfinite(x[0]) || Double.isInfinite(y[0]));
    }

    /** @return whether it has one of the palette's colours */
    boolean isColoured() {
        return kind == Kind.LINE || kind == Kind.POINTS;
    }
}
