package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.Require;
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
 * <p>At finite D the flow is that of \( \mathcal L + \delta \), {@link FiniteSizeCorrection#atDepth}; at infinite depth it
 * is the limit's. Where a deep model trains to the edge of stability the expansion misses a fraction of up to v/2,
 * \( v = 1/N - 1/D \).
 *
 * @see "Paper B, Result 8, figure 5; theory.md [B9]"
 */
public final class NarrowFlow {
    /** Of large dimension. */
    public static final Quantity LIMIT = Quantity.of("limit", "loss in the limit of large D");
    /** Euler's method runs ahead of the flow. */
    public static final Quantity AHEAD = Quantity.of("ahead", "what steps of finite length gain, as a fraction");

    /** At the times of training: the loss at N and D, and its parts. */
    public static final Study<RotatedDescent, Path> STUDY = Study
            .<RotatedDescent, Path>theory("narrow-flow", setting -> of(setting).at(setting.times()))
            .along(RotatedDescent.TIME, RotatedDescent::times)
            .curve(RotatedDescent.LOSS, Path::loss)
            .curve(LIMIT, Path::limit)
            .curve(AHEAD, Path::ahead);

    private final double unit;
    private final double penalty;
    private final double timeStep;
    private final Landscape limit;
    private final Landscape finite;

    private NarrowFlow(RotatedDescent setting) {
        double ratio = (double) setting.width() / setting.dimension();
        RotatedRisk risk = RotatedRisk.of(setting.spectrum(), ratio, Double.POSITIVE_INFINITY);
        unit = 1 / (ratio * ratio);
        timeStep = setting.timeStep();
        Require.that(setting.ridge() == 0 || setting.depth() < Double.POSITIVE_INFINITY,
                "ridge = " + setting.ridge() + ": must be 0 at infinite depth");
        penalty = setting.penalty();
        limit = penalised(risk.atDepth(setting.depth()));
        // Infinitely many layers have a floor, and no correction.
        finite = setting.depth() == Double.POSITIVE_INFINITY ? limit : penalised(FiniteSizeCorrection
                .of(risk, 1.0 / setting.width() - 1.0 / setting.dimension()).atDepth(setting.depth()));
    }

    private Landscape penalised(Landscape landscape) {
        return penalty == 0 ? landscape : Landscape.of(landscape.depth(), landscape.edge(),
                gamma -> landscape.loss(gamma) + penalty * gamma * gamma,
                gamma -> landscape.slope(gamma) + 2 * penalty * gamma);
    }

    /**
     * @return the flow of a setting, its layers tied or not
     * @throws IllegalArgumentException if it has a penalty and infinite depth
     */
    public static NarrowFlow of(RotatedDescent setting) {
        Require.given("setting", setting);
        return new NarrowFlow(setting);
    }

    /**
     * What a flow has come to at some times.
     *
     * @param loss at N and D
     * @param limit the loss in the limit of large D
     * @param ahead by which fraction the loss falls in the time that Euler's method with the setting's step is ahead, to
     *     first order \( \tfrac{\Delta t}2\ln\frac{v(0)}{v(t)} \) for a velocity \( v \)
     */
    public record Path(double[] loss, double[] limit, double[] ahead) {
        /** Copies the arrays. */
        public Path {
            loss = Require.numbers("loss", loss).clone();
            limit = Require.numbers("limit", Require.length("limit", limit, loss.length)).clone();
            ahead = Require.numbers("ahead", Require.length("ahead", ahead, loss.length)).clone();
        }

        /** @return the loss at N and D; a copy */
        @Override
        public double[] loss() {
            return loss.clone();
        }

        /** @return the loss in the limit of large D; a copy */
        @Override
        public double[] limit() {
            return limit.clone();
        }

        /** @return the fraction by which Euler's method is ahead; a copy */
        @Override
        public double[] ahead() {
            return ahead.clone();
        }
    }

    /** @return the lowest loss in the limit of large D, with the penalty, which no time removes */
    public double floor() {
        return limit.optimum().loss();
    }

    /**
     * @param times finite, not negative, in ascending order
     * @return the loss at N and D
     * @throws ArithmeticException as {@link Landscape#flow}
     */
    public double[] loss(double... times) {
        Require.given("times", times);
        return flow(finite, times).loss();
    }

    /**
     * @param times finite, not negative, in ascending order
     * @return the flow there
     * @throws ArithmeticException as {@link Landscape#flow}
     */
    public Path at(double... times) {
        Require.given("times", times);
        GammaPath flow = flow(finite, times);
        double[] gamma = flow.gamma();
        double[] loss = flow.loss();
        double[] ahead = IntStream.range(0, times.length).mapToDouble(i -> times[i] + lead(times[i], gamma[i])).toArray();
        double[] ascending = Arrays.stream(ahead).sorted().toArray();
        double[] there = loss(ascending);
        Arrays.setAll(ahead, i -> 1 - there[Arrays.binarySearch(ascending, ahead[i])] / loss[i]);
        return new Path(loss, flow(limit, times).loss(), ahead);
    }

    private GammaPath flow(Landscape landscape, double... times) {
        return landscape.flow(Arrays.stream(times).map(t -> unit * t).toArray());
    }

    /** The time by which Euler's method is ahead; at rest it has no meaning, and is cut at the time itself. */
    private double lead(double time, double gamma) {
        double velocity = Math.max(Double.MIN_NORMAL, -finite.slope(gamma));
        return Math.min(time, timeStep / 2 * Math.log(Math.max(1, -finite.slope(0) / velocity)));
    }
}
