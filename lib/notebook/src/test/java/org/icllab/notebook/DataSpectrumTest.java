package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class DataSpectrumTest {
    /** Turned by a right-angled triangle of sides 3, 4, 5, the inputs are uncorrelated, of variances 4 and 1. */
    private static final double[] LARGE = {2, 2, -2, -2};
    private static final double[] SMALL = {1, -1, 1, -1};

    private static DoubleColumn column(String name, double shift, double large, double small) {
        return DoubleColumn.create(name, IntStream.range(0, 4).mapToDouble(i -> shift + large * LARGE[i] + small * SMALL[i]));
    }

    private static Table inputs() {
        return Table.create(column("a", 7, 0.6, -0.8), column("b", -3, 0.8, 0.6));
    }

    @Test
    void aSpectrumByHand() {
        // Of y's variance, 9 + 16 + 9, the last 9 is that of the product, which is not linear.
        DoubleColumn y = DoubleColumn.create("y", IntStream.range(0, 4)
                .mapToDouble(i -> 5 + 1.5 * LARGE[i] + 4 * SMALL[i] + 1.5 * LARGE[i] * SMALL[i]));
        DoubleColumn z = column("z", 0, 10, 0);
        DataSpectrum data = DataSpectrum.of(inputs(), Table.create(y, z));
        assertArrayEquals(new double[] {1, 0.25}, data.spectrum().lambda(), 1e-14);
        assertArrayEquals(new double[] {25.0 / 34, 1}, data.explained(), 1e-14);
        // Shares of the linear parts: y has 9/25 and 16/25, z has 1 and 0.
        assertArrayEquals(new double[] {0.68, 0.32}, data.spectrum().power(), 1e-14);
        Matrix omega = data.tasks().timesTranspose(data.tasks());
        assertArrayEquals(data.spectrum().omega(), new double[] {omega.get(0, 0), omega.get(1, 1)}, 1e-14);
        Matrix second = data.rows().transposeTimes(data.rows()).scaled(0.25);
        assertArrayEquals(new double[] {1, 0, 0, 0.25}, second.data(), 1e-14);
        assertArrayEquals(new double[] {1, 0.25, 0.25, 0.0625}, data.moments().data(), 1e-14);
    }

    @Test
    void theUnitOfInputsAndTargetsDoesNotMatter() {
        Table scaled = Table.create(column("a", 7, 600, -800), column("b", 0, 800, 600));
        var data = DataSpectrum.of(inputs(), Table.create(column("y", 0, 1, 1)));
        var other = DataSpectrum.of(scaled, Table.create(column("y", 1, -7, -7)));
        assertArrayEquals(data.spectrum().omega(), other.spectrum().omega(), 1e-14);
    }

    @Test
    void resampledRowsAreRowsOfTheData() {
        var x = DoubleColumn.create("x", IntStream.range(0, 100).mapToDouble(i -> i % 2));
        var data = DataSpectrum.of(Table.create(x), Table.create(x.copy().setName("y")));
        var resampled = data.resampled(RandomStream.of(1));
        assertEquals(100, resampled.rows().rows());
        assertArrayEquals(new double[] {1}, resampled.spectrum().omega(), 1e-14);
    }

    private static void assertRefused(String part, Table inputs, Table targets) {
        String message = assertThrows(IllegalArgumentException.class, () -> DataSpectrum.of(inputs, targets)).getMessage();
        assertTrue(message.contains(part) && !message.contains("\n"), message);
    }

    @Test
    void badTablesAreRefusedByName() {
        Table y = Table.create(column("y", 0, 1, 1));
        assertRefused("column c = 3.0 in every row", inputs().addColumns(column("c", 3, 0, 0)), y);
        assertRefused("column y = 3.0 in every row", inputs(), Table.create(column("y", 3, 0, 0)));
        assertRefused("a, b, c: must not depend", inputs().addColumns(column("c", 3, 1, 1)), y);
        assertRefused("column c, row 2 = nothing", inputs().addColumns(
                DoubleColumn.create("c", 1, Double.NaN, 2, 5)), y);
        assertRefused("column c = STRING", inputs().addColumns(StringColumn.create("c", "u", "v", "w", "x")), y);
        assertRefused("column y: must be correlated", inputs(), Table.create(DoubleColumn.create("y", 1, -1, -1, 1)));
        assertRefused("2 rows for 2 columns", inputs().first(2), y.first(2));
        assertRefused("inputs have 4 rows, targets 3", inputs(), y.first(3));
        assertRefused("must have a column", inputs(), Table.create("none"));
        assertThrows(IllegalArgumentException.class, () -> DataSpectrum.of(null, y));
    }

    @Test
    void aTableOfNumbersIsRead(@TempDir Path folder) throws Exception {
        Path csv = Files.writeString(folder.resolve("own.csv"), "# source\na,b\n1,2\n3,x\n");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Frames.readNumbers(csv)).getMessage()
                .endsWith("own.csv, line 4, column b = x: must be a finite number"));
        Table table = Frames.readNumbers(Files.writeString(csv, "# source\na,b\n1,2\n3,4.5\n"));
        assertEquals("own", table.name());
        assertArrayEquals(new double[] {2, 4.5}, table.doubleColumn("b").asDoubleArray());
    }
}
