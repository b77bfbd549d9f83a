package org.icllab.study;

import java.util.Arrays;
import org.apache.commons.math3.special.Gamma;

/**
 * Variances that many points, each of few trials, lend to each other.
 *
 * <p>True variances are taken for draws from a scaled inverse chi-square law, \( d_0s_0^2/\chi^2_{d_0} \). Its two
 * numbers are fitted to mean and variance of the points' log variances; a point with variance \( s^2 \) of d degrees of
 * freedom then has \( (d_0s_0^2 + ds^2)/(d_0 + d) \) of \( d_0 + d \). Where points differ by no more than chance,
 * \( d_0 \) is infinite and all are pooled; where they differ much, \( d_0 \) is small and each keeps its own.
 *
 * @param scale \( s_0^2 \); 0 if no point varies
 * @param degrees \( d_0 \), possibly infinite
 * @param total degrees of freedom of all points together
 * @see "G. K. Smyth, Linear models and empirical Bayes methods for assessing differential expression in microarray
 *     experiments, Stat. Appl. Genet. Mol. Biol. 3 (2004), article 3, section 6.2"
 */
record PooledVariance(double scale, double degrees, double total) {
    private static final double TOLERANCE = 1e-10;

    /**
     * @param variances of the points, ≥ 0; those that are 0 tell nothing of the others and are left out
     * @param degrees of freedom of each, ≥ 1
     */
    static PooledVariance of(double[] variances, double[] degrees) {
        double[] logs = new double[variances.length];
        int points = 0;
        double expected = 0;
        double total = 0;
        double sum = 0;
        for (int i = 0; i < variances.length; i++) {
            if (variances[i] > 0 && variances[i] < Double.POSITIVE_INFINITY) {
                double half = degrees[i] / 2;
                logs[points++] = StrictMath.log(variances[i]) - Gamma.digamma(half) + StrictMath.log(half);
                expected += Gamma.trigamma(half);
                total += degrees[i];
                sum += degrees[i] * variances[i];
            }
        }
        if (points == 0) {
            return new PooledVariance(0, Double.POSITIVE_INFINITY, Arrays.stream(degrees).sum());
        }
        double mean = Arrays.stream(logs, 0, points).average().orElseThrow();
        double spread = Arrays.stream(logs, 0, points).map(log -> (log - mean) * (log - mean)).sum();
        double excess = points > 1 ? spread / (points - 1) - expected / points : 0;
        if (!(excess > 0)) {
            return new PooledVariance(sum / total, Double.POSITIVE_INFINITY, total);
        }
        double half = inverseTrigamma(excess);
        return new PooledVariance(StrictMath.exp(mean + Gamma.digamma(half) - StrictMath.log(half)), 2 * half, total);
    }

    /** @return the variance of a point whose own is {@code variance} of {@code own} degrees of freedom */
    double of(double variance, double own) {
        return degrees == Double.POSITIVE_INFINITY ? scale
                : (degrees * scale + own * variance) / (degrees + own);
    }

    /** @return the degrees of freedom of that variance: no more than all points have together */
    double degrees(double own) {
        return Math.min(own + degrees, total);
    }

    /** Newton's method on 1/ψ′, which is convex and nearly straight: it rises to the root from below. */
    private static double inverseTrigamma(double value) {
        double at = 0.5 + 1 / value;
        for (double step = at; Math.abs(step) > TOLERANCE * at;) {
            double trigamma = Gamma.trigamma(at);
            double h = 1e-4 * at;
            double slope = (Gamma.trigamma(at + h) - Gamma.trigamma(at - h)) / (2 * h);
            step = trigamma * (1 - trigamma / value) / slope;
            at = Math.max(at / 2, at + step);
        }
        return at;
    }
}
