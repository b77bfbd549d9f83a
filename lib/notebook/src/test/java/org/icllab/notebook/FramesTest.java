package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.icllab.Atomic;
import org.icllab.FileFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class FramesTest {
    private static final double[] AWKWARD = {
        0.1 + 0.2, Math.PI * 1e-300, -1.0 / 3, Double.NaN, Double.POSITIVE_INFINITY, 4.9e-324};

    @TempDir
    private Path folder;

    @Test
    void csvRoundTripKeepsEveryBitOfADouble() {
        Path file = folder.resolve("new/folder/risks.csv");
        Frames.write(Table.create("risks", DoubleColumn.create("τ = n/d²", AWKWARD)), file);
        Table read = Frames.read(file);
        assertEquals("risks", read.name());
        assertEquals(List.of("τ = n/d²"), read.columnNames());
        // Exactly: a double's shortest decimal form reads back as the same double.
        assertArrayEquals(AWKWARD, read.doubleColumn(0).asDoubleArray());
    }

    @Test
    void csvRoundTripKeepsTextWithCommasQuotesAndLineBreaks() {
        String[] texts = {"a, b", "says \"no\"", "two\nlines", "κ ≥ 1", "NA"};
        Path file = folder.resolve("texts.csv");
        Frames.write(Table.create("texts", StringColumn.create("model, kind", texts), IntColumn.create("n", 1, 2, 3, 4, 5)),
                file);
        Table read = Frames.read(file);
        assertEquals(List.of(texts), read.stringColumn("model, kind").asList());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5}, read.doubleColumn("n").asDoubleArray());
    }

    @Test
    void columnOfWholeNumbersStaysAColumnOfNumbersWhenOneIsMissing() {
        Path file = folder.resolve("missing.csv");
        Frames.write(Table.create("t", DoubleColumn.create("a", 1, Double.NaN, 3), StringColumn.create("b", "x", "", "z")),
                file);
        assertArrayEquals(new double[] {1, Double.NaN, 3}, Frames.read(file).doubleColumn("a").asDoubleArray());
    }

    @Test
    void latexHasSymbolsInMathModeAndEscapesWhatMeansSomething() {
        Table frame = Table.create("t", StringColumn.create("model & kind", "50 % dMMSE", "Γ*_1"),
                DoubleColumn.create("τ = n/d²", 0.25, 3e-12), DoubleColumn.create("e_ICL ± 95 %", -2, Double.NaN));
        assertEquals("""
                \\begin{tabular}{lrr}
                \\toprule
                model \\& kind & $\\tau$ = n/d$^{2}$ & e$_{\\mathrm{ICL}}$ $\\pm$ 95 \\% \\\\
                \\midrule
                50 \\% dMMSE & 0.25 & $-$2 \\\\
                $\\Gamma$*$_{\\mathrm{1}}$ & 3$\\cdot$10$^{-12}$ &  \\\\
                \\bottomrule
                \\end{tabular}
                """, Frames.latex(frame));
    }

    @Test
    void failedWriteLeavesTheOldFileWholeAndNothingBeside() throws IOException {
        Path file = folder.resolve("kept.csv");
        Files.writeString(file, "old");
        FileFailed failure = assertThrows(FileFailed.class, () -> Atomic.write(file, out -> {
            out.write("half".getBytes());
            throw new IOException("No space left on device");
        }));
        assertEquals("Could not write " + file + ": No space left on device", failure.getMessage());
        assertEquals("old", Files.readString(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void writeReplacesTheOldFile() throws IOException {
        Path file = folder.resolve("risks.csv");
        Files.writeString(file, "old and much longer than what replaces it");
        Frames.write(Table.create("t", DoubleColumn.create("a", 0.5), DoubleColumn.create("b", 1.0)), file);
        assertEquals("a,b\n0.5,1.0\n", Files.readString(file));
    }

    @Test
    void failureSaysWhichFileAndWhyInOneLine() throws IOException {
        Path absent = folder.resolve("absent.csv");
        assertEquals("Could not read " + absent + ": no such file or folder",
                assertThrows(FileFailed.class, () -> Frames.read(absent)).getMessage());
        Path occupied = Files.createDirectories(folder.resolve("occupied.csv/inner")).getParent();
        Table frame = Table.create("t", DoubleColumn.create("a", 0.5));
        String message = assertThrows(FileFailed.class, () -> Frames.write(frame, occupied)).getMessage();
        assertTrue(message.startsWith("Could not write " + occupied + ": ") && !message.contains("\n"), message);
    }

    @Test
    void tableEscapesNamesAndTextsAndRoundsNumbers() {
        String html = Frames.html(Table.create("t", DoubleColumn.create("τ < 1", 1.0 / 3, 12345.678, 2e-7, Double.NaN),
                StringColumn.create("kind", "<b>", "a & b", "c", "d")), "5 > 4");
        assertTrue(html.contains(">τ &lt; 1</th>"), html);
        assertTrue(html.contains(">&lt;b&gt;</td>") && html.contains(">a &amp; b</td>"), html);
        assertTrue(html.contains("5 &gt; 4</div>"), html);
        for (String number : List.of("0.33333", "12346", "2·10⁻⁷", "")) {
            assertTrue(html.contains("<td style=\"text-align:right\">" + number + "</td>"), number);
        }
    }

    @Test
    void longTableShowsItsEndsAndSaysHowMuchIsLeftOut() {
        double[] rows = IntStream.range(0, Frames.SHOWN_ROWS + 50).asDoubleStream().toArray();
        String html = Frames.html(Table.create("t", DoubleColumn.create("i", rows)), "");
        assertTrue(html.contains(">0</td>") && html.contains(">249</td>") && html.contains("… 50 more rows …"), html);
        assertFalse(html.contains(">120</td>"), html);
    }
}
