package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.events.EventHandler;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.icllab.Require;

/**
 * The flow of one step size towards the minimum of its loss, \( \dot\gamma = -\partial L/\partial\gamma \) from
 * \( \gamma(0) = 0 \) if nothing else is said, at given times.
 *
 * <p>Solved by Dormand and Prince's method of order 8, whose error in a step is kept below 1e-13 + 1e-11·γ; measured,
 * γ is right to 1e-9 of itself. Within 1e-10 of a minimum the flow counts as at rest.
 *
 * @param times \( t \), as asked for
 * @param gamma \( \gamma(t) \)
 * @param loss \( L(\gamma(t)) \)
 */
public record GammaPath(double[] times, double[] gamma, double[] loss) {
    private static final double ABSOLUTE = 1e-13;
    private static final double RELATIVE = 1e-11;
    private static final double AT_REST = 1e-10;
    /** The integrator refuses intervals shorter than about 1000 units in the last place of the time. */
    private static final double SHORTEST = 1e-12;
    private static final int MOST_ITERATIONS = 100;
    /** A stage is this many times as long as the one before, the first about 1, where flows begin to bend. */
    private static final double STAGE = 1e4;

    /**
     * @param times not negative, in ascending order
     * @param velocity \( \dot\gamma \), positive from the start up to the minimum
     * @param loss \( L \)
     */
    static GammaPath follow(double[] times, DoubleUnaryOperator velocity, DoubleUnaryOperator loss) {
        return follow(0, times, velocity, loss);
    }

    /** As the other form, from \( \gamma(0) = \) {@code start} ≥ 0, below the minimum. */
    static GammaPath follow(double start, double[] times, DoubleUnaryOperator velocity, DoubleUnaryOperator loss) {
        double[] gamma = new double[times.length];
        double[] state = {start};
        double now = 0;
        boolean moving = true;
        for (int i = 0; i < times.length; i++) {
            Require.nonNegative("times[" + i + "]", times[i]);
            Require.that(i == 0 || times[i] >= times[i - 1], "times[" + i + "] = " + times[i] + ": must be ascending");
            if (moving && times[i] - now > SHORTEST * times[i]) {
                moving = advance(velocity, state, now, times[i]) >= times[i] * (1 - SHORTEST);
                now = times[i];
            }
            gamma[i] = state[0];
        }
        return new GammaPath(times.clone(), gamma, Arrays.stream(gamma).map(loss).toArray());
    }

    /**
     * Moves {@code state} from one time to another; @return the time reached, earlier if the flow came to rest.
     * In stages: rest that comes earlier than the accuracy with which it is located, a part of a stage's end, would be
     * overlooked, and the rest of the stage followed in short steps.
     */
    private static double advance(DoubleUnaryOperator velocity, double[] state, double from, double to) {
        double middle = to / STAGE;
        if (middle > Math.max(from * STAGE, 1)) {
            double reached = advance(velocity, state, from, middle);
            return reached < middle * (1 - SHORTEST) ? reached : stage(velocity, state, middle, to);
        }
        return stage(velocity, state, from, to);
    }

    private static double stage(DoubleUnaryOperator velocity, double[] state, double from, double to) {
        DormandPrince853Integrator solver = new DormandPrince853Integrator(0, to - from, ABSOLUTE, RELATIVE);
        // Near the minimum an explicit method is held to short steps for ever, so it had better stop there.
        solver.addEventHandler(rest(velocity), to - from, SHORTEST * to, MOST_ITERATIONS);
        return solver.integrate(equation(velocity), from, state, to, state);
    }

    private static FirstOrderDifferentialEquations equation(DoubleUnaryOperator velocity) {
        return new FirstOrderDifferentialEquations() {
            @Override
            public int getDimension() {
                return 1;
            }

            @Override
            public void computeDerivatives(double time, double[] state, double[] derivative) {
                derivative[0] = velocity.applyAsDouble(state[0]);
            }
        };
    }

    /** Happens when the minimum is less than {@link #AT_REST} ahead: a flow on a line cannot pass it. */
    private static EventHandler rest(DoubleUnaryOperator velocity) {
        return new EventHandler() {
            @Override
            public void init(double start, double[] state, double end) {
            }

            @Override
            public double g(double time, double[] state) {
                return velocity.applyAsDouble(state[0] * (1 + AT_REST));
            }

            @Override
            public Action eventOccurred(double time, double[] state, boolean increasing) {
                return Action.STOP;
            }

            @Override
            public void resetState(double time, double[] state) {
            }
        };
    }
}
