package org.icllab.notebook;

import org.icllab.Numbers;
import org.icllab.Require;
import org.icllab.model.Parameter;

/**
 * A parameter that a reader drags.
 *
 * @param values ascending
 * @param between whether it may also stand between the values where a kernel answers
 */
record Knob(Parameter parameter, double[] values, boolean between) {
    /** Values that reach farther than this are dragged by their logarithm. */
    private static final double WIDE = 10;

    Knob {
        Require.given("parameter, values", parameter, values);
        Require.that(values.length > 1, parameter.name() + ": must have two or more values to be dragged between");
        for (int i = 0; i < values.length; i++) {
            parameter.check(parameter.name(), Require.finite("values[" + i + "]", values[i]));
            Require.that(i == 0 || values[i] > values[i - 1], "values[" + i + "] = " + values[i] + ": must be above "
                    + (i == 0 ? "" : values[i - 1]));
        }
    }

    double first() {
        return values[0];
    }

    double last() {
        return values[values.length - 1];
    }

    boolean isLogarithmic() {
        return first() > 0 && last() / first() > WIDE;
    }

    /** @return the place of the value next to {@code value} */
    int nearest(double value) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = Math.abs(values[i] - value) < Math.abs(values[best] - value) ? i : best;
        }
        return best;
    }

    /** @return the value as a reader should see it, to three digits */
    static String text(double value) {
        return Numbers.text(Numbers.rounded(value, 3));
    }
}
