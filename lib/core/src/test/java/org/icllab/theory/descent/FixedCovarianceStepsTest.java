package org.icllab.theory.descent;

import static org.icllab.model.FixedDescent.DIRECTION;
import static org.icllab.model.FixedDescent.DIRECTION_GAMMA;
import static org.icllab.model.FixedDescent.LOSS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.icllab.model.FixedDescent;
import org.icllab.model.Spectrum;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class FixedCovarianceStepsTest {
    private static final Spectrum SPECTRUM = Spectrum.powerLaw(5, 1.25, 1.25);

    /** One layer is linear: u_k shrinks by the same factor in each step. */
    @Test
    void oneLayerIsGeometric() {
        double[] gammas = FixedCovarianceSteps.of(SPECTRUM, 1, 0.5).gammas(2, 40);
        double lambda = SPECTRUM.lambda()[1];
        double factor = 1 - SPECTRUM.power()[1] * lambda * lambda;
        for (int t = 0; t <= 40; t++) {
            assertEquals((1 - Math.pow(factor, t)) / lambda, gammas[t], 1e-14 / lambda);
        }
    }

    @Test
    void shortStepsAreTheFlow() {
        var steps = FixedCovarianceSteps.of(SPECTRUM, 4, 1e-4);
        var flow = FixedCovarianceLaw.of(SPECTRUM, 4);
        double[] losses = steps.losses(50_000);
        for (int t : new int[] {0, 1000, 50_000}) {
            // Euler's rule is off by about a step of time.
            assertEquals(flow.loss(1e-4 * t), losses[t], 3e-4, "t = " + t);
        }
        assertEquals(1, losses[0], 1e-15);
    }

    @Test
    void theStudyReadsTheSteps() {
        FixedDescent setting = new FixedDescent(5, 1.25, 1.25, 3, 8, 0.25, 10);
        Results<FixedDescent> results = Runner.of(1).run("steps", FixedCovarianceSteps.STUDY, Grid.of(setting));
        var steps = FixedCovarianceSteps.of(setting);
        assertArrayEquals(new double[] {1, 2, 4}, results.distinct(DIRECTION));
        var last = results.at(FixedDescent.TIME, 10);
        assertEquals(steps.losses(40)[40], last.get(0).mean(LOSS));
        assertEquals(steps.gammas(4, 40)[40], last.get(2).mean(DIRECTION_GAMMA));
    }

    @Test
    void stepsThatAreTooLongDivergeByName() {
        assertThrows(ArithmeticException.class, () -> FixedCovarianceSteps.of(SPECTRUM, 3, 100).gammas(1, 100));
    }
}
