package org.icllab.theory.descent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.icllab.Require;
import org.icllab.model.ComputeBudget;
import org.icllab.model.Spectrum;

/**
 * The training time, width, depth and, if it costs, context length that reach the lowest loss on a compute budget.
 *
 * <p>The loss is that of {@link RotatedRisk}'s flow, not a power law: how far the law's shapes hold at a finite
 * dimension can be read off. Time is that of features of unit variance, \( \alpha_N^2 \) of the flow's there, so that
 * a narrow model learns no more slowly than a wide one. Width, depth and context length are integers; time takes what
 * they leave of the budget.
 *
 * <p>A change of depth by one moves the best width by much, so that the search is nested: at each depth it goes downhill
 * over width and context from the best of a lattice of powers of four, by factors 4, 2, √2, … down to single units; and
 * so it does over depths. One budget is one thread's work; instances are safe for use by several.
 *
 * @see "Paper B, Result 8; theory.md [B10]; ScalingLaw"
 */
public final class OptimalShape {
    static final int DEEPEST = 1 << 12;
    private static final long MOST_BYTES = 64L << 20;
    private static final int LATTICE = 4;
    private static final double FINEST = 1.01;
    /** Losses below this are rounding, and so is what they differ by. */
    private static final double LEAST_LOSS = 1e-12;
    /** Shapes that learn less than this cannot be told apart. */
    private static final double LEAST_LEARNED = 1e-9;
    private static final double LARGEST = 1e100;
    /** Width beyond context and context beyond width can both be valleys. */
    private static final int STARTS = 3;

    private final Spectrum spectrum;
    private final boolean widthFree;
    private final boolean contextFree;
    private final Recent<RotatedRisk.Extent, Contour> contours = RotatedRisk.contours();
    private final Recent<List<Integer>, RotatedRisk> risks;

    private OptimalShape(Spectrum spectrum, boolean widthFree, boolean contextFree) {
        this.spectrum = spectrum;
        this.widthFree = widthFree;
        this.contextFree = contextFree;
        // A risk holds its spectrum twice, each as eigenvalues and power.
        risks = new Recent<>(MOST_BYTES, risk -> 32L * spectrum.dimension());
    }

    /**
     * What a budget buys.
     *
     * @param compute \( C \), the budget
     * @param time \( t \), training time of the gradient flow
     * @param width \( N \), from 1 to \( D \)
     * @param depth \( L \), from 1 to 4096
     * @param contextLength \( P \), from 1 to \( 4D \); +Infinity where it is not part of the budget
     * @param loss what it reaches
     */
    public record Shape(double compute, double time, int width, int depth, double contextLength, double loss) {
        public Shape {
            Require.numbers("compute, time, contextLength, loss", compute, time, contextLength, loss);
        }
    }

    /**
     * @param spectrum \( D \) directions
     * @return shapes for \( C = tN^2L \), contexts of any length being free
     */
    public static OptimalShape of(Spectrum spectrum) {
        return new OptimalShape(spectrum, true, false);
    }

    /**
     * @param spectrum \( D \) directions
     * @return shapes for \( C = tP^2N^2L \)
     */
    public static OptimalShape withContext(Spectrum spectrum) {
        return new OptimalShape(spectrum, true, true);
    }

    /**
     * @param spectrum \( D \) directions
     * @return shapes for \( C = tL \) at full width, \( N = D \)
     */
    public static OptimalShape atFullWidth(Spectrum spectrum) {
        return new OptimalShape(spectrum, false, false);
    }

    /** @return shapes for the costs of {@code budget} */
    static OptimalShape of(ComputeBudget budget) {
        return switch (budget.cost()) {
            case DEPTH -> atFullWidth(budget.spectrum());
            case WIDTH -> of(budget.spectrum());
            case CONTEXT -> withContext(budget.spectrum());
        };
    }

    /**
     * @param compute \( C \), in [1e-100, 1e100]
     * @return the best shape; where another one is better, it is by less than the flow's accuracy of 1e-9, or the loss
     *     at the best width and context of each depth has more than one minimum over depths
     * @throws ArithmeticException if a shape's loss is below 1e-12, or the best one's is 1 to 1e-9: shapes differ by
     *     rounding then
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public Shape at(double compute) {
        budget(compute);
        return new Search(compute).run();
    }

    /**
     * @param compute \( C \), in [1e-100, 1e100]
     * @param depth \( L \), from 1 to 4096
     * @return the best shape of this depth
     * @throws ArithmeticException as {@link #at(double)}
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public Shape at(double compute, int depth) {
        budget(compute);
        Require.within("depth", depth, 1, DEEPEST);
        Search search = new Search(compute);
        return search.told(search.atDepth(depth, search.lattice(depth)));
    }

    /**
     * @param compute \( C \), in [1e-100, 1e100]
     * @param width \( N \), from 1 to \( D \); must be \( D \) at full width
     * @param depth \( L \), from 1 to 4096
     * @param contextLength \( P \ge 1 \); +Infinity if it is not part of the budget
     * @return what this shape reaches on the budget
     */
    public Shape shape(double compute, int width, int depth, double contextLength) {
        budget(compute);
        Require.within("width", width, widthFree ? 1 : spectrum.dimension(), spectrum.dimension());
        Require.within("depth", depth, 1, DEEPEST);
        boolean integer = contextLength >= 1 && contextLength <= longest() && contextLength == Math.rint(contextLength);
        Require.that(contextFree ? integer : contextLength == Double.POSITIVE_INFINITY, "contextLength = " + contextLength + ": must be "
                        + (contextFree ? "an integer from 1 to " + longest() : "+Infinity, it is not part of the budget"));
        return shape(compute, List.of(width, depth, contextFree ? (int) contextLength : 0));
    }

    private static void budget(double compute) {
        Require.within("compute", compute, 1 / LARGEST, LARGEST);
    }

    private int longest() {
        return 4 * spectrum.dimension();
    }

    private Shape shape(double compute, List<Integer> sizes) {
        int width = sizes.get(0);
        int depth = sizes.get(1);
        double context = contextFree ? sizes.get(2) : Double.POSITIVE_INFINITY;
        double cost = (double) depth * (widthFree ? (double) width * width : 1) * (contextFree ? context * context : 1);
        double d = spectrum.dimension();
        RotatedRisk risk = risks.get(List.of(width, sizes.get(2)),
                key -> RotatedRisk.sharing(contours, spectrum, width / d, context / d));
        double time = compute / cost;
        double loss = risk.atDepth(depth).flow(time * (d / width) * (d / width)).loss()[0];
        return new Shape(compute, time, width, depth, context, loss);
    }

    /** One budget's search; sizes are [N, L, P], P = 0 if it is not part of the budget. */
    private final class Search {
        private final double compute;
        private final Map<List<Integer>, Shape> seen = new HashMap<>();

        Search(double compute) {
            this.compute = compute;
        }

        Shape run() {
            Shape best = null;
            for (int depth : powers(true, DEEPEST)) {
                Shape deeper = atDepth(depth, lattice(depth));
                if (best != null && deeper.loss() > best.loss()) {
                    break;
                }
                best = deeper;
            }
            for (double factor = LATTICE; factor > FINEST; factor = Math.sqrt(factor)) {
                for (Shape from = null; from != best;) {
                    from = best;
                    for (int depth : steps(from.depth, factor, true, DEEPEST)) {
                        Shape near = atDepth(depth, shapes(List.of(from.width), depth, List.of(context(from))));
                        best = near.loss() < best.loss() ? near : best;
                    }
                }
            }
            return told(best);
        }

        /** @return {@code best}, if it can be told from other shapes */
        Shape told(Shape best) {
            if (best.loss() < LEAST_LOSS || best.loss() > 1 - LEAST_LEARNED) {
                throw new ArithmeticException("compute = " + compute + ": the loss is " + best.loss() + " at width " + best.width
                        + ", depth " + best.depth + ", and which shape is best is rounding");
            }
            return best;
        }

        /** The best width and context at one depth, downhill from the best of some starts. */
        private Shape atDepth(int depth, List<Shape> starts) {
            Shape best = starts.get(0);
            for (Shape start : starts.stream().sorted(Comparator.comparingDouble(Shape::loss)).limit(STARTS).toList()) {
                Shape low = start;
                for (double factor = LATTICE; factor > FINEST; factor = Math.sqrt(factor)) {
                    low = downhill(low, depth, factor);
                }
                best = low.loss() < best.loss() ? low : best;
            }
            return best;
        }

        private Shape downhill(Shape start, int depth, double factor) {
            Shape best = start;
            for (Shape from = null; from != best;) {
                from = best;
                for (Shape near : shapes(steps(from.width, factor, widthFree, spectrum.dimension()), depth,
                        steps(context(from), factor, contextFree, longest()))) {
                    best = near.loss() < best.loss() ? near : best;
                }
            }
            return best;
        }

        private List<Shape> lattice(int depth) {
            return shapes(powers(widthFree, spectrum.dimension()), depth,
                    contextFree ? powers(true, longest()) : List.of(0));
        }

        private List<Shape> shapes(List<Integer> widths, int depth, List<Integer> contexts) {
            return widths.stream().flatMap(n -> contexts.stream().map(p -> List.of(n, depth, p)))
                    .map(sizes -> seen.computeIfAbsent(sizes, this::reached)).toList();
        }

        private Shape reached(List<Integer> sizes) {
            Shape reached = shape(compute, sizes);
            return reached.loss() < LEAST_LOSS ? told(reached) : reached;
        }

        private int context(Shape shape) {
            return contextFree ? (int) shape.contextLength : 0;
        }
    }

    private static List<Integer> powers(boolean free, int most) {
        List<Integer> powers = new ArrayList<>();
        for (int value = 1; free && value < most; value *= LATTICE) {
            powers.add(value);
        }
        powers.add(most);
        return powers;
    }

    private static List<Integer> steps(int value, double factor, boolean free, int most) {
        if (!free) {
            return List.of(value);
        }
        int less = Math.min(value - 1, (int) Math.rint(value / factor));
        int more = Math.max(value + 1, (int) Math.rint(value * factor));
        return List.of(Math.max(1, less), value, Math.min(most, more));
    }
}
