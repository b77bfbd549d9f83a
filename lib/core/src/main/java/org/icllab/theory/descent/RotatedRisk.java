package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.complex.Complex;
import org.icllab.Require;
import org.icllab.model.NarrowContext;
import org.icllab.model.Spectrum;

/**
 * Deep linear attention of finite width on randomly rotated contexts of finite length: the landscape over the one step
 * size \( \gamma \), in the limit of large dimension at fixed ratios \( \alpha_N = N/D \), \( \alpha_P = P/D \).
 *
 * <p>The model sees \( N \) of \( D \) directions, chosen without regard to the context, and the covariance
 * \( \hat\Sigma \) of \( P \) points; \( L \) layers apply \( M = \Pi\hat\Sigma \) each, and
 * \[ \mathcal L(\gamma) = \mathbb E\,\mathrm{Tr}\,\Lambda A\,\Omega A^\top, \qquad
 *    A = \Bigl(I - \frac{\gamma M}{L}\Bigr)^L, \]
 * \( e^{-\gamma M} \) at infinite depth. It is 1 at \( \gamma = 0 \). One resolvent \( (z-M)^{-1} \) gives the mean of
 * \( A \); the loss is quadratic in \( A \) and needs the mean of two resolvents' product.
 *
 * <p>Integrals over the two resolvents are taken with as many nodes as it takes for the rule with half of them to agree
 * to 1e-8 of the loss + 1e-13; the rule converges geometrically, so that the error left is about the square of that.
 * The finite-size error of the limit itself is \( O(1/D) \), and largest at small \( P \), where the top eigenvalue
 * fluctuates. Instances are safe for use by several threads.
 *
 * @see "Paper B, appendix F; theory.md [B9]"
 */
public final class RotatedRisk {
    /** Beyond this depth contours would hold tens of millions of pairs of nodes. */
    private static final int DEEPEST = 1 << 14;
    private static final double RELATIVE = 1e-8;
    private static final double ABSOLUTE = 1e-13;
    /** Intervals on half an ellipse for a reach of 1: η times the number of nodes is 42, and e⁻⁴² below rounding. */
    private static final double INTERVALS = 10.5;
    private static final int FEWEST_INTERVALS = 16;
    private static final int MOST_DOUBLINGS = 3;
    /** Past the first order's range, nodes around the whole spectrum are needed: for γ·edge up to twice the depth. */
    private static final double MOST_REACH = 4.0 * DEEPEST;
    /** An optimum is looked for from here, as a part of the inverse spectral edge. */
    private static final double LEAST_STEP = 1e-4;
    /** Infinitely deep: up to here. Beyond it, eigenvalues of a 1e-8 of the edge decide. */
    private static final double LARGEST_STEP = 1e8;

    private final RotatedResolvent resolvent;
    private final double edge;
    private final Map<Extent, Contour> contours = new ConcurrentHashMap<>();

    /** Which contour: for γ·edge in (2^(level−1), 2^level], around the whole spectrum or its lower end; how fine. */
    private record Extent(int level, boolean whole, int doublings) {
    }

    private RotatedRisk(RotatedResolvent resolvent) {
        this.resolvent = resolvent;
        edge = resolvent.edge();
    }

    /**
     * @param spectrum \( \lambda_k \) and \( \omega_k \), \( D \) each
     * @param widthRatio \( \alpha_N = N/D \), in (0, 1]
     * @param contextRatio \( \alpha_P = P/D > 0 \), possibly infinite
     * @return the landscape over \( \gamma \)
     */
    public static RotatedRisk of(Spectrum spectrum, double widthRatio, double contextRatio) {
        return of(spectrum, widthRatio, contextRatio, false);
    }

    /** @return the limit of large D at the ratios of {@code setting} */
    public static RotatedRisk of(NarrowContext setting) {
        return of(setting.spectrum(), setting.widthRatio(), setting.contextRatio());
    }

    /** @return what one resolvent gives at the ratios of {@code setting} */
    public static RotatedRisk ofMean(NarrowContext setting) {
        return ofMean(setting.spectrum(), setting.widthRatio(), setting.contextRatio());
    }

    /**
     * What one resolvent gives: the loss of the mean map, \( \mathrm{Tr}\,\Lambda\bar A\,\Omega\bar A^\top \) with
     * \( \bar A = \mathbb EA \). It lacks the variance of \( A \), and is lower. Its {@link #floor} is the sum that the
     * paper prints, \( \sum_i\omega_i\lambda_i\frac{k^2}{(k+\lambda_i)^2} \) with
     * \( \mathrm{Tr}\,\Lambda(k+\Lambda)^{-1} = \min(N, P) \).
     *
     * @param spectrum \( \lambda_k \) and \( \omega_k \), \( D \) each
     * @param widthRatio \( \alpha_N = N/D \), in (0, 1]
     * @param contextRatio \( \alpha_P = P/D > 0 \), possibly infinite
     * @return the mean map's landscape over \( \gamma \)
     * @see "Paper B, appendix F.5; theory.md §7 and §9"
     */
    public static RotatedRisk ofMean(Spectrum spectrum, double widthRatio, double contextRatio) {
        return of(spectrum, widthRatio, contextRatio, true);
    }

    private static RotatedRisk of(Spectrum spectrum, double widthRatio, double contextRatio, boolean ofMean) {
        Require.positive("widthRatio", widthRatio);
        Require.within("widthRatio", widthRatio, 0, 1);
        Require.positiveOrInfinite("contextRatio", contextRatio);
        return new RotatedRisk(new RotatedResolvent(spectrum, widthRatio, contextRatio, ofMean));
    }

    /**
     * @param lambda \( \lambda_k > 0 \)
     * @param omega \( \omega_k > 0 \), equally many, \( \sum_k\omega_k\lambda_k = 1 \)
     * @param widthRatio \( \alpha_N = N/D \), in (0, 1]
     * @param contextRatio \( \alpha_P = P/D > 0 \), possibly infinite
     * @return the landscape over \( \gamma \)
     */
    public static RotatedRisk of(double[] lambda, double[] omega, double widthRatio, double contextRatio) {
        return of(new Spectrum(lambda, omega), widthRatio, contextRatio);
    }

    /** @return the upper edge of the spectrum of \( M \); the edge of stability is \( \gamma = 2L \) over it */
    public double spectralEdge() {
        return edge;
    }

    /**
     * @param gamma total step size \( \gamma \ge 0 \)
     * @param depth \( L \), an integer from 1 to 16384, or {@link Double#POSITIVE_INFINITY}
     * @return \( \mathcal L(\gamma) \)
     * @throws ArithmeticException if {@code gamma} is so far past the edge of stability that
     *     \( (1-\gamma z/L)^L \) swamps the integral
     */
    public double loss(double gamma, double depth) {
        Require.nonNegative("gamma", gamma);
        Layers layers = layers(depth);
        UnaryOperator<Complex> left = z -> layers.left(z.multiply(gamma));
        return gamma == 0 ? 1 : integral(gamma, layers, left, left);
    }

    /**
     * @param gammas step sizes
     * @param depth \( L \)
     * @return {@link #loss(double, double)} at each of them
     */
    public double[] loss(double[] gammas, double depth) {
        return Arrays.stream(gammas).map(gamma -> loss(gamma, depth)).toArray();
    }

    /** @return the loss at infinite depth, \( \gamma \ge 0 \) */
    public double infiniteDepthLoss(double gamma) {
        return loss(gamma, Double.POSITIVE_INFINITY);
    }

    /**
     * What no number of layers and steps removes: the limit of \( \gamma \to \infty \) at infinite depth, the loss in
     * the null space of \( M \).
     *
     * <p>Zero if \( N = D \) and \( P \ge D \); infinite at \( N = P < D \), where the two null spaces meet at vanishing
     * angles: an interpolation threshold. Next to it the landscape has a lower {@link #optimum} at finite
     * \( \gamma \), and the flow stops there.
     *
     * @return the floor
     */
    public double floor() {
        return resolvent.nullSpace();
    }

    /**
     * @param depth \( L \), an integer from 1 to 16384, or {@link Double#POSITIVE_INFINITY}
     * @return the lowest loss of all \( \gamma \); at infinite depth possibly {@link #floor()} at infinite \( \gamma \)
     */
    public Optimum optimum(double depth) {
        Layers layers = layers(depth);
        if (layers.finite()) {
            return Optimum.between(LEAST_STEP / edge, farthest(layers), gamma -> loss(gamma, depth));
        }
        Optimum inside = Optimum.between(LEAST_STEP / edge, farthest(layers), this::infiniteDepthLoss);
        return floor() <= inside.loss() * (1 + RELATIVE) + ABSOLUTE ? new Optimum(Double.POSITIVE_INFINITY, floor()) : inside;
    }

    /**
     * The gradient flow \( \dot\gamma = -d\mathcal L/d\gamma \) from 0.
     *
     * <p>\( \Pi \) shrinks inputs by \( \alpha_N \) on average, which makes this flow slower by
     * \( \alpha_N^2 \). Where widths are compared, take features of unit variance, that is the step size
     * \( \alpha_N\gamma \) of \( \frac DN\Pi \): its flow is at time \( \alpha_N^2t \) where this one is at
     * \( t \).
     *
     * @param times not negative, in ascending order
     * @param depth \( L \), an integer from 1 to 16384, or {@link Double#POSITIVE_INFINITY}
     * @return \( \gamma \) and loss at these times
     */
    public GammaPath flow(double[] times, double depth) {
        Layers layers = layers(depth);
        // The integrator's trial steps may go anywhere; those that do are rejected.
        return GammaPath.follow(times, gamma -> velocity(Math.min(Math.max(gamma, 0), farthest(layers)), layers),
                gamma -> loss(gamma, depth));
    }

    /** Beyond any minimum: at γ = (2L + 3)/edge the top of the spectrum has grown by (1 + 3/L)^L. */
    private double farthest(Layers layers) {
        return (layers.finite() ? 2 * layers.depth() + 3 : LARGEST_STEP) / edge;
    }

    /**
     * @param time \( t \ge 0 \) of the gradient flow
     * @param depth \( L \), an integer from 1 to 16384, or {@link Double#POSITIVE_INFINITY}
     * @return the loss then
     */
    public double lossAtTime(double time, double depth) {
        return flow(new double[] {time}, depth).loss()[0];
    }

    /**
     * The upper half of the ellipse that {@link #loss} integrates over; the lower one mirrors it.
     *
     * @param gamma \( \gamma > 0 \)
     * @param depth \( L \), an integer from 1 to 16384, or {@link Double#POSITIVE_INFINITY}
     * @return the nodes' real and imaginary parts, left end first; far from it only where the integrand counts
     */
    public double[][] contour(double gamma, double depth) {
        Extent extent = extent(Require.positive("gamma", gamma), layers(depth), 0);
        Complex[] points = contours.computeIfAbsent(extent, this::contour).points();
        return new double[][] {Arrays.stream(points).mapToDouble(Complex::getReal).toArray(),
            Arrays.stream(points).mapToDouble(Complex::getImaginary).toArray()};
    }

    /** \( -d\mathcal L/d\gamma \). */
    double velocity(double gamma, Layers layers) {
        return 2 * integral(gamma, layers, z -> layers.left(z.multiply(gamma)),
                z -> z.multiply(layers.decline(z.multiply(gamma))));
    }

    /** \( d^2\mathcal L/d\gamma^2 \). */
    double curvature(double gamma, Layers layers) {
        UnaryOperator<Complex> slope = z -> z.multiply(layers.decline(z.multiply(gamma)));
        return 2 * (integral(gamma, layers, slope, slope) + integral(gamma, layers,
                z -> layers.left(z.multiply(gamma)), z -> z.multiply(z).multiply(layers.bend(z.multiply(gamma)))));
    }

    static Layers layers(double depth) {
        Require.that(depth <= DEEPEST || depth == Double.POSITIVE_INFINITY,
                "depth = " + depth + ": must be an integer from 1 to " + DEEPEST + " or +Infinity");
        return new Layers(depth);
    }

    private double integral(double gamma, Layers layers, UnaryOperator<Complex> f, UnaryOperator<Complex> h) {
        boolean representable = gamma * edge <= MOST_REACH || gamma * edge <= layers.depth();
        Contour.Value value = new Contour.Value(Math.pow(layers.left(gamma * edge), 2), Double.NaN);
        for (int i = 0; representable && Double.isFinite(value.value()) && i <= MOST_DOUBLINGS; i++) {
            value = contours.computeIfAbsent(extent(gamma, layers, i), this::contour).integral(f, h);
            if (value.halfRule() <= RELATIVE * Math.abs(value.value()) + ABSOLUTE) {
                return value.value();
            }
        }
        throw new ArithmeticException("gamma = " + gamma + ": the loss at depth " + layers.depth()
                + " cannot be computed so far past the edge of stability, gamma = " + 2 * layers.depth() / edge);
    }

    private Extent extent(double gamma, Layers layers, int doublings) {
        // Up to here every direction is still contracted by its steps' first order, (1 − x/L)^L ≤ e⁻ˣ.
        boolean whole = gamma * edge > layers.depth();
        return new Extent((int) Math.ceil(Math.log(Math.max(gamma * edge, 0.25)) / Math.log(2)), whole, doublings);
    }

    private Contour contour(Extent extent) {
        double reach = Math.scalb(1.0, extent.level);
        int half = Math.max(FEWEST_INTERVALS, (int) Math.ceil(INTERVALS * Math.sqrt(reach))) / 2;
        return new Contour(resolvent, edge, reach, extent.whole, 2 * half << extent.doublings);
    }
}
