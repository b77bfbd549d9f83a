package org.icllab.theory.descent;

import static org.icllab.model.RotatedDescent.BATCH;
import static org.icllab.model.RotatedDescent.EXCESS;
import static org.icllab.model.RotatedDescent.LOSS;
import static org.icllab.model.RotatedDescent.TIED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.RotatedDescent;
import org.icllab.simulation.descent.GammaFluctuations;
import org.icllab.study.Comparison;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class RotatedSgdMeanTest {
    private static final RotatedDescent TINY = RotatedDescent.of(2, 1.25, 0.75, 2, 12, 0.25, 1, 4);

    @Test
    void twoDimensionsAreThoseOfAveragesThatUseNoSymmetry() {
        // src/test/reference/rotated_sgd.py; t = 1, 2, 4.
        RotatedSgdMean.Path tied = RotatedSgdMean.of(TINY).path();
        assertArrayEquals(new double[] {0.158405843132, 0.087210093164, 0.052501156703}, tied.loss(), 1e-10);
        assertArrayEquals(new double[] {0.934801779539, 1.200388288933, 1.460370803630}, tied.gamma(), 1e-9);
        RotatedSgdMean.Path untied = RotatedSgdMean.of(TINY.with(TIED, 0)).path();
        assertArrayEquals(new double[] {0.158409281955, 0.087219749475, 0.052518454535}, untied.loss(), 1e-10);
        assertArrayEquals(new double[] {0.934802803421, 1.200390675927, 1.460363893543}, untied.gamma(), 1e-9);
    }

    @Test
    void whatAnAntisymmetricPartCostsIsItsRate() {
        RotatedDescent setting = RotatedDescent.of(6, 1.25, 0.75, 4, 8, 0.25, 1, 4);
        for (double gamma : new double[] {0.3, 1, 4}) {
            double skew = new RotatedFluctuations(setting.spectrum(), 4, true).curvature(gamma)[1][0][0];
            double rate = RotatedCovarianceLaw.of(setting).skewRate(gamma);
            assertEquals(-rate / 6, skew, 1e-13 * Math.abs(rate));
        }
    }

    @Test
    void simulationHasItsExcess() {
        // ΔtD/B = 1/12: what is left is of the order of its square times the excess, a tenth; the interval is as wide.
        Grid<RotatedDescent> grid = Grid.of(RotatedDescent.of(8, 1.5, 2, 3, 12, 0.125, 400, 4)).vary(TIED, 1, 0);
        Results<RotatedDescent> simulated = Runner.of(5).run("excess", GammaFluctuations.STUDY, grid, 40);
        Comparison near = simulated.compare(EXCESS, s -> RotatedSgdMean.of(s).path().excess()[2], s -> 0.1);
        assertTrue(near.holds(), near::toString);
        assertTrue(near.interval() < 0.5, near::toString);
    }

    @Test
    void endlessBatchesLeaveDescentInSteps() {
        RotatedDescent setting = TINY.with(BATCH, Integer.MAX_VALUE);
        double gamma = 0;
        for (int step = 0; step < 16; step++) {
            gamma -= 0.25 * RotatedCovarianceLaw.of(setting).slope(gamma);
        }
        assertEquals(gamma, RotatedSgdMean.of(setting).path().gamma()[2], 1e-7);
        assertEquals(RotatedCovarianceLaw.of(setting).loss(gamma), Runner.of(1).run("mean", RotatedSgdMean.STUDY,
                Grid.of(setting)).get(2).mean(LOSS), 1e-7);
    }

    @Test
    void penaltiesAndNarrowModelsAreRefusedAndDivergenceIsSaid() {
        assertThrows(IllegalArgumentException.class, () -> RotatedSgdMean.of(TINY.with(RotatedDescent.RIDGE, 1e-3)));
        assertThrows(IllegalArgumentException.class, () -> RotatedSgdMean.of(TINY.with(RotatedDescent.WIDTH, 1)));
        RotatedDescent noisy = RotatedDescent.of(64, 0, 0, 4, 1, 1, 1, 64);
        assertThrows(ArithmeticException.class, () -> RotatedSgdMean.of(noisy).path());
    }

    @Test
    void veryDeepModelsAreAllAlike() {
        RotatedDescent deep = RotatedDescent.of(4, 1.25, 0.75, 40_000, 8, 0.5, 1, 8);
        double[] loss = RotatedSgdMean.of(deep).path().loss();
        assertArrayEquals(loss, RotatedSgdMean.of(deep.with(RotatedDescent.L, 100_000)).path().loss(), 1e-4);
    }
}
