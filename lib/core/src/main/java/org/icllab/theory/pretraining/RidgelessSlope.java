package org.icllab.theory.pretraining;

import org.icllab.model.TestError;

/**
 * How a ridgeless error changes with the context length \( \alpha \), in closed form: for where it first turns upward.
 *
 * <p>Contexts are counted by \( v \), which grows with \( \alpha \) from 0 to \( \min(\kappa,t),\ t = \min(\tau,1) \):
 * \[ q = \frac{1+\rho}{\alpha} = \frac{(1-v/\kappa)(t-v)}{v},\quad s = 1 - v/\kappa \]
 * with the s of {@link RidgelessRisks}, which at \( \nu \) and \( \kappa \) is the one at q and \( \kappa/t \). Along v the
 * errors are rational. With \( T = \tau/(1-\tau) \) and \( E = \tau - v^2/\kappa \),
 * \[ \tau\lt 1:\quad e_{ICL} = T\Bigl(1-\frac v\kappa+\frac{v^2}{\kappa\tau}\Bigr)
 *     \Bigl(1-v+\frac{\rho}{1-v/\kappa}\Bigr) - 2v + 1 + \rho, \]
 * \[ e_{IDG} = \frac TE\Bigl(\rho\Bigl(1-\frac{v^2}\kappa\Bigr) + \Bigl(1-\frac v\kappa\Bigr)^2(1-v)^2
 *     + \Bigl(1-\frac v\kappa\Bigr)(\tau-v)v\Bigl(1+\frac1\kappa-\frac{2v}\kappa\Bigr)\Bigr), \]
 * and with \( T = 1/(\tau-1) \)
 * \[ \tau\gt 1:\quad e_{ICL} = \Bigl(1-\frac v\kappa+\frac{v^2}\kappa\Bigr)\Bigl(\frac{v(1+1/\kappa-2v/\kappa)}{1-v^2/\kappa}
 *     + T\Bigl(1-v+\frac{\rho}{1-v/\kappa}\Bigr)\Bigr) - 2v + 1 + \rho, \]
 * \[ e_{IDG} = \tau T\bigl(\rho + (1-v/\kappa)(1-v)\bigr). \]
 *
 * <p>In partial fractions the slope of each is
 * \( c_0 + c_1v + c_2v^2 + \sum_p b_p(1-pv)^{-2} \) over \( p = 1/\kappa, \pm z \), and all its poles lie beyond v: a term is
 * convex where its factor is positive, and concave where it is negative.
 *
 * @see "theory.md [A4]"
 */
final class RidgelessSlope {
    /** The last step along ln α: it leaves about its square. */
    private static final double NEAR = 3e-2;
    /** How far a bound holds, in steps of Newton. */
    private static final double BEYOND = 1.5;
    /** Beyond them digits cancel. */
    private static final double LEAST_KAPPA = 1e-6;
    private static final double LONGEST = 1e8;

    private final double inverse;
    private final double most;
    private final double signal;
    private final boolean exact;
    /** z, which is no pole where it is 0. */
    private double z;
    private double constant;
    private double linear;
    private double square;
    private double atInverse;
    private double atPlus;
    private double atMinus;

    /** @param tau not 1, where errors are infinite */
    RidgelessSlope(TestError error, double kappa, double tau, double rho) {
        double k = 1 / kappa;
        inverse = k;
        most = Math.min(tau, 1);
        signal = 1 + rho;
        exact = kappa >= LEAST_KAPPA;
        if (error == TestError.ICL && tau < 1) {
            double factor = tau / (1 - tau);
            atInverse = factor * rho / tau;
            constant = -factor * (1 + k) - 2 - atInverse;
            linear = 2 * factor * (k + k / tau);
            square = -3 * factor * k / tau;
        } else if (error == TestError.ICL) {
            double factor = 1 / (tau - 1);
            z = Math.sqrt(k);
            atInverse = factor * rho;
            atPlus = (1 - z) * (1 - z) * (1 - z / 2);
            atMinus = (1 + z) * (1 + z) * (1 + z / 2);
            constant = -factor * (1 + k) - 3 * (1 + k) - atInverse;
            linear = 4 * k * (factor + 1);
            square = -3 * k * factor;
        } else if (tau < 1) {
            double factor = tau / (1 - tau);
            double even = 1 + 4 * tau + k * tau + rho;
            double odd = 1 + k * (1 + tau);
            z = Math.sqrt(k / tau);
            atPlus = z * even / 2 - odd;
            atMinus = -z * even / 2 - odd;
            constant = factor * (k - 1 - 2 * k * tau);
            linear = 2 * factor * k;
        } else {
            double factor = tau / (tau - 1);
            constant = -factor * (1 + k);
            linear = 2 * factor * k;
        }
    }

    /** @return v at a context length */
    private double place(double alpha) {
        double q = signal / alpha;
        double both = inverse * most;
        double root = Math.sqrt((1 - both) * (1 - both) + q * (2 * (1 + both) + q));
        return 2 * most / (1 + both + q + root);
    }

    /**
     * How far the error surely keeps falling, or rising: a lower bound of the slope's first zero.
     *
     * <p>No step can pass it. Over a falling one the slope is at most that of the line on which convex terms have their
     * chord and concave ones their tangent; over a rising one at least that of the line with the others' chords.
     *
     * @return the α in [{@code from}, {@code longest}], nearly at the zero if there is one between them
     */
    double keepsUntil(double from, double longest) {
        if (!exact || longest > LONGEST) {
            return from;
        }
        double end = place(longest);
        double pole = 1 / Math.max(inverse, z);
        double v = place(from);
        double sign = 0;
        while (true) {
            double byInverse = 1 - inverse * v;
            double byPlus = 1 - z * v;
            double byMinus = 1 + z * v;
            double all = 1 / (byInverse * byPlus * byMinus);
            double a = byPlus * byMinus * all;
            double b = byInverse * byMinus * all;
            double c = byInverse * byPlus * all;
            double slope = constant + v * (linear + square * v) + atInverse * a * a + atPlus * b * b + atMinus * c * c;
            sign = sign == 0 ? Math.signum(slope) : sign;
            if (!(slope * sign > 0)) {
                return length(v);
            }
            if (v >= end) {
                return longest;
            }
            double tangent = linear + 2 * square * v + tangent(atInverse, inverse, a) + tangent(atPlus, z, b)
                    + tangent(atMinus, -z, c);
            double to = Math.min(end, v + (pole - v) / 2);
            to = tangent * sign < 0 ? Math.min(to, v - BEYOND * slope / tangent) : to;
            double chord = linear + square * (sign > 0 ? v + to : 2 * v) + bound(atInverse, inverse, a, sign, to)
                    + bound(atPlus, z, b, sign, to) + bound(atMinus, -z, c, sign, to);
            double next = v - slope / chord;
            if (chord * sign >= 0 || next >= to) {
                v = to;
            } else if ((next - v) * (most + inverse * a * v * (most - v)) > NEAR * v * (most - v)) {
                v = next;
            } else {
                return length(next > v ? next : v);
            }
        }
    }

    private static double tangent(double factor, double p, double here) {
        return 2 * factor * p * here * here * here;
    }

    /**
     * @param here 1/(1−pv)
     * @return the slope of a term's chord from v, or of its tangent there: the one that cannot hide a zero
     */
    private static double bound(double factor, double p, double here, double sign, double to) {
        double there = factor * sign < 0 ? 1 / (1 - p * to) : here;
        return factor * p * (here + there) * here * there;
    }

    private double length(double v) {
        return signal * v / ((1 - inverse * v) * (most - v));
    }
}
