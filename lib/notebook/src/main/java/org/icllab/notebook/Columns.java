package org.icllab.notebook;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.icllab.Require;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Columns of a frame, found by their name or their symbol. */
final class Columns {
    private static final int FEWEST_DIGITS = 6;
    /** As many as an identity has: what differs only behind them is one number. */
    private static final int MOST_DIGITS = 12;

    private Columns() {
    }

    /** @return the column named {@code name}, or else the only one whose symbol it is */
    static Column<?> find(Table frame, String name) {
        List<String> names = Require.given("frame", frame).columnNames();
        if (names.contains(name)) {
            return frame.column(name);
        }
        List<String> fitting = names.stream().filter(n -> Text.symbol(n).equals(name)).toList();
        return fitting.size() == 1
                ? frame.column(fitting.get(0))
                : Require.refuse("column", name, "the name or the symbol of one of " + names);
    }

    /** @return the values of a column of numbers */
    static double[] numbers(Table frame, String name) {
        return find(frame, name) instanceof NumericColumn<?> numbers
                ? numbers.asDoubleArray()
                : Require.refuse("column", name, "a column of numbers");
    }

    /**
     * @return the rows that share each value of the column {@code by}, under a label such as {@code α = 10}; numbers that
     *     differ in twelve digits have labels that differ
     */
    static Map<String, int[]> groups(Table frame, String by) {
        Map<String, int[]> exact = groups(frame, by, MOST_DIGITS);
        for (int digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
            Map<String, int[]> groups = groups(frame, by, digits);
            if (groups.size() == exact.size()) {
                return groups;
            }
        }
        return exact;
    }

    private static Map<String, int[]> groups(Table frame, String by, int digits) {
        Column<?> column = find(frame, by);
        String symbol = Text.symbol(column.name());
        Map<String, int[]> groups = new LinkedHashMap<>();
        for (int row = 0; row < frame.rowCount(); row++) {
            String value = column instanceof NumericColumn<?> numbers
                    ? Text.number(numbers.getDouble(row), digits)
                    : column.getString(row);
            groups.merge(symbol + " = " + value, new int[] {row}, Columns::joined);
        }
        return groups;
    }

    /** @return the number of the column {@code by} in a row, NaN where it holds none */
    static double order(Table frame, String by, int row) {
        return find(frame, by) instanceof NumericColumn<?> numbers ? numbers.getDouble(row) : Double.NaN;
    }

    /** @return the entries of {@code values} at {@code rows} */
    static double[] at(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    }

    private static int[] joined(int[] rows, int[] row) {
        int[] all = Arrays.copyOf(rows, rows.length + 1);
        all[rows.length] = row[0];
        return all;
    }
}
