package org.icllab.linalg;

import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.ConjugateGradient;
import org.apache.commons.math3.linear.IterativeLinearSolverEvent;
import org.apache.commons.math3.linear.RealLinearOperator;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.util.IterationEvent;
import org.apache.commons.math3.util.IterationListener;
import org.apache.commons.math3.util.IterationManager;
import org.icllab.Require;

/**
 * Preconditioned conjugate gradients for \( Ax = b \) with A symmetric positive definite and known only by its products.
 *
 * @param x the solution
 * @param iterations how many products with A it took
 * @param residual \( |b - Ax| / |b| \) as the recursion tracks it
 */
public record ConjugateGradients(double[] x, int iterations, double residual) {
    /**
     * Starts from zero and stops at a relative residual of {@code tolerance}. An interrupt of the calling thread is
     * noticed at the next iteration.
     *
     * @param operator \( v \mapsto Av \); must not keep or change its argument
     * @param preconditioner \( v \mapsto M^{-1}v \) with M near A, symmetric positive definite
     * @param b right-hand side
     * @param tolerance in (0, 1)
     * @param maxIterations ≥ 1
     * @throws ArithmeticException if the tolerance is not reached; the message says how far it came
     * @throws CancellationException if the thread is interrupted
     */
    public static ConjugateGradients solve(UnaryOperator<double[]> operator, UnaryOperator<double[]> preconditioner,
                                           double[] b, double tolerance, int maxIterations) {
        Require.within("tolerance", tolerance, Double.MIN_NORMAL, 1);
        Require.atLeast("maxIterations", maxIterations, 1);
        Require.finite("b", b);
        RealVector rightHandSide = new ArrayRealVector(b, false);
        double scale = rightHandSide.getNorm();
        if (scale == 0) {
            return new ConjugateGradients(new double[b.length], 0, 0);
        }
        // The library counts its start as an iteration.
        IterationManager manager = new IterationManager(maxIterations + 1);
        Progress progress = new Progress();
        manager.addIterationListener(progress);
        try {
            RealVector x = new ConjugateGradient(manager, tolerance, false).solve(
                    adapt(operator, b.length, true), adapt(preconditioner, b.length, false), rightHandSide);
            return new ConjugateGradients(x.toArray(), progress.iterations, progress.residualNorm / scale);
        } catch (MaxCountExceededException e) {
            throw new ArithmeticException(String.format(
                    "conjugate gradients stopped after %d iterations at a relative residual of %.1e; %.1e was asked",
                    progress.iterations, progress.residualNorm / scale, tolerance));
        }
    }

    private static RealLinearOperator adapt(UnaryOperator<double[]> map, int dimension, boolean startsFromZero) {
        return new RealLinearOperator() {
            private boolean first = startsFromZero;

            @Override
            public int getRowDimension() {
                return dimension;
            }

            @Override
            public int getColumnDimension() {
                return dimension;
            }

            @Override
            public RealVector operate(RealVector v) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("interrupted in conjugate gradients");
                }
                if (first) {
                    // The first product is with the zero start vector.
                    first = false;
                    return new ArrayRealVector(dimension);
                }
                return new ArrayRealVector(map.apply(v.toArray()), false);
            }
        };
    }

    private static final class Progress implements IterationListener {
        private int iterations;
        private double residualNorm;

        @Override
        public void initializationPerformed(IterationEvent event) {
            residualNorm = ((IterativeLinearSolverEvent) event).getNormOfResidual();
        }

        @Override
        public void iterationStarted(IterationEvent event) {
        }

        @Override
        public void iterationPerformed(IterationEvent event) {
            iterations++;
            residualNorm = ((IterativeLinearSolverEvent) event).getNormOfResidual();
        }

        @Override
        public void terminationPerformed(IterationEvent event) {
        }
    }
}
