package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.Pretraining;
import org.icllab.model.TestTasks;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class OtherTasksRiskTest {
    private static final Pretraining FEW = Pretraining.of(10, 10, 0.5, 2, 0.1, 0.01);
    private static final Grid<Pretraining> GRID = Grid.of(FEW).vary(Pretraining.KAPPA, 0.2, 0.9, 1.1, 3);

    @Test
    void thePowersRunThroughBothErrorsOfThePaper() {
        Results<Pretraining> powers = Runner.of(1).run("powers", OtherTasksRisk.POWERS, GRID);
        for (Pretraining setting : GRID.settings()) {
            AttentionRisk risk = AttentionRisk.of(setting);
            Results<Pretraining> line = powers.where(setting::equals);
            // The quadrature's own tolerance.
            assertEquals(risk.icl(), line.at(TestTasks.POWER, 0).only().mean(TestTasks.E), 1e-9);
            assertEquals(risk.idg(), line.at(TestTasks.POWER, 1).only().mean(TestTasks.E), 1e-9);
        }
    }

    @Test
    void theLineJumpsAtZeroOnlyWhereThePoolLeavesDirectionsOut() {
        for (Pretraining setting : GRID.settings()) {
            OtherTasksRisk risk = OtherTasksRisk.of(setting);
            // For small p > 0 the tasks spread over the pool's span alone.
            assertEquals(risk.inside(), risk.onPower(1e-6), 1e-4);
            assertEquals(setting.kappa() < 1, risk.onPower(0) - risk.onPower(1e-6) > 0.01, setting.text());
        }
    }

    @Test
    void newTasksAreTheMixtureOfTheSpanAndItsComplement() {
        Results<Pretraining> spaces = Runner.of(1).run("spaces", OtherTasksRisk.SUBSPACES, GRID);
        for (Result<Pretraining> result : spaces.list()) {
            double kappa = result.setting().kappa();
            double icl = AttentionRisk.of(result.setting()).icl();
            double inside = result.mean(TestTasks.INSIDE);
            if (kappa < 1) {
                // I is κ times the span's projector over its trace, and 1−κ times the other's.
                assertEquals(icl, kappa * inside + (1 - kappa) * result.mean(TestTasks.OUTSIDE), 1e-9);
                assertTrue(result.mean(TestTasks.OUTSIDE) > 1 + result.setting().rho());
            } else {
                assertEquals(icl, inside, 1e-9);
                assertTrue(Double.isNaN(result.mean(TestTasks.OUTSIDE)));
            }
            assertEquals(icl, result.mean(TestTasks.HALF), 0);
            assertEquals(icl, result.mean(TestTasks.OTHER_POOL), 0);
        }
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> OtherTasksRisk.of(FEW.with(Pretraining.KAPPA, Double.POSITIVE_INFINITY)));
        assertThrows(IllegalArgumentException.class, () -> OtherTasksRisk.of(FEW).onPower(-1));
        assertFalse(OtherTasksRisk.POWERS.isSimulated());
    }
}
