package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.Descent;
import org.icllab.model.ShallowTraining;
import org.icllab.simulation.descent.ShallowSgd;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class ShallowSgdMeanTest {
    @Test
    void twoStepsInOneDimensionByHand() {
        // D = P = K = B = 1, σ = 0: Γ' = Γ + ηy²(1 − Γx²)x²β², and E x⁴, x⁶, x⁸ = 3, 15, 105.
        // After a step EΓ = η, EΓ² = 27η²; after two as below.
        double eta = 0.1;
        double mean = 2 * eta - 3 * eta * eta;
        double square = 27 * eta * eta + 2 * eta * (eta - 3 * 27 * eta * eta)
                + 9 * eta * eta * (3 - 30 * eta + 105 * 27 * eta * eta);
        double[] expected = {1, 1 - 2 * eta + 27 * eta * eta, 1 - 2 * mean + square};
        assertArrayEquals(expected, ShallowSgdMean.of(new ShallowTraining(1, 1, 1, 1, 0, eta, 2)).losses(2), 1e-14);
    }

    @Test
    void simulationHasThisMeanAtAnySize() {
        ShallowTraining[] settings = {new ShallowTraining(2, 1, 0.5, 1.5, 0.3, 0.01, 10),
            new ShallowTraining(6, 0.5, 2, 1, 0, 0.1, 10), new ShallowTraining(10, 2, 0.3, 0.7, 1, 0.1, 10)};
        for (ShallowTraining setting : settings) {
            double[] mean = ShallowSgdMean.of(setting).losses(10);
            for (Result<ShallowTraining> result
                    : Runner.of(1).run("training", ShallowSgd.STUDY, Grid.of(setting), 5000).list()) {
                Estimate loss = result.estimate(ShallowTraining.DISTANCE);
                // Four standard errors: exceeded by chance once in fifteen thousand.
                assertEquals(mean[(int) result.at(ShallowTraining.TAKEN)], loss.mean(), 4 * loss.standardError() + 1e-15,
                        result.text());
            }
        }
    }

    @Test
    void limitIsApproachedAsOneOverD() {
        ShallowTraining setting = new ShallowTraining(1000, 1.6, 0.4, 0.3, 0.25, 0.05, 50);
        double limit = ShallowSgdLaw.of(setting).loss(50);
        double at1000 = ShallowSgdMean.of(setting).losses(50)[50] - limit;
        double at10000 = ShallowSgdMean.of(setting.with(Descent.D, 10_000)).losses(50)[50] - limit;
        // The next order is a few times 1/D.
        assertEquals(10, at1000 / at10000, 0.1);
    }

    @Test
    void trainingSettlesBelowTheStabilityLimitOnly() {
        ShallowTraining setting = new ShallowTraining(20, 0.5, 0.5, 0.5, 0.25, 1, 1);
        double limit = ShallowSgdMean.of(setting).stabilityLimit();
        double[] below = ShallowSgdMean.of(setting.with(Descent.ETA, 0.99 * limit)).losses(20_000);
        assertEquals(below[10_000], below[20_000], 1e-9 * below[20_000]);
        assertTrue(ShallowSgdMean.of(setting.with(Descent.ETA, 1.01 * limit)).losses(20_000)[20_000] > 1e6);
        assertEquals(Double.POSITIVE_INFINITY, ShallowSgdMean.of(setting.with(Descent.ETA, 9)).losses(2000)[2000], 0);
        // Small contexts vary more, and are less stable.
        assertTrue(limit < ShallowSgdLaw.of(setting).stabilityLimit());
    }

    @Test
    void studyGivesTheLossAfterEveryStep() {
        ShallowTraining setting = new ShallowTraining(10, 1, 0.5, 2, 0.25, 0.1, 20);
        var results = Runner.of(1).run("mean", ShallowSgdMean.STUDY, Grid.of(setting));
        assertArrayEquals(ShallowSgdMean.of(setting).losses(20), results.means(ShallowTraining.DISTANCE), 0);
    }
}
