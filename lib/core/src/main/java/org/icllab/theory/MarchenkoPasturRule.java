package org.icllab.theory;

import java.util.function.DoubleUnaryOperator;
import org.icllab.Interrupt;
import org.icllab.Require;

/**
 * The \( n \)-point Gauss rule of the continuous part of the Marchenko–Pastur law: exact for polynomials up to degree
 * \( 2n-1 \) at every ratio, with positive weights.
 *
 * <p>For ratio \( c \ge 1 \) let \( r = 1/\sqrt c \) and \( \lambda = |1 - re^{i\psi}|^2 \). The law is a
 * Bernstein–Szegő weight, with orthogonal polynomials
 * \( p_n \propto \frac{\sin((n+1)\psi) - r\sin(n\psi)}{\sin\psi} \), and these vanish where
 * \( n\psi + \chi(\psi) = j\pi \), \( \chi = \arg(e^{i\psi} - r) \), \( j = 1, \dots, n \). The weights are
 * \( \frac{2\sin^2\psi}{n\lambda + 1 - r\cos\psi} \). For \( c \lt 1 \) a share \( c \) of the eigenvalues are those
 * of ratio \( 1/c \), divided by \( c \), and the rest are 0. Angles are counted from the lower edge, which keeps the
 * digits of small eigenvalues.
 *
 * <p>Each node is found by itself, so that a rule of very many points can be had at its lower end alone.
 */
public final class MarchenkoPasturRule {
    /** Newton's steps below this many radians are rounding. */
    private static final double AT_REST = 1e-15;
    private static final double LARGEST = 1e150;
    /** Nodes between two looks at the interrupt. */
    private static final int STRIDE = 1 << 12;

    private final double[] nodes;
    private final double[] weights;

    private MarchenkoPasturRule(double[] nodes, double[] weights) {
        this.nodes = nodes;
        this.weights = weights;
    }

    /**
     * @param ratio \( c > 0 \), possibly infinite
     * @param n number of points, at least 1
     * @return the whole rule
     */
    public static MarchenkoPasturRule of(double ratio, int n) {
        return lowest(ratio, n, n);
    }

    /**
     * @param ratio \( c > 0 \), possibly infinite
     * @param n number of points of the rule, an integer from 1 to 1e150
     * @param count how many of them to find, from 1 to \( n \)
     * @return the points next to the lower edge
     */
    public static MarchenkoPasturRule lowest(double ratio, double n, int count) {
        Edges edges = Edges.of(Require.positiveOrInfinite("ratio", ratio));
        Require.that(n >= 1 && n == Math.rint(n) && n <= LARGEST, "n = " + n + ": must be an integer from 1 to " + LARGEST);
        Require.that(count <= n, "count = " + count + ": must be at most n = " + n);
        double[] nodes = new double[Require.room("count", count)];
        double[] weights = new double[count];
        for (int j = 1; j <= count; j++) {
            if (j % STRIDE == 0) {
                Interrupt.check();
            }
            double psi = angle(n, j, edges);
            double sine = Math.sin(psi);
            double eigenvalue = edges.eigenvalue(psi);
            nodes[j - 1] = eigenvalue / edges.share;
            weights[j - 1] = edges.share * 2 * sine * sine / (n * eigenvalue + edges.gap + edges.r * dip(psi));
        }
        return new MarchenkoPasturRule(nodes, weights);
    }

    /**
     * The law's one-parameter form: {@code r} \( = \sqrt{\min(c, 1/c)} \), {@code gap} \( = 1 - r \), and the share of the
     * eigenvalues that are not 0.
     */
    record Edges(double r, double gap, double share) {
        static Edges of(double ratio) {
            double r = Math.sqrt(ratio < 1 ? ratio : 1 / ratio);
            double square = ratio < 1 ? 1 - ratio : ratio < Double.POSITIVE_INFINITY ? (ratio - 1) / ratio : 1;
            return new Edges(r, square / (1 + r), Math.min(1, ratio));
        }

        /** \( |1 - re^{i\psi}|^2 \). */
        double eigenvalue(double psi) {
            return gap * gap + 2 * r * dip(psi);
        }
    }

    /**
     * Newton on the concave, increasing \( n\psi + \chi(\psi) - j\pi \), from the left since
     * \( \chi \le (\pi+\psi)/2 \). All is written in \( 1 - \cos\psi \) and {@code gap} \( = 1 - r \), which keep the
     * digits of small angles and of ratios near 1.
     */
    private static double angle(double n, int j, Edges edges) {
        double psi;
        double next = (j - 0.5) * Math.PI / (n + 0.5);
        do {
            psi = next;
            double dip = dip(psi);
            double excess = n * psi + Math.atan2(Math.sin(psi), edges.gap - dip) - j * Math.PI;
            next = psi - excess / (n + (edges.gap + edges.r * dip) / edges.eigenvalue(psi));
        } while (next - psi > AT_REST * psi);
        return next;
    }

    /** \( 1 - \cos\psi \). */
    private static double dip(double psi) {
        double half = Math.sin(psi / 2);
        return 2 * half * half;
    }

    /** @return the nodes, positive and ascending; a copy */
    public double[] nodes() {
        return nodes.clone();
    }

    /** @return their positive weights, which add up to \( \min(1, c) \) for a whole rule; a copy */
    public double[] weights() {
        return weights.clone();
    }

    /** @return \( \int f(\lambda)\rho(\lambda)\,d\lambda \) by the rule, or by the part of it that there is; NaN if f is */
    public double integral(DoubleUnaryOperator f) {
        Require.given("f", f);
        double sum = 0;
        for (int i = 0; i < nodes.length; i++) {
            sum += weights[i] * f.applyAsDouble(nodes[i]);
        }
        return sum;
    }
}
