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
 */
public final class Resolvent {
    private final double x;
    private final double m;
    private final double s;
    private final double t;
    private final double unshrunk;

    private Resolvent(double x, double m, double inverseRatio, double ratio) {
        this.x = x;
        this.m = m;
        s = 1 / (1 + m * inverseRatio);
        t = m < Double.POSITIVE_INFINITY ? m * s : ratio;
        unshrunk = t * inverseRatio;
    }

    /**
     * @param law of R
     * @param x the point, \( x \ge 0 \)
     * @return the traces there
     */
    public static Resolvent of(MarchenkoPastur law, double x) {
        Require.given("law", law);
        return new Resolvent(x, law.stieltjes(x), 1 / law.ratio(), law.ratio());
    }

    /** @return the point, \( x \ge 0 \) */
    public double x() {
        return x;
    }

    /** @return \( \mathrm{tr}(R+x)^{-1} \) */
    public double m() {
        return m;
    }

    /** @return \( s = 1/(1+m/c) \), in [0, 1] */
    public double s() {
        return s;
    }

    /** @return \( \mathrm{tr}\,R(R+x)^{-1} \), at most \( \min(1, c) \) */
    public double t() {
        return t;
    }

    /** @return \( 1 - s = t/c \) */
    public double unshrunk() {
        return unshrunk;
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
