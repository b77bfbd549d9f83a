package org.icllab.theory.pretraining;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.model.TestError;

/**
 * The errors of {@link AttentionRisk} at λ = 0, at many points at once: for maps of millions of points.
 *
 * <p>They are worked out a block at a time, operation by operation and without a branch, so that a processor does several
 * points in one instruction: a few nanoseconds a point. They agree with {@link AttentionRisk} to a relative 1e-12.
 *
 * <p>In place of M the unknown is \( s = 1/(1+M/c) \), by which \( 1/M = x + s \) [M1]. It is the positive root of
 * \( s^2 + \beta s = x,\ \beta = x - 1 + 1/c \), that is \( s = \max(0,-\beta) + 2x/(|\beta| + \sqrt{\beta^2+4x}) \): no
 * digits cancel at either sign of β. Where \( \tau \lt 1 \), ε follows from it at \( x = q, c = \kappa/\tau \). At
 * \( x = \nu, c = \kappa \) it is then the same number, as \( M_\kappa(\nu) = \tau M_{\kappa/\tau}(q) \): one root is enough.
 *
 * @see "Paper A, ridgeless ICL and IDG errors; theory.md [A4]"
 */
public final class RidgelessRisks {
    private static final int BLOCK = 64;
    /** Beside any number in range as good as an infinite ratio, and still a number. */
    private static final double ENDLESS = 1e300;

    private final double[] icl;
    private final double[] idg;

    /** α first, then (1+ρ)/α. */
    private final double[] q = new double[BLOCK];
    private final double[] kappa = new double[BLOCK];
    private final double[] tau = new double[BLOCK];
    private final double[] rho = new double[BLOCK];
    private final double[] epsilon = new double[BLOCK];
    private final double[] nu = new double[BLOCK];
    private final double[] shrink = new double[BLOCK];
    private final double[] square = new double[BLOCK];
    private final double[] noise = new double[BLOCK];
    private final double[] missed = new double[BLOCK];
    private final double[] reach = new double[BLOCK];
    private final double[] newTasks = new double[BLOCK];
    private final double[] poolTasks = new double[BLOCK];

    private RidgelessRisks(int count) {
        icl = new double[count];
        idg = new double[count];
    }

    /**
     * Points are given by four arrays of one length; an array of length 1 stands for the same number everywhere.
     *
     * @param alpha context length per dimension, in [1e-30, 1e30]
     * @param kappa distinct pretraining tasks per dimension, in [1e-30, 1e30] or +Infinity
     * @param tau pretraining contexts per squared dimension, in [1e-30, 1e30]; at 1 both errors are +Infinity
     * @param rho label noise variance, in [0, 1e30]
     * @return the errors at these points
     * @throws IllegalArgumentException if lengths do not fit together, or a number is out of its range
     */
    public static RidgelessRisks of(double[] alpha, double[] kappa, double[] tau, double[] rho) {
        Require.given("alpha, kappa, tau, rho", alpha, kappa, tau, rho);
        int count = Math.max(Math.max(alpha.length, kappa.length), Math.max(tau.length, rho.length));
        Require.atLeast("number of points", count, 1);
        for (double[] array : new double[][] {alpha, kappa, tau, rho}) {
            Require.that(array.length == count || array.length == 1,
                    "alpha, kappa, tau, rho: must have one length, or length 1");
        }
        requireRanges(count, alpha, kappa, tau, rho);
        RidgelessRisks risks = new RidgelessRisks(count);
        for (int from = 0; from < count; from += BLOCK) {
            int size = Math.min(BLOCK, count - from);
            copy(alpha, from, risks.q, size);
            copy(kappa, from, risks.kappa, size);
            copy(tau, from, risks.tau, size);
            copy(rho, from, risks.rho, size);
            risks.shrinkage();
            risks.traces();
            risks.errors();
            System.arraycopy(risks.newTasks, 0, risks.icl, from, size);
            System.arraycopy(risks.poolTasks, 0, risks.idg, from, size);
        }
        return risks;
    }

    /** Point by point only if one may be out of range: one pass for a thousand numbers. */
    private static void requireRanges(int count, double[] alpha, double[] kappa, double[] tau, double[] rho) {
        double least = AttentionRisk.SMALLEST;
        double most = AttentionRisk.LARGEST;
        boolean endless = kappa.length == 1 && kappa[0] == Double.POSITIVE_INFINITY;
        boolean right = within(alpha, least, most) & (endless || within(kappa, least, most)) & within(tau, least, most)
                & within(rho, 0, most);
        for (int i = 0; !right && i < count; i++) {
            AttentionRisk.requireRanges(at(alpha, i), at(kappa, i), at(tau, i), at(rho, i), 0);
        }
    }

    private static boolean within(double[] numbers, double least, double most) {
        boolean within = true;
        for (double number : numbers) {
            within &= number >= least & number <= most;
        }
        return within;
    }

    private static double at(double[] numbers, int i) {
        return numbers[numbers.length == 1 ? 0 : i];
    }

    private static void copy(double[] from, int first, double[] to, int size) {
        if (from.length == 1) {
            Arrays.fill(to, from[0]);
        } else {
            System.arraycopy(from, first, to, 0, size);
        }
    }

    /** s, ε and ν. */
    private void shrinkage() {
        for (int i = 0; i < BLOCK; i++) {
            q[i] = (1 + rho[i]) / q[i];
            kappa[i] = Math.min(kappa[i], ENDLESS);
        }
        for (int i = 0; i < BLOCK; i++) {
            shrink[i] = root(q[i], kappa[i], tau[i]);
            epsilon[i] = ridge(q[i], shrink[i], tau[i]);
            nu[i] = q[i] + epsilon[i];
        }
    }

    /** \( \mathrm{tr}(R+\nu)^{-2} \), and \( q\,\mathrm{tr}R^2(R+\nu)^{-2} \), and the terms of the errors that follow. */
    private void traces() {
        for (int i = 0; i < BLOCK; i++) {
            square[i] = square(nu[i], shrink[i]);
            noise[i] = noise(q[i], nu[i], shrink[i], square[i], kappa[i]);
        }
        for (int i = 0; i < BLOCK; i++) {
            missed[i] = nu[i] * nu[i] * square[i];
            reach[i] = reach(q[i], shrink[i], square[i], tau[i]);
        }
    }

    /** A loop each: of one with so many operations the JIT makes no vector instructions. */
    private void errors() {
        for (int i = 0; i < BLOCK; i++) {
            poolTasks[i] = onPool(tau[i], rho[i], epsilon[i], shrink[i], missed[i], noise[i], reach[i]);
        }
        for (int i = 0; i < BLOCK; i++) {
            newTasks[i] = onNew(q[i], rho[i], missed[i], noise[i], reach[i], poolTasks[i]);
        }
    }

    /** One of the errors at one point in range: the same bits as among many, a little slower. */
    static double at(TestError error, double alpha, double kappa, double tau, double rho) {
        double q = (1 + rho) / alpha;
        double most = Math.min(kappa, ENDLESS);
        double s = root(q, most, tau);
        double epsilon = ridge(q, s, tau);
        double nu = q + epsilon;
        double square = square(nu, s);
        double noise = noise(q, nu, s, square, most);
        double missed = nu * nu * square;
        double reach = reach(q, s, square, tau);
        double own = onPool(tau, rho, epsilon, s, missed, noise, reach);
        return error == TestError.ICL ? onNew(q, rho, missed, noise, reach, own) : own;
    }

    private static double root(double q, double kappa, double tau) {
        double beta = (Math.min(tau, 1) - kappa) / kappa + q;
        return 0.5 * (Math.abs(beta) - beta) + 2 * q / (Math.abs(beta) + Math.sqrt(beta * beta + 4 * q));
    }

    private static double ridge(double q, double s, double tau) {
        return 0.5 * (Math.abs(1 - tau) + (1 - tau)) / tau * (q + s);
    }

    private static double square(double nu, double s) {
        return 1 / ((nu + s) * (nu + s * s));
    }

    private static double noise(double q, double nu, double s, double square, double kappa) {
        return q * s * s * square * (nu / ((nu + s) * kappa) + s);
    }

    private static double reach(double q, double s, double square, double tau) {
        return square * (s * s + q) / tau;
    }

    private static double onPool(double tau, double rho, double epsilon, double s, double missed, double noise, double reach) {
        return (rho + missed * s * s + noise) / (0.5 * (Math.abs(tau - 1) + (tau - 1)) / tau + epsilon * reach);
    }

    private static double onNew(double q, double rho, double missed, double noise, double reach, double own) {
        return rho + missed + noise + reach * (1 + q) * own;
    }

    /** @return \( e_{ICL} \) at each point; a copy */
    public double[] icl() {
        return icl.clone();
    }

    /** @return \( e_{IDG} \) at each point; a copy */
    public double[] idg() {
        return idg.clone();
    }
}
