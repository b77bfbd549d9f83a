package org.icllab.theory.descent;

import static org.icllab.Reference.assertNear;

import org.icllab.Reference;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

/** [B9]'s unsimplified equations at 25 digits, on another contour: reference/narrow.py. */
class RotatedRiskReferenceTest {
    @Test
    void lossesAreThoseOfTheTwoPointFunction() {
        Reference.each("narrow", row -> {
            Spectrum spectrum = Spectrum.powerLaw((int) row.number("dimension"), row.number("nu"), row.number("beta"));
            Landscape landscape = RotatedRisk.of(spectrum, row.number("width"), row.number("context")).atDepth(row.number("depth"));
            // The square of the 1e-8 to which a rule of half the nodes agrees, and the rounding of some thousand pairs of nodes.
            assertNear(row.number("loss"), landscape.loss(row.number("gamma")), 1e-12, row);
        });
    }

    @Test
    void landscapesAreContinuousWhereRatiosPassOne() {
        Spectrum spectrum = Spectrum.powerLaw(64, 1.25, 0.75);
        double[][] ratios = {{1 - 1e-12, Double.POSITIVE_INFINITY, 1, Double.POSITIVE_INFINITY}, {0.5, 1 - 1e-12, 0.5, 1},
            {0.5, 0.5 - 5e-13, 0.5, 0.5}, {1 - 1e-12, 1 + 1e-12, 1, 1}};
        for (double[] r : ratios) {
            for (double depth : new double[] {1, 4, Double.POSITIVE_INFINITY}) {
                for (double gamma : new double[] {0.3, 2}) {
                    // Losses change by up to three times the ratio here.
                    assertNear(RotatedRisk.of(spectrum, r[2], r[3]).atDepth(depth).loss(gamma),
                            RotatedRisk.of(spectrum, r[0], r[1]).atDepth(depth).loss(gamma), 1e-11, depth + ", " + gamma);
                }
            }
        }
    }
}
