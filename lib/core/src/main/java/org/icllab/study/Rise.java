package org.icllab.study;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.icllab.Require;
import org.icllab.model.Point;

/**
 * How much a quantity rises along a coordinate, in simulation, between the two points where theory rises most: whether
 * a curve that theory bends upward is seen to do so.
 *
 * @param from the coordinate where the rise begins; NaN if theory never rises
 * @param to the larger coordinate where it ends; NaN if theory never rises
 * @param theory the relative rise in theory, 0 if there is none
 * @param measured the relative rise of the simulation's means, NaN if theory never rises
 * @param halfWidth of the 95 % confidence interval of {@code measured}, to first order in both points' intervals
 */
public record Rise(double from, double to, double theory, double measured, double halfWidth) {
    /**
     * @param results of points that differ in {@code coordinate} alone, at least two
     * @param quantity which of their estimates, positive
     * @param coordinate its symbol
     * @param theory of the quantity, positive
     */
    public static Rise of(List<Result> results, String quantity, String coordinate, ToDoubleFunction<Point> theory) {
        Require.atLeast("number of points", results.size(), 2);
        Rise steepest = new Rise(Double.NaN, Double.NaN, 0, Double.NaN, Double.NaN);
        for (Result start : results) {
            for (Result end : results) {
                double from = start.point().get(coordinate);
                double to = end.point().get(coordinate);
                double rise = theory.applyAsDouble(end.point()) / theory.applyAsDouble(start.point()) - 1;
                if (to > from && rise > steepest.theory) {
                    steepest = between(from, to, rise, start.estimate(quantity), end.estimate(quantity));
                }
            }
        }
        return steepest;
    }

    private static Rise between(double from, double to, double theory, Estimate start, Estimate end) {
        double ratio = end.mean() / start.mean();
        double relative = Math.hypot(end.halfWidth() / end.mean(), start.halfWidth() / start.mean());
        return new Rise(from, to, theory, ratio - 1, ratio * relative);
    }

    /** @return whether the rise in theory is more than twice the interval, so that the simulation can show it */
    public boolean isClear() {
        return theory > 2 * halfWidth;
    }
}
