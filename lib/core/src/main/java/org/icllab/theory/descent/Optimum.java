package org.icllab.theory.descent;

import java.util.function.DoubleUnaryOperator;
import org.icllab.Require;
import org.icllab.theory.Minimum;

/**
 * The best total step size and what it reaches.
 *
 * @param gamma \( \gamma \) at the minimum, as exactly as the slope of the loss has its sign; +Infinity where the loss
 *     falls for ever
 * @param loss the loss there, or its limit
 */
public record Optimum(double gamma, double loss) {
    public Optimum {
        Require.numbers("gamma, loss", gamma, loss);
    }

    private static final int INTERVALS = 64;
    /** Beyond what the loss alone tells of its minimum. */
    private static final double NEAR = 1e-6;

    /**
     * The minimum of {@code loss} between {@code low} and {@code high}, and there the zero of its slope.
     *
     * @param low positive
     * @param high finite, at least {@code low}
     * @param loss never NaN
     * @param slope the derivative of {@code loss}
     * @return the optimum
     */
    static Optimum between(double low, double high, DoubleUnaryOperator loss, DoubleUnaryOperator slope) {
        return near(scan(low, high, loss), loss, slope);
    }

    /** The minimum of {@code loss} as exactly as the loss alone tells. */
    static Minimum scan(double low, double high, DoubleUnaryOperator loss) {
        return Minimum.between(low, high, INTERVALS, loss);
    }

    /** The zero of the slope next to the minimum that a scan has found. */
    static Optimum near(Minimum coarse, DoubleUnaryOperator loss, DoubleUnaryOperator slope) {
        double left = coarse.at() * (1 - NEAR);
        double right = coarse.at() * (1 + NEAR);
        if (!(slope.applyAsDouble(left) < 0 && slope.applyAsDouble(right) > 0)) {
            return new Optimum(coarse.at(), coarse.value());
        }
        double gamma = Flow.zero(at -> -slope.applyAsDouble(at), left, right);
        return new Optimum(gamma, Math.min(coarse.value(), loss.applyAsDouble(gamma)));
    }
}
