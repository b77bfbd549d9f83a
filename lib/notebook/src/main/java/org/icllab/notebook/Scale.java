package org.icllab.notebook;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * An axis with its range, and the coordinate in which XChart draws it: decimal logarithms on a log axis, plain
 * multiples of a power of ten on a linear one. XChart then only ever sees a linear axis of ordinary numbers, on which
 * its ticks and limits are sound.
 */
final class Scale {
    /** How far outside the plot a drawn value may lie, in plot widths: far enough for the slope at the edge. */
    private static final double FAR = 1000;
    private static final double PADDING = 0.03;
    private static final int DIGITS = 6;

    private final boolean log;
    private final int exponent;
    private final double low;
    private final double high;
    private final int direction;

    private Scale(boolean log, int exponent, double low, double high) {
        this(log, exponent, low, high, 1);
    }

    private Scale(boolean log, int exponent, double low, double high, int direction) {
        this.log = log;
        this.exponent = exponent;
        this.low = low;
        this.high = high;
        this.direction = direction;
    }

    /** An axis that runs from {@code from} to {@code to}, both inside it. */
    static Scale fixed(Axis axis, double from, double to) {
        boolean log = axis == Axis.LOG;
        double start = log ? Math.log10(from) : from;
        double end = log ? Math.log10(to) : to;
        int exponent = log ? 0 : (int) Math.floor(Math.log10(end - start));
        double unit = Math.pow(10, exponent);
        // XChart leaves out a tick that lies exactly on the edge.
        double inside = 1e-6 * (end - start) / unit;
        return new Scale(log, exponent, start / unit - inside, end / unit + inside);
    }

    /** An axis that holds all of {@code values} that can be drawn on it. */
    static Scale fitting(Axis axis, double[] values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (Double.isFinite(value) && (axis == Axis.LINEAR || value > 0)) {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        if (min > max) {
            return axis == Axis.LOG ? fixed(axis, 1, 10) : fixed(axis, 0, 1);
        }
        return axis == Axis.LOG ? fittingLog(Math.log10(min), Math.log10(max)) : fittingLinear(min, max);
    }

    private static Scale fittingLinear(double min, double max) {
        if (max - min <= 1e-12 * Math.max(Math.abs(min), Math.abs(max))) {
            double around = max == 0 ? 1 : Math.abs(max) / 2;
            return fixed(Axis.LINEAR, min - around, max + around);
        }
        double from = min >= 0 && min <= 0.3 * max ? 0 : min - PADDING * (max - min);
        return fixed(Axis.LINEAR, from, max + PADDING * (max - from));
    }

    private static Scale fittingLog(double min, double max) {
        double from = min - PADDING * (max - min);
        double to = max + PADDING * (max - min);
        if (max == min) {
            from = Math.floor(min - 0.5);
            to = Math.ceil(min + 0.5);
        } else if (Math.floor(to) - Math.ceil(from) < 1 && Math.ceil(max) - Math.floor(min) <= 3 * (max - min)) {
            // Fewer than two decades would be labelled: widen to the decades around.
            from = Math.min(from, Math.floor(min));
            to = Math.max(to, Math.ceil(max));
        }
        double inside = 1e-6 * (to - from);
        return new Scale(true, 0, from - inside, to + inside);
    }

    /** @return this axis, turned to run from the top down or from right to left */
    Scale turned() {
        return new Scale(log, exponent, -high, -low, -direction);
    }

    double low() {
        return low;
    }

    double high() {
        return high;
    }

    double span() {
        return high - low;
    }

    /** @return where XChart draws {@code value}; NaN, a gap, if it cannot be drawn */
    double at(double value) {
        if (!Double.isFinite(value) || log && value <= 0) {
            return Double.NaN;
        }
        double coordinate = direction * (log ? Math.log10(value) : value / Math.pow(10, exponent));
        return Math.max(low - FAR * span(), Math.min(high + FAR * span(), coordinate));
    }

    /** @return where the end of an error bar or rule goes: as {@link #at}, but at the plot's edge for what lies beyond */
    double edge(double value) {
        if (log && value <= 0 || value == Double.NEGATIVE_INFINITY) {
            return direction > 0 ? low : high;
        }
        return value == Double.POSITIVE_INFINITY ? (direction > 0 ? high : low) : Math.max(low, Math.min(high, at(value)));
    }

    /** @return what the tick at XChart's {@code at} is called */
    String tick(double at) {
        double coordinate = direction * at;
        if (!log) {
            BigDecimal rounded = BigDecimal.valueOf(Math.round(coordinate * 1e4)).scaleByPowerOfTen(exponent - 4);
            return Text.number(rounded.doubleValue(), DIGITS);
        }
        double decade = Math.rint(coordinate);
        if (Math.abs(coordinate - decade) > 1e-6) {
            return Text.number(Math.pow(10, coordinate), 3);
        }
        boolean plain = Math.min(direction * low, direction * high) >= -3.5
                && Math.max(direction * low, direction * high) <= 4.5;
        return plain ? Text.number(Double.parseDouble("1e" + (int) decade), 1) : Text.powerOfTen((int) decade);
    }

    /** @return XChart's hint, in pixels, for the distance of ticks on an axis of {@code pixels}: whole decades if log */
    int tickSpacing(double pixels, double comfortable) {
        if (!log || span() < 1) {
            return (int) comfortable;
        }
        // XChart rounds the step that the hint asks for to 1, 2, 5 or 10: ask for the middle of each one's interval.
        double wanted = span() * comfortable / pixels;
        double step = wanted <= 1 ? 1.05 : wanted <= 2 ? 2.3 : wanted <= 5 ? 5.1 : 8.7;
        // It draws no ticks at all where the hint exceeds the axis.
        return (int) (Math.min(step / span(), 0.85) * pixels);
    }

    /** @return coordinates of the unlabelled ticks: 2 to 9 in each decade of a log axis, if there are few */
    double[] minorTicks() {
        if (!log || span() > 7) {
            return new double[0];
        }
        double first = Math.min(direction * low, direction * high);
        return IntStream.rangeClosed((int) Math.floor(first), (int) Math.floor(first + span())).boxed()
                .flatMap(decade -> IntStream.rangeClosed(2, 9).mapToObj(digit -> decade + Math.log10(digit)))
                .mapToDouble(tick -> direction * tick)
                .filter(tick -> tick > low && tick < high)
                .toArray();
    }

    /** @return coordinates of at most {@code most} (at least 2) round ticks: of 1, 2, 5 … steps, or decades if log */
    double[] ticks(int most) {
        double least = span() / Math.max(2, most);
        if (log && span() >= 1) {
            return multiples(Math.ceil(least));
        }
        double[] ones = {1, 2, 5};
        if (log && span() > 0.5) {
            return IntStream.rangeClosed((int) Math.floor(low), (int) Math.floor(high)).boxed()
                    .flatMapToDouble(decade -> Arrays.stream(ones).map(digit -> decade + Math.log10(digit)))
                    .filter(tick -> tick >= low && tick <= high).toArray();
        }
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double step = Arrays.stream(ones).map(digit -> digit * power).filter(s -> s >= least).findFirst().orElse(10 * power);
        return multiples(step);
    }

    private double[] multiples(double step) {
        return IntStream.rangeClosed((int) Math.ceil(low / step), (int) Math.floor(high / step))
                .mapToDouble(i -> i * step).toArray();
    }
}
