package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.List;
import org.icllab.linalg.Vectors;
import org.icllab.model.Descent;
import org.icllab.model.NarrowContext;
import org.icllab.model.Quantity;
import org.icllab.model.Study;

/**
 * What theory says of a setting's losses: {@link RotatedRisk}, the limit of large D, with what one resolvent would say
 * and with {@link FiniteSizeCorrection}.
 *
 * @see "Paper B, Result 7 and appendix F.4; theory.md [B9]"
 */
public final class NarrowContextRisk {
    /** To be added to the limit's loss at finite D. */
    public static final Quantity DELTA = Quantity.of("δ", "what finite size adds to the loss");
    /** The limit's loss with what finite size adds to it. */
    public static final Quantity FINITE = Quantity.of("loss at D", "loss at finite D, to first order");
    /** The floor that the paper prints. */
    public static final Quantity PRINTED = Quantity.of("printed floor", "floor of the mean map");
    /** At infinite depth. */
    public static final Quantity LOWEST = Quantity.of("lowest loss", "loss at L = ∞ and the best γ");

    /** Losses at every depth and step size. */
    public static final Study<NarrowContext, NarrowContextRisk> LOSSES = Study
            .<NarrowContext, NarrowContextRisk>theory("narrow-losses-limit", NarrowContextRisk::new)
            .along(List.of(Descent.L, NarrowContext.STEP), NarrowContext::depthsAndSteps)
            .curve(Descent.LOSS, NarrowContextRisk::losses)
            .curve(DELTA, NarrowContextRisk::corrections)
            .curve(FINITE, risk -> sum(risk.losses(), risk.corrections()));

    /** Losses of the deepest model, by two resolvents and by one. */
    public static final Study<NarrowContext, NarrowContextRisk> PAIRS = Study
            .<NarrowContext, NarrowContextRisk>theory("narrow-pairs-limit", NarrowContextRisk::new)
            .along(NarrowContext.TOTAL, NarrowContext::totalSteps)
            .curve(Descent.LOSS, risk -> risk.totals(risk.limit))
            .curve(NarrowContext.MEAN_MAP, risk -> risk.totals(RotatedRisk.ofMean(risk.setting)));

    /** Losses at every depth and the step size of the model's own unit. */
    public static final Study<NarrowContext, NarrowContextRisk> SHAPES = Study
            .<NarrowContext, NarrowContextRisk>theory("narrow-shapes-limit", NarrowContextRisk::new)
            .along(Descent.L, NarrowContext::depths)
            .curve(Descent.LOSS, NarrowContextRisk::shapes)
            .curve(FINITE, risk -> sum(risk.shapes(), risk.corrected(risk.setting.depths(), risk.setting.ownStep())));

    /** Losses at infinite depth over many powers of γ. */
    public static final Study<NarrowContext, NarrowContextRisk> LADDER = Study
            .<NarrowContext, NarrowContextRisk>theory("narrow-ladder-limit", NarrowContextRisk::new)
            .along(NarrowContext.TOTAL, setting -> NarrowContext.ladder())
            .curve(Descent.LOSS, NarrowContextRisk::ladder);

    /** What infinitely many layers reach at the best γ, and where they end. */
    public static final Study<NarrowContext, NarrowContextRisk> INFINITE_DEPTH = Study
            .<NarrowContext, NarrowContextRisk>theory("narrow-infinite-depth-limit", NarrowContextRisk::new)
            .measuring(LOWEST, risk -> risk.limit.atDepth(Double.POSITIVE_INFINITY).optimum().loss())
            .measuring(NarrowContext.FLOOR, risk -> risk.limit.floor());

    /** The full floor and the printed one. */
    public static final Study<NarrowContext, NarrowContextRisk> FLOORS = Study
            .<NarrowContext, NarrowContextRisk>theory("narrow-floors-limit", NarrowContextRisk::new)
            .measuring(NarrowContext.FLOOR, risk -> risk.limit.floor())
            .measuring(PRINTED, risk -> RotatedRisk.ofMean(risk.setting).floor());

    private final NarrowContext setting;
    private final RotatedRisk limit;

    private NarrowContextRisk(NarrowContext setting) {
        this.setting = setting;
        limit = RotatedRisk.of(setting);
    }

    private double[] losses() {
        return Arrays.stream(setting.depthsAndSteps()).mapToDouble(at -> limit.atDepth(at[0]).loss(at[1] * at[0])).toArray();
    }

    private double[] corrections() {
        FiniteSizeCorrection correction = FiniteSizeCorrection.of(limit, setting.spread());
        return Arrays.stream(setting.depthsAndSteps()).mapToDouble(at -> correction.at(at[1] * at[0], at[0])).toArray();
    }

    private double[] corrected(double[] depths, double step) {
        FiniteSizeCorrection correction = FiniteSizeCorrection.of(limit, setting.spread());
        return Arrays.stream(depths).map(depth -> correction.at(step * depth, depth)).toArray();
    }

    private static double[] sum(double[] limit, double[] added) {
        double[] sum = limit.clone();
        Vectors.axpy(1, added, sum);
        return sum;
    }

    private double[] totals(RotatedRisk risk) {
        return risk.atDepth(setting.deepest()).loss(setting.totalSteps());
    }

    private double[] shapes() {
        double step = setting.ownStep();
        return Arrays.stream(setting.depths()).map(depth -> limit.atDepth(depth).loss(step * depth)).toArray();
    }

    private double[] ladder() {
        return limit.atDepth(Double.POSITIVE_INFINITY).loss(NarrowContext.ladder());
    }
}
