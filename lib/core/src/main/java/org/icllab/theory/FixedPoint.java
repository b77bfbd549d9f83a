package org.icllab.theory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.UnaryOperator;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Vectors;

/**
 * The solution of \( x = f(x) \) by Anderson's acceleration: the step is that combination of the last few whose residuals
 * cancel best, which takes a tenth of the plain iteration's steps where that is slow.
 *
 * <p>Where a step makes the residual much larger, all are forgotten and plain half steps are taken from the best point,
 * more of them each time; where that does not help either, from the start.
 *
 * @see "Walker, Ni 2011"
 */
public final class FixedPoint {
    private static final int MEMORY = 8;
    private static final int MOST_STEPS = 5000;
    private static final int FIRST_PLAIN = 4;
    private static final double WORSE = 4;
    private static final int AFRESH = 4;
    /** A direction that adds less than this to the span of the others is left out. */
    private static final double INDEPENDENT = 1e-10;

    private FixedPoint() {
    }

    /**
     * @param map f, of finite numbers to as many finite numbers near the solution
     * @param start where to begin
     * @param longest no component moves more than this in a step, or where x's is above 1 than this part of it
     * @param tolerance of the largest component of f(x) − x, measured in the same way; where rounding stops the approach above
     *     it, 100 times it
     * @return x
     * @throws ArithmeticException if 5000 steps do not suffice
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static double[] solve(UnaryOperator<double[]> map, double[] start, double longest, double tolerance) {
        Require.given("map", map);
        double[] x = Require.finite("start", start).clone();
        Require.positive("longest", longest);
        Require.positive("tolerance", tolerance);
        double[] best = x;
        double[] bestResidual = null;
        double least = Double.POSITIVE_INFINITY;
        int since = 0;
        int plain = FIRST_PLAIN;
        int restarts = 0;
        Deque<double[]> steps = new ArrayDeque<>();
        Deque<double[]> changes = new ArrayDeque<>();
        double[] last = null;
        double[] lastResidual = null;
        for (int step = 0; step < MOST_STEPS; step++) {
            Interrupt.check();
            double[] residual = Vectors.minus(Require.length("map's value", map.apply(x), x.length), x);
            double size = largest(residual, x);
            if (size < least) {
                least = size;
                best = x;
                bestResidual = residual;
                since = 0;
            } else {
                since++;
            }
            if (least <= tolerance || since > 2 && least <= 10 * tolerance || since > MEMORY && least <= 100 * tolerance) {
                return best;
            }
            if (plain > 0 && size < Double.POSITIVE_INFINITY) {
                plain--;
                x = sum(x, residual, Math.min(0.5, longest / size));
                continue;
            }
            if (!(size <= WORSE * least) || since > 4 * MEMORY) {
                steps.clear();
                changes.clear();
                last = null;
                since = 0;
                if (bestResidual == null) {
                    break;
                }
                restarts++;
                plain = 10 * restarts;
                if (restarts % AFRESH == 0) {
                    // The best point is no way to the solution.
                    x = start.clone();
                    least = Double.POSITIVE_INFINITY;
                    bestResidual = null;
                    continue;
                }
                x = sum(best, bestResidual, Math.min(0.5, longest / least));
                continue;
            }
            if (last != null) {
                remember(steps, Vectors.minus(x, last));
                remember(changes, Vectors.minus(residual, lastResidual));
            }
            last = x;
            lastResidual = residual;
            double[] move = Vectors.minus(next(x, residual, steps, changes), x);
            x = sum(x, move, Math.min(1, longest / largest(move, x)));
        }
        throw new ArithmeticException("a fixed point was not found: residual " + least + " within " + MOST_STEPS + " steps");
    }

    /** x + r − (ΔX + ΔR)γ with γ = argmin |r − ΔRγ|, by Gram and Schmidt from the newest difference on. */
    private static double[] next(double[] x, double[] residual, Deque<double[]> steps, Deque<double[]> changes) {
        double[] rest = residual.clone();
        double[] moved = x.clone();
        double[][] bases = new double[changes.size()][];
        double[][] shifts = new double[changes.size()][];
        int rank = 0;
        Iterator<double[]> taken = steps.iterator();
        for (double[] change : changes) {
            double[] direction = change.clone();
            double[] shift = taken.next().clone();
            double whole = Vectors.norm(direction);
            for (int pass = 0; pass < 2; pass++) {
                for (int i = 0; i < rank; i++) {
                    double share = Vectors.dot(bases[i], direction);
                    Vectors.axpy(-share, bases[i], direction);
                    Vectors.axpy(-share, shifts[i], shift);
                }
            }
            double length = Vectors.norm(direction);
            if (length > INDEPENDENT * whole) {
                Vectors.scale(1 / length, direction);
                Vectors.scale(1 / length, shift);
                bases[rank] = direction;
                shifts[rank] = shift;
                double share = Vectors.dot(bases[rank], rest);
                Vectors.axpy(-share, bases[rank], rest);
                Vectors.axpy(-share, shifts[rank], moved);
                rank++;
            }
        }
        Vectors.axpy(1, rest, moved);
        return moved;
    }

    private static void remember(Deque<double[]> memory, double[] vector) {
        memory.addFirst(vector);
        if (memory.size() > MEMORY) {
            memory.removeLast();
        }
    }

    private static double largest(double[] difference, double[] x) {
        double most = 0;
        for (int i = 0; i < x.length; i++) {
            double part = Math.abs(difference[i]) / Math.max(1, Math.abs(x[i]));
            // NaN is larger than any tolerance.
            most = part <= most ? most : part;
        }
        return most;
    }

    private static double[] sum(double[] a, double[] b, double factor) {
        double[] sum = a.clone();
        Vectors.axpy(factor, b, sum);
        return sum;
    }
}
