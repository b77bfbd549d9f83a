package org.icllab.theory.descent;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.math3.optim.univariate.UnivariatePointValuePair;

/**
 * The best total step size and what it reaches.
 *
 * @param gamma \( \gamma \) at the minimum, to about 1e-8 of it; +Infinity where the loss falls for ever
 * @param loss the loss there, or its limit
 */
public record Optimum(double gamma, double loss) {
    private static final int INTERVALS = 64;
    /** The loss is flat at its minimum: rounding hides shifts of γ below the square root of 1e-16. */
    private static final double RELATIVE = 1e-9;
    private static final int MOST_EVALUATIONS = 1000;

    /**
     * The minimum of {@code loss} between {@code low} and {@code high}: Brent's method between the neighbours of the
     * lowest of 65 points in geometric progression, which brackets it also where there is more than one minimum.
     *
     * @param low positive @param high finite, at least {@code low}
     */
    static Optimum between(double low, double high, DoubleUnaryOperator loss) {
        double[] grid = new double[INTERVALS + 1];
        int lowest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= INTERVALS; i++) {
            grid[i] = low * Math.pow(high / low, (double) i / INTERVALS);
            double value = loss.applyAsDouble(grid[i]);
            if (value < least) {
                least = value;
                lowest = i;
            }
        }
        double left = grid[Math.max(0, lowest - 1)];
        double right = grid[Math.min(INTERVALS, lowest + 1)];
        if (!(left < right)) {
            return new Optimum(grid[lowest], least);
        }
        UnivariatePointValuePair minimum = new BrentOptimizer(RELATIVE, Double.MIN_NORMAL).optimize(
                new MaxEval(MOST_EVALUATIONS), GoalType.MINIMIZE, new SearchInterval(left, right, grid[lowest]),
                new UnivariateObjectiveFunction(loss::applyAsDouble));
        return new Optimum(minimum.getPoint(), minimum.getValue());
    }
}
