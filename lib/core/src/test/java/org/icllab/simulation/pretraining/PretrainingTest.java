package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.icllab.random.RandomStream;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.MonteCarlo;
import org.icllab.study.Result;
import org.icllab.theory.pretraining.AttentionRisk;
import org.junit.jupiter.api.Test;

/** Theory and simulation, written apart, agree. */
class PretrainingTest {
    private static final int DIMENSION = 32;

    @Test
    void errorsAgreeWithTheoryAwayFromInterpolation() {
        for (double tau : new double[] {0.4, 3}) {
            Grid grid = Grid.of("d", DIMENSION).by("α", 2).by("κ", 0.5).by("τ", tau).by("ρ", 0.1).by("λ", 1e-3);
            Result result = MonteCarlo.of("pretraining", 1, 20).run(grid, List.of("ICL", "IDG"), Pretraining::trial).get(0);
            AttentionRisk theory = AttentionRisk.of(2, 0.5, tau, 0.1, 1e-3);
            assertClose(theory.icl(), result.estimates().get("ICL"));
            assertClose(theory.idg(), result.estimates().get("IDG"));
        }
    }

    @Test
    void withFreshTasksBothErrorsAreOne() {
        double[] errors = Pretraining.of(8, 2, Double.POSITIVE_INFINITY, 1.5, 0.1, 0.01)
                .run(RandomStream.of(1));
        assertEquals(errors[0], errors[1], 0);
    }

    @Test
    void badArgumentsAreRefusedByName() {
        var refused = assertThrows(IllegalArgumentException.class, () -> Pretraining.of(10, 0.01, 1, 1, 0, 0));
        assertEquals("alpha = 0.01: must be between 0.1 and 2.147483647E8 at this dimension", refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Pretraining.of(10, Double.NaN, 1, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Pretraining.of(10, 1, 1, -1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Pretraining.of(10, 1, 1, 1, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> new Pretraining(10, 1, 1.5, 1, 0, 0));
    }

    private static void assertClose(double theory, Estimate simulation) {
        // Five standard errors, and 3/d for the finite dimension: interpolation sits at n = d(d+1), not d².
        assertEquals(theory, simulation.mean(), 5 * simulation.standardError() + 3.0 / DIMENSION * theory);
    }
}
