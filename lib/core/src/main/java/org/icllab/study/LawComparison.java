package org.icllab.study;

import java.util.Arrays;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.icllab.Require;

/**
 * Whether two samples of a number come from one law.
 *
 * @param first the first sample's mean
 * @param second the second sample's
 * @param distance between the two empirical distribution functions, at most (Kolmogorov–Smirnov)
 * @param pValue the chance of a distance at least as large if the laws are one
 * @param meanGap difference of the means, in standard errors
 * @param squareGap difference of the mean squares, in standard errors
 */
public record LawComparison(double first, double second, double distance, double pValue, double meanGap,
                            double squareGap) {
    public LawComparison {
        Require.numbers("first, second, distance, pValue, meanGap, squareGap", first, second, distance, pValue, meanGap,
                squareGap);
    }

    /**
     * @param first at least 50 finite numbers
     * @param second at least 50 finite numbers, independent of the first
     */
    public static LawComparison of(double[] first, double[] second) {
        Require.atLeast("first.length", Require.finite("first", first).length, 50);
        Require.atLeast("second.length", Require.finite("second", second).length, 50);
        var test = new KolmogorovSmirnovTest();
        Estimate a = Estimate.of(first);
        Estimate b = Estimate.of(second);
        double distance = test.kolmogorovSmirnovStatistic(first, second);
        return new LawComparison(a.mean(), b.mean(), distance,
                test.approximateP(distance, first.length, second.length), gap(a, b),
                gap(Estimate.of(squares(first)), Estimate.of(squares(second))));
    }

    private static double gap(Estimate a, Estimate b) {
        double error = StrictMath.hypot(a.standardError(), b.standardError());
        return a.mean() == b.mean() ? 0 : (a.mean() - b.mean()) / error;
    }

    private static double[] squares(double[] values) {
        return Arrays.stream(values).map(value -> value * value).toArray();
    }
}
