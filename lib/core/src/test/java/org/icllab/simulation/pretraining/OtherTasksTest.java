package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.DoubleUnaryOperator;
import org.icllab.model.Pretraining;
import org.icllab.model.Quantity;
import org.icllab.model.TestTasks;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.MarchenkoPastur;
import org.icllab.theory.pretraining.AttentionRisk;
import org.junit.jupiter.api.Test;

class OtherTasksTest {
    private static final int DIMENSION = 24;
    private static final double KAPPA = 0.5;
    private static final AttentionRisk THEORY = AttentionRisk.of(5, KAPPA, 2, 0.1, 0.01);
    private static final Grid<Pretraining> GRID = Grid.of(Pretraining.of(DIMENSION, 5, KAPPA, 2, 0.1, 0.01))
            .vary(Pretraining.D, DIMENSION, 2 * DIMENSION);

    @Test
    void errorsOnPowersOfThePoolsMomentAgreeWithTheory() {
        Results<Pretraining> results = Runner.of(1).run("powers", OtherTasks.POWERS, GRID, 30);
        for (double p : results.distinct(TestTasks.POWER)) {
            double trace = MarchenkoPastur.of(KAPPA).expectation(r -> Math.pow(r, p));
            assertClose(r -> Math.pow(r, p) / trace, results.at(TestTasks.POWER, p), TestTasks.E);
        }
    }

    @Test
    void errorsInsideAndOutsideThePoolAgreeWithTheory() {
        Results<Pretraining> results = Runner.of(1).run("subspaces", OtherTasks.SUBSPACES, GRID, 30);
        assertClose(r -> r > 0 ? 1 / KAPPA : 0, results, TestTasks.INSIDE);
        assertClose(r -> r > 0 ? 0 : 1 / (1 - KAPPA), results, TestTasks.OUTSIDE);
        assertClose(r -> 1, results, TestTasks.HALF);
        assertClose(r -> 1, results, TestTasks.OTHER_POOL);
    }

    @Test
    void thePowerZeroIsIclUpToTheNormsOfGaussianTasks() {
        Grid<Pretraining> grid = Grid.of(GRID.settings().get(0));
        Estimate icl = Runner.of(3).run("icl", PretrainedGamma.STUDY, grid, 40).only().estimate(Pretraining.E_ICL);
        Estimate zero = Runner.of(3).run("powers", OtherTasks.POWERS, grid, 40).at(TestTasks.POWER, 0).only()
                .estimate(TestTasks.E);
        // Four standard errors; |w|² fluctuates by √(2/d), which enters through the small last column of Γ alone.
        assertEquals(icl.mean(), zero.mean(), 4 * Math.hypot(icl.standardError(), zero.standardError()) + 0.02 * icl.mean());
    }

    @Test
    void aPoolThatSpansTheSpaceHasNoOutside() {
        Grid<Pretraining> grid = Grid.of(GRID.settings().get(0).with(Pretraining.KAPPA, 2));
        assertEquals(Double.NaN, Runner.of(1).run("subspaces", OtherTasks.SUBSPACES, grid).only().mean(TestTasks.OUTSIDE));
    }

    @Test
    void anInfinitePoolIsRefused() {
        Grid<Pretraining> grid = Grid.of(GRID.settings().get(0).with(Pretraining.KAPPA, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> Runner.of(1).run("powers", OtherTasks.POWERS, grid));
    }

    /** The simulation at d and 2d, extrapolated so that the correction of order 1/d drops out. */
    private static void assertClose(DoubleUnaryOperator spectrum, Results<Pretraining> results, Quantity error) {
        Estimate small = results.get(0).estimate(error);
        Estimate large = results.get(1).estimate(error);
        double deviation = Math.hypot(small.standardError(), 2 * large.standardError());
        // Five standard errors, and (6/d)² for what is left, where the first correction was measured at up to 6/d.
        assertEquals(THEORY.onTasks(spectrum), 2 * large.mean() - small.mean(),
                5 * deviation + Math.pow(6.0 / (2 * DIMENSION), 2), error.symbol());
    }
}
