package org.icllab;

import java.util.Arrays;
import java.util.Locale;

/**
 * The checks at every public door: each refuses a bad argument with an {@link IllegalArgumentException} whose message
 * names the parameter, its value and its range.
 *
 * <p>The exception's stack trace starts at the caller of the library. In a notebook cell it is empty, so that the
 * reader sees one line.
 */
public final class Require {
    private Require() {
    }

    /** @return {@code value}, which must be positive and finite */
    public static double positive(String name, double value) {
        return value > 0 && value < Double.POSITIVE_INFINITY ? value : refuse(name, value, "a finite number > 0");
    }

    /** @return {@code value}, which must be positive and may be infinite */
    public static double positiveOrInfinite(String name, double value) {
        return value > 0 ? value : refuse(name, value, "a number > 0 or +Infinity");
    }

    /** @return {@code value}, which must be finite and at least 0; −0 as 0 */
    public static double nonNegative(String name, double value) {
        return value >= 0 && value < Double.POSITIVE_INFINITY ? value + 0.0 : refuse(name, value, "a finite number ≥ 0");
    }

    /** @return {@code value}, which must be finite */
    public static double finite(String name, double value) {
        return Double.isFinite(value) ? value : refuse(name, value, "a finite number");
    }

    /** @return {@code value}, which must lie in [{@code low}, {@code high}] */
    public static double within(String name, double value, double low, double high) {
        return value >= low && value <= high ? value : refuse(name, value, "in [" + low + ", " + high + "]");
    }

    /** @return {@code value}, which must be at least {@code low} */
    public static int atLeast(String name, int value, int low) {
        return value >= low ? value : refuse(name, value, "an integer ≥ " + low);
    }

    /**
     * The whole number of things that a ratio stands for.
     *
     * @param ratio &gt; 0
     * @param unit what it is a ratio to, &gt; 0: a dimension, or its square
     * @return {@code ratio}·{@code unit}, rounded, which must come to an int ≥ 1
     */
    public static int count(String name, double ratio, double unit) {
        double count = Math.rint(ratio * unit);
        return count >= 1 && count <= Integer.MAX_VALUE ? (int) count
                : Require.<Integer>refuse(name, ratio, "a ratio whose count, " + name + " × " + shown(unit)
                        + ", rounds to 1 … " + Integer.MAX_VALUE);
    }

    /** @return {@code values}, all finite */
    public static double[] finite(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                refuse(name + "[" + i + "]", values[i], "a finite number");
            }
        }
        return values;
    }

    /** Refuses an array whose length is not {@code expected}. */
    public static void length(String name, int actual, int expected) {
        if (actual != expected) {
            refuse(name + ".length", actual, String.valueOf(expected));
        }
    }

    /** Refuses with {@code message} unless {@code holds}. */
    public static void that(boolean holds, String message) {
        if (!holds) {
            throw trimmed(new IllegalArgumentException(message));
        }
    }

    /**
     * @param <T> what the caller would have returned
     * @return never
     * @throws IllegalArgumentException always: {@code name = value: must be range}
     */
    public static <T> T refuse(String name, Object value, String range) {
        throw trimmed(new IllegalArgumentException(name + " = " + shown(value) + ": must be " + range));
    }

    private static String shown(Object value) {
        return value instanceof Double number && Math.rint(number) == number && Math.abs(number) < 1e15
                ? String.format(Locale.ROOT, "%.0f", number)
                : String.valueOf(value);
    }

    /**
     * Starts the stack trace of {@code error} at the first frame outside the library; a notebook cell counts as no
     * frame at all, since its only line is the one the reader just ran.
     *
     * @param <E> the type of {@code error}
     * @return {@code error}
     */
    public static <E extends Throwable> E trimmed(E error) {
        StackTraceElement[] trace = error.getStackTrace();
        int first = 0;
        while (first < trace.length && trace[first].getClassName().startsWith("org.icllab.")) {
            first++;
        }
        boolean inCell = Arrays.stream(trace).anyMatch(frame -> frame.getClassName().startsWith("REPL.$JShell$"));
        error.setStackTrace(inCell ? new StackTraceElement[0] : Arrays.copyOfRange(trace, first, trace.length));
        return error;
    }
}
