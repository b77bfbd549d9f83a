package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.icllab.linalg.Matrix;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class HeatMapTest {
    private static final double[] XS = {1, 2, 3, 4};
    private static final double[] YS = {10, 20, 30};
    private static final double[][] ROWS = {{0, 1, 2, 3}, {1, 2, Double.NaN, 4}, {2, 3, 4, 5}};
    private static final HeatMap SMALL = HeatMap.of("Map <1>").x("κ = k/d", Axis.LINEAR, XS).y("ρ", Axis.LINEAR, YS)
            .values("α at the minimum", ROWS);

    @TempDir
    private Path folder;

    @Test
    void svgIsWellFormedAndSaysWhatItShows() throws Exception {
        Element svg = parsed(SMALL.line("τ", new double[] {1, 4}, new double[] {10, 30}).points("seen", XS, XS));
        assertEquals("svg", svg.getTagName());
        assertEquals("Map <1>", only(svg, "title").getTextContent());
        assertEquals("x: κ = k/d; y: ρ; colour: α at the minimum; τ; seen", only(svg, "desc").getTextContent());
    }

    @Test
    void blankCellsAndAllAreWrittenAsPdf() throws Exception {
        Path pdf = folder.resolve("map.pdf");
        SMALL.save(pdf);
        assertEquals("%PDF-", new String(Files.readAllBytes(pdf), 0, 5, StandardCharsets.US_ASCII));
    }

    @Test
    void cellsAreOneImageOfOnePixelEachWithTheFirstRowBelow() throws Exception {
        BufferedImage cells = cells(SMALL);
        assertEquals(4, cells.getWidth());
        assertEquals(3, cells.getHeight());
        ColourMap map = ColourMap.sequential();
        assertEquals(map.colour(0).getRGB(), cells.getRGB(0, 2), "the lowest value");
        assertEquals(map.colour(ColourMap.SHADES - 1).getRGB(), cells.getRGB(3, 0), "the highest");
        assertEquals(0, cells.getRGB(2, 1) >>> 24, "NaN is blank");
        assertEquals(cells.getRGB(1, 2), cells.getRGB(0, 1), "equal values, equal colours");
    }

    @Test
    void downwardPutsTheFirstRowAndTheLeastYOnTop() throws Exception {
        HeatMap matrix = SMALL.downward().points("first row", new double[] {1}, new double[] {10});
        assertEquals(ColourMap.sequential().colour(0).getRGB(), cells(matrix).getRGB(0, 0));
        double top = Double.parseDouble(plot(parsed(matrix)).getAttribute("y"));
        double height = Double.parseDouble(plot(parsed(matrix)).getAttribute("height"));
        NodeList ellipses = parsed(matrix).getElementsByTagName("ellipse");
        double y = Double.parseDouble(((Element) ellipses.item(0)).getAttribute("cy"));
        assertEquals(top + height / 6, y, 1, "the middle of the first of three rows, to the pixel");
    }

    @Test
    void imageFillsThePlotAndKeepsSharpEdges() throws Exception {
        Element svg = parsed(SMALL);
        Element image = plot(svg);
        assertEquals("image-rendering:pixelated", image.getAttribute("style"));
        assertEquals("none", image.getAttribute("preserveAspectRatio"));
        Element plot = (Element) only(svg, "clipPath").getFirstChild();
        for (String side : new String[] {"x", "y", "width", "height"}) {
            // Both ends are rounded to whole pixels, and the clip reaches a pixel beyond the plot.
            assertEquals(Double.parseDouble(plot.getAttribute(side)), Double.parseDouble(image.getAttribute(side)), 2);
        }
    }

    @Test
    void signedColoursPartAtZero() throws Exception {
        double[][] rows = {{-1, 0, 1, 2}, {0, 0, 0, 0}, {0, 0, 0, -2}};
        BufferedImage cells = cells(SMALL.values("Γ", rows).signed());
        ColourMap map = ColourMap.diverging();
        assertEquals(map.colour(ColourMap.SHADES / 2).getRGB(), cells.getRGB(1, 2));
        assertEquals(map.colour(ColourMap.SHADES - 1).getRGB(), cells.getRGB(3, 2));
        assertEquals(map.colour(0).getRGB(), cells.getRGB(3, 0));
    }

    @Test
    void mapsChangeLightnessEvenly() {
        ColourMap sequential = ColourMap.sequential();
        ColourMap diverging = ColourMap.diverging();
        ColourMap rocket = ColourMap.rocket();
        for (int shade = 1; shade < ColourMap.SHADES; shade++) {
            assertTrue(luminance(sequential, shade) > luminance(sequential, shade - 1), "shade " + shade);
            assertTrue(luminance(rocket, shade) > luminance(rocket, shade - 1), "shade " + shade);
            boolean rising = shade <= ColourMap.SHADES / 2;
            double change = luminance(diverging, shade) - luminance(diverging, shade - 1);
            // Rounding to 8 bits can hold luminance still for a shade.
            assertTrue(rising ? change > -2e-3 : change < 2e-3, "shade " + shade + ": " + change);
        }
    }

    @Test
    void matrixIsItsRows() {
        double[][] rows = {{0, 1, 2, 3}, {1, 2, 3, 4}, {2, 3, 4, 5}};
        assertEquals(SMALL.values("M", rows).svg(), SMALL.values("M", Matrix.of(rows)).svg());
    }

    @Test
    void resultsAreTheArrayOfTheirMeansWhateverTheirOrder() {
        Grid<Pretraining> grid = Grid.of(Pretraining.of(10, 1, 1, 2, 0, 0)).vary(Pretraining.RHO, 30, 10, 20)
                .vary(Pretraining.ALPHA, 3, 1, 4, 2);
        Results<Pretraining> results = Runner.of(1).run("map", Study.<Pretraining, Double>theory("sum",
                s -> s.alpha() + s.rho()).measuring(Pretraining.E_ICL, sum -> sum), grid);
        HeatMap axes = HeatMap.of("Map").x(Pretraining.ALPHA, Axis.LOG).y(Pretraining.RHO, Axis.LINEAR);
        double[][] rows = {{11, 12, 13, 14}, {21, 22, 23, 24}, {31, 32, 33, 34}};
        assertEquals(HeatMap.of("Map").x(Pretraining.ALPHA.label(), Axis.LOG, XS).y(Pretraining.RHO.label(), Axis.LINEAR, YS)
                .values(Pretraining.E_ICL.label(), rows).svg(), axes.values(results, Pretraining.E_ICL).svg());
        assertRefused("results: 11 where there are 4 α and 3 ρ",
                () -> axes.values(results.filter(r -> r != results.get(5)), Pretraining.E_ICL));
        List<Result<Pretraining>> twice = new ArrayList<>(results.list());
        twice.set(0, results.get(1));
        assertRefused("results: two at d = 10, α = 1", () -> axes.values(new Results<>("map", twice), Pretraining.E_ICL));
        assertRefused("results: x and y come first", () -> HeatMap.of("").values(results, Pretraining.E_ICL));
    }

    @Test
    void logColourScaleSpacesRatiosEvenlyAndLeavesOutWhatIsNotPositive() throws Exception {
        double[][] rows = {{0.01, 0.1, 1, 10}, {-1, 0, 100, 1000}, {1, 1, 1, 1}};
        BufferedImage cells = cells(SMALL.values("α", rows, Axis.LOG));
        assertEquals(ColourMap.sequential().colour(51).getRGB(), cells.getRGB(1, 2), "a fifth of the way of 255");
        assertEquals(0, cells.getRGB(0, 1) >>> 24);
        assertEquals(0, cells.getRGB(1, 1) >>> 24);
    }

    @Test
    void valuesBeyondTheRangeHaveTheColourOfItsEnd() throws Exception {
        BufferedImage cells = cells(SMALL.range(1, 3));
        assertEquals(cells.getRGB(1, 2), cells.getRGB(0, 2));
        assertEquals(ColourMap.sequential().colour(ColourMap.SHADES - 1).getRGB(), cells.getRGB(3, 0));
    }

    @Test
    void unevenColumnsAreAsWideAsTheirDistance() throws Exception {
        BufferedImage cells = cells(SMALL.x("κ", Axis.LINEAR, new double[] {0, 1, 2, 5}));
        // Edges at −0.5, 0.5, 1.5, 3.5, 6.5: the last column is 3/7 of the plot.
        int edge = IntStream.range(0, cells.getWidth()).filter(p -> cells.getRGB(p, 0) == cells.getRGB(cells.getWidth() - 1, 0))
                .findFirst().orElseThrow();
        assertEquals(4.0 / 7, (double) edge / cells.getWidth(), 1e-3, "a pixel of the image");
        assertEquals(3, cells.getHeight());
        assertEquals(4, cells(SMALL.x("κ", Axis.LOG, new double[] {1, 10, 100, 1000})).getWidth(), "even on a log axis");
    }

    @Test
    void axesOfEquallySpacedCellsHaveRoundTicks() throws Exception {
        double[] index = IntStream.rangeClosed(1, 40).mapToDouble(i -> i).toArray();
        HeatMap upward = HeatMap.of("").x("j", Axis.LINEAR, index).y("i", Axis.LINEAR, index).values("", new double[40][40]);
        for (HeatMap map : new HeatMap[] {upward, upward.downward()}) {
            // Each label is a path: the axes' 5, 10, … 40 beside a handful of others.
            assertTrue(parsed(map).getElementsByTagName("path").getLength() >= 2 * 8 + 5);
        }
    }

    @Test
    void fourHundredTimesThreeHundredCellsStayBelow200Kilobytes() {
        double[] xs = IntStream.range(0, 401).mapToDouble(i -> 0.1 + i / 200.0).toArray();
        double[] ys = IntStream.range(0, 300).mapToDouble(i -> 0.01 + 0.99 * i / 299).toArray();
        Random random = new Random(1);
        double[][] noise = IntStream.range(0, 300).mapToObj(i -> random.doubles(401).toArray()).toArray(double[][]::new);
        // Noise does not compress: the largest an image of this size can be.
        int bytes = HeatMap.of("3A").x("κ", Axis.LINEAR, xs).y("ρ", Axis.LINEAR, ys).values("α", noise).svg()
                .getBytes(StandardCharsets.UTF_8).length;
        assertTrue(bytes < 200_000, () -> bytes + " bytes");
    }

    @Test
    void cellsThatAreBlankOrAllAlikeAreSound() throws Exception {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 0, 2, -1}) {
            double[][] rows = {{value, value, value, value}, {value, value, value, value}, {value, value, value, value}};
            parsed(SMALL.values("", rows));
            parsed(SMALL.values("", rows, Axis.LOG));
            parsed(SMALL.values("", rows).signed());
        }
        parsed(HeatMap.of("").x("", Axis.LOG, new double[] {1}).y("", Axis.LINEAR, new double[] {0})
                .values("", new double[][] {{1}}));
    }

    @Test
    void filesAreWrittenWhole() throws Exception {
        Path svg = folder.resolve("map.svg");
        Path png = folder.resolve("map.png");
        SMALL.save(svg);
        SMALL.size(600, 400).save(png);
        assertEquals(SMALL.svg(), Files.readString(svg));
        assertEquals(1200, ImageIO.read(png.toFile()).getWidth());
    }

    @Test
    void idsOfTwoMapsDifferAndAreTheSameEveryTime() throws Exception {
        String id = only(parsed(SMALL), "clipPath").getAttribute("id");
        assertNotEquals(id, only(parsed(SMALL.signed()), "clipPath").getAttribute("id"));
        assertEquals(SMALL.svg(), SMALL.svg());
    }

    @Test
    void heatMapIsImmutable() {
        double[][] rows = {{0, 1, 2, 3}, {1, 2, 3, 4}, {2, 3, 4, 5}};
        HeatMap map = SMALL.values("α", rows);
        String before = map.svg();
        rows[0][0] = 100;
        map.signed().downward().range(0, 1).points("", XS, XS);
        assertEquals(before, map.svg());
    }

    @Test
    void badArgumentsAreRefusedByName() {
        assertRefused("rows.length = 2", () -> SMALL.values("", new double[2][4]));
        assertRefused("rows[0].length = 3", () -> SMALL.values("", new double[3][3]));
        assertRefused("xs must be increasing", () -> SMALL.x("", Axis.LINEAR, new double[] {1, 2, 2, 3}));
        assertRefused("ys[0] = 0.0", () -> SMALL.y("", Axis.LOG, new double[] {0, 1, 2}));
        assertRefused("xs.length = 0", () -> SMALL.x("", Axis.LINEAR, new double[0]));
        assertRefused("from = 2.0", () -> SMALL.range(2, 1));
        assertRefused("range starts at 0.0", () -> SMALL.range(0, 1).values("", ROWS, Axis.LOG));
        assertRefused("signed values", () -> SMALL.values("", ROWS, Axis.LOG).signed());
        assertRefused("y.length = 2", () -> SMALL.line("", XS, new double[2]));
        assertRefused("the heat map has no values", () -> HeatMap.of("").svg());
    }

    private static void assertRefused(String start, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith(start), message);
        assertFalse(message.contains("\n"), message);
    }

    private static double luminance(ColourMap map, int shade) {
        float[] rgb = map.colour(shade).getRGBColorComponents(null);
        return 0.2126 * Math.pow(rgb[0], 2.2) + 0.7152 * Math.pow(rgb[1], 2.2) + 0.0722 * Math.pow(rgb[2], 2.2);
    }

    private static BufferedImage cells(HeatMap map) throws Exception {
        String data = plot(parsed(map)).getAttribute("xlink:href").substring("data:image/png;base64,".length());
        return ImageIO.read(new ByteArrayInputStream(Base64.getMimeDecoder().decode(data)));
    }

    private static Element parsed(HeatMap map) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(map.svg().getBytes(StandardCharsets.UTF_8))).getDocumentElement();
    }

    /** @return the image of the cells, which comes before the colour bar's */
    private static Element plot(Element svg) {
        NodeList images = svg.getElementsByTagName("image");
        assertEquals(2, images.getLength());
        return (Element) images.item(0);
    }

    private static Element only(Element root, String tag) {
        NodeList nodes = root.getElementsByTagName(tag);
        assertEquals(1, nodes.getLength(), tag);
        return (Element) nodes.item(0);
    }
}
