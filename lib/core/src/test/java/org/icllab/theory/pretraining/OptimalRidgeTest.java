package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.Pretraining;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class OptimalRidgeTest {
    private static final Pretraining BASE = Pretraining.of(10, 5, 0.5, 2, 0.1, 0);

    @Test
    void eachErrorStandsAtItsOwnRidgeAndNoOtherIsBetter() {
        Grid<Pretraining> grid = Grid.of(BASE).vary(Pretraining.KAPPA, 0.2, 1, 4).vary(Pretraining.TAU, 0.4, 1, 10);
        for (Result<Pretraining> best : Runner.of(1).run("best", OptimalRidge.STUDY, grid).list()) {
            double icl = best.mean(Pretraining.E_ICL);
            double idg = best.mean(Pretraining.E_IDG);
            assertEquals(icl, at(best, best.mean(OptimalRidge.LAMBDA_ICL)).icl(), 0);
            assertEquals(idg, at(best, best.mean(OptimalRidge.LAMBDA_IDG)).idg(), 0);
            for (double ridge : Grid.logarithmic(1e-6, 100, 81)) {
                // A relative 1e-12 is what the search takes for rounding.
                assertTrue(icl <= at(best, ridge).icl() * (1 + 1e-12) && idg <= at(best, ridge).idg() * (1 + 1e-12),
                        best.text());
            }
        }
    }

    @Test
    void withFreshTasksBothRidgesAreThatOfBayes() {
        Pretraining fresh = BASE.with(Pretraining.KAPPA, Double.POSITIVE_INFINITY);
        OptimalRidge best = OptimalRidge.of(fresh);
        // λ* = (1+q)((1+ρ)(1+q) − 1)/τ with q = (1+ρ)/α: AttentionRiskTest says why, and how precise a minimum's place is.
        double bayes = 1.22 * (1.1 * 1.22 - 1) / 2;
        assertEquals(bayes, best.icl().lambda(), 1e-5);
        assertEquals(bayes, best.idg().lambda(), 1e-5);
    }

    @Test
    void whereNoRidgeIsBestItIsZeroAndTheErrorThatWithout() {
        Pretraining many = BASE.with(Pretraining.KAPPA, 2).with(Pretraining.ALPHA, 10).with(Pretraining.TAU, 50);
        Results<Pretraining> results = Runner.of(1).run("best", OptimalRidge.STUDY, Grid.of(many));
        assertEquals(0, results.only().mean(OptimalRidge.LAMBDA_ICL), 0);
        assertEquals(AttentionRisk.of(many).icl(), results.only().mean(Pretraining.E_ICL), 0);
        assertTrue(results.only().mean(OptimalRidge.LAMBDA_IDG) > 0);
    }

    @Test
    void aSettingThatHasARidgeIsRefused() {
        var refused = assertThrows(IllegalArgumentException.class,
                () -> OptimalRidge.of(BASE.with(Pretraining.LAMBDA, 0.25)));
        assertEquals("λ = 0.25: must be 0: the best ridge is sought", refused.getMessage());
    }

    private static AttentionRisk at(Result<Pretraining> result, double ridge) {
        return AttentionRisk.of(result.setting().with(Pretraining.LAMBDA, ridge));
    }
}
