package org.icllab.theory;

import org.icllab.Require;

/**
 * Traces of \( (R + z)^{-1} \) for \( R = \frac1k\sum_{j\le k}w_jw_j^\top \), \( w_j \sim N(0, C) \), κ = k/d: where
 * {@link Resolvent} stands for C = I, this one does for any C.
 *
 * <p>\( (R+z)^{-1} \simeq \frac sz(C+s)^{-1} \), where s &gt; 0 is the one root of
 * \( z = s\bigl(1 - \frac1\kappa\mathrm{tr}\,C(C+s)^{-1}\bigr) \); s = z for infinite κ. It is read the other way
 * round here: whoever chooses s knows z at once, so that an equation in z becomes one in s. All traces but
 * z itself are sums of positive terms. Squares come by differentiating in z, with
 * \( s' = ds/dz = 1/(z/s + sa/\kappa) \), \( a = \mathrm{tr}\,C(C+s)^{-2} \).
 *
 * @param s the root
 * @param z \( s(1 - t/\kappa) \), below or at 0 where no z has that root
 * @param slope \( s' \)
 * @param t \( \mathrm{tr}\,C(C+s)^{-1} = \mathrm{tr}\,R(R+z)^{-1} \)
 * @param a \( \mathrm{tr}\,C(C+s)^{-2} \)
 * @param b \( \mathrm{tr}\,(C+s)^{-2} \)
 * @param trace \( \mathrm{tr}\,(C+s)^{-1} \)
 * @param inverseRatio \( 1/\kappa \)
 * @see "Silverstein 1995; theory.md [A6]"
 */
public record SpectrumResolvent(double s, double z, double slope, double t, double a, double b, double trace,
                                double inverseRatio) {
    /** Products of a few of the numbers are still numbers. */
    private static final double SMALLEST = 1e-60;
    private static final double LARGEST = 1e60;

    /** @throws IllegalArgumentException if s is not in [1e-60, 1e60], or one of the others is larger than that */
    public SpectrumResolvent {
        Require.within("s", s, SMALLEST, LARGEST);
        Require.within("inverseRatio", inverseRatio, 0, LARGEST);
        for (double number : new double[] {z / s, slope, t, a * s, b * s * s, trace * s}) {
            Require.within("trace", number, -LARGEST, LARGEST);
        }
    }

    /**
     * @param variances \( c_j \ge 0 \), C's eigenvalues; not kept
     * @param inverseRatio \( 1/\kappa \ge 0 \)
     * @param s \( \gt 0 \)
     * @return the traces at s
     */
    public static SpectrumResolvent at(double[] variances, double inverseRatio, double s) {
        Require.atLeast("variances.length", Require.given("variances", variances).length, 1);
        Require.within("s", s, SMALLEST, LARGEST);
        double t = 0;
        double a = 0;
        double b = 0;
        double trace = 0;
        for (double c : variances) {
            double inverse = 1 / (c + s);
            double share = c * inverse;
            t += share;
            a += share * inverse;
            b += inverse * inverse;
            trace += inverse;
        }
        double d = variances.length;
        t /= d;
        a /= d;
        return of(s, s * (1 - t * inverseRatio), t, a, b / d, trace / d, inverseRatio);
    }

    /** @return the same traces at a z that is known to more digits than the difference \( s(1 - t/\kappa) \) has */
    public SpectrumResolvent withPoint(double z) {
        return of(s, z, t, a, b, trace, inverseRatio);
    }

    private static SpectrumResolvent of(double s, double z, double t, double a, double b, double trace,
                                        double inverseRatio) {
        return new SpectrumResolvent(s, z, 1 / (z / s + s * a * inverseRatio), t, a, b, trace, inverseRatio);
    }

    /** @return \( m = \mathrm{tr}(R+z)^{-1} = \frac sz\mathrm{tr}(C+s)^{-1} \) */
    public double m() {
        return s / z * trace;
    }

    /** @return \( \mathrm{tr}\,R(R+z)^{-2} = s'a \) */
    public double onceWeighted() {
        return slope * a;
    }

    /** @return \( z^2\mathrm{tr}(R+z)^{-2} = s^2(b + a^2s'/\kappa) \) */
    public double shrunk() {
        return s * s * (b + a * a * slope * inverseRatio);
    }

    /** @return \( \mathrm{tr}\,R^2(R+z)^{-2} = \mathrm{tr}\,C^2(C+s)^{-2} + s^2a^2s'/\kappa \) */
    public double twiceWeighted(double[] variances) {
        Require.atLeast("variances.length", Require.nonNegative("variances", variances).length, 1);
        double sum = 0;
        for (double c : variances) {
            double share = c / (c + s);
            sum += share * share;
        }
        return sum / variances.length + s * s * a * a * slope * inverseRatio;
    }

    /** @return the entry of \( z^2(R+z)^{-2} \) along a direction of variance c: \( s^2(1 + cas'/\kappa)/(c+s)^2 \) */
    public double shrunk(double c) {
        Require.within("c", c, 0, LARGEST);
        double share = s / (c + s);
        return share * share * (1 + c * a * slope * inverseRatio);
    }

    /** @return the entry of \( R(R+z)^{-2} \) along a direction of variance c: \( cs'/(c+s)^2 \) */
    public double onceWeighted(double c) {
        Require.within("c", c, 0, LARGEST);
        return c * slope / ((c + s) * (c + s));
    }
}
