package org.icllab.transformer;

/**
 * GELU, \( x\,\Phi(x) \) with the normal distribution function Φ, and its slope \( \Phi(x) + x\,\varphi(x) \), of many
 * numbers at once in single precision, to the same bits on every Java.
 *
 * <p>For \( a = |x| \) the tail is \( 1 - \Phi(a) = e^{-a^2/2}g(a) \), where g is a polynomial in \( t = (a-4)/(a+4) \) to 5e-9.
 * Its coefficients are computed by src/test/reference/elementary.py.
 */
final class Gelu {
    private static final float MIDDLE = 4;
    private static final float DENSITY = 0.398942280f;
    private static final int PIECE = 256;

    private final Exponential exponential = new Exponential();
    private final float[] at = new float[PIECE];
    private final float[] bell = new float[PIECE];
    private final float[] place = new float[PIECE];
    private final float[] tail = new float[PIECE];

    /** Puts GELU of {@code count} numbers of {@code x}, from its begin, into {@code value} and {@code slope}. */
    void apply(float[] x, int count, float[] value, float[] slope) {
        for (int done = 0; done < count; done += PIECE) {
            piece(x, done, Math.min(PIECE, count - done), value, slope);
        }
    }

    private void piece(float[] x, int from, int count, float[] value, float[] slope) {
        System.arraycopy(x, from, at, 0, count);
        for (int i = 0; i < count; i++) {
            bell[i] = -0.5f * at[i] * at[i];
        }
        exponential.apply(bell, 0, count);
        tails(count);
        for (int i = 0; i < count; i++) {
            float outside = bell[i] * tail[i];
            float below = at[i] < 0 ? outside : 1 - outside;
            value[from + i] = at[i] * below;
            slope[from + i] = below + at[i] * DENSITY * bell[i];
        }
    }

    /** The polynomial in two parts: Java 17 takes many numbers at once only in short loops. */
    private void tails(int count) {
        for (int i = 0; i < count; i++) {
            float a = Math.abs(at[i]);
            place[i] = (a - MIDDLE) / (a + MIDDLE);
        }
        for (int i = 0; i < count; i++) {
            float t = place[i];
            tail[i] = -0.00848831045f + t * (0.000504007636f + t * (0.000629820793f + t * (-0.000178728355f
                    + t * (-3.57537725e-5f + t * 1.94310299e-5f))));
        }
        for (int i = 0; i < count; i++) {
            float t = place[i];
            tail[i] = 0.0944106413f + t * (-0.170397689f + t * (0.124379224f + t * (-0.0717080706f
                    + t * (0.0308654263f + t * tail[i]))));
        }
    }
}
