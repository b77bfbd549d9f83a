package org.icllab.theory;

import org.icllab.Require;

/**
 * Traces of \( (R + xI)^{-1} \) for a Marchenko–Pastur \( R \) of ratio \( c \), each from the same few numbers by sums
 * of positive terms, hence to full relative precision.
 *
 * <p>The quadratic of [M1] reads \( 1/m = x + s \) with \( s = 1/(1+m/c) \). Hence
 * \( t = \mathrm{tr}\,R(R+x)^{-1} = 1 - xm = ms \), that is \( 1/t = 1/m + 1/c \), and \( 1 - s = t/c \).
 * Differentiating it in \( x \) gives the squares. At \( x = 0 \) for \( c \le 1 \), where \( m \) is infinite and
 * \( s \) is 0, the weighted ones are NaN.
 *
 * @param x the point, \( x \ge 0 \)
 * @param m \( \mathrm{tr}(R+x)^{-1} \)
 * @param s \( 1/(1+m/c) \), in [0, 1]
 * @param t \( \mathrm{tr}\,R(R+x)^{-1} \), at most \( \min(1, c) \)
 * @param unshrunk \( 1 - s = t/c \)
 */
public record Resolvent(double x, double m, double s, double t, double unshrunk) {
    public Resolvent {
        // One of these takes a few nanoseconds: what is wrong is only named where something is.
        if (!(x >= 0 && x < Double.POSITIVE_INFINITY && m >= 0 && s >= 0 && s <= 1 && t >= 0 && unshrunk >= 0)) {
            Require.nonNegative("x", x);
            Require.within("s", s, 0, 1);
            for (double trace : Require.numbers("m, t, unshrunk", m, t, unshrunk)) {
                Require.within("trace", trace, 0, Double.POSITIVE_INFINITY);
            }
        }
    }

    /**
     * @param law of R
     * @param x the point, \( x \ge 0 \)
     * @return the traces there
     */
    public static Resolvent of(MarchenkoPastur law, double x) {
        Require.given("law", law);
        double m = law.stieltjes(x);
        double inverseRatio = 1 / law.ratio();
        double s = 1 / (1 + m * inverseRatio);
        double t = m < Double.POSITIVE_INFINITY ? m * s : law.ratio();
        return new Resolvent(x, m, s, t, t * inverseRatio);
    }

    /** @return \( \mathrm{tr}(R+x)^{-2} \) */
    public double inverseSquared() {
        return m / (x + s * s);
    }

    /** @return \( \mathrm{tr}\,R(R+x)^{-2} = -t'(x) \) */
    public double onceWeighted() {
        return s * s * inverseSquared();
    }

    /** @return \( \mathrm{tr}\,R^2(R+x)^{-2} = t + x\,t'(x) \) */
    public double twiceWeighted() {
        return t * (x * unshrunk + s * s) / (x + s * s);
    }
}
