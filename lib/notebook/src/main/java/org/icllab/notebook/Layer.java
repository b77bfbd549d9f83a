package org.icllab.notebook;

/**
 * One thing drawn in a figure.
 *
 * @param kind how it is drawn
 * @param group layers of one group share a colour
 * @param label what the legend calls it, without the word for its kind
 * @param x values; of a rule, a line across the whole plot, −∞ and ∞ stand for the plot's edges
 * @param y values, with the same meaning of ∞
 * @param halfWidths half-widths of the error bars of points, NaN for none
 */
record Layer(Kind kind, String group, String label, double[] x, double[] y, double[] halfWidths) {
    enum Kind { LINE, POINTS, GUIDE }

    /** @return whether this is a straight line across the whole plot */
    boolean isRule() {
        return kind == Kind.GUIDE && (Double.isInfinite(x[0]) || Double.isInfinite(y[0]));
    }
}
