package org.icllab.notebook;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * An axis with its range, and the coordinate in which XChart draws it: decades on a log axis, and plain multiples of a
 * power of ten on a linear one. XChart then only ever sees a linear axis of ordinary numbers, on which it is sound.
 */
final class Scale {
    /** How far outside the plot a drawn value may lie, in plot widths: far enough for the slope at the edge. */
    private static final double FAR = 1000;
    private static final double PADDING = 0.03;
    private static final int DIGITS = 6;
    private static final double[] ROUND = {1, 2, 5, 10};

    private final boolean log;
    private final double unit;
    private final double low;
    private final double high;
    private final int direction;

    /** @param unit of the coordinate: a power of ten on a linear axis, 1 on a log one */
    private Scale(boolean log, double unit, double low, double high, int direction) {
        this.log = log;
        this.unit = unit;
        this.low = low;
        this.high = high;
        this.direction = direction;
    }

    /** An axis that runs from {@code from} to {@code to}, both inside it. */
    static Scale fixed(Axis axis, double from, double to) {
        if (axis == Axis.LOG) {
            return of(true, 1, Math.log10(from), Math.log10(to));
        }
        return of(false, Math.pow(10, Math.floor(Math.log10(to - from))), from, to);
    }

    private static Scale of(boolean log, double unit, double from, double to) {
        // A tick that lies exactly on the edge is inside.
        double inside = 1e-6 * (to - from) / unit;
        return new Scale(log, unit, from / unit - inside, to / unit + inside, 1);
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
        double padding = max == min ? 0.5 : PADDING * (max - min);
        return of(true, 1, min - padding, max + padding);
    }

    /** @return this axis, turned to run from the top down or from right to left */
    Scale turned() {
        return new Scale(log, unit, -high, -low, -direction);
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
        double coordinate = direction * (log ? Math.log10(value) : value) / unit;
        return Math.max(low - FAR * span(), Math.min(high + FAR * span(), coordinate));
    }

    /** @return whether a coordinate lies inside and clear of the edges, whose frame a grid line would hide */
    boolean isWithin(double coordinate) {
        return coordinate > low + 0.002 * span() && coordinate < high - 0.002 * span();
    }

    /** @return where the end of an error bar or rule goes: as {@link #at}, but at the plot's edge for what lies beyond */
    double edge(double value) {
        if (log && value <= 0 || value == Double.NEGATIVE_INFINITY) {
            return direction > 0 ? low : high;
        }
        return value == Double.POSITIVE_INFINITY ? (direction > 0 ? high : low) : Math.max(low, Math.min(high, at(value)));
    }

    /** @return what the tick at {@code coordinate} is called */
    String tick(double coordinate) {
        double own = direction * coordinate;
        if (!log) {
            int exponent = (int) Math.rint(Math.log10(unit));
            BigDecimal rounded = BigDecimal.valueOf(Math.round(own * 1e4)).scaleByPowerOfTen(exponent - 4);
            // Far from zero neighbours differ in later digits.
            int offset = (int) Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / span()));
            return Text.number(rounded.doubleValue(), Math.min(17, DIGITS + Math.max(0, offset)));
        }
        double whole = Math.rint(own);
        if (Math.abs(own - whole) > 1e-6) {
            return Text.number(Math.pow(10, own), 3);
        }
        boolean plain = least() >= -3.5 && most() <= 4.5;
        return plain ? Text.number(Double.parseDouble("1e" + (int) whole), 1) : Text.powerOfTen((int) whole);
    }

    /** The ends of the axis, not turned. */
    private double least() {
        return Math.min(direction * low, direction * high);
    }

    private double most() {
        return Math.max(direction * low, direction * high);
    }

    /** @return coordinates of the unlabelled ticks: 1 to 9 in each decade of a log axis, if they are few */
    double[] minorTicks() {
        return log && span() <= 7 ? inEachDecade(1, 2, 3, 4, 5, 6, 7, 8, 9) : new double[0];
    }

    /**
     * @param count the most there is room for, at least 2
     * @return coordinates of round ticks: in steps of 1, 2 or 5 times a power of ten; on a log axis whole decades, or 1,
     *     2, 5 in each where it holds few of them, or equal steps where it holds few of those
     */
    double[] ticks(int count) {
        int room = Math.max(2, count);
        if (!log) {
            return multiples(step(span() / room));
        }
        if (span() >= 2) {
            return multiples(Math.ceil(span() / room));
        }
        double[] round = inEachDecade(1, 2, 5);
        if (round.length > 2) {
            return round.length <= room ? round : multiples(1);
        }
        double from = Math.pow(10, least());
        double to = Math.pow(10, most());
        double step = step((to - from) / room);
        return LongStream.rangeClosed((long) Math.ceil(from / step), (long) Math.floor(to / step))
                .mapToDouble(i -> direction * Math.log10(i * step)).toArray();
    }

    private double[] inEachDecade(int... digits) {
        return IntStream.rangeClosed((int) Math.floor(least()), (int) Math.floor(most())).boxed()
                .flatMap(decade -> Arrays.stream(digits).mapToObj(digit -> decade + Math.log10(digit)))
                .mapToDouble(tick -> direction * tick).filter(tick -> tick >= low && tick <= high).toArray();
    }

    private static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        return Arrays.stream(ROUND).map(digit -> digit * power).filter(s -> s >= least).findFirst().orElse(10 * power);
    }

    private double[] multiples(double step) {
        return LongStream.rangeClosed((long) Math.ceil(low / step), (long) Math.floor(high / step))
                .mapToDouble(i -> i * step).toArray();
    }
}
