package org.icllab.study;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.icllab.Require;
import org.icllab.random.RandomStream;

/**
 * Whether estimates are ordered as given numbers are: Spearman's rank correlation, 1 for the same order and −1 for the
 * opposite one, with the 95 % interval of the parametric bootstrap, which moves each estimate by its standard error times
 * a normal number. Noise in estimates mostly lowers a high correlation, so that the value may stand near the interval's
 * upper end.
 *
 * @param value of the means, in [−1, 1]
 * @param low 2.5 % of the bootstrap's correlations are below, in [−1, 1]
 * @param high 2.5 % are above, in [−1, 1]
 */
public record RankCorrelation(double value, double low, double high) {
    private static final int RESAMPLED = 1000;
    private static final double LOW = 2.5;
    private static final double HIGH = 97.5;

    /** @throws IllegalArgumentException if a number is out of its range */
    public RankCorrelation {
        Require.within("value", value, -1, 1);
        Require.within("low", low, -1, 1);
        Require.within("high", high, -1, 1);
    }

    /**
     * @param numbers finite, at least 3, not all equal
     * @param estimates one for each, with finite means, not all equal, and standard errors
     * @param stream of the bootstrap
     * @throws IllegalArgumentException if there are too few, all are equal, or a number is not finite
     */
    public static RankCorrelation of(double[] numbers, List<Estimate> estimates, RandomStream stream) {
        Require.given("stream", stream);
        Require.atLeast("numbers.length", Require.finite("numbers", numbers).length, 3);
        Require.length("estimates", Require.list("estimates", estimates).size(), numbers.length);
        double[] means = Require.finite("estimates' means", estimates.stream().mapToDouble(Estimate::mean).toArray());
        double[] errors = Require.finite("estimates' standard errors",
                estimates.stream().mapToDouble(Estimate::standardError).toArray());
        for (double[] order : new double[][] {numbers, means}) {
            Require.that(DoubleStream.of(order).distinct().count() > 1, (order == means ? "estimates" : "numbers")
                    + " = " + order[0] + " only: must not all be equal");
        }
        double[] resampled = IntStream.range(0, RESAMPLED).mapToDouble(n -> {
            RandomStream own = stream.at(n);
            return correlation(numbers, IntStream.range(0, means.length)
                    .mapToDouble(i -> means[i] + errors[i] * own.nextGaussian()).toArray());
        }).toArray();
        return new RankCorrelation(correlation(numbers, means), StatUtils.percentile(resampled, LOW),
                StatUtils.percentile(resampled, HIGH));
    }

    private static double correlation(double[] x, double[] y) {
        return new SpearmansCorrelation().correlation(x, y);
    }

    /** @return the value with its 95 % interval: {@code 0.94 (0.85 to 0.99)} */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", value, low, high);
    }
}
