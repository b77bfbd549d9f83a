package org.icllab.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.fitting.PolynomialCurveFitter;
import org.apache.commons.math3.fitting.WeightedObservedPoints;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.icllab.Require;
import org.icllab.random.RandomStream;
import org.icllab.study.Estimate;

/**
 * Where a measured curve has its peak or passes a level, and how that place moves with another size.
 *
 * <p>The place is sought a second time in curves whose every point is moved by its standard error times a normal number,
 * many times: the parametric bootstrap, whose spread says how well the place is known.
 *
 * @param position of it, or the slope of positions
 * @param resampled what the bootstrap found
 */
public record Landmark(double position, double[] resampled) {
    private static final int RESAMPLED = 1000;

    /**
     * The peak of the parabola fitted, in log x and log y, to the points within a factor of the highest one, at least it
     * and its neighbours, each weighted by its error.
     *
     * @param x positive, ascending, at least 3
     * @param curve a positive estimate for each
     * @param factor &gt; 1
     * @param stream of the bootstrap
     */
    public static Landmark peak(double[] x, List<Estimate> curve, double factor, RandomStream stream) {
        Require.that(factor > 1, "factor = " + factor + ": must be above 1");
        double[] places = logarithms(x);
        double[] errors = curve.stream().mapToDouble(e -> e.standardError() / e.mean()).toArray();
        return of(x, curve, stream, y -> Math.exp(highest(places, logarithms(y), errors, Math.log(factor))));
    }

    /**
     * Where the curve first passes half of its first value, straight in log x between two points; beyond the last x if
     * it never does.
     *
     * @param x positive, ascending, at least 3
     * @param curve an estimate for each
     * @param stream of the bootstrap
     */
    public static Landmark half(double[] x, List<Estimate> curve, RandomStream stream) {
        return of(x, curve, stream, y -> passing(x, y, y[0] / 2));
    }

    /**
     * Where the curve first passes a level, from below or above, straight in log x between two points; beyond the last x
     * if it never does.
     *
     * @param x positive, ascending, at least 3
     * @param curve an estimate for each
     * @param stream of the bootstrap
     */
    public static Landmark passing(double[] x, List<Estimate> curve, double level, RandomStream stream) {
        return of(x, curve, stream, y -> passing(x, y, level));
    }

    /**
     * The exponent of \( position \propto s^{slope} \).
     *
     * @param sizes s &gt; 0, at least two, one for each of {@code landmarks}
     * @return the slope of log position against log size by least squares, and that of the bootstrap's positions
     */
    public static Landmark slope(double[] sizes, List<Landmark> landmarks) {
        Require.length("landmarks", landmarks.size(), sizes.length);
        Require.atLeast("sizes.length", sizes.length, 2);
        double[] resampled = IntStream.range(0, RESAMPLED)
                .mapToDouble(i -> slope(sizes, landmarks, landmark -> landmark.resampled[i])).toArray();
        return new Landmark(slope(sizes, landmarks, Landmark::position), resampled);
    }

    /** @return the bootstrap's standard deviation */
    public double standardError() {
        return new StandardDeviation().evaluate(resampled);
    }

    /** @return what the bootstrap fell below with this {@code probability} in (0, 1) */
    public double quantile(double probability) {
        return StatUtils.percentile(resampled, 100 * probability);
    }

    private static Landmark of(double[] x, List<Estimate> curve, RandomStream stream, ToDoubleFunction<double[]> place) {
        Require.atLeast("x.length", x.length, 3);
        Require.length("curve", curve.size(), x.length);
        double[] resampled = IntStream.range(0, RESAMPLED).mapToDouble(i -> place.applyAsDouble(curve.stream()
                .mapToDouble(e -> e.mean() + e.standardError() * stream.nextGaussian()).toArray())).toArray();
        return new Landmark(place.applyAsDouble(curve.stream().mapToDouble(Estimate::mean).toArray()), resampled);
    }

    private static double passing(double[] x, double[] y, double level) {
        int i = 1;
        while (i < x.length && y[i] > level == y[0] > level) {
            i++;
        }
        return i == x.length ? Double.POSITIVE_INFINITY
                : x[i - 1] * Math.pow(x[i] / x[i - 1], (y[i - 1] - level) / (y[i - 1] - y[i]));
    }

    private static double slope(double[] sizes, List<Landmark> landmarks, ToDoubleFunction<Landmark> position) {
        SimpleRegression regression = new SimpleRegression();
        for (int i = 0; i < sizes.length; i++) {
            regression.addData(Math.log(sizes[i]), Math.log(position.applyAsDouble(landmarks.get(i))));
        }
        return regression.getSlope();
    }

    private static double highest(double[] x, double[] y, double[] errors, double window) {
        int top = IntStream.range(0, y.length).reduce(0, (a, b) -> y[b] > y[a] ? b : a);
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

    private static double[] logarithms(double[] values) {
        return Arrays.stream(values).map(value -> Math.log(Math.max(value, Double.MIN_NORMAL))).toArray();
    }
}
