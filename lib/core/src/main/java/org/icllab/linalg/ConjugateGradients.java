package org.icllab.linalg;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.icllab.Interrupt;
import org.icllab.Require;

/**
 * Preconditioned conjugate gradients for \( Ax = b \) with A symmetric positive definite and known only by its products.
 *
 * <p>With \( r = b - Ax \) the error obeys \( |e|_M \le |r|_{M^{-1}}/\theta_{\min} \) and
 * \( |x|_M \ge |b|_{M^{-1}}/\theta_{\max} \), θ the eigenvalues of \( M^{-1}A \). The iteration's own coefficients give
 * both ends of that spectrum (Lanczos), so that it stops at an error, not at a residual:
 * \( \tfrac{\theta_{\max}}{\theta_{\min}}\,|r|_{M^{-1}}/|b|_{M^{-1}} \le \) tolerance.
 *
 * @see "Golub and Van Loan, Matrix Computations, 10.2 and 11.5: the Lanczos matrix of conjugate gradients"
 */
public final class ConjugateGradients {
    /** The unit roundoff: an error of about this much times the condition number is left. */
    private static final double ROUNDING = Math.ulp(1.0) / 2;
    /** Eigenvalues below this part of the largest are out of reach in any case. */
    private static final double LEAST = 1e-20;

    private final UnaryOperator<double[]> operator;
    private final UnaryOperator<double[]> preconditioner;
    private final double tolerance;
    private final double[] x;
    /** Diagonal and squared off-diagonal of the Lanczos matrix, whose eigenvalues approach those of \( M^{-1}A \). */
    private final List<Double> diagonal = new ArrayList<>();
    private final List<Double> squares = new ArrayList<>();
    private double condition = 1;

    private ConjugateGradients(UnaryOperator<double[]> operator, UnaryOperator<double[]> preconditioner, int length,
                               double tolerance) {
        this.operator = operator;
        this.preconditioner = preconditioner;
        this.tolerance = tolerance;
        this.x = new double[length];
    }

    /**
     * Starts from zero and stops where the relative error of x is at most {@code tolerance}, in the norm
     * \( |x|_M = \sqrt{x^\top Mx} \).
     *
     * @param operator \( v \mapsto Av \); must not keep or change its argument
     * @param preconditioner \( v \mapsto M^{-1}v \) with M near A, symmetric positive definite
     * @param b right-hand side
     * @param tolerance in (0, 1]
     * @param maxIterations ≥ 1
     * @throws ArithmeticException if the tolerance is not reached, or cannot be for rounding, or A or M is not positive
     *     definite; the message says how far it came
     * @throws CancellationException if the thread is interrupted
     */
    public static ConjugateGradients solve(UnaryOperator<double[]> operator, UnaryOperator<double[]> preconditioner,
                                           double[] b, double tolerance, int maxIterations) {
        Require.given("preconditioner", preconditioner);
        Require.given("operator, preconditioner", operator, preconditioner);
        Require.within("tolerance", tolerance, Double.MIN_NORMAL, 1);
        Require.atLeast("maxIterations", maxIterations, 1);
        Require.finite("b", b);
        var solution = new ConjugateGradients(operator, preconditioner, b.length, tolerance);
        if (Vectors.norm(b) > 0) {
            solution.iterate(b.clone(), maxIterations);
        }
        return solution;
    }

    private void iterate(double[] residual, int maxIterations) {
        double[] direction = Require.given("preconditioner's result", preconditioner.apply(residual)).clone();
        double start = Vectors.dot(residual, direction);
        double square = start;
        double carried = 0;
        requirePositive("preconditioner", start > 0);
        while (true) {
            Interrupt.check();
            double[] image = operator.apply(direction);
            double curvature = Vectors.dot(direction, image);
            requirePositive("operator", curvature > 0);
            double step = square / curvature;
            Vectors.axpy(step, direction, x);
            Vectors.axpy(-step, image, residual);
            diagonal.add(1 / step + carried);
            double[] next = preconditioner.apply(residual);
            double nextSquare = Vectors.dot(residual, next);
            requirePositive("preconditioner", nextSquare >= 0);
            double relative = Math.sqrt(nextSquare / start);
            if (arrived(relative)) {
                return;
            }
            if (diagonal.size() == maxIterations) {
                throw new ArithmeticException(String.format(Locale.ROOT,
                        "conjugate gradients stopped after %d iterations at a relative error of about %.1e; %.1e was asked",
                        maxIterations, condition() * relative, tolerance));
            }
            double ratio = nextSquare / square;
            squares.add(ratio / step / step);
            carried = ratio / step;
            square = nextSquare;
            Vectors.scale(ratio, direction);
            Vectors.axpy(1, next, direction);
        }
    }

    private boolean arrived(double residual) {
        // The estimate of the condition number only grows, so it is made anew only where the old one would let us stop.
        if (condition * residual <= tolerance) {
            condition = condition();
            if (condition * ROUNDING > tolerance) {
                throw new ArithmeticException(String.format(Locale.ROOT,
                        "the equations' condition number is %.1e: rounding leaves no relative error of %.1e",
                        condition, tolerance));
            }
        }
        return condition * residual <= tolerance;
    }

    /** θ_max/θ_min of the Lanczos matrix: the first from Gershgorin's discs, the second by bisection to 1 %. */
    private double condition() {
        double largest = 0;
        double upper = Double.POSITIVE_INFINITY;
        for (int j = 0; j < diagonal.size(); j++) {
            largest = Math.max(largest, diagonal.get(j) + off(j - 1) + off(j));
            upper = Math.min(upper, diagonal.get(j));
        }
        double lower = LEAST * largest;
        while (upper > 1.01 * lower) {
            double middle = Math.sqrt(lower * upper);
            if (hasEigenvalueBelow(middle)) {
                upper = middle;
            } else {
                lower = middle;
            }
        }
        return largest / upper;
    }

    private double off(int j) {
        return j >= 0 && j < diagonal.size() - 1 ? Math.sqrt(squares.get(j)) : 0;
    }

    /** By the signs of the pivots of the matrix less {@code shift}. */
    private boolean hasEigenvalueBelow(double shift) {
        double pivot = diagonal.get(0) - shift;
        for (int j = 1; j < diagonal.size() && pivot > 0; j++) {
            pivot = diagonal.get(j) - shift - squares.get(j - 1) / pivot;
        }
        return !(pivot > 0);
    }

    private static void requirePositive(String name, boolean positive) {
        if (!positive) {
            throw new ArithmeticException("conjugate gradients: the " + name + " is not positive definite");
        }
    }

    /** @return a copy of the solution */
    public double[] x() {
        return x.clone();
    }

    /** @return how many products with A it took */
    public int iterations() {
        return diagonal.size();
    }
}
