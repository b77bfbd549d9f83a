package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

class LandmarkTest {
    private static final double[] X = Grid.logarithmic(0.25, 8, 9);

    @Test
    void peakOfAParabolaIsItsVertex() {
        Landmark peak = Landmark.peak(X, curve(1.7, 1e-6, RandomStream.of(1)), 2.5, RandomStream.of(2));
        // The errors are 1e-6.
        assertEquals(1.7, peak.position(), 1e-4);
        assertEquals(1.7, peak.quantile(0.5), 1e-4);
    }

    @Test
    void aPeakNeedsPositiveNumbersWithErrors() {
        assertRefused("curve[1].mean = -1: must be a finite number > 0", new Estimate(-1, 0.1, 8));
        assertRefused("curve[1].standardError = 0: must be a finite number > 0", Estimate.of(1, 1));
        assertRefused("curve[1].standardError = NaN: must be a finite number > 0", Estimate.of(1));
    }

    private static void assertRefused(String message, Estimate second) {
        List<Estimate> curve = new ArrayList<>(curve(1.7, 0.01, RandomStream.of(1)));
        curve.set(1, second);
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> Landmark.peak(X, curve, 2, RandomStream.of(2))).getMessage());
    }

    @Test
    void intervalCoversThePeakAsOftenAsItSays() {
        int covered = 0;
        for (int i = 0; i < 200; i++) {
            Landmark peak = Landmark.peak(X, curve(1.7, 0.02, RandomStream.of(3).at(i)), 2.5, RandomStream.of(4).at(i));
            covered += peak.quantile(0.025) <= 1.7 && 1.7 <= peak.quantile(0.975) ? 1 : 0;
        }
        // 95 % of 200 with a deviation of 1.5 %; a parabola's interval, cut where another point is highest, is a little short.
        assertEquals(0.95, covered / 200.0, 0.05);
    }

    @Test
    void halfOfALineInTheLogarithmIsWhereItShouldBe() {
        List<Estimate> curve = Arrays.stream(X).mapToObj(x -> new Estimate(3 - Math.log(x / X[0]), 1e-6, 8)).toList();
        // Straight in log x, it is found but for the errors of 1e-6.
        assertEquals(X[0] * Math.exp(1.5), Landmark.half(X, curve, RandomStream.of(5)).position(), 1e-9);
        assertEquals(X[0] * Math.exp(1.5), Landmark.half(X, curve, RandomStream.of(5)).quantile(0.5), 1e-5);
    }

    @Test
    void aLevelIsPassedFromBelowAsFromAbove() {
        for (int sign : new int[] {-1, 1}) {
            List<Estimate> curve = Arrays.stream(X).mapToObj(x -> new Estimate(sign * Math.log(x), 1e-6, 8)).toList();
            Landmark passing = Landmark.passing(X, curve, sign * Math.log(3), RandomStream.of(7));
            // As above.
            assertEquals(3, passing.position(), 1e-9);
            assertEquals(3, passing.quantile(0.5), 1e-5);
        }
    }

    @Test
    void whatNeverFallsToHalfHasNoSuchPlaceAndSaysSo() {
        List<Estimate> curve = Arrays.stream(X).mapToObj(x -> new Estimate(1, 1e-6, 8)).toList();
        Landmark none = Landmark.half(X, curve, RandomStream.of(6));
        assertTrue(Double.isNaN(none.position()) && Double.isNaN(none.standardError()) && Double.isNaN(none.quantile(0.5)));
        assertEquals(1, none.missing());
        assertEquals("none, none in 100.0 % of resampled curves", none.toString());
        Landmark slope = Landmark.slope(new double[] {1, 2}, List.of(none, Landmark.peak(X, curve, 2, RandomStream.of(1))));
        assertTrue(Double.isNaN(slope.position()) && slope.missing() == 1, slope.toString());
    }

    @Test
    void intervalIsOfTheCurvesThatHaveThePlace() {
        // The last point is at the level: half of the curves pass it.
        List<Estimate> curve = Arrays.stream(X).mapToObj(x -> new Estimate(x == X[X.length - 1] ? 1 : 2, 0.01, 8)).toList();
        Landmark passing = Landmark.passing(X, curve, 1, RandomStream.of(8));
        // Binomial(1000, 1/2): a deviation of 1.6 %.
        assertEquals(0.5, passing.missing(), 4 * 0.016);
        assertTrue(passing.standardError() > 0 && passing.halfWidth() == 1.96 * passing.standardError());
        assertTrue(passing.quantile(0.025) > X[X.length - 2] && passing.quantile(0.975) <= X[X.length - 1]);
        assertTrue(passing.toString().matches("[0-9. (]+ to [0-9.]+\\), none in [0-9.]+ % of resampled curves"), passing.toString());
    }

    @Test
    void slopeIsTheExponent() {
        double[] sizes = {6, 8, 12, 16};
        List<Landmark> peaks = new ArrayList<>();
        for (double size : sizes) {
            double[] contexts = Arrays.stream(X).map(x -> x * size * size).toArray();
            RandomStream stream = RandomStream.of((long) size);
            peaks.add(Landmark.peak(contexts, curve(1.7, 0.01, stream.at(0)), 2.5, stream.at(1)));
        }
        Landmark slope = Landmark.slope(sizes, peaks);
        assertEquals(2, slope.position(), 3 * slope.standardError());
        assertTrue(slope.standardError() < 0.1 && slope.quantile(0.05) < slope.quantile(0.95));
    }

    @Test
    void meanIsThatOfPlacesAndOfEachResampledOne() {
        Landmark one = Landmark.peak(X, curve(1.7, 0.01, RandomStream.of(1)), 2.5, RandomStream.of(2));
        Landmark other = Landmark.peak(X, curve(1.3, 0.01, RandomStream.of(3)), 2.5, RandomStream.of(4));
        Landmark mean = Landmark.mean(List.of(one, other));
        assertEquals((one.position() + other.position()) / 2, mean.position(), 1e-15);
        assertEquals(Math.hypot(one.standardError(), other.standardError()) / 2, mean.standardError(), 0.1 * mean.standardError());
        assertThrows(IllegalArgumentException.class, () -> Landmark.mean(List.of()));
    }

    /** A parabola in log x and log y with its vertex at {@code x} in units of X, and normal errors. */
    private static List<Estimate> curve(double vertex, double error, RandomStream stream) {
        return Arrays.stream(X).mapToObj(x -> {
            double height = Math.exp(0.5 - 0.3 * Math.pow(Math.log(x / vertex), 2) + error * stream.nextGaussian());
            return new Estimate(height, error * height, 8);
        }).toList();
    }

    @Test
    void estimatesOfOneTrialAreRefused() {
        List<Estimate> curve = new ArrayList<>(curve(1.7, 0.01, RandomStream.of(1)));
        curve.set(2, Estimate.of(1));
        assertEquals("curve[2].standardError = NaN: must be a finite number", assertThrows(IllegalArgumentException.class,
                () -> Landmark.half(X, curve, RandomStream.of(2))).getMessage());
    }

    @Test
    void aCurveThatBeginsAtTheLevelHasItThere() {
        List<Estimate> falling = List.of(Estimate.of(1, 1), Estimate.of(0.5, 0.5), Estimate.of(0.2, 0.2));
        assertEquals(1, Landmark.passing(new double[] {1, 2, 4}, falling, 1, RandomStream.of(1)).position());
    }
}
