package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.complex.Complex;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.model.NarrowContext;
import org.icllab.model.Spectrum;
import org.icllab.theory.Minimum;

/**
 * Deep linear attention of finite width on randomly rotated contexts of finite length: the landscapes over the one step
 * size \( \gamma \), one for each depth, in the limit of large dimension at fixed ratios \( \alpha_N = N/D \), \( \alpha_P = P/D \).
 *
 * <p>The model sees \( N \) of \( D \) directions, chosen without regard to the context, and the covariance
 * \( \hat\Sigma \) of \( P \) points; \( L \) layers apply \( M = \Pi\hat\Sigma \) each, and
 * \[ \mathcal L(\gamma) = \mathbb E\,\mathrm{Tr}\,\Lambda A\,\Omega A^\top, \qquad
 *    A = \Bigl(I - \frac{\gamma M}{L}\Bigr)^L, \]
 * \( e^{-\gamma M} \) at infinite depth. It is 1 at \( \gamma = 0 \). One resolvent \( (z-M)^{-1} \) gives the mean of
 * \( A \); the loss is quadratic in \( A \) and needs the mean of two resolvents' product.
 *
 * <p>Integrals over the two resolvents are taken with as many nodes as it takes for the rule with half of them to agree
 * to 1e-8 of the loss + 1e-13, and so for its derivatives in units of the spectrum's edge; the rule converges geometrically, so that the error left is about the square of that.
 * The finite-size error of the limit itself is \( O(1/D) \), and largest at small \( P \), where the top eigenvalue
 * fluctuates. Instances are safe for use by several threads; they keep contours for the next loss, up to 64 MB.
 *
 * @see "Paper B, Result 7 and appendix F.4; theory.md [B9]"
 */
public final class RotatedRisk {
    /** Beyond this depth contours would hold tens of millions of pairs of nodes. */
    private static final int DEEPEST = 1 << 14;
    private static final double RELATIVE = 1e-8;
    private static final double ABSOLUTE = 1e-13;
    /** Ratios below this are beyond what k(z) resolves. */
    private static final double SMALLEST = 1e-12;
    private static final long MOST_BYTES = 64L << 20;
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
    private final RotatedFloor floor;
    private final double widthRatio;
    private final double contextRatio;
    private final boolean ofMean;
    private final Recent<Extent, Contour> contours;

    /** Which contour: for γ·edge in (2^(level−1), 2^level], around the whole spectrum or its lower end; how fine. */
    record Extent(RotatedResolvent of, int level, boolean whole, int doublings) {
    }

    private RotatedRisk(Spectrum spectrum, double widthRatio, double contextRatio, boolean ofMean,
            Recent<Extent, Contour> contours) {
        Require.within("widthRatio", widthRatio, SMALLEST, 1);
        Require.within("contextRatio", contextRatio, SMALLEST, Double.POSITIVE_INFINITY);
        this.widthRatio = widthRatio;
        this.contextRatio = contextRatio;
        this.ofMean = ofMean;
        this.contours = contours;
        resolvent = new RotatedResolvent(spectrum, widthRatio, contextRatio, ofMean);
        floor = RotatedFloor.of(spectrum);
        edge = resolvent.edge();
    }

    /**
     * @param spectrum \( \lambda_k \) and \( \omega_k \), \( D \) each
     * @param widthRatio \( \alpha_N = N/D \), in [1e-12, 1]
     * @param contextRatio \( \alpha_P = P/D \), from 1e-12 on, possibly infinite
     * @return the landscape over \( \gamma \)
     */
    public static RotatedRisk of(Spectrum spectrum, double widthRatio, double contextRatio) {
        Require.given("spectrum", spectrum);
        return new RotatedRisk(spectrum, widthRatio, contextRatio, false, contours());
    }

    /** @return the limit of large D at the ratios of {@code setting} */
    public static RotatedRisk of(NarrowContext setting) {
        Require.given("setting", setting);
        return of(setting.spectrum(), setting.widthRatio(), setting.contextRatio());
    }

    /** @return what one resolvent gives at the ratios of {@code setting} */
    public static RotatedRisk ofMean(NarrowContext setting) {
        Require.given("setting", setting);
        return ofMean(setting.spectrum(), setting.widthRatio(), setting.contextRatio());
    }

    /**
     * What one resolvent gives: the loss of the mean map, \( \mathrm{Tr}\,\Lambda\bar A\,\Omega\bar A^\top \) with
     * \( \bar A = \mathbb EA \). It lacks the variance of \( A \), and is lower. Its {@link #floor} is the sum that the
     * paper prints, \( \sum_i\omega_i\lambda_i\frac{k^2}{(k+\lambda_i)^2} \) with
     * \( \mathrm{Tr}\,\Lambda(k+\Lambda)^{-1} = \min(N, P) \).
     *
     * @param spectrum \( \lambda_k \) and \( \omega_k \), \( D \) each
     * @param widthRatio \( \alpha_N = N/D \), in [1e-12, 1]
     * @param contextRatio \( \alpha_P = P/D \), from 1e-12 on, possibly infinite
     * @return the mean map's landscape over \( \gamma \)
     * @see "Paper B, appendix F.4; theory.md [B9], the floors, and §9"
     */
    public static RotatedRisk ofMean(Spectrum spectrum, double widthRatio, double contextRatio) {
        Require.given("spectrum", spectrum);
        return new RotatedRisk(spectrum, widthRatio, contextRatio, true, contours());
    }

    /** As {@link #of}, with a cache that is shared. */
    static RotatedRisk sharing(Recent<Extent, Contour> contours, Spectrum spectrum, double widthRatio, double contextRatio) {
        return new RotatedRisk(spectrum, widthRatio, contextRatio, false, contours);
    }

    /** @return a cache of 64 MB */
    static Recent<Extent, Contour> contours() {
        return new Recent<>(MOST_BYTES, Contour::bytes);
    }

    /** @return the upper edge of the spectrum of \( M \); the edge of stability is \( \gamma = 2L \) over it */
    public double spectralEdge() {
        return edge;
    }

    /**
     * The landscape at one depth. Its loss and slope throw an {@link ArithmeticException} if {@code gamma} is so far past
     * the edge of stability that \( (1-\gamma z/L)^L \) swamps the integral. Its optimum at infinite depth is
     * {@link #floor()} at infinite \( \gamma \), unless a finite one is lower.
     *
     * <p>\( \Pi \) shrinks inputs by \( \alpha_N \) on average, which makes the flow slower by \( \alpha_N^2 \). Where
     * widths are compared, take features of unit variance, that is the step size \( \alpha_N\gamma \) of
     * \( \frac DN\Pi \): its flow is at time \( \alpha_N^2t \) where this one is at \( t \).
     *
     * @param depth \( L \), an integer from 1 to 16384, or {@link Double#POSITIVE_INFINITY}
     * @return the landscape
     */
    public Landscape atDepth(double depth) {
        return new AtDepth(layers(depth));
    }

    /**
     * What no number of layers and steps removes: the limit of \( \gamma \to \infty \) at infinite depth, the loss in
     * the null space of \( M \).
     *
     * <p>Zero if \( N = D \) and \( P \ge D \); infinite at \( N = P \lt D \), where the two null spaces meet at vanishing
     * angles: an interpolation threshold. Next to it the landscape has a lower optimum at finite
     * \( \gamma \), and the flow stops there.
     *
     * @return the floor
     */
    public double floor() {
        return ofMean ? floor.ofMean(Math.min(widthRatio, contextRatio)) : floor.full(widthRatio, contextRatio);
    }

    /**
     * The upper half of the ellipse that the loss integrates over; the lower one mirrors it.
     *
     * @param gamma \( \gamma > 0 \)
     * @param depth \( L \), an integer from 1 to 16384, or {@link Double#POSITIVE_INFINITY}
     * @return the nodes' real and imaginary parts, left end first; far from it only where the integrand counts
     * @throws ArithmeticException if {@code gamma} is so far past the edge of stability that there is no such ellipse
     */
    public double[][] contour(double gamma, double depth) {
        Layers layers = layers(depth);
        if (!representable(Require.positive("gamma", gamma), layers)) {
            throw tooFar(gamma, layers);
        }
        Complex[] points = contours.get(extent(gamma, layers, 0), this::contour).points();
        return new double[][] {Arrays.stream(points).mapToDouble(Complex::getReal).toArray(),
            Arrays.stream(points).mapToDouble(Complex::getImaginary).toArray()};
    }

    /** \( d^2\mathcal L/d\gamma^2 \). */
    double curvature(double gamma, Layers layers) {
        UnaryOperator<Complex> slope = z -> z.multiply(layers.decline(z.multiply(gamma)));
        double unit = unit(gamma) * unit(gamma);
        return 2 * (integral(gamma, layers, slope, slope, unit) + integral(gamma, layers,
                z -> layers.left(z.multiply(gamma)), z -> z.multiply(z).multiply(layers.bend(z.multiply(gamma))), unit));
    }

    /** \( d^3\mathcal L/d\gamma^3 \). */
    double twist(double gamma, Layers layers) {
        UnaryOperator<Complex> slope = z -> z.multiply(layers.decline(z.multiply(gamma)));
        UnaryOperator<Complex> bend = z -> z.multiply(z).multiply(layers.bend(z.multiply(gamma)));
        double unit = Math.pow(unit(gamma), 3);
        return -6 * integral(gamma, layers, slope, bend, unit) - 2 * integral(gamma, layers,
                z -> layers.left(z.multiply(gamma)), z -> z.multiply(z).multiply(z)
                .multiply(layers.twist(z.multiply(gamma))), unit);
    }

    /** About the largest \( z(1-\gamma z/L)^{L-1} \) up to the spectrum's edge. */
    private double unit(double gamma) {
        return Math.min(edge, 1 / gamma);
    }

    static Layers layers(double depth) {
        Require.that(depth <= DEEPEST || depth == Double.POSITIVE_INFINITY,
                "depth = " + depth + ": must be an integer from 1 to " + DEEPEST + " or +Infinity");
        return new Layers(depth);
    }

    private double integral(double gamma, Layers layers, UnaryOperator<Complex> f, UnaryOperator<Complex> h, double unit) {
        boolean finite = representable(gamma, layers) && Double.isFinite(Math.pow(layers.left(gamma * edge), 2));
        for (int i = 0; finite && i <= MOST_DOUBLINGS; i++) {
            Interrupt.check();
            Contour.Value value = contours.get(extent(gamma, layers, i), this::contour).integral(f, h);
            if (value.halfRule() <= RELATIVE * Math.abs(value.value()) + ABSOLUTE * unit) {
                return value.value();
            }
            finite = Double.isFinite(value.value());
        }
        throw tooFar(gamma, layers);
    }

    private boolean representable(double gamma, Layers layers) {
        return gamma * edge <= MOST_REACH || gamma * edge <= layers.depth() && gamma * edge < Double.POSITIVE_INFINITY;
    }

    private ArithmeticException tooFar(double gamma, Layers layers) {
        return new ArithmeticException("gamma = " + gamma + ": the loss at depth " + layers.depth() + " cannot be computed "
                + (layers.finite() ? "so far past the edge of stability, gamma = " + 2 * layers.depth() / edge
                : "for steps so long, the spectrum's edge being " + edge));
    }

    private Extent extent(double gamma, Layers layers, int doublings) {
        // Up to here every direction is still contracted by its steps' first order, (1 − x/L)^L ≤ e⁻ˣ.
        boolean whole = gamma * edge > layers.depth();
        return new Extent(resolvent, (int) Math.ceil(Math.log(Math.max(gamma * edge, 0.25)) / Math.log(2)), whole, doublings);
    }

    private Contour contour(Extent extent) {
        double reach = Math.scalb(1.0, extent.level);
        int half = Math.max(FEWEST_INTERVALS, (int) Math.ceil(INTERVALS * Math.sqrt(reach))) / 2;
        return new Contour(resolvent, edge, reach, extent.whole, 2 * half << extent.doublings);
    }

    private final class AtDepth implements Landscape {
        private final Layers layers;

        AtDepth(Layers layers) {
            this.layers = layers;
        }

        @Override
        public double depth() {
            return layers.depth();
        }

        @Override
        public double loss(double gamma) {
            Require.nonNegative("gamma", gamma);
            UnaryOperator<Complex> left = z -> layers.left(z.multiply(gamma));
            return gamma == 0 ? 1 : integral(gamma, layers, left, left, 1);
        }

        @Override
        public double slope(double gamma) {
            Require.nonNegative("gamma", gamma);
            return -2 * integral(gamma, layers, z -> layers.left(z.multiply(gamma)),
                    z -> z.multiply(layers.decline(z.multiply(gamma))), unit(gamma));
        }

        @Override
        public double edge() {
            return 2 * layers.depth() / edge;
        }

        @Override
        public Optimum optimum() {
            // At γ = (2L + 3)/edge the top of the spectrum has grown by (1 + 3/L)^L: beyond any minimum.
            double farthest = (layers.finite() ? 2 * layers.depth() + 3 : LARGEST_STEP) / edge;
            Minimum inside = Optimum.scan(LEAST_STEP / edge, farthest, this::loss);
            // Where the loss has come to its floor its slope is rounding: there is no zero to look for.
            return !layers.finite() && floor() <= inside.value() * (1 + RELATIVE) + ABSOLUTE
                    ? new Optimum(Double.POSITIVE_INFINITY, floor()) : Optimum.near(inside, this::loss, this::slope);
        }
    }
}
