package org.icllab.notebook;

import java.awt.Color;

/**
 * A row of colours from low to high, made in the OKLCh colour space, whose lightness is the eye's. Equal steps of the
 * value are equal steps of lightness, so that the map reads the same in grey and to colour-blind readers.
 */
final class ColourMap {
    /** Shades of a map; with the blank one they fill an image of one byte a pixel. */
    static final int SHADES = 255;
    private static final ColourMap SEQUENTIAL =
            new ColourMap(t -> oklch(0.25 + 0.70 * t, 0.10 + 0.24 * (t - 0.5) * (t - 0.5), 300 - 193 * t));
    private static final ColourMap DIVERGING = new ColourMap(t -> {
        double distance = Math.abs(2 * t - 1);
        return oklch(0.97 - 0.55 * distance, 0.16 * Math.min(1, 1.4 * distance), t < 0.5 ? 255 : 38);
    });

    private static final ColourMap ROCKET =
            new ColourMap(t -> oklch(0.12 + 0.83 * t, 0.84 * t * (1 - t), 315 + 110 * t));

    private final Color[] shades = new Color[SHADES];

    private ColourMap(Path path) {
        for (int i = 0; i < SHADES; i++) {
            shades[i] = path.at(i / (SHADES - 1.0));
        }
    }

    /** From dark violet through green to light yellow. */
    static ColourMap sequential() {
        return SEQUENTIAL;
    }

    /** From near-black through red to peach, after the map of that name in seaborn. */
    static ColourMap rocket() {
        return ROCKET;
    }

    /** From blue through near-white, at the middle, to red: as dark at either end. */
    static ColourMap diverging() {
        return DIVERGING;
    }

    /** @return the shade at {@code position}, from 0 to 1, beyond which the ends' shades go on */
    int shade(double position) {
        return (int) Math.max(0, Math.min(SHADES - 1, Math.floor(position * SHADES)));
    }

    Color colour(int shade) {
        return shades[shade];
    }

    private interface Path {
        Color at(double t);
    }

    /** @return the colour of that lightness and hue (degrees), as vivid as {@code chroma} unless no screen can show it */
    private static Color oklch(double lightness, double chroma, double hue) {
        double shown = chroma;
        while (!inGamut(linear(lightness, shown, hue))) {
            shown *= 0.99;
        }
        double[] rgb = linear(lightness, shown, hue);
        return new Color(gamma(rgb[0]), gamma(rgb[1]), gamma(rgb[2]));
    }

    /** OKLCh to linear sRGB (B. Ottosson, "A perceptual color space for image processing", 2020). */
    private static double[] linear(double lightness, double chroma, double hue) {
        double a = chroma * Math.cos(Math.toRadians(hue));
        double b = chroma * Math.sin(Math.toRadians(hue));
        double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return new double[] {
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
    }

    private static boolean inGamut(double[] rgb) {
        for (double channel : rgb) {
            if (channel < -1e-6 || channel > 1 + 1e-6) {
                return false;
            }
        }
        return true;
    }

    private static float gamma(double linear) {
        double c = Math.max(0, Math.min(1, linear));
        return (float) (c <= 0.0031308 ? 12.92 * c : 1.055 * Math.pow(c, 1 / 2.4) - 0.055);
    }

    private static double cube(double value) {
        return value * value * value;
    }
}
