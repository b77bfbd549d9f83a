package org.icllab;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of numbers that somebody else has written: a CSV file with a line of headers. Lines that start with # are
 * remarks; empty lines say nothing. What is not a number is refused by its file, line and column.
 */
public final class CsvNumbers {
    private final Path file;
    private final List<String> names;
    /** The line of each row, from 1 on. */
    private final int[] lines;
    private final double[][] columns;

    private CsvNumbers(Path file, List<String> names, int[] lines, double[][] columns) {
        this.file = file;
        this.names = List.copyOf(names);
        this.lines = lines;
        this.columns = columns;
    }

    /**
     * @param csv in UTF-8
     * @return its numbers, at least one row
     * @throws FileFailed if the file cannot be read
     * @throws IllegalArgumentException if a header is empty or there twice, a line has more or fewer values than there
     *     are headers, a value is not a finite number, or there is no row
     */
    public static CsvNumbers read(Path csv) {
        List<String> text = text(Require.given("csv", csv));
        int[] lines = IntStream.rangeClosed(1, text.size())
                .filter(i -> !text.get(i - 1).isBlank() && !text.get(i - 1).startsWith("#")).toArray();
        Require.that(lines.length > 1, csv + ": no row: must have headers and at least one");
        List<String> names = fields(text.get(lines[0] - 1));
        Require.that(!names.contains("") && new HashSet<>(names).size() == names.size(),
                csv + ", line " + lines[0] + ": headers " + names + ": must be names that differ");
        CsvNumbers read = new CsvNumbers(csv, names, Arrays.copyOfRange(lines, 1, lines.length),
                new double[names.size()][lines.length - 1]);
        IntStream.range(0, read.rows()).forEach(row -> read.fill(row, fields(text.get(read.lines[row] - 1))));
        return read;
    }

    private static List<String> text(Path csv) {
        try {
            // Excel marks UTF-8 with a character that is no part of the first line.
            return Files.readString(csv).replaceFirst("^\ufeff", "").lines().toList();
        } catch (IOException e) {
            throw FileFailed.of("Could not read " + csv, e);
        }
    }

    private void fill(int row, List<String> fields) {
        Require.that(fields.size() == columns.length, file + ", line " + lines[row] + ": " + fields.size()
                + " values: must be " + columns.length + ", one under each header");
        for (int j = 0; j < columns.length; j++) {
            columns[j][row] = number(place(row, names.get(j)), fields.get(j));
        }
    }

    private String place(int row, String name) {
        return file + ", line " + lines[row] + ", column " + name;
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        for (String field : line.split(",", -1)) {
            fields.add(field.strip().replaceAll("^\"(.*)\"$", "$1").strip());
        }
        return fields;
    }

    private static double number(String place, String field) {
        try {
            double value = new BigDecimal(field).doubleValue();
            return Double.isFinite(value) ? value : Require.<Double>refuse(place, field, "a finite number");
        } catch (NumberFormatException notANumber) {
            return Require.<Double>refuse(place, field.isEmpty() ? "nothing" : field, "a finite number");
        }
    }

    /** @return the headers, in the order of the file */
    public List<String> names() {
        return names;
    }

    /** @return the number of rows, at least 1 */
    public int rows() {
        return lines.length;
    }

    /**
     * @return a copy of the column {@code name}
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public double[] column(String name) {
        int place = names.indexOf(Require.given("name", name));
        return place >= 0 ? columns[place].clone() : Require.refuse("column of " + file, name, "one of " + names);
    }

    /**
     * @return as {@link #column}, where every value must be positive
     * @throws IllegalArgumentException also if a value is not; the message says in which line
     */
    public double[] positive(String name) {
        double[] values = column(name);
        for (int row = 0; row < values.length; row++) {
            Require.positive(place(row, name), values[row]);
        }
        return values;
    }
}
