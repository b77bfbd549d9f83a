package org.icllab.notebook;

/**
 * What a slider between a knob's values runs along, in even steps of the value or of its logarithm. One of them is at the
 * start: a browser moves a slider that stands between two steps, tells the kernel, and the curve would no longer be the
 * one of the parameters.
 *
 * @param knob whose values it runs between; a last step beyond them is the end
 * @param start where the slider stands at first, between the knob's first value and its last
 * @param low the first step; an exponent of 10 if the knob is logarithmic
 * @param high the last step, likewise
 * @param step from one to the next, likewise
 */
record Track(Knob knob, double start, double low, double high, double step) {
    private static final int STEPS = 200;
    /** Shares of a step: so near a number the slider stands on it. */
    private static final double NEAR = 0.02;

    static Track of(Knob knob, double value) {
        double start = within(knob, value);
        double first = place(knob, knob.first());
        double range = place(knob, knob.last()) - first;
        double share = (place(knob, start) - first) / range;
        int count = STEPS;
        for (int more = STEPS; more < 2 * STEPS; more++) {
            count = miss(share, more) < miss(share, count) ? more : count;
        }
        double step = range / count;
        double below = Math.ceil(share * count - NEAR);
        double above = Math.ceil((1 - share) * count - NEAR);
        return new Track(knob, start, place(knob, start) - below * step, place(knob, start) + above * step, step);
    }

    /** @return the knob's value where the slider stands */
    double value(double stands) {
        for (double exact : new double[] {start, knob.first(), knob.last()}) {
            if (Math.abs(place(knob, stands) - place(knob, exact)) < NEAR * step) {
                return exact;
            }
        }
        return within(knob, stands);
    }

    private static double within(Knob knob, double value) {
        return Math.min(Math.max(value, knob.first()), knob.last());
    }

    private static double place(Knob knob, double value) {
        return knob.isLogarithmic() ? Math.log10(value) : value;
    }

    /** How far the end of a step is from {@code share} of so many. */
    private static double miss(double share, int steps) {
        return Math.abs(share - Math.rint(share * steps) / steps);
    }
}
