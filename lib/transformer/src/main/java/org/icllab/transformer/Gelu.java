package org.icllab.transformer;

/**
 * GELU, \( x\,\Phi(x) \) with the normal distribution function Φ, and its slope \( \Phi(x) + x\,\varphi(x) \), of many
 * numbers at once, to the same bits on every Java.
 *
 * <p>For \( a = |x| \) the tail is \( 1 - \Phi(a) = e^{-a^2/2}g(a) \), where g is a polynomial in \( t = (a-5)/(a+5) \) to 2e-16.
 * Its coefficients are computed by src/test/reference/elementary.py.
 */
final class Gelu {
    private static final double MIDDLE = 5;
    private static final double DENSITY = 0.3989422804014327;
    private static final int PIECE = 256;

    private final Exponential exponential = new Exponential();
    private final double[] at = new double[PIECE];
    private final double[] bell = new double[PIECE];
    private final double[] place = new double[PIECE];
    private final double[] tail = new double[PIECE];

    /** Puts GELU of {@code count} numbers of {@code x}, from its begin, into {@code value} and {@code slope}. */
    void apply(double[] x, int count, double[] value, double[] slope) {
        for (int done = 0; done < count; done += PIECE) {
            piece(x, done, Math.min(PIECE, count - done), value, slope);
        }
    }

    private void piece(double[] x, int from, int count, double[] value, double[] slope) {
        System.arraycopy(x, from, at, 0, count);
        for (int i = 0; i < count; i++) {
            bell[i] = -0.5 * at[i] * at[i];
        }
        exponential.apply(bell, 0, count);
        tails(count);
        for (int i = 0; i < count; i++) {
            double outside = bell[i] * tail[i];
            double below = at[i] < 0 ? outside : 1 - outside;
            value[from + i] = at[i] * below;
            slope[from + i] = below + at[i] * DENSITY * bell[i];
        }
    }

    /** The polynomial in three parts: Java 17 takes many numbers at once only in short loops. */
    private void tails(int count) {
        for (int i = 0; i < count; i++) {
            double a = Math.abs(at[i]);
            place[i] = (a - MIDDLE) / (a + MIDDLE);
        }
        for (int i = 0; i < count; i++) {
            double t = place[i];
            tail[i] = 7.639390185198732e-08 + t * (-3.9470279272321696e-08 + t * (-1.0278433957235332e-08
                    + t * (6.03335661437394e-09 + t * (1.4101476992769079e-09 + t * (-7.946556074245425e-10
                    + t * (-1.25486728553045e-10 + t * 6.42360417427786e-11))))));
        }
        for (int i = 0; i < count; i++) {
            double t = place[i];
            tail[i] = 0.00021955072901135733 + t * (0.0001342768405874223 + t * (-6.0427432478331145e-05
                    + t * (9.61322048836411e-07 + t * (6.644235058131225e-06 + t * (-1.2701386338848445e-06
                    + t * (-6.74628316036838e-07 + t * (2.435155598289343e-07 + t * tail[i])))))));
        }
        for (int i = 0; i < count; i++) {
            double t = place[i];
            tail[i] = 0.07691930497500629 + t * (-0.143457555264012 + t * (0.11606881188600424 + t * (-0.08088387726412664
                    + t * (0.047855352284124325 + t * (-0.023413900487714637 + t * (0.008991370551461153
                    + t * (-0.00237884435636671 + t * tail[i])))))));
        }
    }
}
