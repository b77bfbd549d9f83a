package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.icllab.linalg.Matrix;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.theory.descent.BalancedAttentionLaw;
import org.icllab.theory.descent.InContextDescent;
import org.icllab.theory.descent.Landscape;
import org.icllab.theory.descent.RotatedCovarianceLaw;
import org.junit.jupiter.api.Test;

class SampledContextsTest {
    private static Landscape landscape(SampledContexts contexts, int layers) {
        SampledContexts.AtDepth own = contexts.atDepth(layers);
        return Landscape.of(layers, own.edge(), own::loss, own::slope);
    }

    @Test
    void manyIsotropicDirectionsHaveTheLossOfTheLimit() {
        SampledContexts contexts = SampledContexts.isotropic(200, 200, 4, RandomStream.of(1));
        for (int layers : new int[] {1, 2, 8}) {
            for (double part : new double[] {0, 0.2, 0.5}) {
                // Of order 1/D, as theory.md has it.
                assertEquals(InContextDescent.loss(1, layers, part * layers, 0), contexts.loss(part * layers, layers), 0.01);
            }
        }
    }

    @Test
    void longContextsHaveTheLossOfKnownCovariances() {
        Spectrum spectrum = Spectrum.powerLaw(10, 1.25, 1.2);
        RotatedCovarianceLaw law = RotatedCovarianceLaw.of(spectrum, 4);
        SampledContexts contexts = SampledContexts.of(spectrum, 40_000, 3, RandomStream.of(2));
        for (double gamma : new double[] {0, 1, 3}) {
            assertEquals(1, contexts.loss(gamma, 4) / law.loss(gamma), 0.02);
            assertEquals(1, contexts.slope(gamma, 4) / law.slope(gamma), 0.02);
        }
    }

    @Test
    void rowsAreDrawnAsEnumerationHasThem() {
        // Contexts of two of three rows in the plane: nine, of equal probability, by hand.
        double[][] rows = {{1, 0.5}, {-2, 0.3}, {0.4, -1}};
        double[][] tasks = {{1, 0.2}, {-0.5, 0.7}};
        double mean = 0;
        for (double[] x : rows) {
            for (double[] y : rows) {
                double a = 1 - (x[0] * x[0] + y[0] * y[0]) / 4;
                double b = -(x[0] * x[1] + y[0] * y[1]) / 4;
                double c = 1 - (x[1] * x[1] + y[1] * y[1]) / 4;
                // (I − γΣ̂/2)², γ = 1.
                double[][] left = {{a * a + b * b, b * (a + c)}, {b * (a + c), b * b + c * c}};
                for (double[] query : rows) {
                    for (int t = 0; t < 2; t++) {
                        double miss = 0;
                        for (int i = 0; i < 4; i++) {
                            miss += query[i / 2] * left[i / 2][i % 2] * tasks[i % 2][t];
                        }
                        mean += miss * miss / 27;
                    }
                }
            }
        }
        SampledContexts contexts = SampledContexts.ofRows(Matrix.of(rows), Matrix.of(tasks), 2, 40_000, RandomStream.of(9));
        // Nine contexts' losses spread by as much as their mean: four standard errors are 2 %.
        assertEquals(mean, contexts.loss(1, 2), 0.02 * mean);
        assertThrows(IllegalArgumentException.class,
                () -> SampledContexts.ofRows(Matrix.of(rows), Matrix.identity(3), 2, 1, RandomStream.of(1)));
    }

    @Test
    void theSlopeIsTheDerivativeOfTheLoss() {
        SampledContexts contexts = SampledContexts.of(Spectrum.powerLaw(6, 1, 1), 8, 5, RandomStream.of(3));
        for (int layers : new int[] {1, 3}) {
            double h = 1e-5;
            double difference = (contexts.loss(0.7 + h, layers) - contexts.loss(0.7 - h, layers)) / (2 * h);
            assertEquals(difference, contexts.slope(0.7, layers), 1e-8);
        }
    }

    @Test
    void atOneDepthItIsTheSameFunction() {
        SampledContexts contexts = SampledContexts.of(Spectrum.powerLaw(12, 1, 1), 16, 10, RandomStream.of(6));
        for (int layers : new int[] {1, 2, 16, 64}) {
            SampledContexts.AtDepth own = contexts.atDepth(layers);
            for (double part : new double[] {-1, -0.01, 0, 0.01, 0.3, 0.9, 1, 8}) {
                double gamma = part * own.edge();
                double scale = 1 + Math.abs(contexts.slope(gamma, layers));
                assertEquals(contexts.loss(gamma, layers), own.loss(gamma), 1e-8 * scale);
                assertEquals(contexts.slope(gamma, layers), own.slope(gamma), 1e-8 * scale);
            }
        }
    }

    @Test
    void trainingOnThemFollowsTheirLandscapeToItsMinimum() {
        SampledContexts contexts = SampledContexts.of(Spectrum.powerLaw(6, 1, 1), 8, 5, RandomStream.of(4));
        Landscape landscape = landscape(contexts, 3);
        assertEquals(0, landscape.slope(landscape.optimum().gamma()), 1e-9);
        double end = BalancedAttentionLaw.of(landscape).flow(0.4, 1e4).loss()[0];
        assertEquals(landscape.optimum().loss(), end, 1e-9);
    }

    @Test
    void numbersBelowOneAreRefused() {
        Spectrum spectrum = Spectrum.powerLaw(2, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> SampledContexts.of(spectrum, 0, 1, RandomStream.of(5)));
        assertThrows(IllegalArgumentException.class, () -> SampledContexts.of(spectrum, 1, 0, RandomStream.of(5)));
        assertThrows(IllegalArgumentException.class, () -> Landscape.of(2, 0, g -> 1, g -> -1));
        assertThrows(IllegalArgumentException.class, () -> Landscape.of(0.5, 1, g -> 1, g -> -1));
    }
}
