package org.icllab.simulation.descent;

import static org.icllab.model.RotatedStep.L;
import static org.icllab.model.RotatedStep.LOSS;
import static org.icllab.model.RotatedStep.STEP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.RotatedStep;
import org.icllab.random.RandomStream;
import org.icllab.study.Comparison;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.descent.RotatedCovarianceLaw;
import org.junit.jupiter.api.Test;

class RotatedLandscapeTest {
    private static final RotatedStep SETTING = new RotatedStep(8, 1.25, 1, 3, 0, 400);

    @Test
    void sampledContextsHaveTheLossOfTheLaw() {
        // Up to the edge of stability, γ = 2L, and past it.
        Grid<RotatedStep> grid = Grid.of(SETTING).vary(L, 1, 4).vary(STEP, 0.3, 2, 4, 8.4);
        Results<RotatedStep> law = Runner.of(1).run("law", RotatedCovarianceLaw.LANDSCAPE, grid);
        Results<RotatedStep> sampled = Runner.of(1).run("sampled", RotatedLandscape.STUDY, grid, 6);
        // Intervals alone: the law is exact.
        Comparison agreement = sampled.compare(LOSS, law, result -> 0);
        assertTrue(agreement.holds(), agreement.toString());
    }

    @Test
    void noStepLeavesTheTargetsVariance() {
        // 1 on average; 400 contexts of relative deviation about 1 know it to 5 %.
        assertEquals(1, RotatedLandscape.loss(SETTING, RandomStream.of(2)), 0.25);
    }
}
