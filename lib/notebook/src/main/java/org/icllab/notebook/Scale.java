package org.icllab.notebook;

import java.math.BigDecimal;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * An axis with its range, and the coordinate in which XChart draws it: decades on a log axis, octaves if it holds fewer
 * than two powers of ten, and plain multiples of a power of ten on a linear one. XChart then only ever sees a linear axis
 * of ordinary numbers, on which its ticks and limits are sound.
 */
final class Scale {
    /** How far outside the plot a drawn value may lie, in plot widths: far enough for the slope at the edge. */
    private static final double FAR = 1000;
    private static final double PADDING = 0.03;
    private static final int DIGITS = 6;
    /** In decades. */
    private static final double OCTAVE = Math.log10(2);

    private final boolean log;
    private final double unit;
    private final double low;
    private final double high;
    private final int direction;

    /** @param unit of the coordinate, in decades on a log axis */
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
            return logarithmic(Math.log10(from), Math.log10(to));
        }
        return of(false, Math.pow(10, Math.floor(Math.log10(to - from))), from, to);
    }

    private static Scale logarithmic(double from, double to) {
        return of(true, holdsTwo(1, from, to) || to - from < OCTAVE ? 1 : OCTAVE, from, to);
    }

    private static Scale of(boolean log, double unit, double from, double to) {
        // XChart leaves out a tick that lies exactly on the edge.
        double inside = 1e-6 * (to - from) / unit;
        return new Scale(log, unit, from / unit - inside, to / unit + inside, 1);
    }

    private static boolean holdsTwo(double unit, double from, double to) {
        return Math.floor(to / unit) - Math.ceil(from / unit) >= 1;
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
        if (max == min) {
            return logarithmic(Math.floor(min - 0.5), Math.ceil(min + 0.5));
        }
        double from = min - PADDING * (max - min);
        double to = max + PADDING * (max - min);
        for (double unit : new double[] {1, OCTAVE}) {
            double below = Math.floor(min / unit) * unit;
            double above = Math.ceil(max / unit) * unit;
            // Fewer than two decades, or octaves, would be labelled: widen to those around, if they are near.
            if (!holdsTwo(unit, from, to) && above - below <= 3 * (max - min)) {
                return logarithmic(Math.min(from, below), Math.max(to, above));
            }
        }
        return logarithmic(from, to);
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
            int exponent = (int) Math.rint(Math.log10(unit));
            BigDecimal rounded = BigDecimal.valueOf(Math.round(coordinate * 1e4)).scaleByPowerOfTen(exponent - 4);
            return Text.number(rounded.doubleValue(), DIGITS);
        }
        double whole = Math.rint(coordinate);
        if (Math.abs(coordinate - whole) > 1e-6) {
            return Text.number(Math.pow(10, coordinate * unit), 3);
        }
        if (unit < 1) {
            return Text.number(Math.pow(2, whole), DIGITS);
        }
        boolean plain = Math.min(direction * low, direction * high) >= -3.5
                && Math.max(direction * low, direction * high) <= 4.5;
        return plain ? Text.number(Double.parseDouble("1e" + (int) whole), 1) : Text.powerOfTen((int) whole);
    }

    /** @return XChart's hint, in pixels, for the distance of ticks on an axis of {@code pixels}: whole units if log */
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

    /** @return coordinates of the unlabelled ticks: 1 to 9 in each decade of a log axis but for whole units, if few */
    double[] minorTicks() {
        if (!log || span() * unit > 7) {
            return new double[0];
        }
        int first = (int) Math.floor(Math.min(direction * low, direction * high) * unit);
        return IntStream.rangeClosed(first, (int) Math.floor(first + span() * unit) + 1).boxed()
                .flatMap(decade -> IntStream.rangeClosed(1, 9).mapToObj(digit -> decade + Math.log10(digit)))
                .mapToDouble(tick -> direction * tick / unit)
                .filter(tick -> tick > low && tick < high && tick != Math.rint(tick))
                .toArray();
    }

    /** @return coordinates of at most {@code most} (at least 2) round ticks: of 1, 2, 5 … steps, or whole units if log */
    double[] ticks(int most) {
        double least = span() / Math.max(2, most);
        if (log && span() >= 1) {
            return multiples(Math.ceil(least));
        }
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double step = DoubleStream.of(1, 2, 5, 10).map(digit -> digit * power).filter(s -> s >= least).findFirst().orElseThrow();
        return multiples(step);
    }

    private double[] multiples(double step) {
        return IntStream.rangeClosed((int) Math.ceil(low / step), (int) Math.floor(high / step))
                .mapToDouble(i -> i * step).toArray();
    }
}
