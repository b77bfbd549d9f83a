package org.icllab.theory;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.math3.optim.univariate.UnivariatePointValuePair;
import org.icllab.Interrupt;
import org.icllab.Require;

/**
 * Where a function of a positive number is smallest, and how small.
 *
 * @param at the point, to about 1e-8 of it: a function is flat at its minimum, and rounding hides shifts below the square
 *     root of 1e-16
 * @param value the function there
 */
public record Minimum(double at, double value) {
    public Minimum {
        Require.numbers("at, value", at, value);
    }

    private static final double RELATIVE = 1e-9;
    private static final int MOST_EVALUATIONS = 1000;

    /**
     * The minimum of {@code f} between {@code low} and {@code high}: Brent's method between the neighbours of the lowest
     * of {@code intervals + 1} points in geometric progression. The scan finds the lowest of several minima if they are
     * farther apart than the points.
     *
     * @param low positive
     * @param high at least {@code low}, to which its ratio is finite
     * @param intervals at least 1
     * @param f never NaN
     * @return the minimum
     */
    public static Minimum between(double low, double high, int intervals, DoubleUnaryOperator f) {
        Require.given("f", f);
        Require.positive("low", low);
        Require.that(high >= low && high / low < Double.POSITIVE_INFINITY, "high = " + high
                + ": must be at least low = " + low + ", and their ratio finite");
        double[] grid = new double[Require.room("intervals + 1", Require.atLeast("intervals", intervals, 1) + 1L)];
        int lowest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= intervals; i++) {
            Interrupt.check();
            grid[i] = low * Math.pow(high / low, (double) i / intervals);
            double value = f.applyAsDouble(grid[i]);
            if (value < least) {
                least = value;
                lowest = i;
            }
        }
        double left = grid[Math.max(0, lowest - 1)];
        double right = grid[Math.min(intervals, lowest + 1)];
        if (!(left < right)) {
            return new Minimum(grid[lowest], least);
        }
        UnivariatePointValuePair minimum = new BrentOptimizer(RELATIVE, Double.MIN_NORMAL).optimize(
                new MaxEval(MOST_EVALUATIONS), GoalType.MINIMIZE, new SearchInterval(left, right, grid[lowest]),
                new UnivariateObjectiveFunction(f::applyAsDouble));
        return new Minimum(minimum.getPoint(), minimum.getValue());
    }
}
