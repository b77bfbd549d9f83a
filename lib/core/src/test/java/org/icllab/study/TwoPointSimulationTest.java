package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.ProjectedDescent;
import org.icllab.theory.descent.FiniteSizeCorrection;
import org.icllab.theory.descent.RotatedRisk;
import org.junit.jupiter.api.Test;

/** The two-point equivalent, the loss of the mean map and the finite-size correction beside simulated contexts. */
class TwoPointSimulationTest {
    private static final int D = 64;
    private static final Spectrum SPECTRUM = Spectrum.powerLaw(D, 1.25, 0.75);
    private static final int CONTEXTS = 6000;

    @Test
    void simulatedLossIsTheLimitAndItsCorrection() {
        for (double[] shape : new double[][] {{32, 32, 4, 3.2}, {8, 128, 8, 4}, {64, 32, 1, 0.8}}) {
            Estimate loss = estimate(shape, (a, b) -> a.loss(shape[3], shape[2]));
            double limit = RotatedRisk.of(SPECTRUM, shape[0] / D, shape[1] / D).atDepth(shape[2]).loss(shape[3]);
            double correction = FiniteSizeCorrection.of(SPECTRUM, shape[0] / D, shape[1] / D).at(shape[3], shape[2]);
            // Four standard errors, and half of the correction for what is of higher order.
            double allowed = 4 * loss.standardError() + correction / 2;
            assertEquals(limit + correction, loss.mean(), allowed, shape[0] + " × " + shape[1]);
            assertTrue(correction > 0 && correction < 0.06 * limit, "correction " + correction + " of " + limit);
        }
    }

    @Test
    void twoIndependentContextsHaveTheLossOfTheMeanMap() {
        double[] power = SPECTRUM.power();
        double[] shape = {32, 32, 64, 50};
        Estimate loss = estimate(shape, (a, b) -> {
            double[] left = a.diagonal(shape[3], shape[2]);
            double[] other = b.diagonal(shape[3], shape[2]);
            double sum = 0;
            for (int k = 0; k < D; k++) {
                sum += power[k] * left[k] * other[k];
            }
            return sum;
        });
        double mean = RotatedRisk.ofMean(SPECTRUM, 0.5, 0.5).atDepth(shape[2]).loss(shape[3]);
        // Four standard errors, and 2v = 2(1/N + 1/P − 1/D) = 9 % for finite size; two resolvents give 2.4 times as much.
        assertEquals(mean, loss.mean(), 4 * loss.standardError() + 0.094 * mean);
        assertTrue(RotatedRisk.of(SPECTRUM, 0.5, 0.5).atDepth(shape[2]).loss(shape[3]) > 2 * mean);
    }

    private interface Measure {
        double of(ProjectedDescent a, ProjectedDescent b);
    }

    private static Estimate estimate(double[] shape, Measure measure) {
        return Estimate.of(IntStream.range(0, CONTEXTS / 2).parallel().mapToDouble(i -> {
            RandomStream stream = RandomStream.of(11).at(i);
            return measure.of(draw(shape, stream.at(0)), draw(shape, stream.at(1)));
        }).toArray());
    }

    private static ProjectedDescent draw(double[] shape, RandomStream stream) {
        return ProjectedDescent.draw(SPECTRUM.lambda(), SPECTRUM.omega(), (int) shape[0], shape[1], stream);
    }
}
