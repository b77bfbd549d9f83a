package org.icllab.notebook;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.notebook.Plan.Side;

/**
 * The cells of a heat map: what stands behind its lines and points.
 *
 * @param xs the columns' places, increasing
 * @param ys the rows' places, increasing
 * @param rows {@code rows[i][j]} is the value at {@code ys[i]}, {@code xs[j]}; NaN leaves the cell blank
 * @param colour label of the colour bar, how it spaces its values, and its range, NaN to fit the data
 * @param signed whether colours part at zero
 * @param downward whether the first row is at the top
 */
record Cells(double[] xs, double[] ys, double[][] rows, Side colour, boolean signed, boolean downward) {
    private static final int BLANK = ColourMap.SHADES;
    /** Pixels across where cells differ in size: enough for an edge within half a pixel of its place, at twice the size. */
    private static final int FINE = 1600;
    /** A step this much off the first, relatively, still counts as equal. */
    private static final double EQUAL = 1e-6;

    Cells withXs(double[] values) {
        return new Cells(values, ys, rows, colour, signed, downward);
    }

    Cells withYs(double[] values) {
        return new Cells(xs, values, rows, colour, signed, downward);
    }

    Cells withRows(double[][] values) {
        return new Cells(xs, ys, values, colour, signed, downward);
    }

    Cells withColour(Side side) {
        return new Cells(xs, ys, rows, side, signed, downward);
    }

    Cells asSigned() {
        return new Cells(xs, ys, rows, colour, true, downward);
    }

    Cells asDownward() {
        return new Cells(xs, ys, rows, colour, signed, true);
    }

    /** @return the {@code places.length + 1} edges of cells around {@code places}, half-way between them on the axis */
    static double[] edges(Axis axis, double[] places) {
        boolean log = axis == Axis.LOG;
        double[] u = log ? Arrays.stream(places).map(Math::log10).toArray() : places;
        int n = u.length;
        double[] edges = new double[n + 1];
        for (int i = 1; i < n; i++) {
            edges[i] = (u[i - 1] + u[i]) / 2;
        }
        edges[0] = n == 1 ? u[0] - 0.5 : 2 * u[0] - edges[1];
        edges[n] = n == 1 ? u[0] + 0.5 : 2 * u[n - 1] - edges[n - 1];
        return log ? Arrays.stream(edges).map(edge -> Math.pow(10, edge)).toArray() : edges;
    }

    ColourMap map() {
        return signed ? ColourMap.diverging() : ColourMap.sequential();
    }

    /** @return the colour bar's axis: the given range, or the data's; symmetric about zero if signed */
    Scale scale() {
        double[] shown = Arrays.stream(rows).flatMapToDouble(Arrays::stream)
                .filter(v -> Double.isFinite(v) && (colour.axis() == Axis.LINEAR || v > 0)).toArray();
        double min = Arrays.stream(shown).min().orElse(Double.NaN);
        double max = Arrays.stream(shown).max().orElse(Double.NaN);
        if (!Double.isNaN(colour.from())) {
            return Scale.fixed(colour.axis(), colour.from(), colour.to());
        }
        if (signed) {
            double most = Math.max(Math.abs(min), Math.abs(max));
            return most > 0 ? Scale.fixed(Axis.LINEAR, -most, most) : Scale.fixed(Axis.LINEAR, -1, 1);
        }
        boolean flat = !(max - min > 1e-12 * Math.max(Math.abs(min), Math.abs(max)));
        return flat ? Scale.fitting(colour.axis(), shown) : Scale.fixed(colour.axis(), min, max);
    }

    /**
     * @return the cells as an image of the whole plot, one pixel to a cell along an axis on which cells are equally
     *     wide, and one byte to a pixel
     */
    BufferedImage image(Axis x, Axis y) {
        int[] columns = pixels(x, xs);
        int[] lines = pixels(y, ys);
        byte[][] shades = shades();
        BufferedImage image = new BufferedImage(columns.length, lines.length, BufferedImage.TYPE_BYTE_INDEXED, palette());
        byte[] line = new byte[columns.length];
        for (int i = 0; i < lines.length; i++) {
            for (int j = 0; j < line.length; j++) {
                line[j] = shades[lines[i]][columns[j]];
            }
            image.getRaster().setDataElements(0, downward ? i : lines.length - 1 - i, line.length, 1, line);
        }
        return image;
    }

    private byte[][] shades() {
        ColourMap map = map();
        Scale scale = scale();
        return Arrays.stream(rows).map(row -> {
            byte[] shades = new byte[row.length];
            for (int j = 0; j < row.length; j++) {
                double at = scale.at(row[j]);
                shades[j] = (byte) (Double.isNaN(at) ? BLANK : map.shade((at - scale.low()) / scale.span()));
            }
            return shades;
        }).toArray(byte[][]::new);
    }

    private IndexColorModel palette() {
        ColourMap map = map();
        byte[][] channels = new byte[3][BLANK + 1];
        for (int shade = 0; shade < BLANK; shade++) {
            channels[0][shade] = (byte) map.colour(shade).getRed();
            channels[1][shade] = (byte) map.colour(shade).getGreen();
            channels[2][shade] = (byte) map.colour(shade).getBlue();
        }
        return new IndexColorModel(8, BLANK + 1, channels[0], channels[1], channels[2], BLANK);
    }

    /** @return the cell that each pixel along an axis shows, from the axis's low end */
    private static int[] pixels(Axis axis, double[] places) {
        double[] u = axis == Axis.LOG ? Arrays.stream(places).map(Math::log10).toArray() : places;
        double step = u.length < 2 ? 1 : u[1] - u[0];
        boolean even = IntStream.range(1, u.length).allMatch(i -> Math.abs(u[i] - u[i - 1] - step) <= EQUAL * step);
        if (even) {
            return IntStream.range(0, u.length).toArray();
        }
        double[] edges = edges(Axis.LINEAR, u);
        int[] cells = new int[FINE];
        int cell = 0;
        for (int p = 0; p < FINE; p++) {
            double at = edges[0] + (p + 0.5) / FINE * (edges[u.length] - edges[0]);
            while (at > edges[cell + 1] && cell < u.length - 1) {
                cell++;
            }
            cells[p] = cell;
        }
        return cells;
    }
}
