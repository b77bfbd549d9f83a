package org.icllab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The checks at every public door: each refuses a bad argument with an {@link IllegalArgumentException} whose message is
 * one line that names the parameter, its value and its range. Null is refused so too, wherever it is not documented.
 *
 * <p>The exception's stack trace starts at the caller of the library. In a notebook cell it is empty, so that the
 * reader sees one line.
 */
public final class Require {
    private static final int LONGEST_SHOWN = 200;

    private Require() {
    }

    /** @return {@code value}, which must not be null */
    public static <T> T given(String name, T value) {
        return value != null ? value : refuse(name, null, "given");
    }

    /** Refuses a null among several values, whose {@code names} are separated by commas. */
    public static void given(String names, Object first, Object second, Object... more) {
        int later = Arrays.asList(more).indexOf(null);
        if (first == null || second == null || later >= 0) {
            refuse(names.split(", ")[first == null ? 0 : second == null ? 1 : 2 + later], null, "given");
        }
    }

    /** @return an immutable copy of {@code values}, none of which may be null */
    public static <T> List<T> list(String name, List<T> values) {
        given(name, values);
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
                given(name + "[" + i + "]", null);
            }
        }
        return List.copyOf(values);
    }

    /**
     * @param names of an array, or of each of several values, separated by commas
     * @return {@code values}, of which none may be NaN
     */
    public static double[] numbers(String names, double... values) {
        given(names, values);
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                refuse(names.contains(", ") ? names.split(", ")[i] : names + "[" + i + "]", values[i], "a number");
            }
        }
        return values;
    }

    /**
     * The size of an array of numbers.
     *
     * @return {@code count}, which must be at least 1 and not more than the memory of this Java can hold at all
     */
    public static int room(String name, long count) {
        return (int) atMost(name, count, Math.min(Integer.MAX_VALUE - 8, memory()));
    }

    /** Refuses to make so many arrays' numbers, {@code count} of them together, that no memory of this Java holds. */
    public static void memory(String name, double count) {
        atMost(name, count, memory());
    }

    private static long memory() {
        return Runtime.getRuntime().maxMemory() / Double.BYTES;
    }

    private static double atMost(String name, double count, long most) {
        return count >= 1 && count <= most ? count : refuse(name, count, "from 1 to " + most + ", for which there is memory");
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

    /** @return {@code value}, which must lie in [{@code low}, {@code high}]; refused if nothing does */
    public static double within(String name, double value, double low, double high) {
        if (low > high) {
            refuse(name + " = " + shown(value) + ": there is none");
        }
        return value >= low && value <= high ? value : refuse(name, value, "in [" + shown(low) + ", " + shown(high) + "]");
    }

    /** @return {@code value}, which must be at least {@code low} */
    public static int atLeast(String name, int value, int low) {
        return value >= low ? value : refuse(name, value, "an integer ≥ " + low);
    }

    /** @return {@code depth}, as many layers as a model may have: from 1 to 2²⁰ */
    public static int layers(int depth) {
        return (int) within("depth", depth, 1, 1 << 20);
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
        given(name, values);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                refuse(name + "[" + i + "]", values[i], "a finite number");
            }
        }
        return values;
    }

    /** @return a copy of {@code values}, which must all be finite and at least 0 */
    public static double[] nonNegative(String name, double[] values) {
        double[] copy = given(name, values).clone();
        for (int i = 0; i < copy.length; i++) {
            if (!(copy[i] >= 0 && copy[i] < Double.POSITIVE_INFINITY)) {
                nonNegative(name + "[" + i + "]", copy[i]);
            }
            copy[i] += 0.0;
        }
        return copy;
    }

    /** @return {@code values}, which must be so many */
    public static double[] length(String name, double[] values, int expected) {
        length(name, given(name, values).length, expected);
        return values;
    }

    /** Refuses a length that is not {@code expected}. */
    public static void length(String name, int actual, int expected) {
        if (actual != expected) {
            refuse(name + ".length", actual, String.valueOf(expected));
        }
    }

    /** Refuses with {@code message} unless {@code holds}. */
    public static void that(boolean holds, String message) {
        if (!holds) {
            refuse(message);
        }
    }

    /**
     * For a message with numbers as people write them, which costs more than the check.
     *
     * @throws IllegalArgumentException always: {@code message}
     */
    public static void refuse(String message) {
        throw trimmed(new IllegalArgumentException(line(message)));
    }

    /**
     * @param <T> what the caller would have returned
     * @return never
     * @throws IllegalArgumentException always: {@code name = value: must be range}
     */
    public static <T> T refuse(String name, Object value, String range) {
        throw trimmed(new IllegalArgumentException(line(name + " = " + shown(value) + ": must be " + range)));
    }

    /** What a caller's text may hold must not break the line. */
    private static String line(String message) {
        return message.replaceAll("\\p{Cntrl}", " ");
    }

    private static String shown(Object value) {
        if (value instanceof CharSequence text && text.length() > LONGEST_SHOWN) {
            return text.subSequence(0, LONGEST_SHOWN) + "…";
        }
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
