package org.icllab.study;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.fitting.PolynomialCurveFitter;
import org.apache.commons.math3.fitting.WeightedObservedPoints;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.icllab.Require;
import org.icllab.random.RandomStream;

/**
 * Where a measured curve has its peak or passes a level, and how that place moves with another size.
 *
 * <p>The place is sought a second time in curves whose every point is moved by its standard error times a normal number,
 * many times: the parametric bootstrap, whose spread says how well the place is known. Not every curve has the place that
 * is sought, and {@link #missing()} says how many have it not; intervals are of those that have.
 */
public final class Landmark {
    private static final int RESAMPLED = 1000;
    private static final double PERCENT = 100;
    private static final double LOW = 0.025;
    private static final double NORMAL_95 = 1.96;

    private final double position;
    /** NaN where a curve has no such place. */
    private final double[] resampled;
    /** The finite ones, ascending. */
    private final double[] found;

    private Landmark(double position, double[] resampled) {
        this.position = position;
        this.resampled = resampled;
        found = Arrays.stream(resampled).filter(Double::isFinite).sorted().toArray();
    }

    /**
     * The peak of the parabola fitted, in log x and log y, to the points within a factor of the highest one, at least it
     * and its neighbours, each weighted by its error.
     *
     * @param x positive, ascending, at least 3
     * @param curve a positive estimate for each, with a positive standard error
     * @param factor &gt; 1
     * @param stream of the bootstrap
     */
    public static Landmark peak(double[] x, List<Estimate> curve, double factor, RandomStream stream) {
        Require.that(factor > 1 && factor < Double.POSITIVE_INFINITY, "factor = " + factor + ": must be a finite number > 1");
        Require.given("x", x);
        Require.list("curve", curve);
        double[] places = logarithms(x);
        double[] errors = new double[curve.size()];
        for (int i = 0; i < errors.length; i++) {
            double mean = Require.positive("curve[" + i + "].mean", curve.get(i).mean());
            errors[i] = Require.positive("curve[" + i + "].standardError", curve.get(i).standardError()) / mean;
        }
        return of(x, curve, stream, y -> StrictMath.exp(highest(places, logarithms(y), errors, StrictMath.log(factor))));
    }

    /**
     * Where the curve first passes half of its first value, straight in log x between two points.
     *
     * @param x positive, ascending, at least 3
     * @param curve an estimate for each, of two trials or more
     * @param stream of the bootstrap
     */
    public static Landmark half(double[] x, List<Estimate> curve, RandomStream stream) {
        return of(x, curve, stream, y -> passing(x, y, y[0] / 2));
    }

    /**
     * Where the curve first passes a level, from below or above, straight in log x between two points.
     *
     * @param x positive, ascending, at least 3
     * @param curve an estimate for each, of two trials or more
     * @param stream of the bootstrap
     */
    public static Landmark passing(double[] x, List<Estimate> curve, double level, RandomStream stream) {
        Require.finite("level", level);
        return of(x, curve, stream, y -> passing(x, y, level));
    }

    /**
     * The exponent of \( position \propto s^{slope} \).
     *
     * @param sizes s &gt; 0, at least two different ones, one for each of {@code landmarks}
     * @return the slope of log position against log size by least squares, and those of the bootstrap's positions; none
     *     where a position is missing
     */
    public static Landmark slope(double[] sizes, List<Landmark> landmarks) {
        Require.length("landmarks", Require.list("landmarks", landmarks).size(), Require.given("sizes", sizes).length);
        Require.atLeast("sizes.length", sizes.length, 2);
        for (int i = 0; i < sizes.length; i++) {
            Require.positive("sizes[" + i + "]", sizes[i]);
        }
        Require.that(Arrays.stream(sizes).distinct().count() > 1, "sizes = " + sizes[0] + " only: must not all be equal");
        double[] resampled = IntStream.range(0, RESAMPLED)
                .mapToDouble(i -> slope(sizes, landmarks, landmark -> landmark.resampled[i])).toArray();
        return new Landmark(slope(sizes, landmarks, Landmark::position), resampled);
    }

    /**
     * The mean of places, or of slopes, whose bootstraps are independent.
     *
     * @param landmarks one or more
     * @return missing where one of them is
     */
    public static Landmark mean(List<Landmark> landmarks) {
        Require.atLeast("landmarks.size()", Require.list("landmarks", landmarks).size(), 1);
        double[] resampled = IntStream.range(0, RESAMPLED)
                .mapToDouble(i -> StatUtils.mean(landmarks.stream().mapToDouble(landmark -> landmark.resampled[i]).toArray()))
                .toArray();
        return new Landmark(StatUtils.mean(landmarks.stream().mapToDouble(Landmark::position).toArray()), resampled);
    }

    /** @return the place, or the slope of places; NaN if the curve has none */
    public double position() {
        return position;
    }

    /** @return the share of the bootstrap's curves that have no such place, from 0 to 1 */
    public double missing() {
        return 1 - (double) found.length / resampled.length;
    }

    /** @return the bootstrap's standard deviation, of the curves that have the place; NaN if fewer than two have */
    public double standardError() {
        return found.length < 2 ? Double.NaN : new StandardDeviation().evaluate(found);
    }

    /** @return half the width of the 95 % interval of a normal number with that standard error */
    public double halfWidth() {
        return NORMAL_95 * standardError();
    }

    /**
     * @param probability in (0, 1)
     * @return what the bootstrap fell below with it, of the curves that have the place; NaN if none has
     */
    public double quantile(double probability) {
        Require.within("probability", probability, Double.MIN_NORMAL, Math.nextDown(1.0));
        return found.length == 0 ? Double.NaN : StatUtils.percentile(found, PERCENT * probability);
    }

    /** @return the place with its 95 % interval, and what is missing: {@code 2.04 (1.90 to 2.21)} */
    @Override
    public String toString() {
        String place = Double.isNaN(position) ? "none"
                : String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", position, quantile(LOW), quantile(1 - LOW));
        return found.length == resampled.length ? place
                : String.format(Locale.ROOT, "%s, none in %.1f %% of resampled curves", place, PERCENT * missing());
    }

    private static Landmark of(double[] x, List<Estimate> curve, RandomStream stream, ToDoubleFunction<double[]> place) {
        Require.atLeast("x.length", Require.given("x", x).length, 3);
        Require.length("curve", Require.list("curve", curve).size(), x.length);
        Require.given("stream", stream);
        for (int i = 0; i < x.length; i++) {
            Require.positive("x[" + i + "]", x[i]);
            Require.that(i == 0 || x[i] > x[i - 1], "x[" + i + "] = " + x[i] + ": must be ascending");
            Require.finite("curve[" + i + "].mean", curve.get(i).mean());
            Require.finite("curve[" + i + "].standardError", curve.get(i).standardError());
        }
        double[] resampled = IntStream.range(0, RESAMPLED).mapToDouble(i -> place.applyAsDouble(curve.stream()
                .mapToDouble(e -> e.mean() + e.standardError() * stream.nextGaussian()).toArray())).toArray();
        return new Landmark(place.applyAsDouble(curve.stream().mapToDouble(Estimate::mean).toArray()), resampled);
    }

    private static double passing(double[] x, double[] y, double level) {
        if (y[0] == level) {
            return x[0];
        }
        int i = 1;
        while (i < x.length && y[i] > level == y[0] > level) {
            i++;
        }
        return i == x.length ? Double.NaN
                : x[i - 1] * StrictMath.pow(x[i] / x[i - 1], (y[i - 1] - level) / (y[i - 1] - y[i]));
    }

    private static double slope(double[] sizes, List<Landmark> landmarks, ToDoubleFunction<Landmark> position) {
        SimpleRegression regression = new SimpleRegression();
        for (int i = 0; i < sizes.length; i++) {
            regression.addData(StrictMath.log(sizes[i]), StrictMath.log(position.applyAsDouble(landmarks.get(i))));
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
        return Arrays.stream(values).map(value -> StrictMath.log(Math.max(value, Double.MIN_NORMAL))).toArray();
    }
}
