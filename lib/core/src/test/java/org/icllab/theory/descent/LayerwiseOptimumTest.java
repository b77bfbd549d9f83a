package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

/** Least losses at 40 digits: {@link BandedCovarianceLawTest}, by reference/bands.py. */
class LayerwiseOptimumTest {
    private static final Spectrum SPECTRUM = Spectrum.powerLaw(24, 1.25, 0.75);

    @Test
    void stepsReachTheLossThatIsStated() {
        for (int depth : new int[] {1, 2, 4, 6}) {
            LayerwiseOptimum optimum = LayerwiseOptimum.of(SPECTRUM, depth);
            assertEquals(depth, optimum.steps().length);
            assertEquals(loss(optimum.steps()), optimum.loss(), 1e-9 * optimum.loss());
            for (int layer = 0; layer < depth; layer++) {
                for (double change : new double[] {-1e-4, 1e-4}) {
                    double[] moved = optimum.steps();
                    moved[layer] *= 1 + change;
                    assertTrue(loss(moved) > optimum.loss(), "layer " + layer);
                }
            }
        }
    }

    private static double loss(double[] steps) {
        double sum = 0;
        for (int k = 0; k < SPECTRUM.dimension(); k++) {
            double left = 1;
            for (double step : steps) {
                left *= 1 - step * SPECTRUM.lambda()[k] / steps.length;
            }
            sum += SPECTRUM.power()[k] * left * left;
        }
        return sum;
    }

    @Test
    void asManyLayersAsEigenvaluesLeaveNothing() {
        Spectrum three = Spectrum.powerLaw(3, 1, 1);
        LayerwiseOptimum exact = LayerwiseOptimum.of(three, 3);
        for (int k = 0; k < 3; k++) {
            assertEquals(3 / three.lambda()[k], exact.steps()[k], 1e-13 * exact.steps()[k]);
        }
        assertEquals(0, exact.loss(), 1e-28);
        assertEquals(0, LayerwiseOptimum.of(three, 100).loss(), 1e-28);
        Spectrum equal = new Spectrum(new double[] {2, 2}, new double[] {0.25, 0.25});
        assertEquals(0, LayerwiseOptimum.of(equal, 1).loss(), 1e-28);
        assertThrows(IllegalArgumentException.class, () -> LayerwiseOptimum.of(three, Double.POSITIVE_INFINITY));
    }

    @Test
    void differencesBetweenLayersGrowAtTheEscapeRate() {
        for (int depth : new int[] {2, 3, 6}) {
            for (double gamma : new double[] {0.2, 1.3 * depth}) {
                double h = 1e-6;
                double[] moved = new double[depth];
                Arrays.fill(moved, gamma);
                moved[0] += h;
                moved[1] -= h;
                // Each layer learns at L times its own gradient.
                double apart = velocity(moved, 0) - velocity(moved, 1);
                double rate = RotatedCovarianceLaw.of(SPECTRUM, depth).escapeRate(gamma);
                assertEquals(rate, apart / (2 * h), 1e-7 * rate, "L = " + depth);
            }
        }
        assertEquals(0, RotatedCovarianceLaw.of(SPECTRUM, Double.POSITIVE_INFINITY).escapeRate(3));
    }

    private static double velocity(double[] steps, int layer) {
        int depth = steps.length;
        double sum = 0;
        for (int k = 0; k < SPECTRUM.dimension(); k++) {
            double lambda = SPECTRUM.lambda()[k];
            double others = 1;
            for (int other = 0; other < depth; other++) {
                others *= other == layer ? 1 : 1 - steps[other] * lambda / depth;
            }
            sum += 2 * SPECTRUM.power()[k] * lambda * (1 - steps[layer] * lambda / depth) * others * others;
        }
        return sum;
    }
}
