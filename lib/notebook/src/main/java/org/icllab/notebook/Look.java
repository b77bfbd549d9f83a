package org.icllab.notebook;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** What all figures have in common: fonts, frame, grid, legend and strokes, on white paper. */
final class Look {
    static final Color INK = new Color(0x222222);
    static final Color GRID = new Color(0xE6E6E6);
    private static final Color FRAME = new Color(0xCCCCCC);
    private static final Color NOTHING = new Color(255, 255, 255, 0);
    /** Pixels that the vertical axis's labels take, about. */
    private static final double Y_LABELS = 90;
    private static final List<LegendPosition> CORNERS = List.of(LegendPosition.InsideNE, LegendPosition.InsideNW,
            LegendPosition.InsideSE, LegendPosition.InsideSW);
    private static final float[][] DASHES = {{6, 4}, {2, 3}, {9, 3, 2, 3}, {12, 5}};

    private Look() {
    }

    static BasicStroke solid(float width) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    }

    static BasicStroke dashed(float width, int index) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f,
                DASHES[index % DASHES.length], 0f);
    }

    /** The font of everything but titles. */
    static Font font() {
        return new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    }

    static void apply(XYStyler styler, Plan plan, Ticks ticks) {
        Scale xScale = ticks.x();
        Scale yScale = ticks.y();
        Font font = font();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setChartFontColor(INK);
        styler.setChartTitleFont(titleFont(plan, font));
        styler.setChartTitleBoxVisible(false);
        styler.setChartTitlePadding(8);
        styler.setChartTitleVisible(!plan.title().isBlank() && !plan.isForPaper());
        styler.setChartPadding(12);
        styler.setAxisTitleFont(font.deriveFont(14f));
        styler.setAxisTitlePadding(14);
        styler.setXAxisTitleVisible(!plan.x().label().isBlank());
        styler.setYAxisTitleVisible(!plan.y().label().isBlank());
        styler.setAxisTickLabelsFont(font);
        // XChart leaves room for labels, which Ticks writes.
        styler.setAxisTickLabelsColor(NOTHING);
        styler.setAxisTickMarkLength(0);
        styler.setAxisTickPadding(12);
        styler.setAxisTicksLineVisible(false);
        styler.setAxisTicksMarksVisible(false);
        styler.setYAxisLabelAlignment(TextAlignment.Right);
        styler.setPlotMargin(0);
        styler.setPlotContentSize(1);
        styler.setPlotTicksMarksVisible(false);
        styler.setPlotGridLinesVisible(false);
        styler.setPlotBorderVisible(true);
        styler.setPlotBorderColor(plan.isForPaper() ? FRAME : INK);
        styler.setMarkerSize(8);
        styler.setLegendFont(font);
        styler.setLegendPosition(plan.isForPaper() ? emptiestCorner(plan, ticks) : LegendPosition.OutsideE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendBackgroundColor(Color.WHITE);
        styler.setLegendSeriesLineLength(28);
        styler.setLegendPadding(8);
        styler.setLegendVisible(hasLegend(plan));
        if (plan.cells() != null) {
            applyBehindCells(styler, plan, font);
        }
        styler.setXAxisMin(xScale.low());
        styler.setXAxisMax(xScale.high());
        styler.setYAxisMin(yScale.low());
        styler.setYAxisMax(yScale.high());
        styler.setxAxisTickLabelsFormattingFunction(xScale::tick);
        double widest = length(ticks.widest(), font);
        styler.setyAxisTickLabelsFormattingFunction(tick -> padded(yScale.tick(tick), widest, font));
        styler.setXAxisTickMarkSpacingHint(100);
        styler.setYAxisTickMarkSpacingHint(100);
    }

    /** XChart leaves room for its own labels, which must differ: each is made as wide as the widest of those shown. */
    private static String padded(String label, double width, Font font) {
        String wide = label;
        while (length(wide, font) < width) {
            wide += "–";
        }
        return wide;
    }

    /** @return the ticks of a figure, by the room that its plot will have */
    static Ticks ticks(Plan plan, Scale xScale, Scale yScale) {
        return Ticks.of(xScale, yScale, plan.width() - legendWidth(plan, font()) - Y_LABELS, 0.75 * plan.height());
    }

    /** A heat map has its colour bar where other figures have their legend: that goes below. */
    private static void applyBehindCells(XYStyler styler, Plan plan, Font font) {
        double inOneLine = plan.layers().stream().mapToDouble(layer -> length(plan.entry(layer), font) + 52).sum();
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(inOneLine < plan.width() - 100 ? LegendLayout.Horizontal : LegendLayout.Vertical);
    }

    /** The corner of the plot whose quarter has the fewest points of lines and points. */
    private static LegendPosition emptiestCorner(Plan plan, Ticks ticks) {
        Map<LegendPosition, Integer> points = new EnumMap<>(LegendPosition.class);
        CORNERS.forEach(corner -> points.put(corner, 0));
        for (Layer layer : plan.layers()) {
            for (int i = 0; i < layer.x().length; i++) {
                double right = ticks.x().at(layer.x()[i]) - ticks.x().low() - ticks.x().span() / 2;
                double up = ticks.y().at(layer.y()[i]) - ticks.y().low() - ticks.y().span() / 2;
                if (Double.isFinite(right) && Math.abs(up) <= ticks.y().span() / 2) {
                    points.merge(CORNERS.get((up > 0 ? 0 : 2) + (right > 0 ? 0 : 1)), 1, Integer::sum);
                }
            }
        }
        return CORNERS.stream().min(Comparator.comparing(points::get)).orElseThrow();
    }

    private static boolean hasLegend(Plan plan) {
        return plan.layers().stream().anyMatch(layer -> !layer.label().isEmpty())
                || plan.layers().stream().map(plan::entry).filter(entry -> !entry.isEmpty()).distinct().count() > 1;
    }

    /** XChart neither wraps a title nor centres it on more than the plot: a long one is set smaller. */
    private static Font titleFont(Plan plan, Font text) {
        Font font = text.deriveFont(Font.BOLD, 16f);
        double room = plan.width() - legendWidth(plan, text);
        double length = length(plan.title(), font);
        return length <= room ? font : font.deriveFont((float) (font.getSize2D() * room / length));
    }

    private static double legendWidth(Plan plan, Font text) {
        return hasLegend(plan) && plan.cells() == null && !plan.isForPaper()
                ? plan.layers().stream().mapToDouble(layer -> length(plan.entry(layer), text)).max().orElse(0) + 80
                : 0;
    }

    /** @return {@code line} as XChart draws text too: as shapes, which look the same where the font is missing */
    static Shape outline(String line, Font font, AffineTransform place) {
        return new TextLayout(line, font, new FontRenderContext(null, true, true)).getOutline(place);
    }

    static double length(String line, Font font) {
        return font.getStringBounds(line, new FontRenderContext(null, true, true)).getWidth();
    }
}
