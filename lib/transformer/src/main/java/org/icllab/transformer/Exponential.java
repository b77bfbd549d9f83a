package org.icllab.transformer;

/**
 * \( e^x \) of many numbers \( x \le 0 \) at once in single precision, to the same bits on every Java and within 2 units of
 * the last place.
 *
 * <p>With n the integer next to \( 16x/\ln2 \), \( e^x = 2^{n/16}e^r \), and Taylor's polynomial of degree 3 is exact to
 * 1e-8 for \( |r| \le \tfrac1{32}\ln2 \). Written without a branch, it is computed of as many numbers at once as a processor's
 * vectors hold; {@code Math.exp} is several times slower, and may give other bits on another Java.
 */
final class Exponential {
    private static final int STEPS = 16;
    private static final float PER_STEP = (float) (STEPS / 0.6931471805599453);
    /** ln 2 / 16 in two parts; the first has 12 bits, so that its product with n is exact. */
    private static final float STEP = 0x1.62ep-5f;
    private static final float STEP_REST = 0x1.0bfbe8p-19f;
    /** What is added and taken away again rounds to an integer. */
    private static final float ROUND = 0x1.8p23f;
    /** Of what is lower, the power is 0: it would have fewer digits, and take long. */
    private static final int LOWEST = -126 * STEPS;
    private static final float[] POWERS = powers();
    private static final int PIECE = 256;

    private final float[] rest = new float[PIECE];
    private final float[] steps = new float[PIECE];

    /** @return 2^(n/16) for n = LOWEST to 0 */
    private static float[] powers() {
        float[] powers = new float[1 - LOWEST];
        for (int n = LOWEST; n <= 0; n++) {
            powers[n - LOWEST] = (float) StrictMath.pow(2, (double) n / STEPS);
        }
        return powers;
    }

    /** Replaces {@code count} numbers ≤ 0 from {@code from} on; what is NaN stays NaN. */
    void apply(float[] x, int from, int count) {
        for (int done = 0; done < count; done += PIECE) {
            piece(x, from + done, Math.min(PIECE, count - done));
        }
    }

    private void piece(float[] x, int from, int count) {
        // Java 17 takes many numbers at once only where each array is read from its begin.
        System.arraycopy(x, from, rest, 0, count);
        for (int i = 0; i < count; i++) {
            steps[i] = rest[i] * PER_STEP + ROUND - ROUND;
        }
        for (int i = 0; i < count; i++) {
            float r = rest[i] - steps[i] * STEP - steps[i] * STEP_REST;
            rest[i] = 1 + r * (1 + r * (1f / 2 + r * (1f / 6)));
        }
        for (int i = 0; i < count; i++) {
            int step = (int) steps[i];
            x[from + i] = step < LOWEST ? 0 : rest[i] * POWERS[step - LOWEST];
        }
    }
}
