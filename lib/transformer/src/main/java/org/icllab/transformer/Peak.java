package org.icllab.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.fitting.PolynomialCurveFitter;
import org.apache.commons.math3.fitting.WeightedObservedPoints;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.icllab.Require;
import org.icllab.experiment.Estimate;
import org.icllab.random.RandomStream;

/**
 * Where a measured curve is highest.
 *
 * <p>Both axes are logarithmic. The peak is that of the parabola fitted to the points within a factor of the highest
 * one, each weighted by its error. The same is done with each point moved by its error, many times: the parametric
 * bootstrap, whose spread says how well the peak is known.
 *
 * @param position x of the peak
 * @param inside whether the highest point has measured points below it on both sides
 * @param resampled the positions that the bootstrap found
 */
public record Peak(double position, boolean inside, double[] resampled) {
    private static final int RESAMPLED = 1000;

    /**
     * @param x positive, ascending, at least 4
     * @param curve positive means with standard errors
     * @param factor &gt; 1: the points fitted have x between that of the highest over it and times it
     * @param stream of the bootstrap
     */
    public static Peak of(double[] x, List<Estimate> curve, double factor, RandomStream stream) {
        Require.atLeast("x.length", x.length, 4);
        Require.length("curve", curve.size(), x.length);
        Require.that(factor > 1, "factor = " + factor + ": must be above 1");
        double[] places = Arrays.stream(x).map(Math::log).toArray();
        double[] heights = curve.stream().mapToDouble(e -> Math.log(e.mean())).toArray();
        double[] errors = curve.stream().mapToDouble(e -> e.standardError() / e.mean()).toArray();
        double[] resampled = new double[RESAMPLED];
        for (int i = 0; i < RESAMPLED; i++) {
            double[] moved = IntStream.range(0, x.length).mapToDouble(j -> heights[j] + errors[j] * stream.nextGaussian())
                    .toArray();
            resampled[i] = Math.exp(highest(places, moved, errors, Math.log(factor)));
        }
        int top = top(heights);
        return new Peak(Math.exp(highest(places, heights, errors, Math.log(factor))), top > 0 && top < x.length - 1, resampled);
    }

    /** @return the bootstrap's standard deviation of the position */
    public double standardError() {
        return new StandardDeviation().evaluate(resampled);
    }

    /** @return the position below which the bootstrap fell with this {@code probability} in (0, 1) */
    public double quantile(double probability) {
        return StatUtils.percentile(resampled, 100 * probability);
    }

    /**
     * The exponent of \( x_{peak} \propto s^{slope} \).
     *
     * @param sizes s &gt; 0, one for each of {@code peaks}, at least two
     * @return the slope of log position against log size by least squares; the same of the bootstrap's positions
     */
    public static Peak slope(double[] sizes, List<Peak> peaks) {
        Require.length("peaks", peaks.size(), sizes.length);
        Require.atLeast("sizes.length", sizes.length, 2);
        double[] resampled = new double[RESAMPLED];
        for (int i = 0; i < RESAMPLED; i++) {
            int index = i;
            resampled[i] = slopeOf(sizes, peaks.stream().mapToDouble(peak -> peak.resampled[index]).toArray());
        }
        double slope = slopeOf(sizes, peaks.stream().mapToDouble(Peak::position).toArray());
        return new Peak(slope, peaks.stream().allMatch(Peak::inside), resampled);
    }

    private static double slopeOf(double[] sizes, double[] positions) {
        SimpleRegression regression = new SimpleRegression();
        for (int i = 0; i < sizes.length; i++) {
            regression.addData(Math.log(sizes[i]), Math.log(positions[i]));
        }
        return regression.getSlope();
    }

    private static double highest(double[] x, double[] y, double[] errors, double window) {
        int top = top(y);
        WeightedObservedPoints points = new WeightedObservedPoints();
        for (int i = 0; i < x.length; i++) {
            if (Math.abs(x[i] - x[top]) <= window || Math.abs(i - top) <= 1) {
                points.add(1 / (errors[i] * errors[i]), x[i] - x[top], y[i]);
            }
        }
        if (points.toList().size() < 3) {
            return x[top];
        }
        double[] parabola = PolynomialCurveFitter.create(2).fit(points.toList());
        double vertex = -parabola[1] / (2 * parabola[2]);
        // A parabola open above, or highest far away, says no more than the highest point.
        return parabola[2] < 0 && Math.abs(vertex) <= window ? x[top] + vertex : x[top];
    }

    private static int top(double[] y) {
        int top = 0;
        for (int i = 1; i < y.length; i++) {
            top = y[i] > y[top] ? i : top;
        }
        return top;
    }
}
