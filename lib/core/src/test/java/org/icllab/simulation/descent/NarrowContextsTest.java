package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.study.Estimate;
import org.icllab.theory.descent.RotatedRisk;
import org.junit.jupiter.api.Test;

class NarrowContextsTest {
    private static final int D = 96;
    private static final int TRIALS = 120;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void simulatedContextsHaveTheLossOfTheEquivalent() {
        Spectrum law = Spectrum.powerLaw(D, 1.25, 0.75);
        Spectrum spectrum = Spectrum.powerLaw(D, 1.25, 0.75);
        double[][] settings = {{12, 48}, {12, INFINITY}, {48, 192}, {48, INFINITY}, {96, 48}, {96, 192}};
        for (double[] setting : settings) {
            RotatedRisk risk = RotatedRisk.of(spectrum, setting[0] / D, setting[1] / D);
            double[][] losses = new double[4][TRIALS];
            double[] depths = {1, 2, 8, INFINITY};
            for (int trial = 0; trial < TRIALS; trial++) {
                ProjectedDescent descent = ProjectedDescent.draw(law.lambda(), law.omega(), (int) setting[0], setting[1],
                        RandomStream.of(11).at(trial));
                for (int i = 0; i < depths.length; i++) {
                    losses[i][trial] = descent.loss(gamma(depths[i]), depths[i]);
                }
            }
            for (int i = 0; i < depths.length; i++) {
                Estimate estimate = Estimate.of(losses[i]);
                double theory = risk.atDepth(depths[i]).loss(gamma(depths[i]));
                // Four standard errors, and the limit's own error of order 1/D: 4 % here, 0.8 % at D = 512.
                double room = 4 * estimate.standardError() + 4.0 / D * theory;
                assertEquals(theory, estimate.mean(), room,
                        "N, P, L = " + setting[0] + ", " + setting[1] + ", " + depths[i]);
            }
        }
    }

    /** Inside the edge of stability for every sample: 0.8 of the first order's range. */
    private static double gamma(double depth) {
        return 0.8 * Math.min(depth, 8);
    }
}
