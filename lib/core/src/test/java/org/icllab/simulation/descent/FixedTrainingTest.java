package org.icllab.simulation.descent;

import static org.icllab.model.FixedDescent.DIRECTION;
import static org.icllab.model.FixedDescent.DIRECTION_GAMMA;
import static org.icllab.model.FixedDescent.L;
import static org.icllab.model.FixedDescent.LOSS;
import static org.icllab.model.FixedDescent.TIME;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.icllab.model.FixedDescent;
import org.icllab.random.RandomStream;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.descent.FixedCovarianceLaw;
import org.junit.jupiter.api.Test;

class FixedTrainingTest {
    private static final FixedDescent SETTING = new FixedDescent(6, 1.25, 1.25, 4, 64, 0.02, 20);

    @Test
    void directionsAndLossFollowTheFlowAtEveryDepth() {
        Grid<FixedDescent> grid = Grid.of(SETTING).vary(L, 1, 4);
        Results<FixedDescent> flow = Runner.of(1).run("flow", FixedCovarianceLaw.STUDY, grid);
        Results<FixedDescent> trained = Runner.of(1).run("trained", FixedTraining.STUDY, grid, 4);
        assertEquals(2 * SETTING.steps().length * 3, trained.size());
        for (int i = 0; i < trained.size(); i++) {
            double gamma = flow.get(i).mean(DIRECTION_GAMMA);
            // Steps run ahead by up to 2 % of t; the first few steps of four batches of 64 know γ_k to 9 %.
            double early = flow.get(i).at(TIME) < 1 ? 0.3 : 0.1;
            assertEquals(gamma, trained.get(i).mean(DIRECTION_GAMMA), early * gamma, trained.get(i).text());
            double loss = flow.get(i).mean(LOSS);
            assertEquals(loss, trained.get(i).mean(LOSS), 0.1 * loss, trained.get(i).text());
        }
    }

    @Test
    void theLossIsTheSameAtEachDirection() {
        Results<FixedDescent> trained = Runner.of(2).run("trained", FixedTraining.STUDY, Grid.of(SETTING));
        assertArrayEquals(new double[] {1, 2, 4}, trained.distinct(DIRECTION));
        assertArrayEquals(trained.at(DIRECTION, 1).means(LOSS), trained.at(DIRECTION, 4).means(LOSS));
    }

    @Test
    void aDepthBetweenIntegersIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> FixedTraining.run(SETTING.with(L, 1.5), RandomStream.of(1)));
    }
}
