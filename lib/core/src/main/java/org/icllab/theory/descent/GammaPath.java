package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.icllab.Require;

/**
 * The flow of one step size towards the minimum of its loss, at given times; see {@link Landscape#flow} and
 * {@link BalancedAttentionLaw#flow}.
 *
 * <p>The time at which the flow passes \( \gamma \), \( \int d\gamma/\dot\gamma \), is right to 1e-11 of itself; a flow
 * that comes near its minimum is within 1e-10 of it, and ends there. Slopes of {@link RotatedRisk} are rounded to 1e-16 of
 * the one at \( \gamma = 0 \), and \( \gamma \) late on such a flow by that times \( t \). Nothing depends on the unit of the
 * inputs.
 *
 * @param times \( t \), as asked for
 * @param gamma \( \gamma(t) \)
 * @param loss \( \mathcal L(\gamma(t)) \)
 */
public record GammaPath(double[] times, double[] gamma, double[] loss) {
    /** @throws IllegalArgumentException unless there are as many of each, and all are numbers */
    public GammaPath {
        times = Require.numbers("times", times).clone();
        gamma = Require.numbers("gamma", Require.length("gamma", gamma, times.length)).clone();
        loss = Require.numbers("loss", Require.length("loss", loss, times.length)).clone();
    }

    /**
     * @param start \( \gamma(0) \ge 0 \)
     * @param velocity \( \dot\gamma \), positive from {@code start} to the minimum
     * @param times finite, not negative, in ascending order
     */
    static GammaPath follow(Landscape landscape, double start, DoubleUnaryOperator velocity, double[] times) {
        Require.given("times", times);
        for (int i = 0; i < times.length; i++) {
            Require.nonNegative("times[" + i + "]", times[i]);
            Require.that(i == 0 || times[i] >= times[i - 1], "times[" + i + "] = " + times[i] + ": must be ascending");
        }
        Flow flow = new Flow(landscape, start, velocity, times.length == 0 ? 0 : times[times.length - 1]);
        double[] gamma = Arrays.stream(times).map(flow::at).toArray();
        return new GammaPath(times, gamma, landscape.loss(gamma));
    }

    /** @return a copy */
    @Override
    public double[] times() {
        return times.clone();
    }

    /** @return a copy */
    @Override
    public double[] gamma() {
        return gamma.clone();
    }

    /** @return a copy */
    @Override
    public double[] loss() {
        return loss.clone();
    }
}
