package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Colours as readers see them who lack one kind of cone, by the matrices of Machado, Oliveira and Fernandes, "A
 * physiologically-based model for simulation of color vision deficiency", IEEE TVCG 15 (2009), at severity 1, which act on
 * linear RGB.
 */
class PaletteTest {
    private static final Map<String, double[][]> EYES = Map.of(
            "all cones", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
            "protanopia", new double[][] {
                {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
            "deuteranopia", new double[][] {
                {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
            "tritanopia", new double[][] {
                {1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}});
    /** In CIELAB, where two shades side by side are told apart from about 2.3 on: six times that, for lines apart. */
    private static final double DISTANCE = 14;

    @Test
    void anyTwoColoursOfAPaletteDifferForEveryEyeAndFromPaper() {
        EYES.forEach((name, eye) -> {
            for (Color[] palette : new Color[][] {Drawing.COLOURS, Drawing.OVER_CELLS}) {
                for (int i = 0; i < palette.length; i++) {
                    for (int j = 0; j < i; j++) {
                        assertApart(name, eye, palette[i], palette[j]);
                    }
                    assertApart(name, eye, palette[i], Color.WHITE);
                }
            }
        });
    }

    @Test
    void fiveShadesOfAnOrderDifferForEveryEyeAndFromPaper() {
        EYES.forEach((name, eye) -> {
            for (ColourMap map : new ColourMap[] {ColourMap.sequential(), ColourMap.rocket()}) {
                for (int i = 0; i < 5; i++) {
                    Color shade = map.colour(map.shade(0.78 * i / 4));
                    assertApart(name, eye, shade, i < 4 ? map.colour(map.shade(0.78 * (i + 1) / 4)) : Color.WHITE);
                }
            }
        });
    }

    private static void assertApart(String name, double[][] eye, Color one, Color other) {
        double[] a = lab(eye, one);
        double[] b = lab(eye, other);
        double distance = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
        assertTrue(distance > DISTANCE, () -> name + ": " + one + " and " + other + " are " + distance + " apart");
    }

    /** CIELAB of what an eye makes of a colour (sRGB, D65). */
    private static double[] lab(double[][] eye, Color colour) {
        double[] seen = times(eye, new double[] {linear(colour.getRed()), linear(colour.getGreen()), linear(colour.getBlue())});
        for (int i = 0; i < 3; i++) {
            seen[i] = Math.min(1, Math.max(0, seen[i]));
        }
        double[] xyz = times(new double[][] {{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750},
            {0.0193339, 0.1191920, 0.9503041}}, seen);
        double x = root(xyz[0] / 0.95047);
        double y = root(xyz[1]);
        double z = root(xyz[2] / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[3];
        for (int i = 0; i < 3; i++) {
            product[i] = matrix[i][0] * vector[0] + matrix[i][1] * vector[1] + matrix[i][2] * vector[2];
        }
        return product;
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static double root(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
}
