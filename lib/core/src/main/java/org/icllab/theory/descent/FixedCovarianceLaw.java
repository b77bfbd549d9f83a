package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.icllab.Require;
import org.icllab.model.FixedDescent;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;

/**
 * Gradient flow of deep linear attention on contexts that all share one covariance, with many labelled points: each
 * eigendirection learns by itself. From \( \gamma_k(0) = 0 \), at every depth \( L \),
 * \[ L(t) = \sum_k\omega_k\lambda_k u_k^{2L}, \qquad \gamma_k = \frac{L}{\lambda_k}(1 - u_k), \qquad
 *    u_k = \bigl[1 + 4\omega_k\lambda_k^3(1 - \tfrac1L)t\bigr]^{-1/(2L-2)}; \]
 * \( u_k = e^{-2\omega_k\lambda_k^3t} \) for L = 1, and \( \gamma_k = \ln(1+4\omega_k\lambda_k^3t)/(2\lambda_k) \) for
 * infinite depth.
 *
 * @see "Paper B, Result 4; theory.md [B4], which restores a factor and the exponent"
 */
public final class FixedCovarianceLaw {
    /** The flow at the times of training, in the followed directions; the loss is the same at each direction. */
    public static final Study<FixedDescent, double[][]> STUDY = Study
            .theory("fixed-flow", FixedCovarianceLaw::curves)
            .along(List.of(FixedDescent.TIME, FixedDescent.DIRECTION), FixedDescent::directionTimes)
            .curve(FixedDescent.LOSS, curves -> curves[0])
            .curve(FixedDescent.DIRECTION_GAMMA, curves -> curves[1]);

    private final double[] lambda;
    private final double[] power;
    private final Layers layers;

    private FixedCovarianceLaw(Spectrum spectrum, Layers layers) {
        lambda = spectrum.lambda();
        power = spectrum.power();
        this.layers = layers;
    }

    /**
     * @param spectrum \( \lambda_k \) and \( \omega_k \)
     * @param depth \( L \), an integer from 1 to 2²⁰, or {@link Double#POSITIVE_INFINITY}
     * @return the flow
     */
    public static FixedCovarianceLaw of(Spectrum spectrum, double depth) {
        Require.given("spectrum", spectrum);
        return new FixedCovarianceLaw(spectrum, new Layers(depth));
    }

    /** @return the flow that a setting's training follows */
    public static FixedCovarianceLaw of(FixedDescent setting) {
        Require.given("setting", setting);
        return of(setting.spectrum(), setting.depth());
    }

    /** \( L(t) \), and \( \gamma_k(t) \), at the setting's places (t, k). */
    private static double[][] curves(FixedDescent setting) {
        FixedCovarianceLaw law = of(setting);
        double[][] places = setting.directionTimes();
        ToDoubleFunction<double[]> gamma = place -> law.gamma((int) place[1], place[0]);
        Map<Double, Double> losses = new HashMap<>();
        return new double[][] {
                Arrays.stream(places).mapToDouble(place -> losses.computeIfAbsent(place[0], law::loss)).toArray(),
                Arrays.stream(places).mapToDouble(gamma).toArray()};
    }

    /**
     * @param capacity \( \nu > 0 \)
     * @param source \( \beta > 0 \)
     * @return \( \frac{\nu\beta}{\nu\beta+2\nu+1} \): at every depth the loss falls as \( t \) to minus this power
     */
    public static double exponent(double capacity, double source) {
        Require.positive("capacity", capacity);
        return 1 / (1 + (2 + 1 / capacity) / Require.positive("source", source));
    }

    /**
     * @param t time, ≥ 0
     * @return \( \gamma_k(t) \), \( D \) numbers in the order of the spectrum
     */
    public double[] gamma(double t) {
        Require.nonNegative("t", t);
        double[] gamma = new double[lambda.length];
        Arrays.setAll(gamma, k -> gamma(k + 1, t));
        return gamma;
    }

    /**
     * @param k which direction, from 1 to \( D \)
     * @param t time, ≥ 0
     * @return \( \gamma_k(t) \)
     */
    public double gamma(int k, double t) {
        Require.within("k", k, 1, lambda.length);
        Require.nonNegative("t", t);
        return layers.stepLeaving(decay(k - 1, t)) / lambda[k - 1];
    }

    /**
     * @param t time, ≥ 0
     * @return \( L(t) \), 1 at 0
     */
    public double loss(double t) {
        Require.nonNegative("t", t);
        double sum = 0;
        for (int k = 0; k < lambda.length; k++) {
            sum += power[k] * Math.exp(-2 * decay(k, t));
        }
        return sum;
    }

    /** \( -\ln u_k^L \): all \( L \) layers together leave \( e^{-decay} \) of direction \( k \). */
    private double decay(int k, double t) {
        double drive = 4 * power[k] * lambda[k] * lambda[k] * t;
        if (layers.depth() == 1) {
            return drive / 2;
        }
        double later = layers.finite() ? 1 - 1 / layers.depth() : 1;
        double logarithm = drive < Double.POSITIVE_INFINITY ? Math.log1p(drive * later)
                : Math.log(4 * power[k] * later) + 2 * Math.log(lambda[k]) + Math.log(t);
        return logarithm / (2 * later);
    }

    /**
     * @return \( \gamma_k = L/\lambda_k \), that is \( \Gamma = L\Sigma^{-1} \), where the loss is 0; +Infinity for
     *     infinite depth
     */
    public double[] fixedPoint() {
        return Arrays.stream(lambda).map(value -> layers.depth() / value).toArray();
    }
}
