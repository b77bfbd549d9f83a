package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.icllab.model.Pretraining;
import org.icllab.random.RandomStream;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Runner;
import org.icllab.theory.pretraining.AttentionRisk;
import org.junit.jupiter.api.Test;

/** Theory and simulation, written apart, agree. */
class PretrainedGammaTest {
    private static final int DIMENSION = 32;

    @Test
    void errorsAgreeWithTheoryAwayFromInterpolation() {
        for (double tau : new double[] {0.4, 3}) {
            Pretraining setting = Pretraining.of(DIMENSION, 2, 0.5, tau, 0.1, 1e-3);
            Result<Pretraining> result = Runner.of(1).run("errors", PretrainedGamma.STUDY, Grid.of(setting), 20).only();
            AttentionRisk theory = AttentionRisk.of(setting);
            assertClose(theory.icl(), result.estimate(Pretraining.E_ICL));
            assertClose(theory.idg(), result.estimate(Pretraining.E_IDG));
        }
    }

    @Test
    void withFreshTasksTheTwoErrorsAreEqual() {
        PretrainedGamma errors = PretrainedGamma.run(Pretraining.of(8, 2, Double.POSITIVE_INFINITY, 1.5, 0.1, 0.01),
                RandomStream.of(1));
        assertEquals(errors.icl(), errors.idg(), 0);
    }

    @Test
    void aRatioWhoseCountIsNothingIsRefusedByName() {
        var refused = assertThrows(IllegalArgumentException.class,
                () -> PretrainedGamma.run(Pretraining.of(10, 0.01, 1, 1, 0, 0), RandomStream.of(1)));
        assertEquals("alpha = 0.01: must be a ratio whose count, alpha × 10, rounds to 1 … 2147483647", refused.getMessage());
    }

    private static void assertClose(double theory, Estimate simulation) {
        // Five standard errors, and 3/d for the finite dimension: interpolation sits at n = d(d+1), not d².
        assertEquals(theory, simulation.mean(), 5 * simulation.standardError() + 3.0 / DIMENSION * theory);
    }
}
