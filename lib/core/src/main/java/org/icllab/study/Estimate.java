package org.icllab.study;

import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.icllab.Require;

/**
 * A mean over independent trials; NaN if a trial's value is, which says that it had none.
 *
 * @param mean of the trials
 * @param standardError of the mean: the trials' standard deviation over \( \sqrt n \), ≥ 0; NaN for one trial
 * @param trials n ≥ 1
 */
public record Estimate(double mean, double standardError, int trials) {
    private static final double LEAST = 1e-3;
    private static final double MOST = 1 - 1e-9;
    private static final double ROUNDING = 1e-9;

    public Estimate {
        Require.atLeast("trials", trials, 1);
        if (standardError < 0) {
            Require.refuse("standardError", standardError, "≥ 0, or NaN");
        }
    }

    /** @param values one per trial, at least one */
    public static Estimate of(double... values) {
        Require.atLeast("values.length", Require.given("values", values).length, 1);
        SummaryStatistics statistics = new SummaryStatistics();
        for (double value : values) {
            statistics.addValue(value);
        }
        double deviation = values.length > 1 ? statistics.getStandardDeviation() : Double.NaN;
        return new Estimate(statistics.getMean(), deviation / Math.sqrt(values.length), values.length);
    }

    /**
     * The mean of means that were found independently, each weighted alike.
     *
     * <p>Its interval is that of Welch and Satterthwaite: {@code trials} is one more than their degrees of freedom,
     * rounded down.
     *
     * @param estimates one or more, of two trials or more each
     * @see "F. E. Satterthwaite, An approximate distribution of estimates of variance components, Biometrics Bulletin 2 (1946)"
     */
    public static Estimate mean(List<Estimate> estimates) {
        int count = Require.atLeast("estimates.size()", Require.list("estimates", estimates).size(), 1);
        for (int i = 0; i < count; i++) {
            Require.atLeast("estimates[" + i + "].trials", estimates.get(i).trials, 2);
        }
        return combined(estimates, estimates.stream().mapToDouble(Estimate::mean).sum() / count, count);
    }

    /**
     * The difference of two means that were found independently, with an interval as that of {@link #mean(List)}.
     *
     * @param other of two trials or more, as this one
     */
    public Estimate minus(Estimate other) {
        Require.given("other", other);
        Require.atLeast("trials", trials, 2);
        Require.atLeast("other.trials", other.trials, 2);
        return combined(List.of(this, other), mean - other.mean, 1);
    }

    /** @param divisor of the sum or difference of which {@code mean} is the outcome */
    private static Estimate combined(List<Estimate> estimates, double mean, int divisor) {
        double variance = 0;
        double spread = 0;
        int most = 0;
        for (Estimate estimate : estimates) {
            int freedom = estimate.trials - 1;
            double own = estimate.standardError * estimate.standardError;
            variance += own;
            spread += own * own / freedom;
            most += freedom;
        }
        double freedom = spread > 0 ? variance * variance / spread : most;
        return new Estimate(mean, Math.sqrt(variance) / divisor, 1 + (int) (freedom * (1 + ROUNDING)));
    }

    /** @return the trials' standard deviation; NaN for one trial */
    public double deviation() {
        return standardError * Math.sqrt(trials);
    }

    /** @return half the width of the 95 % confidence interval */
    public double halfWidth() {
        return halfWidth(0.95);
    }

    /** @return the lower end of the 95 % confidence interval */
    public double low() {
        return mean - halfWidth();
    }

    /** @return the upper end of the 95 % confidence interval */
    public double high() {
        return mean + halfWidth();
    }

    /**
     * @param confidence in [0.001, 1 − 1e-9], where the quantile is right to 1e-6
     * @return half the width of the interval mean ± t·standardError that covers the truth with that probability, by
     *     Student's t with n − 1 degrees of freedom; NaN for one trial
     */
    public double halfWidth(double confidence) {
        Require.within("confidence", confidence, LEAST, MOST);
        if (trials < 2) {
            return Double.NaN;
        }
        return new TDistribution(trials - 1).inverseCumulativeProbability((1 + confidence) / 2) * standardError;
    }
}
