package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;

/** What every landscape keeps. */
abstract class LandscapeContract {
    private static final double[] TIMES = {0, 5e-324, 1e-9, 0.1, 1, 10, 1e3, 1e5};

    /** @return landscapes of several depths, one of them infinite */
    abstract List<Landscape> landscapes();

    @Test
    void lossIsOneBeforeAnythingIsLearned() {
        for (Landscape landscape : landscapes()) {
            // Sums of up to a few hundred weights.
            assertEquals(1, landscape.loss(0), 1e-13);
            assertTrue(landscape.slope(0) < 0);
        }
    }

    @Test
    void slopeIsTheDerivativeOfTheLoss() {
        for (Landscape landscape : landscapes()) {
            double unit = -1 / landscape.slope(0);
            for (double gamma : new double[] {0.3 * unit, unit, 2.5 * unit}) {
                double h = 0.01 * unit;
                double difference = (45 * (landscape.loss(gamma + h) - landscape.loss(gamma - h))
                        - 9 * (landscape.loss(gamma + 2 * h) - landscape.loss(gamma - 2 * h))
                        + landscape.loss(gamma + 3 * h) - landscape.loss(gamma - 3 * h)) / (60 * h);
                // Order 6: (0.01)⁶ times a large derivative, and rounding of 1e-14 over h.
                assertEquals(difference, landscape.slope(gamma), 1e-9 * (1 / unit + Math.abs(difference)), landscape + " at " + gamma);
            }
        }
    }

    @Test
    void edgeIsInfiniteForInfinitelyManyLayersOnly() {
        for (Landscape landscape : landscapes()) {
            assertEquals(landscape.depth() == Double.POSITIVE_INFINITY, landscape.edge() == Double.POSITIVE_INFINITY);
            if (landscape.edge() < Double.POSITIVE_INFINITY) {
                assertTrue(landscape.loss(landscape.edge() * (1 + 3 / landscape.depth())) > landscape.optimum().loss());
            }
        }
    }

    @Test
    void lossIsNeverNaN() {
        for (Landscape landscape : landscapes()) {
            double last = Math.min(landscape.edge() * (1 + 2 / landscape.depth()), 1e4);
            for (int i = 0; i <= 40; i++) {
                assertFalse(Double.isNaN(landscape.loss(last * i / 40)));
                assertFalse(Double.isNaN(landscape.slope(last * i / 40)));
            }
        }
    }

    @Test
    void lossFallsAlongTheFlowToTheOptimum() {
        for (Landscape landscape : landscapes()) {
            GammaPath path = landscape.flow(TIMES);
            assertEquals(0, path.gamma()[0]);
            for (int i = 1; i < TIMES.length; i++) {
                assertTrue(path.gamma()[i] >= path.gamma()[i - 1]);
                // Where the loss does not fall any more, its rounding shows.
                assertTrue(path.loss()[i] <= path.loss()[i - 1] * (1 + 1e-12) + 1e-13, landscape + " at " + TIMES[i]);
            }
        }
    }

    @Test
    void flowEndsOnTheOptimum() {
        for (Landscape landscape : landscapes()) {
            Optimum optimum = landscape.optimum();
            double[] end = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> landscape.flow(1e30, 1e200, 1e300).gamma());
            if (optimum.gamma() < Double.POSITIVE_INFINITY) {
                // Both are where the slope is 0, which the slope's own rounding shifts.
                assertEquals(optimum.gamma(), end[0], 1e-10 * optimum.gamma());
                assertEquals(optimum.loss(), landscape.loss(end[0]), 1e-12 * optimum.loss() + 1e-13);
                assertEquals(end[0], end[2], 1e-15 * end[0]);
            }
        }
    }

    @Test
    void timesAreThoseOfQuadrature() {
        for (Landscape landscape : landscapes()) {
            double[] times = {1e-3, 0.01, 0.1, 1, 10};
            double[] gamma = landscape.flow(times).gamma();
            for (int i = 0; i < times.length; i++) {
                // Near rest a time says little about the place.
                if (landscape.slope(gamma[i]) < 0.01 * landscape.slope(0)) {
                    assertEquals(times[i], timeBetween(0, gamma[i], landscape), 1e-9 * times[i], landscape.toString());
                }
            }
        }
    }

    /** \( -\int d\gamma/\mathcal L' \) on 200 panels of 8 points: where the flow is not near rest, right to rounding. */
    static double timeBetween(double from, double to, Landscape landscape) {
        double sum = 0;
        for (int i = 0; i < 200; i++) {
            sum += new GaussIntegratorFactory().legendre(8, from + (to - from) * i / 200, from + (to - from) * (i + 1) / 200)
                    .integrate(gamma -> -1 / landscape.slope(gamma));
        }
        return sum;
    }

    @Test
    void badArgumentsAreRefused() {
        for (Landscape landscape : landscapes()) {
            for (double bad : new double[] {-1e-300, Double.NaN, Double.POSITIVE_INFINITY}) {
                assertThrows(IllegalArgumentException.class, () -> landscape.loss(bad));
                assertThrows(IllegalArgumentException.class, () -> landscape.slope(bad));
                assertThrows(IllegalArgumentException.class, () -> landscape.flow(bad));
            }
            assertThrows(IllegalArgumentException.class, () -> landscape.flow(2, 1));
        }
    }
}
