package org.icllab.theory.descent;

import java.util.Arrays;
import org.icllab.model.Quantity;
import org.icllab.model.RotatedDescent;
import org.icllab.model.Study;

/**
 * What SGD on a model of width N does on long, randomly rotated contexts: the flow on {@link RotatedRisk}'s landscape, and
 * what finite size adds to its loss.
 *
 * <p>Time is that of the step size of \( \tfrac DN\Pi \), whose features have unit variance: \( \alpha_N^2 \) of the
 * flow's where \( \gamma \) multiplies \( \Pi \). Narrow models learn no more slowly than wide ones.
 *
 * <p>At finite D the loss is that of \( \mathcal L + \delta \), {@link FiniteSizeCorrection}, at the limit's
 * \( \gamma(t) \): a shift of the best \( \gamma \) changes it in second order only. Where a deep model trains to the edge
 * of stability single directions are past it, and the expansion misses a fraction of up to v/2, \( v = 1/N - 1/D \).
 *
 * @see "Paper B, Result 8, figure 5; theory.md [B9]"
 */
public final class NarrowFlow {
    /** Of large dimension. */
    public static final Quantity LIMIT = Quantity.of("limit", "loss in the limit of large D");
    /** Euler's method runs ahead of the flow. */
    public static final Quantity AHEAD = Quantity.of("ahead", "what steps of finite length gain, as a fraction of the limit");

    /** At the times of training: the loss at N and D, and its parts. */
    public static final Study<RotatedDescent, Path> STUDY = Study
            .<RotatedDescent, Path>theory("narrow-flow", setting -> of(setting).at(setting.times()))
            .along(RotatedDescent.TIME, RotatedDescent::times)
            .curve(RotatedDescent.LOSS, Path::loss)
            .curve(LIMIT, Path::limit)
            .curve(AHEAD, Path::ahead);

    private final double unit;
    private final double timeStep;
    private final Landscape landscape;
    private final FiniteSizeCorrection correction;

    private NarrowFlow(RotatedDescent setting) {
        double ratio = (double) setting.width() / setting.dimension();
        RotatedRisk risk = RotatedRisk.of(setting.spectrum(), ratio, Double.POSITIVE_INFINITY);
        unit = 1 / (ratio * ratio);
        timeStep = setting.timeStep();
        landscape = risk.atDepth(setting.depth());
        correction = FiniteSizeCorrection.of(risk, 1.0 / setting.width() - 1.0 / setting.dimension());
    }

    /** @return the flow of a setting, its layers tied or not */
    public static NarrowFlow of(RotatedDescent setting) {
        return new NarrowFlow(setting);
    }

    /**
     * What a flow has come to at some times.
     *
     * @param loss at N and D
     * @param limit the loss in the limit of large D
     * @param ahead by which fraction the limit falls in the time that Euler's method with the setting's step is ahead, to
     *     first order \( \tfrac{\Delta t}2\ln\frac{v(0)}{v(t)} \) for a velocity \( v \)
     */
    public record Path(double[] loss, double[] limit, double[] ahead) {
        public Path {
            loss = loss.clone();
            limit = limit.clone();
            ahead = ahead.clone();
        }

        @Override
        public double[] loss() {
            return loss.clone();
        }

        @Override
        public double[] limit() {
            return limit.clone();
        }

        @Override
        public double[] ahead() {
            return ahead.clone();
        }
    }

    /** @return the lowest loss in the limit of large D, which no time removes */
    public double floor() {
        return landscape.optimum().loss();
    }

    /** @param times finite, not negative, in ascending order @return the flow there */
    public Path at(double... times) {
        GammaPath flow = landscape.flow(Arrays.stream(times).map(t -> unit * t).toArray());
        double[] gamma = flow.gamma();
        double[] limit = flow.loss();
        double[] loss = new double[times.length];
        double[] ahead = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            loss[i] = limit[i] + correction.at(gamma[i], landscape.depth());
            ahead[i] = 1 - landscape.flow(unit * (times[i] + lead(times[i], gamma[i]))).loss()[0] / limit[i];
        }
        return new Path(loss, limit, ahead);
    }

    /** The time by which Euler's method is ahead; at rest it has no meaning, and is cut at the time itself. */
    private double lead(double time, double gamma) {
        double velocity = Math.max(Double.MIN_NORMAL, -landscape.slope(gamma));
        return Math.min(time, timeStep / 2 * Math.log(Math.max(1, -landscape.slope(0) / velocity)));
    }
}
