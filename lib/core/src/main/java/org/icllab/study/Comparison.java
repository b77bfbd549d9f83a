package org.icllab.study;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.icllab.Require;
import org.icllab.model.Quantity;
import org.icllab.model.Setting;

/**
 * Simulation beside theory at every point of a sweep.
 *
 * <p>A point agrees if it lies no farther from theory than its interval and a stated allowance together. The intervals
 * cover at all the points at once with probability 0.999 (Bonferroni), so that agreement does not hang on the seed.
 * Points lend each other their variances as fractions of the squared mean ({@link PooledVariance}): five trials know
 * little of their own spread, a hundred points of five trials know much. Where all spread alike the interval is about
 * twice the 95 % bar that figures draw for many trials. How many points lie within that bar, without any allowance, is
 * counted beside it.
 *
 * @param agreeing points that agree
 * @param within points whose drawn 95 % bar holds theory
 * @param points points compared
 * @param worst where the distance is largest beside what is allowed
 * @param distance |simulation − theory| / |theory| there; NaN, and no agreement, where either is
 * @param interval half-width of the interval / |theory| there
 * @param allowance what is allowed besides, as a fraction of theory, there; NaN where that is
 */
public record Comparison(int agreeing, int within, int points, String worst, double distance, double interval,
        double allowance) {
    /** Fewer trials know nothing of their spread. */
    public static final int LEAST_TRIALS = 5;
    private static final double CONFIDENCE = 0.999;

    /** @throws IllegalArgumentException if {@code worst} is null */
    public Comparison {
        Require.given("worst", worst);
    }

    /**
     * @param results of a simulation with at least {@link #LEAST_TRIALS} trials
     * @param quantity which of those measured
     * @param theory its value at a result's setting and marks
     * @param allowance what else the two may differ by there, as a fraction of theory
     * @throws IllegalArgumentException if there is no result, or one has fewer trials
     */
    public static <S extends Setting<S>> Comparison of(Results<S> results, Quantity quantity,
            ToDoubleFunction<Result<S>> theory, ToDoubleFunction<Result<S>> allowance) {
        Require.given("results, quantity, theory, allowance", results, quantity, theory, allowance);
        Require.atLeast("number of points", results.size(), 1);
        Estimate[] estimates = results.stream().map(r -> r.estimate(quantity)).toArray(Estimate[]::new);
        double[] variances = new double[estimates.length];
        double[] degrees = new double[estimates.length];
        for (int i = 0; i < estimates.length; i++) {
            degrees[i] = Require.atLeast("trials", estimates[i].trials(), LEAST_TRIALS) - 1.0;
            variances[i] = relativeVariance(estimates[i]);
        }
        PooledVariance pool = PooledVariance.of(variances, degrees);
        int agreeing = 0;
        int within = 0;
        Comparison worst = null;
        for (int i = 0; i < estimates.length; i++) {
            Result<S> result = results.get(i);
            Estimate estimate = estimates[i];
            double expected = theory.applyAsDouble(result);
            double error = Math.abs(estimate.mean()) * Math.sqrt(pool.of(variances[i], degrees[i]) / estimate.trials());
            double half = quantile(pool.degrees(degrees[i]), 1 - (1 - CONFIDENCE) / estimates.length) * error;
            Comparison here = new Comparison(0, 0, 0, result.text(), Math.abs(estimate.mean() - expected) / Math.abs(expected),
                    half / Math.abs(expected), allowance.applyAsDouble(result));
            agreeing += here.distance <= here.allowed() ? 1 : 0;
            within += Math.abs(estimate.mean() - expected) <= estimate.halfWidth() ? 1 : 0;
            if (worst == null || !(here.share() <= worst.share())) {
                worst = here;
            }
        }
        return new Comparison(agreeing, within, estimates.length, worst.worst, worst.distance, worst.interval, worst.allowance);
    }

    /** How much of what is allowed it is off; 0 if it is not off at all. */
    private double share() {
        return distance == 0 ? 0 : distance / allowed();
    }

    private static double relativeVariance(Estimate estimate) {
        double relative = estimate.deviation() / estimate.mean();
        return relative * relative;
    }

    private static double quantile(double degrees, double confidence) {
        return new TDistribution(degrees).inverseCumulativeProbability((1 + confidence) / 2);
    }

    /** @return the largest distance that agrees where it is nearest to its limit */
    public double allowed() {
        return interval + allowance;
    }

    /** @return whether every point agrees */
    public boolean holds() {
        return agreeing == points;
    }

    /**
     * @return "18 of 18 points, 17 within their drawn bar; closest to its limit: 3.1 % off, 5.1 % interval and 2.3 %
     *     allowed, at α = 1, τ = 0.85"
     */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d of %d points, %d within their drawn bar; closest to its limit: %.1f %% off,"
                + " %.1f %% interval%s, at %s", agreeing, points, within, 100 * distance, 100 * interval,
                allowance > 0 ? String.format(Locale.ROOT, " and %.1f %% allowed", 100 * allowance) : "", worst);
    }
}
