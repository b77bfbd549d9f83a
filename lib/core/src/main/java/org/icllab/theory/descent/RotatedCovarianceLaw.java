package org.icllab.theory.descent;

import org.icllab.Require;
import org.icllab.model.RotatedDescent;
import org.icllab.model.RotatedStep;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;

/**
 * Deep linear attention on randomly rotated contexts: each has covariance \( O\Lambda O^\top \) and task covariance
 * \( O\,\mathrm{diag}(\omega)\,O^\top \), \( O \) Haar, and many labelled points. Symmetry keeps
 * \( \Gamma = \gamma I \), and one step size must serve all directions:
 * \[ L(\gamma) = \sum_k \omega_k\lambda_k\Bigl(1 - \frac{\gamma\lambda_k}{L}\Bigr)^{2L}, \qquad
 *    \dot\gamma = 2\sum_k \omega_k\lambda_k^2\Bigl(1 - \frac{\gamma\lambda_k}{L}\Bigr)^{2L-1}; \]
 * for infinite depth \( (1-\gamma\lambda/L)^L \) is \( e^{-\gamma\lambda} \).
 *
 * <p>For power-law spectra the loss falls as \( t^{-\beta/(2+\beta)} \) until it meets a floor that falls as
 * \( L^{-\beta} \).
 *
 * <p>Untied layers, with learning rate times \( L \), follow the same laws [B7]: where all \( \gamma^\ell \) are equal,
 * so are their gradients, each \( 1/L \) of the tied one. They do not return to it from a small difference: see
 * {@link #escapeRate}.
 *
 * @see "Paper B, Result 6; theory.md [B6], which restores the factor 2, and [B7]"
 */
public final class RotatedCovarianceLaw implements Landscape {
    /** The flow at the times of training. */
    public static final Study<RotatedDescent, GammaPath> STUDY = Study
            .theory("rotated-flow", RotatedCovarianceLaw::flowOf)
            .along(RotatedDescent.TIME, RotatedDescent::times)
            .curve(RotatedDescent.LOSS, GammaPath::loss)
            .curve(RotatedDescent.GAMMA, GammaPath::gamma);

    /** The landscape at a step size. */
    public static final Study<RotatedStep, Double> LANDSCAPE = Study
            .theory("rotated-landscape", RotatedCovarianceLaw::lossAt)
            .measuring(RotatedStep.LOSS, loss -> loss);

    private final double[] lambda;
    private final double[] power;
    private final double largest;
    private final Layers layers;

    private RotatedCovarianceLaw(Spectrum spectrum, Layers layers) {
        lambda = spectrum.lambda();
        power = spectrum.power();
        double top = 0;
        for (double value : lambda) {
            top = Math.max(top, value);
        }
        largest = top;
        this.layers = layers;
    }

    /**
     * @param spectrum \( \lambda_k \) and \( \omega_k \)
     * @param depth \( L \), an integer from 1 to 2²⁰, or {@link Double#POSITIVE_INFINITY}
     * @return the landscape over \( \gamma \)
     */
    public static RotatedCovarianceLaw of(Spectrum spectrum, double depth) {
        Require.given("spectrum", spectrum);
        return new RotatedCovarianceLaw(spectrum, new Layers(depth));
    }

    /** @return the landscape of a setting at full width, tied or not */
    public static RotatedCovarianceLaw of(RotatedDescent setting) {
        Require.given("setting", setting);
        Require.that(setting.width() == setting.dimension(),
                RotatedDescent.WIDTH.text(setting.width()) + ": must be D = " + setting.dimension());
        return of(setting.spectrum(), setting.depth());
    }

    private static double lossAt(RotatedStep setting) {
        return of(setting.spectrum(), setting.depth()).loss(setting.step());
    }

    private static GammaPath flowOf(RotatedDescent setting) {
        return of(setting).flow(setting.times());
    }

    /**
     * @param source \( \beta > 0 \)
     * @return \( \beta/(2+\beta) \): the loss falls as \( t^{-\beta/(2+\beta)} \) before it meets the floor
     */
    public static double timeExponent(double source) {
        return Require.positive("source", source) / (2 + source);
    }

    /**
     * @param source \( \beta > 0 \)
     * @return \( \beta \): the floor falls as \( L^{-\beta} \)
     */
    public static double depthExponent(double source) {
        return Require.positive("source", source);
    }

    @Override
    public double depth() {
        return layers.depth();
    }

    @Override
    public double loss(double gamma) {
        Require.nonNegative("gamma", gamma);
        double sum = 0;
        for (int k = 0; k < lambda.length; k++) {
            double left = layers.left(gamma * lambda[k]);
            sum += power[k] * left * left;
        }
        return sum;
    }

    @Override
    public double slope(double gamma) {
        Require.nonNegative("gamma", gamma);
        double sum = 0;
        for (int k = 0; k < lambda.length; k++) {
            sum += power[k] * lambda[k] * layers.squareDecline(gamma * lambda[k]);
        }
        return -2 * sum;
    }

    /**
     * How fast small differences between untied layers of equal mean grow, if each learns at \( L \) times the rate of tied
     * ones: \( \dot\delta = r\delta \) with \( r = \frac2L\sum_k\omega_k\lambda_k^3(1-\gamma\lambda_k/L)^{2L-2} \).
     *
     * @param gamma \( \gamma \ge 0 \), of all layers together
     * @return \( r \ge 0 \); 0 at infinite depth
     */
    public double escapeRate(double gamma) {
        Require.nonNegative("gamma", gamma);
        double sum = 0;
        for (int k = 0; k < lambda.length; k++) {
            double decline = layers.decline(gamma * lambda[k]);
            sum += power[k] * lambda[k] * lambda[k] * decline * decline;
        }
        return layers.finite() ? 2 / layers.depth() * sum : 0;
    }

    /**
     * How fast a small antisymmetric part of \( \Gamma \), tied, grows beside \( \gamma I \) in the time of the scalar flow. With
     * \( u_i = 1-\gamma\lambda_i/L \), \( h(x,y) = \sum_{k\lt L}x^ky^{L-1-k} \) and \( h' = \partial h/\partial x \),
     * \[ \frac2{(D-1)L^2}\sum_{i\ne j}\lambda_i\lambda_j\bigl(2\omega_i\lambda_iu_i^Lh'(u_i,u_j)
     *    - \omega_j\lambda_jh(u_i,u_j)^2\bigr). \]
     *
     * @param gamma \( \gamma \ge 0 \)
     * @return the rate: negative where \( \gamma I \) is stable, 0 for one direction
     * @throws IllegalArgumentException if the depth is infinite
     * @throws ArithmeticException if {@code gamma} is so far past the edge that it overflows
     */
    public double skewRate(double gamma) {
        Require.nonNegative("gamma", gamma);
        Require.that(layers.finite(), "depth = " + layers.depth() + ": must be finite");
        double sum = 0;
        for (int i = 0; i < lambda.length; i++) {
            double end = layers.left(gamma * lambda[i]);
            for (int j = 0; j < lambda.length; j++) {
                if (i != j) {
                    double[] paths = paths(1 - gamma * lambda[i] / layers.depth(), 1 - gamma * lambda[j] / layers.depth());
                    sum += lambda[i] * lambda[j] * (2 * power[i] * end * paths[1] - power[j] * paths[0] * paths[0]);
                }
            }
        }
        if (!Double.isFinite(sum)) {
            throw new ArithmeticException("gamma = " + gamma + ": the rate overflows so far past the edge of stability");
        }
        return lambda.length == 1 ? 0 : 2 * sum / (lambda.length - 1) / layers.depth() / layers.depth();
    }

    /** \( h(x,y) \) and \( \partial h/\partial x \). */
    private double[] paths(double x, double y) {
        double h = 1;
        double slope = 0;
        double last = 1;
        for (int n = 1; n < layers.depth(); n++) {
            slope = n * last + y * slope;
            last *= x;
            h = last + y * h;
        }
        return new double[] {h, slope};
    }

    @Override
    public double edge() {
        return 2 * layers.depth() / largest;
    }

    /**
     * The floor: \( L(\gamma) \) is convex, and its one minimum lies at or above \( L/\lambda_1 \). For power laws it
     * approaches {@link #edge()}, \( 2L/\lambda_1 \), as the depth grows.
     *
     * @return the optimum; for infinite depth its limit, 0 at \( \gamma = \infty \)
     */
    @Override
    public Optimum optimum() {
        if (!layers.finite()) {
            return new Optimum(Double.POSITIVE_INFINITY, 0);
        }
        double low = layers.depth() / largest;
        double high = low;
        while (slope(high) < 0) {
            high *= 2;
        }
        return Optimum.between(low, high, this::loss, this::slope);
    }
}
