package org.icllab.study;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.icllab.Require;
import org.icllab.model.Quantity;
import org.icllab.model.Setting;

/**
 * Simulation beside theory at every point of a sweep.
 *
 * <p>A point agrees if it lies no farther from theory than its confidence interval and a stated allowance together.
 * The intervals are wide enough to cover at all the points at once with probability 0.999 (Bonferroni), so that
 * agreement does not hang on the seed.
 *
 * @param agreeing points that agree
 * @param points points compared
 * @param worst where the distance is largest beside what is allowed
 * @param distance |simulation − theory| / |theory| there; NaN, and no agreement, where either is
 * @param allowed (half-width + allowance) / |theory| there; NaN as the distance, or for an allowance of NaN
 */
public record Comparison(int agreeing, int points, String worst, double distance, double allowed) {
    public Comparison {
        Require.given("worst", worst);
    }

    private static final double CONFIDENCE = 0.999;

    /**
     * @param results of a simulation with at least two trials
     * @param quantity which of those measured
     * @param theory its value at a result's setting and marks
     * @param allowance what else the two may differ by there, as a fraction of theory
     * @throws IllegalArgumentException if there is no result, or one has one trial only
     */
    public static <S extends Setting<S>> Comparison of(Results<S> results, Quantity quantity,
            ToDoubleFunction<Result<S>> theory, ToDoubleFunction<Result<S>> allowance) {
        Require.given("results, quantity, theory, allowance", results, quantity, theory, allowance);
        Require.atLeast("number of points", results.size(), 1);
        int agreeing = 0;
        Comparison worst = null;
        for (Result<S> result : results.list()) {
            Estimate estimate = result.estimate(quantity);
            Require.atLeast("trials", estimate.trials(), 2);
            double expected = theory.applyAsDouble(result);
            double half = estimate.halfWidth(1 - (1 - CONFIDENCE) / results.size());
            double allowed = half / Math.abs(expected) + allowance.applyAsDouble(result);
            double distance = Math.abs(estimate.mean() - expected) / Math.abs(expected);
            agreeing += distance <= allowed ? 1 : 0;
            if (worst == null || !(distance / allowed <= worst.distance / worst.allowed)) {
                worst = new Comparison(0, 0, result.text(), distance, allowed);
            }
        }
        return new Comparison(agreeing, results.size(), worst.worst, worst.distance, worst.allowed);
    }

    /** @return whether every point agrees */
    public boolean holds() {
        return agreeing == points;
    }

    /** @return "18 of 18 points; closest to its limit: 3.1 % off, 7.4 % allowed, at α = 1, τ = 0.85" */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d of %d points; closest to its limit: %.1f %% off, %.1f %% allowed, at %s",
                agreeing, points, 100 * distance, 100 * allowed, worst);
    }
}
