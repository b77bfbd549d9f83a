package org.icllab.theory;

import java.util.function.DoubleUnaryOperator;

/**
 * The \( n \)-point Gauss rule of the continuous part of the Marchenko–Pastur law: exact for polynomials up to degree
 * \( 2n-1 \) at every ratio, with positive weights.
 *
 * <p>For ratio \( c \ge 1 \) let \( r = 1/\sqrt c \) and \( \lambda = |1 - re^{i\psi}|^2 \). The law is a
 * Bernstein–Szegő weight, with orthogonal polynomials
 * \( p_n \propto \frac{\sin((n+1)\psi) - r\sin(n\psi)}{\sin\psi} \), and these vanish where
 * \( n\psi + \chi(\psi) = j\pi \), \( \chi = \arg(e^{i\psi} - r) \), \( j = 1, \dots, n \). The weights are
 * \( \frac{2\sin^2\psi}{n\lambda + 1 - r\cos\psi} \). For \( c < 1 \) a share \( c \) of the eigenvalues are those
 * of ratio \( 1/c \), divided by \( c \), and the rest are 0. Angles are counted from the lower edge, which keeps the
 * digits of small eigenvalues.
 *
 * @param nodes \( n \) positive numbers, ascending
 * @param weights their positive weights, which add up to \( \min(1, c) \)
 */
public record MarchenkoPasturRule(double[] nodes, double[] weights) {
    /** Newton's steps below this many radians are rounding. */
    private static final double AT_REST = 1e-15;

    /** @param ratio positive, possibly infinite @param n ≥ 1 */
    public static MarchenkoPasturRule of(double ratio, int n) {
        double share = Math.min(1, ratio);
        double r = Math.sqrt(ratio < 1 ? ratio : 1 / ratio);
        double gap = (ratio < 1 ? 1 - ratio : ratio < Double.POSITIVE_INFINITY ? (ratio - 1) / ratio : 1) / (1 + r);
        double[] nodes = new double[n];
        double[] weights = new double[n];
        for (int j = 1; j <= n; j++) {
            double psi = angle(n, j, r, gap);
            double sine = Math.sin(psi);
            double dip = dip(psi);
            double eigenvalue = gap * gap + 2 * r * dip;
            nodes[j - 1] = eigenvalue / share;
            weights[j - 1] = share * 2 * sine * sine / (n * eigenvalue + gap + r * dip);
        }
        return new MarchenkoPasturRule(nodes, weights);
    }

    /**
     * Newton on the concave, increasing \( n\psi + \chi(\psi) - j\pi \), from the left since
     * \( \chi \le (\pi+\psi)/2 \). All is written in \( 1 - \cos\psi \) and {@code gap} \( = 1 - r \), which keep the
     * digits of small angles and of ratios near 1.
     */
    private static double angle(int n, int j, double r, double gap) {
        double psi;
        double next = (j - 0.5) * Math.PI / (n + 0.5);
        do {
            psi = next;
            double dip = dip(psi);
            double excess = n * psi + Math.atan2(Math.sin(psi), gap - dip) - j * Math.PI;
            next = psi - excess / (n + (gap + r * dip) / (gap * gap + 2 * r * dip));
        } while (next - psi > AT_REST * psi);
        return next;
    }

    /** \( 1 - \cos\psi \). */
    private static double dip(double psi) {
        double half = Math.sin(psi / 2);
        return 2 * half * half;
    }

    /** @return \( \int f(\lambda)\rho(\lambda)\,d\lambda \) by the rule */
    public double integral(DoubleUnaryOperator f) {
        double sum = 0;
        for (int i = 0; i < nodes.length; i++) {
            sum += weights[i] * f.applyAsDouble(nodes[i]);
        }
        return sum;
    }
}
