package org.icllab.theory.descent;

import org.icllab.Require;
import org.icllab.model.Spectrum;

/**
 * What {@link RotatedRisk}, the limit of large dimension, lacks at a finite \( D \), to leading order.
 *
 * <p>Direction \( k \) has in \( M = \Pi\hat\Sigma \) the weight \( \alpha_N\lambda_k(1+\epsilon_k) \), where for real
 * Gaussian points and real rotations \( \mathrm{Var}\,\epsilon_k = 2v \),
 * \[ v = \frac1N + \frac1P - \frac1D: \]
 * \( 2/P \) from \( \chi^2_P/P \), the rest from a Beta variable, the length of a projected unit vector. Deterministic
 * equivalents know real from complex only by this factor of two: they account for \( v \), all that complex data would
 * have. The other half adds \( \tfrac v2x^2f''(x) \) to what direction \( k \) keeps, \( f(x) \) with
 * \( x \propto\gamma\lambda_k \), and \( x\,d/dx \) is \( \gamma\,d/d\gamma \):
 * \[ \mathcal L_D(\gamma) \simeq \mathcal L(\gamma) + \frac v2\,\gamma^2\mathcal L''(\gamma). \]
 * What this leaves is of order \( v^2 \), as long as directions fluctuate one by one: not far past the edge of
 * stability, nor next to the threshold \( N = P \) of {@link RotatedRisk#floor}.
 *
 * @see "theory.md [B9]; measured against simulation in notebook 11"
 */
public final class FiniteSizeCorrection {
    /** An optimum is looked for from here, as a part of the edge of stability. */
    private static final double LEAST = 1e-4;

    private final RotatedRisk risk;
    private final double spread;

    private FiniteSizeCorrection(RotatedRisk risk, double spread) {
        this.risk = risk;
        this.spread = spread;
    }

    /**
     * @param spectrum \( D \) directions
     * @param widthRatio \( \alpha_N = N/D \), in (0, 1]
     * @param contextRatio \( \alpha_P = P/D > 0 \), possibly infinite
     * @return the correction to that limit
     */
    public static FiniteSizeCorrection of(Spectrum spectrum, double widthRatio, double contextRatio) {
        Require.given("spectrum", spectrum);
        RotatedRisk risk = RotatedRisk.of(spectrum, widthRatio, contextRatio);
        return new FiniteSizeCorrection(risk, (1 / widthRatio + 1 / contextRatio - 1) / spectrum.dimension());
    }

    /** @return the correction to {@code risk}, whose directions fluctuate by {@code spread} */
    static FiniteSizeCorrection of(RotatedRisk risk, double spread) {
        return new FiniteSizeCorrection(risk, spread);
    }

    /** @return \( v \), half the relative variance of a direction's weight in \( M \) */
    public double spread() {
        return spread;
    }

    /**
     * @param gamma total step size \( \gamma \ge 0 \)
     * @param depth \( L \), an integer from 1 to 16384, or {@link Double#POSITIVE_INFINITY}
     * @return \( \tfrac v2\gamma^2\mathcal L''(\gamma) \)
     * @throws ArithmeticException if {@code gamma} is too far past the edge of stability, as {@link RotatedRisk#atDepth}
     */
    public double at(double gamma, double depth) {
        Require.nonNegative("gamma", gamma);
        return gamma == 0 ? 0 : spread / 2 * gamma * gamma * risk.curvature(gamma, RotatedRisk.layers(depth));
    }

    /**
     * The landscape at finite D, the limit's with the correction. Next to the edge of stability, where single directions are
     * past it first, its minimum is at a smaller \( \gamma \) than the limit's.
     *
     * @param depth \( L \), an integer from 1 to 16384
     * @return the landscape
     */
    public Landscape atDepth(double depth) {
        Require.that(depth < Double.POSITIVE_INFINITY, "depth = Infinity: must be an integer, to be corrected");
        Landscape limit = risk.atDepth(depth);
        return spread == 0 ? limit : new AtDepth(limit);
    }

    private final class AtDepth implements Landscape {
        private final Landscape limit;
        private final Layers layers;

        AtDepth(Landscape limit) {
            this.limit = limit;
            layers = RotatedRisk.layers(limit.depth());
        }

        @Override
        public double depth() {
            return limit.depth();
        }

        @Override
        public double loss(double gamma) {
            return limit.loss(gamma) + at(gamma, limit.depth());
        }

        @Override
        public double slope(double gamma) {
            double slope = limit.slope(gamma);
            return gamma == 0 ? slope : slope + spread / 2 * gamma
                    * (2 * risk.curvature(gamma, layers) + gamma * risk.twist(gamma, layers));
        }

        @Override
        public double edge() {
            return limit.edge();
        }

        @Override
        public Optimum optimum() {
            // Beyond the edge of stability the correction grows faster than the limit.
            return Optimum.between(LEAST * edge(), edge() * (1 + 1 / depth()), this::loss, this::slope);
        }
    }
}
