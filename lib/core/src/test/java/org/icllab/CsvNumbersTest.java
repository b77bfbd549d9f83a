package org.icllab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvNumbersTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("own.csv"), text);
    }

    private void assertRefused(String part, String text) throws Exception {
        Path csv = file(text);
        String message = assertThrows(IllegalArgumentException.class, () -> Spectrum.read(csv), text).getMessage();
        assertTrue(message.contains("own.csv") && message.contains(part) && !message.contains("\n"), message);
    }

    @Test
    void numbersAreReadUnderTheirNames() throws Exception {
        CsvNumbers read = CsvNumbers.read(file("\ufeff# a remark\n\"a\", b\n1,-2.5e-3\n\n# another\n \"3\" ,4\n"));
        assertEquals(List.of("a", "b"), read.names());
        assertEquals(2, read.rows());
        assertArrayEquals(new double[] {1, 3}, read.column("a"));
        assertArrayEquals(new double[] {-2.5e-3, 4}, read.column("b"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> read.column("c")).getMessage().contains("[a, b]"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> read.positive("b")).getMessage().contains("line 3, column b = "));
    }

    @Test
    void aSpectrumIsScaledToALossOfOne() throws Exception {
        Spectrum spectrum = Spectrum.read(file("k,lambda,omega\n1,2,1\n2,0.5,4\n"));
        assertArrayEquals(new double[] {2, 0.5}, spectrum.lambda());
        assertArrayEquals(new double[] {0.25, 1}, spectrum.omega());
    }

    @Test
    void whatIsWrongIsNamedByFileLineAndColumn() throws Exception {
        assertRefused("line 3, column omega = 0: must be a finite number > 0", "lambda,omega\n1,1\n1,0\n");
        assertRefused("line 4, column lambda = -1", "# remark\nlambda,omega\n1,1\n-1,1\n");
        assertRefused("line 3, column lambda = two", "lambda,omega\n1,1\ntwo,1\n");
        assertRefused("line 2, column omega = nothing", "lambda,omega\n1,\n");
        assertRefused("line 2, column omega = NaN", "lambda,omega\n1,NaN\n");
        assertRefused("line 2, column omega = 1e999", "lambda,omega\n1,1e999\n");
        assertRefused("line 3: 1 values: must be 2", "lambda,omega\n1,1\n1\n");
        assertRefused("line 1: headers", "lambda,lambda\n1,1\n");
        assertRefused("no row", "lambda,omega\n");
        assertRefused("no row", "");
        assertRefused("omega: must be one of [lambda, w]", "lambda,w\n1,1\n");
        assertTrue(assertThrows(FileFailed.class, () -> Spectrum.read(folder.resolve("none.csv"))).getMessage().contains("none.csv"));
    }
}
