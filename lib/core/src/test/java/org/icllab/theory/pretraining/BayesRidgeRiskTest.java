package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.icllab.model.Baseline;
import org.icllab.model.TaskLaw;
import org.icllab.study.Grid;
import org.icllab.study.Runner;
import org.icllab.theory.MarchenkoPastur;
import org.junit.jupiter.api.Test;

class BayesRidgeRiskTest {
    @Test
    void errorIsTheMeanPosteriorVarianceOverTheInputsSpectrum() {
        for (double alpha : new double[] {0.2, 0.9, 2, 50}) {
            for (double rho : new double[] {1e-3, 0.3, 10}) {
                double byQuadrature = rho + MarchenkoPastur.of(alpha).expectation(x -> rho / (alpha * x + rho));
                // The quadrature's own tolerance.
                assertEquals(byQuadrature, BayesRidgeRisk.of(alpha, rho).error(), 1e-11 * (1 + rho));
            }
        }
    }

    @Test
    void itsCorrectionIsThatOfTheLaw() {
        for (double alpha : new double[] {0.2, 0.9, 1, 2, 50}) {
            for (double rho : new double[] {1e-3, 0.3, 10}) {
                double byQuadrature = MarchenkoPastur.of(alpha).correction(x -> rho / (alpha * x + rho));
                assertEquals(byQuadrature, BayesRidgeRisk.of(alpha, rho).correction(), 1e-11 * (1 + byQuadrature));
            }
        }
        assertEquals(0.25, BayesRidgeRisk.of(1, 1e-300).correction(), 1e-15);
        assertEquals(0, BayesRidgeRisk.of(1e100, 1e100).correction(), 1e-15);
    }

    @Test
    void oneOrTwoPointsCostWhatTheirGammaLawsSay() {
        // d = 1: ρ + ρ E 1/(χ²_ℓ + ρ), which is ρ + ρ E 1/(αx + ρ) at α = ℓ; large ℓ: E 1/(ℓ + g√(2ℓ) + ρ) to second order.
        double length = 1e4;
        double exact = 2 * length / Math.pow(length + 0.5, 3) * 0.5;
        // Of the limit's own second order at d = 1, 1/α per dimension, real matrices have twice: half of it is added.
        assertEquals(exact / 2, BayesRidgeRisk.of(length, 0.5).correction(), 1e-3 * exact);
        assertEquals(0, BayesRidgeRisk.of(2, 0).correction(), 0);
    }

    @Test
    void withoutNoiseWhatTheContextDoesNotSpanIsMissed() {
        assertEquals(0.75, BayesRidgeRisk.of(0.25, 0).error(), 0);
        assertEquals(0, BayesRidgeRisk.of(2, 0).error(), 0);
        // Continuous there: the error differs from its limit by O(ρ), with a factor 1/(1−α) or α/(α−1).
        assertEquals(0.75, BayesRidgeRisk.of(0.25, 1e-9).error(), 1e-8);
        assertEquals(0, BayesRidgeRisk.of(2, 1e-9).error(), 1e-8);
    }

    @Test
    void longContextsLeaveTheNoiseAndUselessOnesTheTask() {
        assertEquals(0.3, BayesRidgeRisk.of(1e9, 0.3).error(), 1e-9);
        assertEquals(1.3, BayesRidgeRisk.of(1e-9, 0.3).error(), 1e-8);
        assertEquals(1, BayesRidgeRisk.of(1, 1e9).error() - 1e9, 1e-6);
    }

    @Test
    void theStudyIsTheErrorAtASettingsContextsWhateverItsPool() {
        Grid<Baseline> grid = Grid.of(new Baseline(7, 2, 0.5, 0.3, TaskLaw.SPHERE, 9)).vary(Baseline.KAPPA, 0.5, 4);
        for (double error : Runner.of(1).run("ridge", BayesRidgeRisk.STUDY, grid).means(Baseline.E)) {
            assertEquals(BayesRidgeRisk.of(2, 0.3).error(), error, 0);
        }
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> BayesRidgeRisk.of(0, 1));
        assertThrows(IllegalArgumentException.class, () -> BayesRidgeRisk.of(Double.POSITIVE_INFINITY, 1));
        assertThrows(IllegalArgumentException.class, () -> BayesRidgeRisk.of(1, -1));
    }

    @Test
    void hardlyAnyNoiseIsNone() {
        for (double rho : new double[] {0, 1e-320, 1e-310, 1e-300}) {
            assertEquals(0.5, BayesRidgeRisk.of(0.5, rho).error(), 1e-12);
            assertEquals(0, BayesRidgeRisk.of(2, rho).error(), 1e-12);
        }
    }
}
