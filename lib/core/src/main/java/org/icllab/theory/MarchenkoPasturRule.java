package org.icllab.theory;

import java.util.function.DoubleUnaryOperator;

/**
 * The \( n \)-point Gauss rule of the continuous part of the Marchenko–Pastur law: exact for polynomials up to degree
 * \( 2n-1 \) at every ratio, with positive weights.
 *
 * <p>For ratio \( c \ge 1 \) let \( r = 1/\sqrt c \) and \( \lambda = |e^{i\theta} + r|^2 \). The law is a
 * Bernstein–Szegő weight, with orthogonal polynomials
 * \( p_n = \frac{\sin((n+1)\theta) + r\sin(n\theta)}{\sin\theta} \), and these vanish where
 * \( n\theta + \varphi(\theta) = j\pi \), \( \varphi = \arg(e^{i\theta} + r) \), \( j = 1, \dots, n \). The weights are
 * \( \frac{2\sin^2\theta}{n\lambda + 1 + r\cos\theta} \). For \( c < 1 \) a share \( c \) of the eigenvalues are those
 * of ratio \( 1/c \), divided by \( c \), and the rest are 0.
 *
 * @param nodes \( n \) positive numbers
 * @param weights their positive weights, which add up to \( \min(1, c) \)
 */
record MarchenkoPasturRule(double[] nodes, double[] weights) {
    /** Newton's steps below this many radians are rounding. */
    private static final double AT_REST = 1e-15;

    /** @param ratio positive, possibly infinite @param n ≥ 1 */
    static MarchenkoPasturRule of(double ratio, int n) {
        double share = Math.min(1, ratio);
        double r = Math.sqrt(ratio < 1 ? ratio : 1 / ratio);
        double gap = (ratio < 1 ? 1 - ratio : ratio < Double.POSITIVE_INFINITY ? (ratio - 1) / ratio : 1) / (1 + r);
        double[] nodes = new double[n];
        double[] weights = new double[n];
        for (int j = 1; j <= n; j++) {
            double theta = angle(n, j, r, gap);
            double lambda = eigenvalue(theta, r, gap);
            double sine = Math.sin(theta);
            nodes[j - 1] = lambda / share;
            weights[j - 1] = share * 2 * sine * sine / (n * lambda + 1 + r * Math.cos(theta));
        }
        return new MarchenkoPasturRule(nodes, weights);
    }

    /** Newton on the convex, increasing \( n\theta + \varphi(\theta) - j\pi \), from the right since \( \varphi \ge \theta/2 \). */
    private static double angle(int n, int j, double r, double gap) {
        double theta;
        double next = j * Math.PI / (n + 0.5);
        do {
            theta = next;
            double cosine = Math.cos(theta);
            double excess = n * theta + Math.atan2(Math.sin(theta), cosine + r) - j * Math.PI;
            next = theta - excess / (n + (1 + r * cosine) / eigenvalue(theta, r, gap));
        } while (theta - next > AT_REST * theta);
        return next;
    }

    /** \( |e^{i\theta} + r|^2 = (1-r)^2 + 4r\cos^2(\theta/2) \), {@code gap} being \( 1 - r \). */
    private static double eigenvalue(double theta, double r, double gap) {
        double half = Math.cos(theta / 2);
        return gap * gap + 4 * r * half * half;
    }

    /** @return \( \int f(\lambda)\rho(\lambda)\,d\lambda \) by the rule */
    double integral(DoubleUnaryOperator f) {
        double sum = 0;
        for (int i = 0; i < nodes.length; i++) {
            sum += weights[i] * f.applyAsDouble(nodes[i]);
        }
        return sum;
    }
}
