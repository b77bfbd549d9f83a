package org.icllab.simulation.descent;

import java.util.Arrays;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.linalg.Vectors;
import org.icllab.random.Haar;
import org.icllab.random.RandomStream;
import org.icllab.random.WishartFactor;

/**
 * L descent layers of width N on one context of P points: each applies \( M = \Pi\hat\Sigma \), where
 * \( \Pi = UU^\top \) projects on N directions drawn at random and \( \hat\Sigma \) is the covariance of P Gaussian
 * points. The loss of step size γ, averaged over tasks and test points,
 * \[ \mathrm{Tr}\,\Lambda A\,\Omega A^\top, \qquad A = (I - \gamma M/L)^L = I + U f(S) U^\top\hat\Sigma, \quad
 *    S = U^\top\hat\Sigma U,\quad f(s) = \frac{(1-\gamma s/L)^L - 1}{s}, \]
 * costs one eigendecomposition of the N×N matrix S, and O(N²) for each γ and L after that.
 *
 * @see "Paper B, Result 7 and appendix F.4; theory.md §6"
 */
public final class ProjectedDescent {
    /** Eigenvalues of S below this part of the largest are the rounding of zeros. */
    private static final double ZERO = 1e-13;
    /** Of more layers than these the power of a rounded number loses too many digits. */
    private static final double MANY = 0x1p20;

    private final double atStart;
    private final double[] eigenvalues;
    private final double[] linear;
    private final double[] quadratic;
    /** A − I = left·f(S)·rightᵀ. */
    private final Matrix left;
    private final Matrix right;

    private ProjectedDescent(double atStart, double[] eigenvalues, double[] linear, double[] quadratic, Matrix left,
            Matrix right) {
        this.atStart = atStart;
        this.eigenvalues = eigenvalues;
        this.linear = linear;
        this.quadratic = quadratic;
        this.left = left;
        this.right = right;
    }

    /**
     * Draws Π and, if P is finite, the context.
     *
     * @param lambda variances of the inputs, length D, ≥ 0
     * @param omega variances of the tasks in the same directions, length D, ≥ 0
     * @param width N in 1 … D
     * @param points P, an integer ≥ 1, or +Infinity
     */
    public static ProjectedDescent draw(double[] lambda, double[] omega, int width, double points, RandomStream stream) {
        Require.given("lambda, stream", lambda, stream);
        int d = Require.atLeast("lambda.length", Require.nonNegative("lambda", lambda).length, 1);
        Require.nonNegative("omega", Require.length("omega", omega, d));
        Require.within("width", width, 1, d);
        Matrix frame = width == d ? Matrix.identity(d) : Haar.frame(d, width, stream);
        Matrix root = root(lambda, points, stream);
        Interrupt.check();
        SymmetricEigen eigen = SymmetricEigen.of(gram(root.times(frame)));
        Interrupt.check();
        Matrix left = frame.times(eigen.vectors());
        Matrix right = root.transposeTimes(root.times(left));
        double atStart = Vectors.dot(omega, lambda);
        double[] power = Vectors.times(omega, lambda);
        double[] linear = new double[width];
        for (int i = 0; i < width; i++) {
            linear[i] = Vectors.dot(Vectors.times(left.column(i), power), right.column(i));
        }
        Interrupt.check();
        double[] quadratic = Vectors.times(form(left, lambda).data(), form(right, omega).data());
        return new ProjectedDescent(atStart, eigen.values(), linear, quadratic, left, right);
    }

    /** B with BᵀB = Σ̂, from Bartlett's factor of the points' Wishart matrix. */
    private static Matrix root(double[] lambda, double points, RandomStream stream) {
        int d = lambda.length;
        boolean finite = points < Double.POSITIVE_INFINITY;
        Require.that(!finite || points >= 1 && points == (int) points,
                "points = " + points + ": must be an integer ≥ 1 or +Infinity");
        Matrix root = finite ? WishartFactor.of((int) points, d).draw(stream).scaled(1 / Math.sqrt(points))
                : Matrix.identity(d);
        return root.timesDiagonal(roots(lambda));
    }

    private static double[] roots(double[] squares) {
        return Arrays.stream(squares).map(Math::sqrt).toArray();
    }

    /** \( V^\top\mathrm{diag}(\mathrm{variances})V \). */
    private static Matrix form(Matrix v, double[] variances) {
        return gram(v.transpose().timesDiagonal(roots(variances)).transpose());
    }

    private static Matrix gram(Matrix matrix) {
        return matrix.transposeTimes(matrix);
    }

    /**
     * @param gamma total step size γ ≥ 0
     * @param depth L, an integer ≥ 1, or +Infinity
     * @return the loss on this context
     * @throws ArithmeticException if it overflows
     */
    public double loss(double gamma, double depth) {
        double[] f = steps(gamma, depth);
        int n = f.length;
        double loss = atStart;
        for (int j = 0; j < n; j++) {
            loss += (2 * linear[j] + Vectors.dot(quadratic, j * n, f, 0, n)) * f[j];
        }
        if (!Double.isFinite(loss)) {
            throw overflow(gamma);
        }
        return loss;
    }

    /**
     * @param gamma total step size γ ≥ 0
     * @param depth L, an integer ≥ 1, or +Infinity
     * @return the derivative of {@link #loss} in γ
     * @throws ArithmeticException if it overflows
     */
    public double slope(double gamma, double depth) {
        double[] f = steps(gamma, depth);
        double[] decline = left(gamma, depth, depth - 1);
        int n = f.length;
        double slope = 0;
        for (int j = 0; j < n; j++) {
            slope -= 2 * (linear[j] + Vectors.dot(quadratic, j * n, f, 0, n)) * decline[j];
        }
        if (!Double.isFinite(slope)) {
            throw overflow(gamma);
        }
        return slope;
    }

    private static ArithmeticException overflow(double gamma) {
        return new ArithmeticException("gamma = " + gamma + ": the loss overflows, so far past the edge of stability");
    }

    /**
     * @param gamma total step size γ ≥ 0
     * @param depth L, an integer ≥ 1, or +Infinity
     * @return the diagonal of A in the basis of Λ, length D: what is left of each direction. Off it A is 0 on average
     * @throws ArithmeticException if it overflows
     */
    public double[] diagonal(double gamma, double depth) {
        double[] f = steps(gamma, depth);
        double[] diagonal = new double[left.rows()];
        Arrays.fill(diagonal, 1);
        for (int i = 0; i < f.length; i++) {
            for (int k = 0; k < diagonal.length; k++) {
                diagonal[k] += left.get(k, i) * f[i] * right.get(k, i);
            }
        }
        for (double rest : diagonal) {
            if (!Double.isFinite(rest)) {
                throw overflow(gamma);
            }
        }
        return diagonal;
    }

    /** f of the eigenvalues of S. */
    private double[] steps(double gamma, double depth) {
        Require.nonNegative("gamma", gamma);
        if (!(depth >= 1 && (depth == Math.rint(depth) || Double.isInfinite(depth)))) {
            Require.refuse("depth", depth, "an integer ≥ 1 or +Infinity");
        }
        int n = eigenvalues.length;
        double[] f = left(gamma, depth, depth);
        for (int i = 0; i < n; i++) {
            f[i] = eigenvalues[i] > ZERO * eigenvalues[n - 1] ? (f[i] - 1) / eigenvalues[i] : -gamma;
        }
        return f;
    }

    /** What so many of L steps leave of S's directions; of infinitely many, L of them. */
    private double[] left(double gamma, double depth, double steps) {
        if (Double.isInfinite(depth)) {
            return Arrays.stream(eigenvalues).map(s -> StrictMath.exp(-gamma * s)).toArray();
        }
        double[] shares = Arrays.stream(eigenvalues).map(s -> gamma * s / depth).toArray();
        return depth > MANY && Arrays.stream(shares).allMatch(share -> share < 0.5)
                ? Arrays.stream(shares).map(share -> StrictMath.exp(steps * StrictMath.log1p(-share))).toArray()
                : Vectors.power(Arrays.stream(shares).map(share -> 1 - share).toArray(), steps);
    }

    /** @return a copy of the eigenvalues of S, ascending: those of M, but for D − N that are 0 */
    public double[] eigenvalues() {
        return eigenvalues.clone();
    }

    /** @return the largest eigenvalue of M */
    public double largestEigenvalue() {
        return eigenvalues[eigenvalues.length - 1];
    }
}
