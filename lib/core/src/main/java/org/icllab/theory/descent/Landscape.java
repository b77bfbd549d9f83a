package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.icllab.Require;

/**
 * The loss \( \mathcal L(\gamma) \) of \( L \) layers as a function of their one total step size \( \gamma \ge 0 \), on
 * contexts of one kind. It is 1 at \( \gamma = 0 \) and falls from there; the noise of the target is not counted.
 *
 * <p>\( \gamma \) has the unit of an inverse eigenvalue of the inputs' covariance, time that of its square. In other
 * units of the inputs, \( \lambda \to c\lambda \), all answers are the same: \( \gamma \to \gamma/c \),
 * \( t \to t/c^2 \).
 *
 * @see InContextDescent
 * @see RotatedCovarianceLaw
 * @see RotatedRisk#atDepth
 */
public interface Landscape {
    /** @return \( L \), the number of layers, possibly +Infinity */
    double depth();

    /**
     * @param gamma total step size \( \gamma \ge 0 \), finite
     * @return \( \mathcal L(\gamma) \), never NaN; past {@link #edge()} it grows, at last to +Infinity
     * @throws ArithmeticException from {@link RotatedRisk#atDepth} and {@link FiniteSizeCorrection#atDepth} alone, if
     *     {@code gamma} is too far past the edge
     */
    double loss(double gamma);

    /**
     * @param gammas total step sizes \( \gamma \ge 0 \), finite
     * @return the loss at each of them
     * @throws ArithmeticException as {@link #loss(double)}
     */
    default double[] loss(double[] gammas) {
        Require.given("gammas", gammas);
        return Arrays.stream(gammas).map(this::loss).toArray();
    }

    /**
     * @param gamma total step size \( \gamma \ge 0 \), finite
     * @return \( d\mathcal L/d\gamma \), never NaN
     * @throws ArithmeticException as {@link #loss(double)}
     */
    double slope(double gamma);

    /**
     * @return \( 2L/\lambda_{\max} \), the edge of stability: beyond it some direction grows from layer to layer;
     *     +Infinity at infinite depth
     */
    double edge();

    /** @return the lowest loss and where it is; at \( \gamma = \infty \), with its limit, where the loss falls for ever */
    Optimum optimum();

    /**
     * The gradient flow \( \dot\gamma = -d\mathcal L/d\gamma \) from \( \gamma = 0 \). A full matrix
     * \( \Gamma = \gamma I \) on the same loss follows it \( D \) times more slowly.
     *
     * @param times finite, not negative, in ascending order
     * @return \( \gamma \) and loss at these times
     * @throws IllegalArgumentException if the times are not
     * @throws ArithmeticException if the flow starts so slowly or so fast that its times are no numbers, or becomes too
     *     steep to follow
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    default GammaPath flow(double... times) {
        return GammaPath.follow(this, 0, gamma -> -slope(gamma), times);
    }

    /**
     * A landscape that is known by its functions, of sampled contexts for example.
     *
     * @param depth \( L \), an integer, or +Infinity
     * @param edge \( 2L/\lambda_{\max} \), finite; the minimum is looked for from a ten-thousandth of it on
     * @param loss \( \mathcal L(\gamma) \), 1 at 0
     * @param slope its derivative, negative at 0
     */
    static Landscape of(double depth, double edge, DoubleUnaryOperator loss, DoubleUnaryOperator slope) {
        Require.given("loss, slope", loss, slope);
        return new SmoothLandscape(new Layers(depth).depth(), Require.positive("edge", edge), loss, slope);
    }
}
