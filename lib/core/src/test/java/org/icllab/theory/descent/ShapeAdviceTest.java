package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.ComputeBudget;
import org.icllab.model.ComputeBudget.Cost;
import org.icllab.model.Spectrum;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.descent.OptimalShape.Shape;
import org.junit.jupiter.api.Test;

class ShapeAdviceTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final ComputeBudget BUDGET = ComputeBudget.of(24, 1.25, 0.75, 3e3);

    @Test
    void costsAreWhatTheBudgetSays() {
        for (Cost cost : Cost.values()) {
            Shape best = ShapeAdvice.of(BUDGET.on(cost)).best();
            double spent = best.time() * best.depth() * (cost == Cost.DEPTH ? 1 : Math.pow(best.width(), 2))
                    * (cost == Cost.CONTEXT ? Math.pow(best.contextLength(), 2) : 1);
            assertEquals(3e3, spent, 1e-9 * 3e3, cost.name());
            assertEquals(cost == Cost.CONTEXT, best.contextLength() < INFINITY);
            assertEquals(cost == Cost.DEPTH, best.width() == 24);
        }
    }

    @Test
    void neighboursLoseWhatTheirShapesReach() {
        OptimalShape shapes = OptimalShape.of(Spectrum.powerLaw(24, 1.25, 0.75));
        ShapeAdvice advice = ShapeAdvice.of(BUDGET);
        Shape best = shapes.at(3e3);
        assertEquals(best, advice.best());
        double deeper = shapes.shape(3e3, best.width(), best.depth() + 1, INFINITY).loss();
        assertEquals(deeper / best.loss(), advice.deeper(), 1e-12);
        int half = (int) Math.rint(best.width() / 2.0);
        assertEquals(shapes.shape(3e3, half, best.depth(), INFINITY).loss() / best.loss(), advice.narrower(), 1e-12);
        double single = INFINITY;
        for (int width = 1; width <= 24; width++) {
            single = Math.min(single, shapes.shape(3e3, width, 1, INFINITY).loss());
        }
        assertEquals(single / best.loss(), advice.single(), 1e-9);
    }

    @Test
    void whatIsNoShapeLosesNothing() {
        ShapeAdvice small = ShapeAdvice.of(BUDGET.with(ComputeBudget.COMPUTE, 30));
        assertEquals(1, small.best().depth());
        assertEquals(Double.NaN, small.shallower());
        assertEquals(1, small.single());
        ShapeAdvice free = ShapeAdvice.of(BUDGET.on(Cost.DEPTH));
        assertEquals(Double.NaN, free.wider());
        assertEquals(Double.NaN, free.narrower());
        assertTrue(free.deeper() > 1 - 1e-9 && free.shallower() > 1 - 1e-9);
    }

    @Test
    void theStudyIsTheoryAndIsKept() {
        assertTrue(ShapeAdvice.STUDY.isKept() && !ShapeAdvice.STUDY.isSimulated());
        Results<ComputeBudget> results = Runner.of(1).run("shapes", ShapeAdvice.STUDY, Grid.of(BUDGET)
                .vary(ComputeBudget.COMPUTE, 30.0, 3e3));
        Result<ComputeBudget> last = results.get(1);
        Shape best = ShapeAdvice.of(BUDGET).best();
        assertEquals(best.width(), last.mean(ComputeBudget.BEST_WIDTH));
        assertEquals(best.depth(), last.mean(ComputeBudget.BEST_DEPTH));
        assertEquals(best.time(), last.mean(ComputeBudget.BEST_TIME));
        assertEquals(INFINITY, last.mean(ComputeBudget.BEST_CONTEXT));
        assertEquals(best.loss(), last.mean(ComputeBudget.LOSS));
    }
}
