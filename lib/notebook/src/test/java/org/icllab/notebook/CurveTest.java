package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.icllab.FileFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurveTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("theirs.csv"), text);
    }

    @Test
    void curvesAreReadInTheirOrderAndByNameAndKind() throws Exception {
        Path csv = file("# source: nobody\ncurve,kind,x,y\nb,line,1,2\na,dots,1,3\nb,line,2,4\nb,dashed,1,5\n");
        assertEquals(List.of("b", "a", "b"), Curve.read(csv).stream().map(Curve::name).toList());
        assertArrayEquals(new double[] {2, 4}, Curve.read(csv, "b", "line").y());
        assertArrayEquals(new double[] {5}, Curve.read(csv, "b", "dashed").y());
    }

    @Test
    void oneCurveNeedsNoName() throws Exception {
        Curve only = Curve.read(file("x,y\n1,2\n1e-3,-4.5\n")).get(0);
        assertEquals("theirs", only.name());
        assertEquals("line", only.kind());
        assertArrayEquals(new double[] {1, 1e-3}, only.x());
    }

    @Test
    void whatCannotBeReadIsSaidInOneLine() throws Exception {
        assertTrue(assertThrows(FileFailed.class, () -> Curve.read(folder.resolve("none.csv"))).getMessage().contains("none.csv"));
        for (String text : List.of("", "# a remark only\n", "x,y\n", "x,z\n1,2\n", "x,y\n1,two\n")) {
            Path csv = file(text);
            String message = assertThrows(IllegalArgumentException.class, () -> Curve.read(csv), text).getMessage();
            assertTrue(message.contains("theirs.csv") && !message.contains("\n"), message);
        }
        Path csv = file("curve,x,y\nL=1,1,2\n");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Curve.read(csv, "L=2", "line")).getMessage()
                .contains("L=1 (line)"));
    }

    @Test
    void distancesFromATheoryAreLargestAndRootMeanSquare() {
        Curve curve = new Curve("", "line", new double[] {1, 2, 4}, new double[] {1.1, 2, 3.6});
        assertEquals(0.4, curve.farthest(x -> x), 1e-12);
        assertEquals(0.1, curve.within(0, 3).farthest(x -> x), 1e-12);
        assertArrayEquals(new double[] {2, 4, 8}, curve.stretched(2).x());
        assertEquals(0.1, curve.below(3.6).farthest(x -> x), 1e-12);
        Curve turned = new Curve("", "line", new double[] {4, 1, 2}, new double[] {3.6, 1.1, 2}).ascending();
        assertArrayEquals(curve.x(), turned.x());
        assertArrayEquals(curve.y(), turned.y());
        assertEquals(Math.sqrt(0.02 / 3), curve.spread(x -> x), 1e-12);
    }

    @Test
    void aNumberIsReadFromTheName() {
        assertEquals(0.5, new Curve("beta=0.50", "line", new double[] {1}, new double[] {1}).number());
        assertThrows(IllegalArgumentException.class, () -> new Curve("red", "line", new double[] {1}, new double[] {1}).number());
    }

    @Test
    void betweenPointsAPowerLawIsStraight() {
        Curve curve = new Curve("", "dots", new double[] {1, 4, 16}, new double[] {8, 4, 2});
        for (double x : new double[] {0.5, 1, 2, 4, 9, 30}) {
            assertEquals(8 / Math.sqrt(x), curve.between(x), 1e-13 * 8);
        }
    }

    @Test
    void jitterIsTheNoiseThatATrendIsNot() {
        double[] x = new double[1000];
        double[] y = new double[1000];
        for (int i = 0; i < 1000; i++) {
            x[i] = i + 1;
            y[i] = 1.1 + (i % 2 == 0 ? 0.02 : -0.02);
        }
        // Each of 999 differences is 0.04, and half their mean square 0.02² × 2.
        assertEquals(0.02 * Math.sqrt(2), new Curve("", "line", x, y).jitter(t -> 1), 1e-12);
    }

    @Test
    void meansOverNeighboursTellTheMisfitOfANoisyCurve() {
        double[] x = {0, 1, 2, 3, 4, 5, 6};
        Curve curve = new Curve("", "line", x, new double[] {3, 1, 4, 2, 7, 5, 100});
        // Means over two are 2, 3 and 6, and theory's 2, 2 and 4; the last point fills none.
        assertEquals(Math.sqrt((0 + 1 + 4) / 3.0), curve.misfit(2, 2, 2, 2, 2, 4, 4, 0), 1e-15);
        assertThrows(IllegalArgumentException.class, () -> curve.misfit(8, x));
        assertThrows(IllegalArgumentException.class, () -> curve.misfit(2, 1, 2));
        double[] noise = new double[4000];
        var random = new java.util.Random(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = 0.5 * i + 0.2 * random.nextGaussian();
        }
        // A standard deviation from 4000 second differences is right to about 2 %.
        assertEquals(0.2 / Math.sqrt(8), new Curve("", "line", noise, noise).scatter(8), 0.004);
    }
}
