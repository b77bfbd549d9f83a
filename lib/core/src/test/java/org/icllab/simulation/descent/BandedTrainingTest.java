package org.icllab.simulation.descent;

import static org.icllab.model.BandedDescent.BAND;
import static org.icllab.model.BandedDescent.FIRST_STEP;
import static org.icllab.model.BandedDescent.LAYER_STEP;
import static org.icllab.model.BandedDescent.LOSS;
import static org.icllab.model.BandedDescent.RANK;
import static org.icllab.model.BandedDescent.SPREAD;
import static org.icllab.model.BandedDescent.TIED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.BandedDescent;
import org.icllab.model.Descent;
import org.icllab.random.RandomStream;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.descent.BandedCovarianceLaw;
import org.junit.jupiter.api.Test;

class BandedTrainingTest {
    /** t = 1, 2, 4, 8. */
    private static final BandedDescent SETTING = BandedDescent.of(8, 1.25, 1, 3, 1, 32, 1.0 / 16, 2, 8);

    @Test
    void trainingTakesTheStepsThatTheLawPredictsAtEveryWidth() {
        BandedDescent spread = new BandedDescent(8, 1.25, 1, 3, 4, true, false, 32, 1.0 / 16, 2, 8);
        Grid<BandedDescent> grid = Grid.of(SETTING).vary(BAND, 1, 4, 8).and(Grid.of(spread));
        Results<BandedDescent> steps = Runner.of(3).run("steps", BandedCovarianceLaw.STEPS, grid);
        Results<BandedDescent> trained = Runner.of(3).run("trained", BandedTraining.STUDY, grid, 5);
        assertEquals(4 * 4, trained.size());
        // Noise of order Δtm/B = 1.6 % adds to the loss. Five trials know it to some percent.
        var loss = trained.compare(LOSS, steps, r -> 0.02);
        var first = trained.compare(FIRST_STEP, steps, r -> 0.01);
        assertTrue(loss.holds() && loss.interval() < 0.15, loss.toString());
        assertTrue(first.holds() && first.interval() < 0.15, first.toString());
    }

    @Test
    void layersStandInTheOrderOfTheirSteps() {
        BandedDescent untied = SETTING.with(BAND, 4).with(TIED, 0).with(Descent.HORIZON, 2);
        Results<BandedDescent> layers = Runner.of(4).run("layers", BandedTraining.LAYERS, Grid.of(untied));
        assertArrayEquals(new double[] {1, 2, 3}, layers.distinct(RANK));
        double[] last = layers.at(Descent.TIME, 2).means(LAYER_STEP);
        assertTrue(last[0] < last[1] && last[1] < last[2]);
        double mean = Runner.of(4).run("whole", BandedTraining.STUDY, Grid.of(untied)).at(Descent.TIME, 2).only()
                .mean(FIRST_STEP);
        // The layers' training and this one draw other numbers.
        assertEquals(mean, (last[0] + last[1] + last[2]) / 3, 0.1 * mean);
    }

    @Test
    void untiedLayersLeaveTheBalancedPathForConjugateGradients() {
        BandedDescent tied = BandedDescent.of(6, 1.25, 0.75, 2, 6, 16, 1.0 / 8, 1, 256);
        BandedCovarianceLaw law = BandedCovarianceLaw.of(tied);
        double equal = BandedTraining.run(tied, RandomStream.of(5)).measurements().get(8).loss();
        double free = BandedTraining.run(tied.with(TIED, 0), RandomStream.of(5)).measurements().get(8).loss();
        // Noise of order Δtm/B = 5 % adds to both.
        assertTrue(equal >= law.floor() && equal < 1.1 * law.floor(), equal + " beside " + law.floor());
        assertTrue(free >= law.untiedFloor() && free < 1.5 * law.untiedFloor(), free + " beside " + law.untiedFloor());
        assertTrue(1.5 * law.untiedFloor() < law.floor());
    }

    @Test
    void aBandOfTwoIsLeftBySkewMatricesThatCommuteWithItsRotations() {
        BandedDescent pair = BandedDescent.of(2, 1.25, 0.75, 2, 2, 8, 1.0 / 8, 1, 1024);
        double loss = BandedTraining.run(pair, RandomStream.of(5)).measurements().get(10).loss();
        double floor = BandedCovarianceLaw.of(pair).floor();
        assertTrue(loss < 1e-3 * floor, loss + " beside " + floor);
    }

    @Test
    void aDepthBetweenIntegersIsRefused() {
        var refused = assertThrows(IllegalArgumentException.class,
                () -> BandedTraining.run(SETTING.with(Descent.L, 2.5), RandomStream.of(1)));
        assertTrue(refused.getMessage().startsWith("L = "), refused.getMessage());
    }
}
