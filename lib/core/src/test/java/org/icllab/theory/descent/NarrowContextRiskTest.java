package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.Descent;
import org.icllab.model.NarrowContext;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class NarrowContextRiskTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final NarrowContext SETTING = NarrowContext.of(24, 1.25, 0.75, 0.5, 2).measured(4, 0.8, 3);
    private static final Spectrum SPECTRUM = Spectrum.powerLaw(24, 1.25, 0.75);

    private static Results<NarrowContext> run(Study<NarrowContext, ?> study, NarrowContext setting) {
        return Runner.of(1).run(study.name(), study, Grid.of(setting));
    }

    @Test
    void everyNumberStandsAtItsOwnDepthAndStep() {
        RotatedRisk risk = RotatedRisk.of(SPECTRUM, 0.5, 2);
        FiniteSizeCorrection correction = FiniteSizeCorrection.of(SPECTRUM, 0.5, 2);
        Results<NarrowContext> results = run(NarrowContextRisk.LOSSES, SETTING);
        assertEquals(9, results.size());
        for (Result<NarrowContext> result : results.list()) {
            double depth = result.at(Descent.L);
            double gamma = depth * result.at(NarrowContext.STEP);
            // Nodes of contours that were made for another γ come to the same 1e-13.
            assertEquals(risk.atDepth(depth).loss(gamma), result.mean(Descent.LOSS), 1e-12);
            assertEquals(correction.at(gamma, depth), result.mean(NarrowContextRisk.DELTA), 1e-12);
            assertEquals(result.mean(Descent.LOSS) + result.mean(NarrowContextRisk.DELTA),
                    result.mean(NarrowContextRisk.FINITE), 1e-15);
        }
        assertEquals(correction.spread(), SETTING.spread(), 1e-16);
    }

    @Test
    void oneResolventIsLowerThanTwo() {
        Result<NarrowContext> last = run(NarrowContextRisk.PAIRS, SETTING).get(2);
        double gamma = last.at(NarrowContext.TOTAL);
        assertEquals(3.2, gamma);
        assertEquals(RotatedRisk.of(SPECTRUM, 0.5, 2).atDepth(4).loss(3.2), last.mean(Descent.LOSS), 1e-12);
        assertEquals(RotatedRisk.ofMean(SPECTRUM, 0.5, 2).atDepth(4).loss(3.2), last.mean(NarrowContext.MEAN_MAP), 1e-12);
        assertTrue(last.mean(NarrowContext.MEAN_MAP) < last.mean(Descent.LOSS));
    }

    @Test
    void theOwnStepIsNearTheSpectrumsEdge() {
        for (double width : new double[] {0.125, 0.5, 1}) {
            for (double context : new double[] {0.5, 2, INFINITY}) {
                NarrowContext setting = NarrowContext.of(64, 1.25, 0.75, width, context).measured(8, 0.8, 1);
                // Measured: within 4 % for these; a model of 2 directions would be farther.
                assertEquals(0.8, setting.ownStep() * RotatedRisk.of(setting).spectralEdge(), 0.04);
                assertEquals(RotatedRisk.of(setting).atDepth(8).loss(8 * setting.ownStep()),
                        run(NarrowContextRisk.SHAPES, setting).at(Descent.L, 8).only().mean(Descent.LOSS), 1e-12);
            }
        }
    }

    @Test
    void shapesHaveTheirCorrections() {
        FiniteSizeCorrection correction = FiniteSizeCorrection.of(SPECTRUM, 0.5, 2);
        Result<NarrowContext> shape = run(NarrowContextRisk.SHAPES, SETTING).at(Descent.L, 2).only();
        assertEquals(correction.at(2 * SETTING.ownStep(), 2),
                shape.mean(NarrowContextRisk.FINITE) - shape.mean(Descent.LOSS), 1e-12);
    }

    @Test
    void theLadderFallsToTheLowestLossAndRisesToTheFloor() {
        Results<NarrowContext> results = run(NarrowContextRisk.LADDER, SETTING);
        double lowest = results.stream().mapToDouble(r -> r.mean(Descent.LOSS)).min().orElseThrow();
        Result<NarrowContext> ends = run(NarrowContextRisk.INFINITE_DEPTH, SETTING).only();
        double floor = ends.mean(NarrowContext.FLOOR);
        double best = ends.mean(NarrowContextRisk.LOWEST);
        // The rung next to the best γ is at most a factor 2^(1/4) from it.
        assertTrue(best <= lowest && lowest < 1.01 * best && lowest < floor, best + " " + lowest + " " + floor);
        assertEquals(floor, results.at(NarrowContext.TOTAL, 1 << 20).only().mean(Descent.LOSS), 1e-9);
    }

    @Test
    void thePrintedFloorIsThatOfOneResolvent() {
        Result<NarrowContext> result = run(NarrowContextRisk.FLOORS, SETTING.with(NarrowContext.CONTEXT, INFINITY)).only();
        RotatedFloor closed = RotatedFloor.of(SPECTRUM);
        assertEquals(closed.width(12, INFINITY), result.mean(NarrowContext.FLOOR), 1e-9);
        assertEquals(closed.printed(12), result.mean(NarrowContextRisk.PRINTED), 1e-9);
    }
}
