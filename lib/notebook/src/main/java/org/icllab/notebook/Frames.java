package org.icllab.notebook;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.icllab.Atomic;
import org.icllab.CsvNumbers;
import org.icllab.Require;
import org.icllab.FileFailed;
import org.icllab.model.Parameter;
import org.icllab.model.Quantity;
import org.icllab.model.Study;
import org.icllab.study.Result;
import org.icllab.study.Results;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvReadOptions;
import tech.tablesaw.io.csv.CsvWriteOptions;

/**
 * Tablesaw frames: shown as tables in the notebook, kept as CSV.
 *
 * <p>A column's name says its symbol, then what it is: {@code τ = n/d²}. Figures find it by the symbol alone.
 */
public final class Frames {
    /** Rows shown in full; of a longer frame the first and last half of them. */
    static final int SHOWN_ROWS = 200;
    private static final int DIGITS = 5;
    private static final int PLAIN_ROWS = 10;
    private static final Collector<CharSequence, ?, String> ROW = Collectors.joining(" & ", "", " \\\\\n");

    private Frames() {
    }

    /**
     * @return a row per result: the setting, its marks; for each quantity e of theory its value "e", of a simulation its
     *     mean "e", "e ± 95 %" (half the width of the confidence interval) and "e s.e." (the standard error), and the
     *     number of trials
     */
    public static Table of(Results<?> results) {
        Table table = Table.create(Require.given("results", results).name());
        Study<?, ?> study = results.get(0).study();
        List<Parameter> places = new ArrayList<>(results.get(0).setting().parameters());
        study.marks().forEach(mark -> places.add(mark));
        places.forEach(place -> table.addColumns(DoubleColumn.create(place.header(), results.values(place))));
        for (Quantity quantity : study.quantities()) {
            table.addColumns(DoubleColumn.create(quantity.symbol(), results.means(quantity)));
            if (study.isSimulated()) {
                table.addColumns(DoubleColumn.create(quantity + " ± 95 %", results.bars(quantity)),
                        DoubleColumn.create(quantity + " s.e.", results.stream()
                                .mapToDouble(result -> result.estimate(quantity).standardError()).toArray()));
            }
        }
        if (study.isSimulated()) {
            table.addColumns(DoubleColumn.create("trials", results.stream().mapToDouble(Result::trials).toArray()));
        }
        return table;
    }

    /** Shows results as a table; what is the same in every row goes into the caption. */
    public static void show(Results<?> results) {
        List<Column<?>> varying = new ArrayList<>();
        Require.given("results", results);
        StringJoiner caption = new StringJoiner(", ", results.name() + ": ", "");
        for (Column<?> column : of(results).columns()) {
            if (column.countUnique() > 1 || results.size() == 1) {
                varying.add(column);
            } else {
                caption.add(Text.symbol(column.name()) + " = " + Text.number(((DoubleColumn) column).getDouble(0), DIGITS));
            }
        }
        show(Table.create(results.name(), varying), caption.toString());
    }

    /** Shows {@code frame} as a table, numbers to five significant digits. */
    public static void show(Table frame) {
        show(frame, "");
    }

    /** Shows {@code frame} as a table under a caption. */
    public static void show(Table frame, String caption) {
        Require.given("frame, caption", frame, caption);
        Kernel.show("text/html", html(frame, caption), frame.print(PLAIN_ROWS));
    }

    /**
     * Writes {@code frame} as CSV (UTF-8, a header line, doubles in full precision, a missing value as nothing). The
     * file appears whole: until then, and on failure, the one that was there before stays. Missing folders are made.
     *
     * @throws FileFailed if the file cannot be written
     */
    public static void write(Table frame, Path file) {
        Require.given("frame, file", frame, file);
        StringWriter csv = new StringWriter();
        // A missing value alone on its line must not look like an empty line, which reading skips.
        boolean quoted = frame.columnCount() == 1;
        frame.write().usingOptions(CsvWriteOptions.builder(csv).lineEnd("\n").quoteAllFields(quoted).build());
        byte[] bytes = csv.toString().getBytes(StandardCharsets.UTF_8);
        Atomic.write(file, out -> out.write(bytes));
    }

    /**
     * Reads what {@link #write} wrote. Columns of numbers come back as doubles, all others as text.
     *
     * @return a frame named after the file
     * @throws FileFailed if the file cannot be read
     */
    public static Table read(Path file) {
        Require.given("file", file);
        try (Reader reader = Files.newBufferedReader(file)) {
            return Table.read().usingOptions(CsvReadOptions.builder(reader)
                    .tableName(file.getFileName().toString().replaceFirst("\\.csv$", ""))
                    .columnTypesToDetect(List.of(ColumnType.DOUBLE, ColumnType.STRING))
                    .sample(false)
                    .missingValueIndicator("")
                    .build());
        } catch (IOException e) {
            throw FileFailed.of("Could not read " + file, e);
        }
    }

    /**
     * @return {@code frame} as a LaTeX table, numbers to five significant digits, which needs the package booktabs; Greek
     *     letters, indices and powers are in math mode
     */
    public static String latex(Table frame) {
        String columns = Require.given("frame", frame).columns().stream().map(column -> column instanceof NumericColumn ? "r" : "l")
                .collect(Collectors.joining());
        StringBuilder latex = new StringBuilder("\\begin{tabular}{" + columns + "}\n\\toprule\n")
                .append(frame.columns().stream().map(column -> Text.latex(column.name())).collect(ROW)).append("\\midrule\n");
        for (int row = 0; row < frame.rowCount(); row++) {
            int own = row;
            latex.append(frame.columns().stream().map(column -> Text.latex(cell(column, own))).collect(ROW));
        }
        return latex.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    /**
     * Reads a table of numbers that somebody else has written: a CSV file with a line of headers; lines that start with #
     * are remarks.
     *
     * @return a frame named after the file, of columns of doubles
     * @throws FileFailed if the file cannot be read
     * @throws IllegalArgumentException if something is not a number, by file, line and column
     */
    public static Table readNumbers(Path csv) {
        CsvNumbers numbers = CsvNumbers.read(Require.given("csv", csv));
        return Table.create(csv.getFileName().toString().replaceFirst("\\.csv$", ""), numbers.names().stream()
                .map(name -> DoubleColumn.create(name, numbers.column(name))));
    }

    static String html(Table frame, String caption) {
        StringBuilder html = new StringBuilder();
        if (!caption.isBlank()) {
            html.append("<div style=\"font-weight:600;margin:4px 0\">").append(Text.escape(caption)).append("</div>");
        }
        html.append("<div style=\"max-height:26em;max-width:100%;overflow:auto;display:inline-block\">")
                .append("<table style=\"border-collapse:collapse;font-variant-numeric:tabular-nums;margin:0\"><thead><tr>");
        for (Column<?> column : frame.columns()) {
            html.append("<th style=\"position:sticky;top:0;background:var(--jp-layout-color0, Canvas);white-space:nowrap;")
                    .append(alignment(column)).append("\">").append(Text.escape(column.name())).append("</th>");
        }
        html.append("</tr></thead><tbody>");
        int rows = frame.rowCount();
        boolean whole = rows <= SHOWN_ROWS;
        appendRows(html, frame, 0, whole ? rows : SHOWN_ROWS / 2);
        if (!whole) {
            html.append("<tr><td colspan=\"").append(frame.columnCount())
                    .append("\" style=\"text-align:center;opacity:.7\">… ").append(rows - SHOWN_ROWS)
                    .append(" more rows …</td></tr>");
            appendRows(html, frame, rows - SHOWN_ROWS / 2, rows);
        }
        return html.append("</tbody></table></div>").toString();
    }

    private static void appendRows(StringBuilder html, Table frame, int from, int to) {
        for (int row = from; row < to; row++) {
            html.append("<tr>");
            for (Column<?> column : frame.columns()) {
                html.append("<td style=\"").append(alignment(column)).append("\">").append(Text.escape(cell(column, row)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
    }

    private static String alignment(Column<?> column) {
        return column instanceof NumericColumn ? "text-align:right" : "text-align:left";
    }

    private static String cell(Column<?> column, int row) {
        if (column.isMissing(row)) {
            return "";
        }
        return column instanceof NumericColumn<?> numbers
                ? Text.number(numbers.getDouble(row), DIGITS)
                : column.getString(row);
    }
}
