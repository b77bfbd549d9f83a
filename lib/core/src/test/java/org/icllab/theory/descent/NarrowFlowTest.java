package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.RotatedDescent;
import org.icllab.simulation.descent.RotatedTraining;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class NarrowFlowTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final RotatedDescent WIDE = RotatedDescent.of(24, 1.25, 0.75, 3, 24, 0.125, 10, 8);
    private static final RotatedDescent NARROW = WIDE.with(RotatedDescent.WIDTH, 6);

    @Test
    void atFullWidthItIsTheFlowOfThePopulation() {
        GammaPath population = RotatedCovarianceLaw.of(WIDE).flow(WIDE.times());
        NarrowFlow.Path path = NarrowFlow.of(WIDE).at(WIDE.times());
        assertArrayEquals(population.loss(), path.loss(), 1e-9);
        assertArrayEquals(path.limit(), path.loss());
        assertEquals(RotatedCovarianceLaw.of(WIDE).optimum().loss(), NarrowFlow.of(WIDE).floor(), 1e-9);
        assertEquals(RotatedFloor.of(NARROW.spectrum()).width(6, INFINITY),
                NarrowFlow.of(NARROW.with(RotatedDescent.L, INFINITY)).floor(), 1e-9);
            }

    @Test
    void widthCostsNoTime() {
        // At γ = 0 the loss falls at the rate (2Σωλ²)² whatever the width; second order: 1e-5 of the fall, times a few.
        double wide = 1 - NarrowFlow.of(WIDE).at(1e-5).limit()[0];
        double narrow = 1 - NarrowFlow.of(NARROW).at(1e-5).limit()[0];
        assertEquals(wide, narrow, 1e-3 * wide);
    }

    @Test
    void finiteSizeHasItsOwnFlow() {
        GammaPath limit = RotatedRisk.of(NARROW.spectrum(), 0.25, INFINITY).atDepth(3).flow(16 * 1, 16 * 8);
        GammaPath finite = FiniteSizeCorrection.of(NARROW.spectrum(), 0.25, INFINITY).atDepth(3).flow(16 * 1, 16 * 8);
        NarrowFlow.Path path = NarrowFlow.of(NARROW).at(1, 8);
        assertArrayEquals(limit.loss(), path.limit(), 1e-10);
        assertArrayEquals(finite.loss(), path.loss(), 1e-10);
        assertTrue(path.loss()[1] > path.limit()[1]);
        assertArrayEquals(path.loss(), NarrowFlow.of(NARROW).loss(1, 8), 1e-10);
    }

    @Test
    void eulersMethodIsAheadBySoMuch() {
        // Steps of Δt = 1/4 up to t = 8 on the landscape itself; the lead is right to first order in Δt.
        RotatedDescent coarse = NARROW.with(RotatedDescent.TIME_STEP, 0.25);
        Landscape finite = FiniteSizeCorrection.of(coarse.spectrum(), 0.25, INFINITY).atDepth(3);
        double gamma = 0;
        for (int step = 0; step < 32; step++) {
            gamma -= 16 * 0.25 * finite.slope(gamma);
        }
        NarrowFlow.Path path = NarrowFlow.of(coarse).at(8);
        double gained = 1 - finite.loss(gamma) / path.loss()[0];
        assertTrue(gained > 0);
        assertEquals(gained, path.ahead()[0], 0.3 * gained);
    }

    @Test
    void theStudyStandsAtTheTimesOfTraining() {
        Results<RotatedDescent> results = Runner.of(1).run("flow", NarrowFlow.STUDY, Grid.of(NARROW));
        assertArrayEquals(new double[] {1, 2, 4, 8}, results.values(RotatedDescent.TIME));
        assertArrayEquals(NarrowFlow.of(NARROW).at(1, 2, 4, 8).loss(), results.means(RotatedDescent.LOSS), 1e-9);
    }

    @Test
    void eachUntiedLayerHasAPenalty() {
        RotatedDescent untied = WIDE.with(RotatedDescent.TIED, 0).with(RotatedDescent.RIDGE, 0.1);
        assertArrayEquals(NarrowFlow.of(WIDE.with(RotatedDescent.RIDGE, 0.3)).at(1, 8).loss(), NarrowFlow.of(untied).at(1, 8).loss(),
                1e-12);
        // Not so with one for all: .39. SGD's own noise and step are left.
        RotatedDescent small = RotatedDescent.of(8, 1.25, 0.75, 4, 64, 0.125, 400, 64).with(RotatedDescent.TIED, 0)
                .with(RotatedDescent.RIDGE, 1);
        double[] trained = Runner.of(1).run("untied", RotatedTraining.STUDY, Grid.of(small), 5).means(RotatedDescent.LOSS);
        assertEquals(NarrowFlow.of(small).loss(64)[0], trained[trained.length - 1], 0.01);
    }

    @Test
    void aPenaltyOnInfinitelyManyLayersIsRefused() {
        RotatedDescent endless = WIDE.with(RotatedDescent.L, INFINITY).with(RotatedDescent.RIDGE, 0.1);
        assertEquals("ridge = 0.1: must be 0 at infinite depth",
                assertThrows(IllegalArgumentException.class, () -> NarrowFlow.of(endless)).getMessage());
    }
}
