package org.icllab.theory.descent;

import org.icllab.Require;
import org.icllab.model.ComputeBudget;
import org.icllab.model.Quantity;
import org.icllab.model.Study;
import org.icllab.theory.descent.OptimalShape.Shape;

/**
 * The best shape on a budget, and what others lose on the same, as multiples of its loss: NaN where there is no such
 * shape, or no such choice.
 *
 * @param best the best shape
 * @param wider of twice the width
 * @param narrower of half the width, rounded
 * @param deeper of one layer more
 * @param shallower of one layer less
 * @param single of one layer, at its best width and context length
 * @see OptimalShape
 */
public record ShapeAdvice(Shape best, double wider, double narrower, double deeper, double shallower, double single) {
    public ShapeAdvice {
        Require.given("best", best);
    }

    /** 2N: loss of twice the width / loss. */
    public static final Quantity WIDER = Quantity.of("2N", "loss of twice the width / loss");
    /** N/2: loss of half the width / loss. */
    public static final Quantity NARROWER = Quantity.of("N/2", "loss of half the width / loss");
    /** L + 1: loss of a layer more / loss. */
    public static final Quantity DEEPER = Quantity.of("L + 1", "loss of a layer more / loss");
    /** L − 1: loss of a layer less / loss. */
    public static final Quantity SHALLOWER = Quantity.of("L − 1", "loss of a layer less / loss");
    /** L = 1: loss of one layer / loss. */
    public static final Quantity SINGLE = Quantity.of("L = 1", "loss of one layer / loss");

    /** Kept as trials are: a search takes seconds. */
    public static final Study<ComputeBudget, ShapeAdvice> STUDY = Study
            .<ComputeBudget, ShapeAdvice>theory("optimal-shape", ShapeAdvice::of).kept()
            .measuring(ComputeBudget.BEST_WIDTH, advice -> advice.best.width())
            .measuring(ComputeBudget.BEST_DEPTH, advice -> advice.best.depth())
            .measuring(ComputeBudget.BEST_CONTEXT, advice -> advice.best.contextLength())
            .measuring(ComputeBudget.BEST_TIME, advice -> advice.best.time())
            .measuring(ComputeBudget.LOSS, advice -> advice.best.loss())
            .measuring(WIDER, ShapeAdvice::wider)
            .measuring(NARROWER, ShapeAdvice::narrower)
            .measuring(DEEPER, ShapeAdvice::deeper)
            .measuring(SHALLOWER, ShapeAdvice::shallower)
            .measuring(SINGLE, ShapeAdvice::single);

    /** @return the best shape of {@code budget}, and its neighbours */
    public static ShapeAdvice of(ComputeBudget budget) {
        Require.given("budget", budget);
        OptimalShape shapes = OptimalShape.of(budget);
        Shape best = shapes.at(budget.compute());
        int most = budget.dimension();
        boolean widthCosts = budget.cost() != ComputeBudget.Cost.DEPTH;
        int twice = widthCosts ? 2 * best.width() : 0;
        int half = widthCosts ? (int) Math.rint(best.width() / 2.0) : 0;
        return new ShapeAdvice(best,
                twice > most ? Double.NaN : loses(shapes, best, twice, best.depth()),
                loses(shapes, best, half, best.depth()),
                loses(shapes, best, best.width(), best.depth() + 1),
                loses(shapes, best, best.width(), best.depth() - 1),
                shapes.at(budget.compute(), 1).loss() / best.loss());
    }

    private static double loses(OptimalShape shapes, Shape best, int width, int depth) {
        return width < 1 || depth < 1 || depth > OptimalShape.DEEPEST ? Double.NaN
                : shapes.shape(best.compute(), width, depth, best.contextLength()).loss() / best.loss();
    }
}
