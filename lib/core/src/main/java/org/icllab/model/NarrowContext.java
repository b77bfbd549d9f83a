package org.icllab.model;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.icllab.Require;

/**
 * In-context descent by a narrow model on short contexts with randomly rotated covariances, by its ratios: the model sees
 * N of D directions, a context has P points. What is measured is the loss over depth and step size.
 *
 * <p>The limit of theory keeps the ratios and lets D grow; at finite D, N and P are whole, or the setting is refused.
 *
 * @param dimension D ≥ 1
 * @param nu ν ≥ 0, inputs' variances are k^−ν
 * @param beta β ≥ 0, the loss's shares are ∝ k^(−νβ−1)
 * @param widthRatio N/D in (0, 1]
 * @param contextRatio P/D &gt; 0, possibly infinite
 * @param deepest the largest L measured, from 1 to 16384
 * @param largestStep the largest γ/L measured, &gt; 0
 * @param steps how many step sizes are measured, from 1 to 2²⁰
 * @see "Paper B, Result 7 and appendix F.4; theory.md [B9]"
 */
public record NarrowContext(int dimension, double nu, double beta, double widthRatio, double contextRatio, int deepest,
        double largestStep, int steps) implements Setting<NarrowContext>, Descent {
    /** N/D: width. */
    public static final Parameter WIDTH = Parameter.real("widthRatio", "N/D", "", "width", new Range(0, false, 1, true));
    /** P/D: context length. */
    public static final Parameter CONTEXT = Parameter.real("contextRatio", "P/D", "", "context length",
            Range.above(0).orInfinite());
    /** deepest L: layers of the deepest model. */
    public static final Parameter DEEPEST = Parameter.integer("deepest", "deepest L", "", "layers of the deepest model",
            Range.within(1, 1 << 14));
    /** largest γ/L: step size of a layer. */
    public static final Parameter LARGEST = Parameter.real("largestStep", "largest γ/L", "", "step size of a layer",
            Range.above(0));
    /** steps: how many step sizes. */
    public static final Parameter STEPS = Parameter.integer("steps", "steps", "", "how many step sizes",
            Range.within(1, 1 << 20));
    /** Of one layer. */
    public static final Parameter STEP = Parameter.real("step", "γ/L", "", "step size of a layer", Range.atLeast(0));
    /** Of all layers. */
    public static final Parameter TOTAL = Parameter.real("total", "γ", "", "step size of all layers together",
            Range.atLeast(0));

    /** What an independent second context lets one measure: Tr ΛAΩA'ᵀ, on average the loss of the mean of A. */
    public static final Quantity MEAN_MAP = Quantity.of("loss of the mean", "loss of the mean map");
    /** floor: loss at L = ∞, γ → ∞. */
    public static final Quantity FLOOR = Quantity.of("floor", "loss at L = ∞, γ → ∞");
    /** The ladder of γ at infinite depth: powers of √2 up to 2²⁰. */
    private static final int RUNGS = 40;
    /** Counts are whole up to the rounding of a ratio. */
    private static final double ROUNDING = 1e-9;

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public NarrowContext {
        dimension = D.check(dimension);
        nu = NU.check(nu);
        beta = BETA.check(beta);
        widthRatio = WIDTH.check(widthRatio);
        contextRatio = CONTEXT.check(contextRatio);
        deepest = DEEPEST.check(deepest);
        largestStep = LARGEST.check(largestStep);
        steps = STEPS.check(steps);
    }

    /**
     * @param dimension \( D \)
     * @param nu \( \nu \)
     * @param beta \( \beta \)
     * @param widthRatio \( N/D \)
     * @param contextRatio \( P/D \)
     * @return the model and its contexts, measured at L = 1, γ = 1 unless {@link #measured} says otherwise
     */
    public static NarrowContext of(int dimension, double nu, double beta, double widthRatio, double contextRatio) {
        return new NarrowContext(dimension, nu, beta, widthRatio, contextRatio, 1, 1, 1);
    }

    /** @return the same model and contexts, measured up to this depth and this step size of a layer */
    public NarrowContext measured(int upToDepth, double upToStep, int steps) {
        return new NarrowContext(dimension, nu, beta, widthRatio, contextRatio, upToDepth, upToStep, steps);
    }

    /** @return the variances of inputs and tasks, powers of k */
    public Spectrum spectrum() {
        return Spectrum.powerLaw(dimension, nu, beta);
    }

    /**
     * @return N
     * @throws IllegalArgumentException if N/D of D is not whole
     */
    public int width() {
        return count(WIDTH, widthRatio);
    }

    /**
     * @return P, or +∞
     * @throws IllegalArgumentException if P/D of D is not whole
     */
    public double contextLength() {
        return contextRatio < Double.POSITIVE_INFINITY ? count(CONTEXT, contextRatio) : contextRatio;
    }

    private int count(Parameter parameter, double ratio) {
        int count = Require.count(parameter.symbol(), ratio, dimension);
        return Math.abs(count - ratio * dimension) <= ROUNDING * count ? count : Require.<Integer>refuse(
                parameter.symbol(), ratio, "a multiple of 1/" + dimension + ", or its count is not whole");
    }

    /** @return v = 1/N + 1/P − 1/D: the scale of what finite size does to losses */
    public double spread() {
        return (1 / widthRatio + 1 / contextRatio - 1) / dimension;
    }

    /** @return L: powers of two, then the deepest */
    public double[] depths() {
        return DoubleStream.concat(DoubleStream.iterate(1, depth -> depth < deepest, depth -> 2 * depth),
                DoubleStream.of(deepest)).toArray();
    }

    /** @return L and γ/L: each of {@link #depths} with evenly spaced steps up to the largest */
    public double[][] depthsAndSteps() {
        return Arrays.stream(depths()).boxed().flatMap(depth -> IntStream.rangeClosed(1, steps)
                .mapToObj(i -> new double[] {depth, i < steps ? largestStep * i / steps : largestStep}))
                .toArray(double[][]::new);
    }

    /** @return γ at the deepest L: evenly spaced in the logarithm, from the largest γ/L to L times that */
    public double[] totalSteps() {
        return IntStream.rangeClosed(1, steps).mapToDouble(i -> i == steps ? largestStep * deepest
                : largestStep * StrictMath.pow(deepest, (i - 1.0) / (steps - 1))).toArray();
    }

    /**
     * The largest γ/L in units of what the model does to its inputs, so that narrow ones do not lag behind: over
     * \( \alpha_N(\lambda_1 + 2\sqrt v\,\lambda_1 + v\,\mathrm{Tr}\,\Lambda) \), about as large as eigenvalues of
     * \( M \) become, of which the largest fluctuates by a fraction \( \sqrt{2v} \). It is a unit, the same for theory
     * and simulation, and not what theory says of that eigenvalue.
     *
     * @return γ/L
     */
    public double ownStep() {
        double trace = Arrays.stream(spectrum().lambda()).sum();
        return largestStep / (widthRatio * (1 + 2 * Math.sqrt(spread()) + spread() * trace));
    }

    /** @return γ at infinite depth: 1, √2, 2, …, 2²⁰ */
    public static double[] ladder() {
        return IntStream.rangeClosed(0, RUNGS).mapToDouble(i -> StrictMath.pow(2, i / 2.0)).toArray();
    }

    /** @return the model and its contexts, as people write them; what is measured is said by the marks */
    @Override
    public String text() {
        StringJoiner text = new StringJoiner(", ");
        List.of(D, NU, BETA, WIDTH, CONTEXT).forEach(parameter -> text.add(parameter.text(value(parameter))));
        return text.toString();
    }
}
