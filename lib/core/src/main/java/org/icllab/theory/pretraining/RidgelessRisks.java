package org.icllab.theory.pretraining;

import java.util.Arrays;
import org.icllab.Require;

/**
 * The errors of {@link AttentionRisk} at λ = 0, at many points at once: for maps of millions of points.
 *
 * <p>They are worked out a block at a time, operation by operation and without a branch, so that a processor does several
 * points in one instruction: a few nanoseconds a point. They agree with {@link AttentionRisk} to a relative 1e-12.
 *
 * <p>In place of M the unknown is \( s = 1/(1+M/c) \), by which \( 1/M = x + s \) [M1]. It is the positive root of
 * \( s^2 + \beta s = x,\ \beta = x - 1 + 1/c \), that is \( s = \max(0,-\beta) + 2x/(|\beta| + \sqrt{\beta^2+4x}) \): no
 * digits cancel at either sign of β.
 *
 * @see "Paper A, ridgeless ICL and IDG errors; theory.md [A4]"
 */
public final class RidgelessRisks {
    private static final int BLOCK = 32;
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

    /** Point by point only if one is out of range: one pass for a thousand numbers. */
    private static void requireRanges(int count, double[] alpha, double[] kappa, double[] tau, double[] rho) {
        double least = AttentionRisk.SMALLEST;
        double most = AttentionRisk.LARGEST;
        boolean right = within(alpha, least, most, most) & within(kappa, least, most, Double.POSITIVE_INFINITY)
                & within(tau, least, most, most) & within(rho, 0, most, most);
        for (int i = 0; !right && i < count; i++) {
            AttentionRisk.requireRanges(at(alpha, i), at(kappa, i), at(tau, i), at(rho, i), 0);
        }
    }

    private static boolean within(double[] numbers, double least, double most, double also) {
        boolean within = true;
        for (double number : numbers) {
            within &= number >= least & number <= most | number == also;
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

    /** ε, ν, and s at ν. */
    private void shrinkage() {
        for (int i = 0; i < BLOCK; i++) {
            q[i] = (1 + rho[i]) / q[i];
            kappa[i] = Math.min(kappa[i], ENDLESS);
        }
        for (int i = 0; i < BLOCK; i++) {
            double beta = (tau[i] - kappa[i]) / kappa[i] + q[i];
            double more = Math.abs(beta) + Math.sqrt(beta * beta + 4 * q[i]);
            double lessThanOne = 0.5 * (Math.abs(1 - tau[i]) + (1 - tau[i]));
            epsilon[i] = lessThanOne / tau[i] * (q[i] + 0.5 * (Math.abs(beta) - beta) + 2 * q[i] / more);
        }
        for (int i = 0; i < BLOCK; i++) {
            double x = q[i] + epsilon[i];
            double beta = (1 - kappa[i]) / kappa[i] + x;
            nu[i] = x;
            shrink[i] = 0.5 * (Math.abs(beta) - beta) + 2 * x / (Math.abs(beta) + Math.sqrt(beta * beta + 4 * x));
        }
    }

    /** \( \mathrm{tr}(R+\nu)^{-2} \), and \( q\,\mathrm{tr}R^2(R+\nu)^{-2} \). */
    private void traces() {
        for (int i = 0; i < BLOCK; i++) {
            double s = shrink[i];
            double m = 1 / (nu[i] + s);
            double over = m / (nu[i] + s * s);
            square[i] = over;
            noise[i] = q[i] * s * s * over * (nu[i] * m / kappa[i] + s);
        }
    }

    private void errors() {
        for (int i = 0; i < BLOCK; i++) {
            double s = shrink[i];
            double perTau = 1 / tau[i];
            double missed = nu[i] * nu[i] * square[i];
            double reach = square[i] * (s * s + q[i]) * perTau;
            double slack = 0.5 * (Math.abs(tau[i] - 1) + (tau[i] - 1)) * perTau;
            double own = (rho[i] + missed * s * s + noise[i]) / (slack + epsilon[i] * reach);
            poolTasks[i] = own;
            newTasks[i] = rho[i] + missed + noise[i] + reach * (1 + q[i]) * own;
        }
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
