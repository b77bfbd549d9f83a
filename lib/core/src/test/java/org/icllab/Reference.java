package org.icllab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Tables of reference values, each made by the script in src/test/reference that its first line names. */
public final class Reference {
    private Reference() {
    }

    /** A line of a table. */
    public record Row(List<String> columns, String[] fields) {
        public double number(String column) {
            return Double.parseDouble(text(column));
        }

        public String text(String column) {
            return fields[columns.indexOf(column)];
        }

        @Override
        public String toString() {
            return columns + " = " + Arrays.toString(fields);
        }
    }

    /**
     * Hands every row to {@code test}.
     *
     * @return how many there are
     */
    public static int each(String table, Consumer<Row> test) {
        AtomicInteger count = new AtomicInteger();
        rows(table).forEach(row -> {
            test.accept(row);
            count.incrementAndGet();
        });
        return count.get();
    }

    /** @return the rows of {@code table}, in order */
    public static List<Row> rows(String table) {
        try (InputStream in = Reference.class.getResourceAsStream("reference/" + table + ".csv")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().skip(1).toList();
            List<String> columns = List.of(lines.get(0).split(","));
            return lines.stream().skip(1).map(line -> new Row(columns, line.split(","))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless {@code actual} is {@code expected} to a relative error of {@code relative}. */
    public static void assertNear(double expected, double actual, double relative, Object where) {
        boolean near = Math.abs(actual - expected) <= relative * Math.abs(expected) || actual == expected;
        if (!near) {
            throw new AssertionError(actual + " for " + expected + ", off by " + Math.abs(actual / expected - 1) + ", at " + where);
        }
    }
}
