package org.icllab.simulation.descent;

import java.util.Arrays;
import java.util.List;
import org.icllab.Require;
import org.icllab.model.Descent;
import org.icllab.model.NarrowContext;
import org.icllab.model.Quantity;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.random.RandomStream;

/**
 * Trials that draw one context and one narrow model, and know their loss at every depth and step size from one
 * decomposition.
 *
 * @see ProjectedDescent
 * @see "Paper B, Result 7 and appendix F.4; theory.md §6"
 */
public final class NarrowContextTrial {
    /** Matrices of D×D numbers that a draw holds at once. */
    private static final int MATRICES = 8;
    /** γ after which infinitely many layers leave what they cannot see. */
    private static final double END = 1e12;

    /** λ(M): largest eigenvalue of M. */
    public static final Quantity TOP = Quantity.of("λ(M)", "largest eigenvalue of M");

    /** Losses at every depth and step size. */
    public static final Study<NarrowContext, NarrowContextTrial> LOSSES = Study
            .simulation("narrow-losses", NarrowContextTrial::new)
            .needing(NarrowContextTrial::bytes)
            .along(List.of(Descent.L, NarrowContext.STEP), NarrowContext::depthsAndSteps)
            .curve(Descent.LOSS, NarrowContextTrial::losses)
            .measuring(TOP, trial -> trial.descent.largestEigenvalue());

    /** Losses of the deepest model, and what two independent contexts make of each other's. */
    public static final Study<NarrowContext, NarrowContextTrial[]> PAIRS = Study
            .simulation("narrow-pairs", NarrowContextTrial::pair)
            .needing(setting -> 2 * bytes(setting))
            .along(NarrowContext.TOTAL, NarrowContext::totalSteps)
            .curve(Descent.LOSS, pair -> pair[0].totals())
            .curve(NarrowContext.MEAN_MAP, pair -> pair[0].across(pair[1]));

    /** Losses at every depth and the step size of the model's own unit. */
    public static final Study<NarrowContext, NarrowContextTrial> SHAPES = Study
            .simulation("narrow-shapes", NarrowContextTrial::new)
            .needing(NarrowContextTrial::bytes)
            .along(Descent.L, NarrowContext::depths)
            .curve(Descent.LOSS, NarrowContextTrial::shapes);

    /** Losses at infinite depth over many powers of γ. */
    public static final Study<NarrowContext, NarrowContextTrial> LADDER = Study
            .simulation("narrow-ladder", NarrowContextTrial::new)
            .needing(NarrowContextTrial::bytes)
            .along(NarrowContext.TOTAL, setting -> NarrowContext.ladder())
            .curve(Descent.LOSS, NarrowContextTrial::ladder);

    /** Where losses at infinite depth end. */
    public static final Study<NarrowContext, NarrowContextTrial> FLOORS = Study
            .simulation("narrow-floors", NarrowContextTrial::new)
            .needing(NarrowContextTrial::bytes)
            .measuring(NarrowContext.FLOOR, trial -> trial.descent.loss(END, Double.POSITIVE_INFINITY));

    private final NarrowContext setting;
    private final ProjectedDescent descent;

    private NarrowContextTrial(NarrowContext setting, RandomStream stream) {
        this.setting = setting;
        descent = draw(setting, stream);
    }

    /** @return a model and a context as the setting says; refused if their N or P is not whole */
    public static ProjectedDescent draw(NarrowContext setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        Spectrum spectrum = setting.spectrum();
        return ProjectedDescent.draw(spectrum.lambda(), spectrum.omega(), setting.width(), setting.contextLength(), stream);
    }

    private static NarrowContextTrial[] pair(NarrowContext setting, RandomStream stream) {
        return new NarrowContextTrial[] {new NarrowContextTrial(setting, stream.at(0)),
            new NarrowContextTrial(setting, stream.at(1))};
    }

    private static long bytes(NarrowContext setting) {
        return (long) MATRICES * Double.BYTES * setting.dimension() * setting.dimension();
    }

    private double[] losses() {
        return Arrays.stream(setting.depthsAndSteps()).mapToDouble(at -> descent.loss(at[1] * at[0], at[0])).toArray();
    }

    private double[] shapes() {
        double step = setting.ownStep();
        return Arrays.stream(setting.depths()).map(depth -> descent.loss(step * depth, depth)).toArray();
    }

    private double[] ladder() {
        return Arrays.stream(NarrowContext.ladder()).map(g -> descent.loss(g, Double.POSITIVE_INFINITY)).toArray();
    }

    private double[] totals() {
        return Arrays.stream(setting.totalSteps()).map(g -> descent.loss(g, setting.deepest())).toArray();
    }

    /** The mean of A is diagonal, so that the diagonals of two independent A have it in their product. */
    private double[] across(NarrowContextTrial other) {
        double[] power = setting.spectrum().power();
        return Arrays.stream(setting.totalSteps()).map(g -> {
            double[] left = descent.diagonal(g, setting.deepest());
            double[] right = other.descent.diagonal(g, setting.deepest());
            double sum = 0;
            for (int k = 0; k < power.length; k++) {
                sum += power[k] * left[k] * right[k];
            }
            return sum;
        }).toArray();
    }
}
