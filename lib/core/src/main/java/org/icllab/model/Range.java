package org.icllab.model;

import org.icllab.Numbers;
import org.icllab.Require;

/**
 * The numbers that a parameter may be.
 *
 * @param low the lower end, possibly −∞
 * @param lowIncluded whether the lower end belongs to it
 * @param high the upper end, possibly +∞
 * @param highIncluded whether the upper end belongs to it; for +∞: whether the parameter may be infinite
 */
public record Range(double low, boolean lowIncluded, double high, boolean highIncluded) {
    /** @throws IllegalArgumentException if the range is empty or an end is NaN */
    public Range {
        if (!(low < high || low == high && lowIncluded && highIncluded)) {
            throw new IllegalArgumentException("low = " + low + ", high = " + high + ": must be ascending");
        }
    }

    /** @return all finite numbers */
    public static Range finite() {
        return new Range(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);
    }

    /** @return finite numbers above {@code low} */
    public static Range above(double low) {
        return new Range(low, false, Double.POSITIVE_INFINITY, false);
    }

    /** @return finite numbers from {@code low} on */
    public static Range atLeast(double low) {
        return new Range(low, true, Double.POSITIVE_INFINITY, false);
    }

    /** @return numbers from {@code low} to {@code high}, both included */
    public static Range within(double low, double high) {
        return new Range(low, true, high, true);
    }

    /** @return the same numbers, and +∞ */
    public Range orInfinite() {
        return new Range(low, lowIncluded, Double.POSITIVE_INFINITY, true);
    }

    /** @return the numbers that are in both */
    public Range and(Range other) {
        Require.given("other", other);
        boolean ownLow = low > other.low || low == other.low && !lowIncluded;
        boolean ownHigh = high < other.high || high == other.high && !highIncluded;
        return new Range(ownLow ? low : other.low, ownLow ? lowIncluded : other.lowIncluded,
                ownHigh ? high : other.high, ownHigh ? highIncluded : other.highIncluded);
    }

    /** @return whether {@code value} is one of them; NaN is in no range */
    public boolean contains(double value) {
        return (value > low || lowIncluded && value == low) && (value < high || highIncluded && value == high);
    }

    /** @return what a value must be, such as {@code > 0}, {@code ≥ 1}, {@code in (0, 1]}, {@code > 0, possibly ∞} */
    @Override
    public String toString() {
        if (high < Double.POSITIVE_INFINITY) {
            return "in " + (lowIncluded ? "[" : "(") + Numbers.text(low) + ", " + Numbers.text(high)
                    + (highIncluded ? "]" : ")");
        }
        String infinite = highIncluded ? ", possibly ∞" : "";
        return low == Double.NEGATIVE_INFINITY ? "finite" + infinite
                : (lowIncluded ? "≥ " : "> ") + Numbers.text(low) + infinite;
    }
}
