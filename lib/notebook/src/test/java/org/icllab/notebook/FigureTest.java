package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.icllab.model.Pretraining;
import org.icllab.study.Grid;
import org.icllab.study.Runner;
import org.icllab.theory.pretraining.AttentionRisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

class FigureTest {
    private static final String BLUE = "rgb(0,114,178)";
    private static final String VERMILLION = "rgb(213,94,0)";
    private static final double[] X = {1, 2, 3, 4, 5, 6};
    private static final Table THEORY = Table.create("theory", DoubleColumn.create("τ = n/d²", 1, 2, 3, 1, 2, 3),
            DoubleColumn.create("e_ICL", 1, 2, 1, 2, 3, 2), DoubleColumn.create("α = ℓ/d", 1, 1, 1, 10, 10, 10));
    private static final Table SIMULATION = Table.create("simulation", DoubleColumn.create("τ = n/d²", 2, 2),
            DoubleColumn.create("e_ICL", 3.1, 2.1), DoubleColumn.create("e_ICL ± 95 %", .2, .1),
            DoubleColumn.create("α = ℓ/d", 10, 1));
    private static final Figure PANEL = Figure.of("Panel <1A>").x("τ = n/d²", Axis.LINEAR).y("e_ICL", Axis.LINEAR)
            .lines(THEORY, "τ", "e_ICL", "α").points(SIMULATION, "τ", "e_ICL", "e_ICL ± 95 %", "α");

    @TempDir
    private Path folder;

    @Test
    void svgIsWellFormedAndSaysWhatItShows() throws Exception {
        Element svg = parsed(PANEL.verticalLine(1, "τ = 1"));
        assertEquals("svg", svg.getTagName());
        assertEquals("Panel <1A>", only(svg, "title").getTextContent());
        assertEquals("x: τ = n/d²; y: e_ICL; α = 1; α = 10; τ = 1; lines: theory, points: simulation",
                only(svg, "desc").getTextContent());
    }

    @Test
    void guidesOfSeveralCurvesAreOneNameInTheLegend() throws Exception {
        var limit = Runner.of(1).run("limit", AttentionRisk.STUDY, Grid.of(Pretraining.of(10, 1, 2, 2, 0.1, 0))
                .vary(Pretraining.ALPHA, 1, 10).vary(Pretraining.TAU, 2, 3, 4));
        Figure figure = Figure.of("").x(Pretraining.TAU, Axis.LINEAR).y(Pretraining.E_ICL, Axis.LINEAR);
        Figure guided = figure.guides("limit", limit, Pretraining.TAU, Pretraining.E_ICL, Pretraining.ALPHA);
        assertEquals(Map.of("rgb(112,112,112)", 2L), dashes(guided), "grey where nothing else has their name");
        assertEquals("limit", only(parsed(guided), "desc").getTextContent().replaceAll(".*; ", ""));
        assertEquals(Map.of("rgb(0,114,178)", 1L, "rgb(213,94,0)", 1L),
                dashes(guided.lines(limit, Pretraining.TAU, Pretraining.E_IDG, Pretraining.ALPHA)), "else in its colour");
    }

    /** How many dashed lines in the plot have which colour. */
    private static Map<String, Long> dashes(Figure figure) throws Exception {
        return elements(parsed(figure), "path").stream().filter(FigureTest::inPlot).map(path -> path.getAttribute("style"))
                .filter(style -> style.contains("dasharray"))
                .collect(Collectors.groupingBy(style -> style.replaceAll(".*stroke:(rgb\\([^)]*\\)).*", "$1"), Collectors.counting()));
    }

    @Test
    void pointsHaveTheColourOfTheirGroupsLine() throws Exception {
        Element svg = parsed(PANEL);
        // The line, and the group's error bars, of each colour.
        for (String colour : List.of(BLUE, VERMILLION)) {
            assertEquals(1, curves(svg, colour).size());
            assertEquals(1, bars(svg, colour).size());
        }
        // A marker in the plot and one in the legend.
        assertEquals(2, filled(svg, "ellipse", BLUE));
        assertEquals(2, filled(svg, "rect", VERMILLION));
    }

    @Test
    void aFamilyOfCurvesIsThatOfALineEach() throws Exception {
        Figure family = Figure.of("").lines(Pretraining.ALPHA, new double[] {1, 10, 1e5}, X, alpha -> scaled(alpha));
        Table frame = Table.create(DoubleColumn.create("x"), DoubleColumn.create("y"), DoubleColumn.create("α"));
        Figure apart = Figure.of("");
        for (double alpha : new double[] {1, 10, 1e5}) {
            apart = apart.line(Pretraining.ALPHA.text(alpha), X, scaled(alpha));
            for (int i = 0; i < X.length; i++) {
                frame.doubleColumn(0).append(X[i]);
                frame.doubleColumn(1).append(alpha * X[i]);
                frame.doubleColumn(2).append(alpha);
            }
        }
        assertEquals(Figure.of("").lines(frame, "x", "y", "α").svg(), family.svg());
        assertEquals(apart.svg(), family.svg());
    }

    private static double[] scaled(double factor) {
        return Arrays.stream(X).map(x -> factor * x).toArray();
    }

    @Test
    void wordsAppearOnlyWhereAGroupHasBothKinds() throws Exception {
        Figure lines = Figure.of("").lines(THEORY, "τ", "e_ICL", "α");
        assertTrue(only(parsed(lines), "desc").getTextContent().endsWith("α = 1; α = 10"));
        Figure both = lines.words("fit", "SGD").points("α = 1", X, X);
        assertTrue(only(parsed(both), "desc").getTextContent().endsWith("α = 1; α = 10; lines: fit, points: SGD"));
        Figure ungrouped = Figure.of("").lines(THEORY, "τ", "e_ICL").points(SIMULATION, "τ", "e_ICL", "e_ICL ± 95 %");
        assertTrue(only(parsed(ungrouped), "desc").getTextContent().endsWith("theory; simulation"));
    }

    @Test
    void errorBarHasAStemAndTwoCaps() throws Exception {
        Element svg = parsed(Figure.of("").points("a", X, X, new double[] {.1, .1, Double.NaN, 0, .1, .1}));
        List<String> bars = bars(svg, BLUE);
        assertEquals(1, bars.size());
        assertEquals(4 * 3, pieces(bars.get(0)), "four of the six points have a bar, of three pieces each");
    }

    @Test
    void pointsSideBySideStandAroundWhereTheyBelong() throws Exception {
        double[] bars = {.1, .1, .1, .1, .1, .1};
        Figure figure = Figure.of("").points("a", X, X, bars).points("b", X, X, bars);
        double place = firstBar(figure, BLUE);
        assertEquals(place, firstBar(figure, VERMILLION));
        double left = firstBar(figure.sideBySide(), BLUE);
        double right = firstBar(figure.sideBySide(), VERMILLION);
        assertTrue(left < place - 2 && right > place + 2 && right - left < 12, left + ", " + place + ", " + right);
        assertEquals(2 * place, left + right, 0.3);
    }

    private static double firstBar(Figure figure, String colour) throws Exception {
        return Double.parseDouble(bars(parsed(figure), colour).get(0).replaceAll("^M *([0-9.]+).*", "$1"));
    }

    @Test
    void errorBarThatReachesBelowZeroIsDrawnOnALogAxis() throws Exception {
        Element svg = parsed(Figure.of("").y("e", Axis.LOG)
                .points("a", new double[] {1, 2}, new double[] {1, 10}, new double[] {2, 20}));
        assertEquals(2 * 3, pieces(bars(svg, BLUE).get(0)));
        assertTrue(coordinates(svg).allMatch(Double::isFinite));
    }

    @Test
    void nonFiniteValuesAndNonPositiveOnesOnALogAxisLeaveGaps() throws Exception {
        double[] y = {1, 2, Double.NaN, 3, 4, 3};
        assertEquals(2, pieces(curves(parsed(Figure.of("").line("a", X, y)), BLUE).get(0)));
        y[2] = Double.POSITIVE_INFINITY;
        assertEquals(2, pieces(curves(parsed(Figure.of("").line("a", X, y)), BLUE).get(0)));
        y[2] = 0;
        assertEquals(1, pieces(curves(parsed(Figure.of("").line("a", X, y)), BLUE).get(0)));
        assertEquals(2, pieces(curves(parsed(Figure.of("").y("", Axis.LOG).line("a", X, y)), BLUE).get(0)));
    }

    @Test
    void curvesAreClippedToThePlot() throws Exception {
        Element svg = parsed(Figure.of("").line("a", X, new double[] {1, 2, 1e300, 3, 4, 1}).yRange(0, 5));
        Element curve = null;
        for (Element path : elements(svg, "path")) {
            if (isCurve(path, BLUE) && pieces(path.getAttribute("d")) == 1 && path.getAttribute("d").length() > 40) {
                curve = path;
            }
        }
        String clip = ((Element) curve.getParentNode()).getAttribute("clip-path");
        Element plot = (Element) only(svg, "clipPath").getFirstChild();
        assertEquals("url(#" + only(svg, "clipPath").getAttribute("id") + ")", clip);
        assertTrue(Double.parseDouble(plot.getAttribute("height")) < 500);
        // A thousand plot heights at most, where the value itself would be 1e302 pixels away.
        assertTrue(coordinates(svg).allMatch(coordinate -> Math.abs(coordinate) < 1e6));
    }

    @Test
    void pointsOutsideTheRangeAreLeftOut() throws Exception {
        Figure figure = Figure.of("").points("a", X, X);
        assertEquals(6 + 1, filled(parsed(figure), "ellipse", BLUE), "six points and the legend's");
        assertEquals(3 + 1, filled(parsed(figure.yRange(2.5, 5.5)), "ellipse", BLUE));
    }

    @Test
    void threeValuesOfAParameterRunFromDarkToLight() throws Exception {
        Table frame = Table.create("", DoubleColumn.create("x", 1, 2, 1, 2, 1, 2, 1, 2),
                DoubleColumn.create("y", 1, 2, 2, 3, 3, 4, 4, 5), DoubleColumn.create("κ", 4, 4, 0.5, 0.5, 2, 2, 8, 8));
        Element svg = parsed(Figure.of("").lines(frame, "x", "y", "κ"));
        // In the legend's order: κ = 4, 0.5, 2, 8; the greater the lighter.
        double[] grey = elements(svg, "path").stream().filter(FigureTest::inPlot).map(path -> path.getAttribute("style"))
                .filter(style -> style.contains("stroke-width:2;")).mapToDouble(FigureTest::lightness).toArray();
        assertEquals(4, grey.length);
        assertTrue(grey[1] < grey[2] && grey[2] < grey[0] && grey[0] < grey[3], () -> Arrays.toString(grey));
        assertTrue(grey[3] < 200, "seen on white");
        Element loose = parsed(Figure.of("").line("κ = 2", X, X).lines(frame, "x", "y", "κ"));
        assertEquals(grey[2], elements(loose, "path").stream().filter(FigureTest::inPlot).map(path -> path.getAttribute("style"))
                .filter(style -> style.contains("stroke-width:2;")).mapToDouble(FigureTest::lightness).findFirst().orElseThrow(),
                "a line of the same name has the group's shade");
    }

    private static double lightness(String style) {
        double[] rgb = Arrays.stream(style.replaceAll(".*stroke:rgb\\(([^)]*)\\).*", "$1").split(","))
                .mapToDouble(Double::parseDouble).toArray();
        return 0.3 * rgb[0] + 0.6 * rgb[1] + 0.1 * rgb[2];
    }

    @Test
    void whatOthersHaveDrawnIsGreyAndBelow() throws Exception {
        Path csv = folder.resolve("theirs.csv");
        Files.writeString(csv, "# a remark, with a comma\ncurve,kind,x,y\nL=1,line,1,2\nL=1,line,2,3\nL=2,dots,1,1\nL=2,dots,2,9\n");
        Element svg = parsed(PANEL.overlay(csv));
        assertTrue(only(svg, "desc").getTextContent().contains("; published"));
        List<String> styles = elements(svg, "path").stream().filter(FigureTest::inPlot).map(e -> e.getAttribute("style")).toList();
        int theirs = IntStream.range(0, styles.size()).filter(i -> styles.get(i).contains("rgb(184,184,184)")).findFirst().orElseThrow();
        int ours = IntStream.range(0, styles.size()).filter(i -> styles.get(i).contains(BLUE)).findFirst().orElseThrow();
        assertTrue(theirs < ours);
        assertTrue(only(parsed(Figure.of("").overlay("Garg et al.", Curve.read(csv))), "desc").getTextContent()
                .endsWith("; Garg et al."));
    }

    @Test
    void idsOfTwoFiguresDifferAndAreTheSameEveryTime() throws Exception {
        Figure other = PANEL.verticalLine(2, "");
        assertNotEquals(only(parsed(PANEL), "clipPath").getAttribute("id"),
                only(parsed(other), "clipPath").getAttribute("id"));
        assertEquals(PANEL.svg(), PANEL.svg());
    }

    @Test
    void fourCurvesOfFourHundredPointsStayBelow150Kilobytes() {
        double[] x = IntStream.range(0, 400).mapToDouble(i -> 0.005 * i + 1e-3).toArray();
        Figure figure = Figure.of("Panel 1A: ICL error against pretraining contexts").x("τ = n/d²", Axis.LINEAR)
                .y("e_ICL", Axis.LOG);
        for (int k = 1; k <= 4; k++) {
            int scale = k;
            figure = figure.line("α = " + k, x, IntStream.range(0, 400).mapToDouble(i -> scale / Math.abs(1 - x[i])).toArray());
        }
        int bytes = figure.svg().getBytes(StandardCharsets.UTF_8).length;
        assertTrue(bytes < 150_000, () -> bytes + " bytes");
    }

    @Test
    void figureWithoutDrawableDataIsEmptyAndSound() throws Exception {
        for (Axis axis : Axis.values()) {
            Figure figure = Figure.of("").x("", axis).y("", axis);
            parsed(figure);
            parsed(figure.line("a", new double[] {-1, Double.NaN}, new double[] {Double.NaN, -1}));
            parsed(figure.points("a", new double[0], new double[0]).line("b", new double[0], new double[0]));
        }
    }

    @Test
    void filesAreWrittenWhole() throws Exception {
        Path svg = folder.resolve("panel.svg");
        Path png = folder.resolve("panel.png");
        PANEL.save(svg);
        PANEL.size(600, 400).save(png);
        assertEquals(PANEL.svg(), Files.readString(svg));
        assertEquals(1200, ImageIO.read(png.toFile()).getWidth());
        Path pdf = folder.resolve("panel.pdf");
        PANEL.save(pdf);
        assertEquals("%PDF-", new String(Files.readAllBytes(pdf), 0, 5, StandardCharsets.US_ASCII));
    }

    @Test
    void dashesOfADenseLineHaveGapsInAnImage() {
        double[] x = IntStream.range(0, 2000).mapToDouble(i -> i / 2000.0).toArray();
        double[] y = new double[x.length];
        Figure figure = Figure.of("").x("x", Axis.LINEAR).y("y", Axis.LINEAR).xRange(0, 1).yRange(-1, 1.5).guide("guide", x, y);
        BufferedImage image = Drawing.of(figure.plan()).image(1);
        long dashes = IntStream.range(0, image.getHeight()).mapToLong(row -> IntStream.range(1, image.getWidth())
                .filter(column -> isGrey(image, column, row) && !isGrey(image, column - 1, row)).count()).max().orElseThrow();
        assertTrue(dashes > 20, dashes + " dashes");
    }

    private static boolean isGrey(BufferedImage image, int column, int row) {
        Color colour = new Color(image.getRGB(column, row));
        return Math.abs(colour.getRed() - Drawing.GUIDE.getRed()) < 40;
    }

    @Test
    void paperHasItsOwnSizeShadesAndLegendAndTheSameDescription() throws Exception {
        Element lab = parsed(PANEL);
        Element paper = parsed(PANEL.style(Style.PAPER));
        assertEquals("0 0 440 330", paper.getAttribute("viewBox"));
        assertEquals(only(lab, "desc").getTextContent(), only(paper, "desc").getTextContent());
        assertTrue(elements(lab, "path").stream().anyMatch(path -> isCurve(path, BLUE)));
        assertFalse(elements(paper, "path").stream().anyMatch(path -> isCurve(path, BLUE)));
        assertEquals(PANEL.svg(), PANEL.style(Style.PAPER).style(Style.LAB).size(800, 500).svg());
        assertEquals("0 0 600 400", parsed(PANEL.style(Style.PAPER).size(600, 400)).getAttribute("viewBox"));
    }

    @Test
    void figureIsImmutable() {
        String before = PANEL.svg();
        PANEL.y("other", Axis.LOG).yRange(1, 2).line("a", X, X);
        assertEquals(before, PANEL.svg());
        double[] y = X.clone();
        Figure figure = Figure.of("").line("a", X, y);
        before = figure.svg();
        y[0] = 100;
        assertEquals(before, figure.svg());
    }

    @Test
    void badArgumentsAreRefusedByName() {
        assertRefused("column = β", () -> PANEL.lines(THEORY, "β", "e_ICL"));
        assertRefused("from = 5.0", () -> PANEL.yRange(5, 1));
        assertRefused("yRange starts at 0.0", () -> PANEL.y("e", Axis.LOG).yRange(0, 1).svg());
        assertRefused("y.length = 2", () -> PANEL.line("a", X, new double[2]));
        assertRefused("halfWidths.length = 1", () -> PANEL.points("a", X, X, new double[1]));
        assertRefused("width = 10", () -> PANEL.size(10, 400));
        assertRefused("style", () -> PANEL.style(null));
        assertRefused("file = panel.gif: must end in .svg, .png or .pdf", () -> PANEL.save(folder.resolve("panel.gif")));
        assertRefused("x = NaN", () -> PANEL.verticalLine(Double.NaN, ""));
    }

    private static void assertRefused(String start, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith(start), message);
        assertFalse(message.contains("\n"), message);
    }

    private static Element parsed(Figure figure) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(figure.svg().getBytes(StandardCharsets.UTF_8))).getDocumentElement();
    }

    private static List<Element> elements(Element root, String tag) {
        NodeList nodes = root.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static Element only(Element root, String tag) {
        List<Element> elements = elements(root, tag);
        assertEquals(1, elements.size(), tag);
        return elements.get(0);
    }

    private static boolean isCurve(Element path, String colour) {
        String style = path.getAttribute("style");
        return style.contains("stroke:" + colour) && style.contains("stroke-width:2;");
    }

    private static boolean inPlot(Element path) {
        return ((Element) path.getParentNode()).hasAttribute("clip-path");
    }

    private static List<String> curves(Element svg, String colour) {
        return elements(svg, "path").stream().filter(path -> inPlot(path) && isCurve(path, colour))
                .map(path -> path.getAttribute("d")).toList();
    }

    private static List<String> bars(Element svg, String colour) {
        return elements(svg, "path").stream().filter(path -> inPlot(path)
                        && path.getAttribute("style").contains("stroke:" + colour)
                        && path.getAttribute("style").contains("stroke-width:1.2"))
                .map(path -> path.getAttribute("d")).toList();
    }

    private static long filled(Element svg, String tag, String colour) {
        return elements(svg, tag).stream().filter(e -> e.getAttribute("style").contains("fill:" + colour)).count();
    }

    private static long pieces(String path) {
        return path.chars().filter(c -> c == 'M').count();
    }

    private static DoubleStream coordinates(Element svg) {
        return elements(svg, "path").stream().flatMap(path -> Arrays.stream(
                        path.getAttribute("d").split("[^0-9.eE+-]+"))).filter(number -> !number.isEmpty())
                .mapToDouble(Double::parseDouble);
    }
}
