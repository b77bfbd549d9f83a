package org.icllab.study;

import java.util.function.ToDoubleFunction;
import org.icllab.Require;
import org.icllab.model.Parameter;
import org.icllab.model.Quantity;
import org.icllab.model.Setting;

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
     * @param results that differ in {@code coordinate} alone, at least two
     * @param quantity which of those measured, positive
     * @param coordinate what it rises along
     * @param theory of the quantity, positive
     */
    public static <S extends Setting<S>> Rise of(Results<S> results, Quantity quantity, Parameter coordinate,
            ToDoubleFunction<S> theory) {
        Require.given("results, quantity, coordinate, theory", results, quantity, coordinate, theory);
        Require.atLeast("number of points", results.size(), 2);
        double[] heights = results.stream().mapToDouble(result -> theory.applyAsDouble(result.setting())).toArray();
        Rise steepest = new Rise(Double.NaN, Double.NaN, 0, Double.NaN, Double.NaN);
        for (int i = 0; i < heights.length; i++) {
            for (int j = 0; j < heights.length; j++) {
                double from = results.get(i).at(coordinate);
                double to = results.get(j).at(coordinate);
                double rise = heights[j] / heights[i] - 1;
                if (to > from && rise > steepest.theory) {
                    steepest = between(from, to, rise, results.get(i).estimate(quantity), results.get(j).estimate(quantity));
                }
            }
        }
        return steepest;
    }

    private static Rise between(double from, double to, double theory, Estimate start, Estimate end) {
        double ratio = end.mean() / start.mean();
        double relative = StrictMath.hypot(end.halfWidth() / end.mean(), start.halfWidth() / start.mean());
        return new Rise(from, to, theory, ratio - 1, ratio * relative);
    }

    /** @return whether the rise in theory is more than twice the interval, so that the simulation can show it */
    public boolean isClear() {
        return theory > 2 * halfWidth;
    }
}
