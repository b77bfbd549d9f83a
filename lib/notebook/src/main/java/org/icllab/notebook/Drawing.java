package org.icllab.notebook;

import de.erichseifert.vectorgraphics2d.Processor;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.pdf.PDFProcessor;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.ImageObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.icllab.Atomic;
import org.icllab.Require;
import org.icllab.notebook.Layer.Kind;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A figure's plan laid out as an XChart, with the colour bar beside it if it has cells. */
final class Drawing {
    static {
        // A notebook server has no screen; this must be said before AWT first looks for one.
        System.setProperty("java.awt.headless", "true");
        // Else a PNG would pass through a file in the temporary folder, which may be missing, full or read-only.
        ImageIO.setUseCache(false);
    }

    /** Where the environment asks for a copy of every figure shown, as SVG, PNG and PDF; null if it does not. */
    private static final String COPIES = System.getenv("ICLLAB_FIGURES");
    private static final List<String> FORMATS = List.of("svg", "png", "pdf");
    private static final AtomicInteger SHOWN = new AtomicInteger();
    /** Okabe and Ito's palette without its yellow, which white paper swallows. */
    static final Color[] COLOURS = {
        new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7), new Color(0xE69F00),
        new Color(0x56B4E9), new Color(0x000000)};
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.TRIANGLE_DOWN, SeriesMarkers.CROSS, SeriesMarkers.PLUS, SeriesMarkers.OVAL};
    /** What stands out from the shades of cells. */
    static final Color[] OVER_CELLS = {
        new Color(0x000000), new Color(0xD55E00), new Color(0xCC79A7), new Color(0x56B4E9)};
    private static final Pattern MISSING_LIBRARY = Pattern.compile("(lib[\\w.+-]+): cannot open shared object file");
    private static final float HALO = 2.5f;
    /** Round a line over cells; white would be that of blank ones. */
    private static final Color RIM = new Color(0xE0E0E0);
    static final Color GUIDE = new Color(0x707070);
    private static final double CAP = 0.006;
    /** Of the plot's width, between points that stand side by side. */
    private static final double BESIDE = 0.014;
    private static final Color OVERLAY = new Color(0xB8B8B8);
    private static final Map<Kind, BasicStroke> OVERLAYS = new EnumMap<>(Map.of(
            Kind.OVERLAY_LINE, Look.solid(4f), Kind.OVERLAY_DASHES, Look.dashed(3f, 0)));
    /** Shades of ordered groups, dark to light: the lightest still shows on white paper. */
    private static final double LIGHTEST = 0.78;
    /** Fewer groups than this keep the palette, whose colours differ more. */
    private static final int SHADED = 3;
    private static final double[] NOWHERE = {Double.NaN};

    private final Plan plan;
    private final Scale xScale;
    private final Scale yScale;
    private final List<String> groups;
    private final XYChart chart;
    private final Ticks ticks;
    private final Ground ground;
    private final double[] orders;
    private final ColourBar bar;

    private Drawing(Plan plan) {
        this.plan = plan;
        xScale = plan.x().scale(extent(plan.layers(), Layer::x));
        Scale upward = plan.y().scale(extent(plan.layers(), this::yExtent));
        yScale = plan.cells() != null && plan.cells().downward() ? upward.turned() : upward;
        groups = plan.layers().stream().filter(Layer::isColoured).map(Layer::group).distinct().toList();
        orders = plan.layers().stream().filter(Layer::isColoured).mapToDouble(Layer::order)
                .filter(order -> !Double.isNaN(order)).distinct().sorted().toArray();
        ground = Ground.of(plan);
        bar = plan.cells() == null ? null : ColourBar.of(plan.cells());
        chart = new XYChart(plan.width() - (bar == null ? 0 : bar.width(plan.height())), plan.height());
        Plan inside = plan.withSize(chart.getWidth(), plan.height());
        ticks = Look.ticks(inside, xScale, yScale);
        Look.apply(chart.getStyler(), inside, ticks);
        chart.setTitle(plan.title());
        chart.setXAxisTitle(plan.x().label());
        chart.setYAxisTitle(plan.y().label());
        addGround();
        OVERLAYS.forEach((kind, stroke) -> drawable(kind).forEach(layer -> addPath(map(xScale, layer.x()), map(yScale, layer.y()),
                OVERLAY, stroke)));
        drawable(Kind.OVERLAY_POINTS).forEach(this::addRings);
        drawable(Kind.LINE).forEach(this::addLine);
        drawable(Kind.POINTS).forEach(this::addErrorBars);
        drawable(Kind.POINTS).forEach(this::addPoints);
        drawable(Kind.GUIDE).forEach(this::addGuide);
        addLegend();
    }

    /** @throws IllegalStateException if Java cannot write labels, with the reason */
    static Drawing of(Plan plan) {
        try {
            return new Drawing(plan);
        } catch (Error e) {
            throw explained(e);
        }
    }

    /**
     * What Java throws where it cannot write labels differs from release to release; where it throws does not. Of the
     * reasons a missing library, such as libharfbuzz, is told from missing fonts by its name.
     */
    static RuntimeException explained(Error e) {
        boolean fonts = Arrays.stream(e.getStackTrace()).anyMatch(frame -> frame.getClassName().startsWith("sun.font."));
        if (!fonts || e instanceof OutOfMemoryError || e instanceof StackOverflowError) {
            throw e;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            Matcher library = MISSING_LIBRARY.matcher(String.valueOf(cause.getMessage()));
            if (library.find()) {
                return Require.trimmed(new IllegalStateException("Java cannot label figures without the library "
                        + library.group(1) + ": install the package that has it, such as Debian's libharfbuzz0b or"
                        + " libfreetype6"));
            }
        }
        return Require.trimmed(new IllegalStateException("Java finds no font to label figures with: install"
                + " fontconfig and a font, such as Debian's fonts-dejavu-core"));
    }

    /** Shows the picture in the cell's output; {@code kind} and the title stand for it where SVG cannot be shown. */
    void show(String kind) {
        Kernel.show("image/svg+xml", svg(), kind + ": " + plan.title());
        if (COPIES != null) {
            String name = String.format(Locale.ROOT, "%02d-%s", SHOWN.incrementAndGet(), Text.fileName(plan.title()));
            FORMATS.forEach(format -> save(Path.of(COPIES, name + "." + format)));
        }
    }

    /** Writes the picture in the format that the file's ending names. */
    void save(Path file) {
        String name = String.valueOf(Require.given("file", file).getFileName());
        String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        Require.that(FORMATS.contains(format), "file = " + name + ": must end in .svg, .png or .pdf");
        byte[] content = switch (format) {
            case "svg" -> svg().getBytes(StandardCharsets.UTF_8);
            case "pdf" -> vectors(new PDFProcessor(true), new WithoutPalettes());
            default -> png();
        };
        Atomic.write(file, out -> out.write(content));
    }

    String svg() {
        try {
            return Svg.compact(vectors(new SVGProcessor(), new VectorGraphics2D()), plan.title(), plan.description());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Plan plan() {
        return plan;
    }

    /** @return where the plot was last painted */
    Rectangle2D plot() {
        return ground.plot();
    }

    /** A PDF's writer wants transparency in a channel, which an image with a palette does not have. */
    private static final class WithoutPalettes extends VectorGraphics2D {
        @Override
        public boolean drawImage(Image image, int x, int y, int width, int height, ImageObserver observer) {
            BufferedImage channels = new BufferedImage(image.getWidth(observer), image.getHeight(observer),
                    BufferedImage.TYPE_INT_ARGB);
            Graphics2D copy = channels.createGraphics();
            copy.drawImage(image, 0, 0, observer);
            copy.dispose();
            return super.drawImage(channels, x, y, width, height, observer);
        }
    }

    private byte[] vectors(Processor format, VectorGraphics2D graphics) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            paint(graphics);
            format.getDocument(graphics.getCommands(), new PageSize(plan.width(), plan.height())).writeTo(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] png() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image(2), "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BufferedImage image(int scale) {
        BufferedImage image =
                new BufferedImage(plan.width() * scale, plan.height() * scale, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(scale, scale);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        paint(graphics);
        graphics.dispose();
        return image;
    }

    private void paint(Graphics2D graphics) {
        graphics.setColor(Color.WHITE);
        graphics.fill(new Rectangle2D.Double(0, 0, plan.width(), plan.height()));
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        Rectangle2D plot = ground.plot();
        ticks.paint(graphics, plot);
        if (bar != null) {
            // The cells cover half of the frame.
            graphics.draw(plot);
            bar.paint(graphics, plot);
        }
    }

    /** The first series, so that all else lies over it: the plot's corners, between which cells are drawn, and the grid. */
    private void addGround() {
        // Where all data are equally spaced XChart has ticks at data only: the gap between the corners prevents that.
        addMarkers(new double[] {xScale.low(), Double.NaN, xScale.high()},
                new double[] {yScale.low(), Double.NaN, yScale.high()}, ground, Look.INK);
        if (bar == null) {
            Segments grid = new Segments();
            Arrays.stream(ticks.columns()).filter(xScale::isWithin)
                    .forEach(x -> grid.add(x, yScale.low(), x, yScale.high()));
            Arrays.stream(ticks.rows()).filter(yScale::isWithin)
                    .forEach(y -> grid.add(xScale.low(), y, xScale.high(), y));
            grid.draw(Look.GRID, 1f);
        }
    }

    private List<Layer> drawable(Kind kind) {
        return plan.layers().stream().filter(layer -> layer.kind() == kind && layer.x().length > 0).toList();
    }

    Color colour(Layer layer) {
        if (plan.isForPaper() && bar == null) {
            ColourMap shades = ColourMap.rocket();
            return shades.colour(shades.shade((groups.indexOf(layer.group()) + 1.0) / (groups.size() + 1)));
        }
        double order = order(layer);
        if (orders.length >= SHADED && !Double.isNaN(order)) {
            double place = (double) Arrays.binarySearch(orders, order) / (orders.length - 1);
            ColourMap shades = ColourMap.sequential();
            return shades.colour(shades.shade(LIGHTEST * place));
        }
        return palette()[groups.indexOf(layer.group()) % palette().length];
    }

    /** The place of a layer's group: that of any of its layers which has one. */
    private double order(Layer layer) {
        return plan.layers().stream().filter(l -> l.isColoured() && l.group().equals(layer.group()))
                .mapToDouble(Layer::order).filter(place -> !Double.isNaN(place)).findFirst().orElse(Double.NaN);
    }

    private Color[] palette() {
        return bar == null ? COLOURS : OVER_CELLS;
    }

    /** Past the last colour the palette starts again, dashed. */
    BasicStroke stroke(Layer layer) {
        int round = groups.indexOf(layer.group()) / palette().length;
        return round == 0 || orders.length >= SHADED || plan.isForPaper() ? Look.solid(2f) : Look.dashed(2f, round - 1);
    }

    private Marker marker(Layer layer) {
        return MARKERS[groups.indexOf(layer.group()) % MARKERS.length];
    }

    private void addLine(Layer layer) {
        if (bar != null) {
            addPath(map(xScale, layer.x()), map(yScale, layer.y()), RIM, Look.solid(4f));
        }
        addPath(map(xScale, layer.x()), map(yScale, layer.y()), colour(layer), stroke(layer));
    }

    private void addGuide(Layer layer) {
        addPath(coordinates(layer, xScale, layer.x()), coordinates(layer, yScale, layer.y()), guideColour(layer), guideStroke(layer));
    }

    private static double[] coordinates(Layer layer, Scale scale, double[] values) {
        return Arrays.stream(values).map(layer.isRule() ? scale::edge : scale::at).toArray();
    }

    /** @return how a line or guide runs in the plot as it was last painted, in pixels */
    Path2D path(Layer layer) {
        return Trail.path(plot(), xScale, coordinates(layer, xScale, layer.x()), yScale, coordinates(layer, yScale, layer.y()));
    }

    /** Grey, but that of its group's lines and points if there are such. */
    Color guideColour(Layer layer) {
        return groups.contains(layer.group()) ? colour(layer) : GUIDE;
    }

    /** One pattern for all that have one name. */
    BasicStroke guideStroke(Layer layer) {
        return Look.dashed(1.5f, guides().indexOf(plan.entry(layer)));
    }

    private List<String> guides() {
        return drawable(Kind.GUIDE).stream().map(plan::entry).distinct().toList();
    }

    private void addPoints(Layer layer) {
        if (bar != null) {
            addInside(layer, new Halo(HALO), Color.WHITE);
        }
        addInside(layer, marker(layer), colour(layer));
    }

    private void addRings(Layer layer) {
        addInside(layer, new Ring(), OVERLAY);
    }

    /** How far a layer's points are drawn from where they belong. */
    private double aside(Layer layer) {
        if (!plan.sideBySide() || layer.kind() != Kind.POINTS) {
            return 0;
        }
        List<String> beside = drawable(Kind.POINTS).stream().map(Layer::group).distinct().toList();
        return BESIDE * xScale.span() * (beside.indexOf(layer.group()) - (beside.size() - 1) / 2.0);
    }

    /** Markers at those of the layer's points that lie inside the plot. */
    private void addInside(Layer layer, Marker marker, Color colour) {
        double aside = aside(layer);
        double[] x = Arrays.stream(layer.x()).map(value -> xScale.at(value) + aside).toArray();
        double[] y = map(yScale, layer.y());
        int[] drawn = IntStream.range(0, x.length).filter(i -> inside(xScale, x[i]) && inside(yScale, y[i])).toArray();
        if (drawn.length > 0) {
            addMarkers(Columns.at(x, drawn), Columns.at(y, drawn), marker, colour);
        }
    }

    private XYSeries addMarkers(double[] x, double[] y, Marker marker, Color colour) {
        XYSeries series = addSeries(x, y);
        series.setLineStyle(Look.solid(0f));
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(marker);
        series.setMarkerColor(colour);
        return series;
    }

    /** A row for each group, with its line and its marker; then, once, what those are; then guides and overlays. */
    private void addLegend() {
        Set<String> said = new HashSet<>();
        for (Layer layer : plan.layers()) {
            if (layer.isColoured() && layer.x().length > 0 && (!plan.isPair(layer) || said.add(layer.group()))) {
                boolean line = layer.kind() == Kind.LINE || plan.isPair(layer);
                boolean points = layer.kind() == Kind.POINTS || plan.isPair(layer);
                addEntry(plan.entry(layer), colour(layer), line ? stroke(layer) : null, points ? marker(layer) : null);
            }
        }
        if (plan.explainsKinds()) {
            addEntry(plan.lineWord(), Look.INK, Look.solid(2f), null);
            addEntry(plan.pointWord(), Look.INK, null, SeriesMarkers.CIRCLE);
        }
        for (String guide : guides()) {
            List<Layer> own = drawable(Kind.GUIDE).stream().filter(layer -> plan.entry(layer).equals(guide)).toList();
            List<Color> colours = own.stream().map(this::guideColour).distinct().toList();
            addEntry(guide, colours.size() == 1 ? colours.get(0) : GUIDE, guideStroke(own.get(0)), null);
        }
        for (Layer layer : plan.layers()) {
            BasicStroke stroke = OVERLAYS.get(layer.kind());
            if ((stroke != null || layer.kind() == Kind.OVERLAY_POINTS) && said.add(layer.kind() + layer.label())) {
                addEntry(layer.label(), OVERLAY, stroke, stroke == null ? new Ring() : null);
            }
        }
    }

    /** A series without data that stands for others in the legend. */
    private void addEntry(String entry, Color colour, BasicStroke stroke, Marker marker) {
        if (entry.isEmpty()) {
            return;
        }
        XYSeries series = addMarkers(NOWHERE, NOWHERE, marker == null ? SeriesMarkers.NONE : marker, colour);
        if (stroke != null) {
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
            series.setLineColor(colour);
            series.setLineStyle(stroke);
        }
        series.setLabel(entry);
        series.setShowInLegend(true);
    }

    /** XChart's own error bars are undefined below zero on a log axis, so the bars are drawn as lines. */
    private void addErrorBars(Layer layer) {
        double aside = aside(layer);
        Segments bars = new Segments();
        for (int i = 0; i < layer.halfWidths().length; i++) {
            double x = xScale.at(layer.x()[i]) + aside;
            double y = layer.y()[i];
            double half = layer.halfWidths()[i];
            if (!inside(xScale, x) || Double.isNaN(yScale.at(y)) || !(half > 0)) {
                continue;
            }
            double cap = CAP * xScale.span();
            double top = yScale.edge(y + half);
            double bottom = yScale.edge(y - half);
            if (top > bottom) {
                bars.add(x, bottom, x, top);
                bars.add(x - cap, bottom, x + cap, bottom);
                bars.add(x - cap, top, x + cap, top);
            }
        }
        bars.draw(colour(layer), 1.2f);
    }

    private void addPath(double[] x, double[] y, Color colour, BasicStroke stroke) {
        addMarkers(new double[] {xScale.low()}, new double[] {yScale.low()}, new Trail(ground, xScale, yScale, x, y, stroke), colour);
    }

    private XYSeries addSeries(double[] x, double[] y) {
        XYSeries series = chart.addSeries("series " + chart.getSeriesMap().size(), x, y);
        series.setLabel(" ");
        series.setShowInLegend(false);
        return series;
    }

    private static double[] map(Scale scale, double[] values) {
        return Arrays.stream(values).map(scale::at).toArray();
    }

    private static boolean inside(Scale scale, double coordinate) {
        return coordinate >= scale.low() && coordinate <= scale.high();
    }

    private static double[] extent(List<Layer> layers, Function<Layer, double[]> values) {
        return layers.stream().flatMapToDouble(layer -> Arrays.stream(values.apply(layer))).toArray();
    }

    /** @return what the vertical axis has to hold of {@code layer}: of its rows within the range of x, if one is given */
    private double[] yExtent(Layer layer) {
        boolean log = plan.y().axis() == Axis.LOG;
        DoubleStream.Builder values = DoubleStream.builder();
        for (int i = 0; i < layer.y().length; i++) {
            if (!layer.isRule() && !inside(xScale, xScale.at(layer.x()[i]))) {
                continue;
            }
            double y = layer.y()[i];
            double half = i < layer.halfWidths().length && layer.halfWidths()[i] > 0 ? layer.halfWidths()[i] : 0;
            values.add(y).add(y + half);
            // A bar that nearly reaches zero would stretch a log axis without bound.
            values.add(log ? Math.max(y - half, y / 4) : y - half);
        }
        return values.build().toArray();
    }

    /** Separate straight pieces, drawn as one series with gaps. */
    private final class Segments {
        private final DoubleStream.Builder x = DoubleStream.builder();
        private final DoubleStream.Builder y = DoubleStream.builder();

        void add(double x1, double y1, double x2, double y2) {
            x.add(x1).add(x2).add(Double.NaN);
            y.add(y1).add(y2).add(Double.NaN);
        }

        void draw(Color colour, float width) {
            double[] xs = x.build().toArray();
            if (xs.length > 0) {
                addPath(xs, y.build().toArray(), colour, Look.solid(width));
            }
        }
    }
}
