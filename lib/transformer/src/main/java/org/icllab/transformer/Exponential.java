package org.icllab.transformer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * \( e^x \) of many numbers \( x \le 0 \) at once in single precision, to the same bits on every Java and within 2 units of
 * the last place.
 *
 * <p>With n the integer next to \( x/\ln2 \), \( e^x = 2^ne^r \), and Taylor's polynomial of degree 6 is exact to 1e-7 for
 * \( |r| \le \tfrac12\ln2 \). Written without a branch, it is computed of as many numbers at once as a processor's vectors
 * hold; {@code Math.exp} is several times slower, and may give other bits on another Java. A float's exponent is set by way
 * of a buffer that is read as integers too, since {@code Float.intBitsToFloat} takes one number at a time.
 */
final class Exponential {
    private static final float PER_OCTAVE = 1.44269504f;
    /** ln 2 in two parts; the first has 11 bits, so that its product with n is exact. */
    private static final float OCTAVE = 0x1.63p-1f;
    private static final float OCTAVE_REST = -0x1.bd0106p-13f;
    /** What is added and taken away again rounds to an integer; between, that is in the last bits, with 127 beside it. */
    private static final float ROUND = 0x1.8p23f + 127;
    private static final int MANTISSA = 23;
    /** Here n is −127, the exponent's bits are 0, and so is the power. */
    private static final float LOWEST = -88;
    private static final int PIECE = 1024;

    private final float[] rest = new float[PIECE];
    private final float[] octaves = new float[PIECE];
    private final float[] power = new float[PIECE];
    private final int[] bits = new int[PIECE];
    private final ByteBuffer shared = ByteBuffer.allocateDirect(Float.BYTES * PIECE).order(ByteOrder.nativeOrder());
    private final FloatBuffer asFloats = shared.asFloatBuffer();
    private final IntBuffer asIntegers = shared.asIntBuffer();

    /** Replaces {@code count} numbers ≤ 0 from {@code from} on; what is NaN stays NaN. */
    void apply(float[] x, int from, int count) {
        for (int done = 0; done < count; done += PIECE) {
            piece(x, from + done, Math.min(PIECE, count - done));
        }
    }

    private void piece(float[] x, int from, int count) {
        // Java 17 takes many numbers at once only where each array is read from its begin, and only in short loops.
        System.arraycopy(x, from, rest, 0, count);
        for (int i = 0; i < count; i++) {
            float bounded = Math.max(rest[i], LOWEST);
            float rounded = bounded * PER_OCTAVE + ROUND;
            power[i] = rounded;
            octaves[i] = rounded - ROUND;
            rest[i] = bounded;
        }
        toPowers(count);
        for (int i = 0; i < count; i++) {
            rest[i] = rest[i] - octaves[i] * OCTAVE - octaves[i] * OCTAVE_REST;
        }
        for (int i = 0; i < count; i++) {
            float r = rest[i];
            octaves[i] = 1f / 6 + r * (1f / 24 + r * (1f / 120 + r * (1f / 720)));
        }
        for (int i = 0; i < count; i++) {
            float r = rest[i];
            rest[i] = (1 + r * (1 + r * (1f / 2 + r * octaves[i]))) * power[i];
        }
        System.arraycopy(rest, 0, x, from, count);
    }

    /** Turns n + 127 in the last bits into 2ⁿ. */
    private void toPowers(int count) {
        asFloats.put(0, power, 0, count);
        asIntegers.get(0, bits, 0, count);
        for (int i = 0; i < count; i++) {
            bits[i] <<= MANTISSA;
        }
        asIntegers.put(0, bits, 0, count);
        asFloats.get(0, power, 0, count);
    }
}
