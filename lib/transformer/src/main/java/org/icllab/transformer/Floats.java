package org.icllab.transformer;

/** Between the two precisions. */
final class Floats {
    private Floats() {
    }

    /** Rounds {@code from} to single precision. */
    static void round(double[] from, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = (float) from[i];
        }
    }

    /** Adds {@code from} to numbers in double precision. */
    static void add(float[] from, double[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] += from[i];
        }
    }
}
