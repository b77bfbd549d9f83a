package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.icllab.model.Point;
import org.icllab.random.RandomStream;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.MonteCarlo;
import org.icllab.study.Result;
import org.icllab.theory.MarchenkoPastur;
import org.icllab.theory.pretraining.AttentionRisk;
import org.junit.jupiter.api.Test;

class OtherTasksTest {
    private static final int DIMENSION = 24;
    private static final double KAPPA = 0.5;
    private static final AttentionRisk THEORY = AttentionRisk.of(5, KAPPA, 2, 0.1, 0.01);
    private static final Grid GRID = Grid.of("d", DIMENSION, 2 * DIMENSION).by("α", 5).by("κ", KAPPA).by("τ", 2)
            .by("ρ", 0.1).by("λ", 0.01);

    @Test
    void errorsOnPowersOfThePoolsMomentAgreeWithTheory() {
        List<String> names = List.of("0", "0.5", "1", "1.5", "2", "3");
        List<Result> results = MonteCarlo.of("powers", 1, 30).run(GRID, names, OtherTasks::powerTrial);
        for (String name : names) {
            double p = Double.parseDouble(name);
            double trace = MarchenkoPastur.of(KAPPA).expectation(r -> Math.pow(r, p));
            assertClose(r -> Math.pow(r, p) / trace, results, name);
        }
    }

    @Test
    void errorsInsideAndOutsideThePoolAgreeWithTheory() {
        List<Result> results =
                MonteCarlo.of("subspaces", 1, 30).run(GRID, OtherTasks.subspaces(), OtherTasks::subspaceTrial);
        assertClose(r -> r > 0 ? 1 / KAPPA : 0, results, "inside");
        assertClose(r -> r > 0 ? 0 : 1 / (1 - KAPPA), results, "outside");
        assertClose(r -> 1, results, "half");
        assertClose(r -> 1, results, "other pool");
    }

    @Test
    void thePowerZeroIsIclUpToTheNormsOfGaussianTasks() {
        Point point = GRID.points().get(0);
        // The same Γ*; |w|² fluctuates by √(2/d), which enters through the small last column of Γ alone.
        double icl = Pretraining.trial(point, RandomStream.of(3))[0];
        assertEquals(icl, OtherTasks.powerTrial(point, RandomStream.of(3))[0], 0.02 * icl);
    }

    @Test
    void aPoolThatSpansTheSpaceHasNoOutside() {
        Point point = GRID.points().get(0).with("κ", 2);
        assertEquals(Double.NaN, OtherTasks.subspaceTrial(point, RandomStream.of(1))[1]);
    }

    @Test
    void anInfinitePoolIsRefused() {
        Point point = GRID.points().get(0).with("κ", Double.POSITIVE_INFINITY);
        assertThrows(IllegalArgumentException.class, () -> OtherTasks.powerTrial(point, RandomStream.of(1)));
        Point half = GRID.points().get(0).with("d", 2.5);
        assertThrows(IllegalArgumentException.class, () -> OtherTasks.powerTrial(half, RandomStream.of(1)));
    }

    /** The simulation at d and 2d, extrapolated so that the correction of order 1/d drops out. */
    private static void assertClose(DoubleUnaryOperator spectrum, List<Result> results, String name) {
        Estimate small = results.get(0).estimate(name);
        Estimate large = results.get(1).estimate(name);
        double deviation = Math.hypot(small.standardError(), 2 * large.standardError());
        // Five standard errors, and (6/d)² for what is left, where the first correction was measured at up to 6/d.
        assertEquals(THEORY.onTasks(spectrum), 2 * large.mean() - small.mean(),
                5 * deviation + Math.pow(6.0 / (2 * DIMENSION), 2), name);
    }
}
