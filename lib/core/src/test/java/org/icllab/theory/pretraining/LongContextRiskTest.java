package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.Pretraining;
import org.icllab.study.Grid;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class LongContextRiskTest {
    @Test
    void itIsTheLimitOfTheRisk() {
        for (double kappa : new double[] {0.1, 0.6, 1.5, 20, Double.POSITIVE_INFINITY}) {
            for (double alphaPerTau : new double[] {0.2, 5}) {
                for (double rho : new double[] {0.01, 0.5}) {
                    double limit = LongContextRisk.of(kappa, alphaPerTau, rho).icl();
                    double alpha = 1e7;
                    // Corrections are of order 1/(α|1−κ|); at α/τ = 5 and κ = 0.6 the constant is below 30.
                    assertEquals(limit, AttentionRisk.of(alpha, kappa, alpha / alphaPerTau, rho, 0).icl(), 30 / alpha);
                }
            }
        }
    }

    @Test
    void atTheKinkTheApproachIsBySquareRoot() {
        double limit = LongContextRisk.of(1, 5, 0.2).icl();
        assertEquals(0.2, limit, 0);
        double near = AttentionRisk.of(1e6, 1, 2e5, 0.2, 0).icl() - limit;
        double nearer = AttentionRisk.of(1e8, 1, 2e7, 0.2, 0).icl() - limit;
        // A hundred times the context, a tenth of the distance; the next order is 1/√α.
        assertEquals(10, near / nearer, 0.1);
        assertTrue(nearer > 0);
    }

    @Test
    void theInverseFactorIsNotTheLimit() {
        double alpha = 1e7;
        double risk = AttentionRisk.of(alpha, 0.5, alpha / 5, 0.25, 0).icl();
        assertTrue(Math.abs(risk - LongContextRisk.of(0.5, 1.0 / 5, 0.25).icl()) > 0.4);
    }

    @Test
    void theStudyKeepsTheRatioOfASettingsContextsToItsLengths() {
        Grid<Pretraining> grid = Grid.of(Pretraining.of(9, 40, 0.5, 8, 0.25, 0)).vary(Pretraining.ALPHA, 20, 40);
        double[] limits = Runner.of(1).run("limit", LongContextRisk.STUDY, grid).means(Pretraining.E_ICL);
        // 1/4 + 1/2 (1 + 1/5 · α/τ)
        assertEquals(1, limits[0], 1e-15);
        assertEquals(1.25, limits[1], 1e-15);
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> LongContextRisk.of(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> LongContextRisk.of(1, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> LongContextRisk.of(1, 1, Double.NaN));
    }
}
