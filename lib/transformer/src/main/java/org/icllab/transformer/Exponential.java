package org.icllab.transformer;

/**
 * \( e^x \) of many numbers \( x \le 0 \) at once, to the same bits on every Java and within 2 units of the last place.
 *
 * <p>With n the integer next to \( 16x/\ln2 \), \( e^x = 2^{n/16}e^r \), and Taylor's polynomial of degree 7 is exact to
 * 2e-18 for \( |r| \le \tfrac1{32}\ln2 \). Written without a branch, it is computed of as many numbers at once as a processor's
 * vectors hold; {@code Math.exp} is several times slower, and may give other bits on another Java.
 */
final class Exponential {
    private static final int STEPS = 16;
    private static final double PER_STEP = STEPS / 0.6931471805599453;
    /** ln 2 / 16 in two parts; the first has 32 bits, so that its product with n is exact. */
    private static final double STEP = 0.6931471803691238 / STEPS;
    private static final double STEP_REST = 1.9082149292705877e-10 / STEPS;
    /** What is added and taken away again rounds to an integer. */
    private static final double ROUND = 0x1.8p52;
    /** Of what is lower, the power is 0. */
    private static final int LOWEST = -1075 * STEPS;
    private static final double[] POWERS = powers();
    private static final int PIECE = 256;

    private final double[] rest = new double[PIECE];
    private final double[] steps = new double[PIECE];

    /** @return 2^(n/16) for n = LOWEST to 0 */
    private static double[] powers() {
        double[] powers = new double[1 - LOWEST];
        for (int n = LOWEST + 1; n <= 0; n++) {
            int octave = Math.floorDiv(n, STEPS);
            powers[n - LOWEST] = Math.scalb(StrictMath.pow(2, (double) n / STEPS - octave), octave);
        }
        return powers;
    }

    /** Replaces {@code count} numbers ≤ 0 from {@code from} on; what is NaN stays NaN. */
    void apply(double[] x, int from, int count) {
        for (int done = 0; done < count; done += PIECE) {
            piece(x, from + done, Math.min(PIECE, count - done));
        }
    }

    private void piece(double[] x, int from, int count) {
        // Java 17 takes many numbers at once only where each array is read from its begin.
        System.arraycopy(x, from, rest, 0, count);
        for (int i = 0; i < count; i++) {
            steps[i] = rest[i] * PER_STEP + ROUND - ROUND;
        }
        for (int i = 0; i < count; i++) {
            double r = rest[i] - steps[i] * STEP - steps[i] * STEP_REST;
            rest[i] = 1 + r * (1 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720
                    + r * (1.0 / 5040)))))));
        }
        for (int i = 0; i < count; i++) {
            int step = (int) steps[i];
            x[from + i] = step <= LOWEST ? 0 : rest[i] * POWERS[step - LOWEST];
        }
    }
}
