package org.icllab.theory.descent;

import java.util.function.DoubleUnaryOperator;
import org.icllab.Require;
import org.icllab.model.BalancedTraining;
import org.icllab.model.Study;

/**
 * How full linear attention learns: gradient flow not of its step size but of the matrices that make it up.
 *
 * <p>While they stay multiples of the identity, \( \gamma = w_vw_kw_qw_x^2 \). The flow \( \dot w = -\partial L/\partial w
 * \) of each of the four conserves \( w_k^2 - w_q^2,\ w_k^2 - w_v^2,\ w_x^2 - 2w_k^2 \). From the balanced start, where
 * all three are zero, \( \gamma = 2w^5 \) and
 * \[ \dot\gamma = -20\,w^8\,\frac{\partial L}{\partial\gamma}. \]
 * A start near zero is a plateau, for there the speed vanishes.
 *
 * @see "Paper B, Result 9; theory.md [B8]"
 */
public final class BalancedAttentionLaw {
    /** The flow at the setting's times. */
    public static final Study<BalancedTraining, GammaPath> STUDY = Study
            .<BalancedTraining, GammaPath>theory("balanced-attention-law", setting -> flow(setting, setting.times()))
            .along(BalancedTraining.TIME, BalancedTraining::times)
            .curve(BalancedTraining.LOSS, GammaPath::loss).curve(BalancedTraining.GAMMA, GammaPath::gamma);

    private final DoubleUnaryOperator velocity;
    private final DoubleUnaryOperator loss;

    private BalancedAttentionLaw(DoubleUnaryOperator velocity, DoubleUnaryOperator loss) {
        this.velocity = velocity;
        this.loss = loss;
    }

    /** @return the law on the landscape of isotropic contexts */
    public static BalancedAttentionLaw of(InContextDescent landscape) {
        return new BalancedAttentionLaw(landscape::velocity, landscape::loss);
    }

    /** @return the law on the landscape of randomly rotated contexts */
    public static BalancedAttentionLaw of(RotatedCovarianceLaw landscape) {
        return new BalancedAttentionLaw(landscape::velocity, landscape::loss);
    }

    /**
     * @param source \( \beta > 0 \)
     * @return \( 5\beta/(5\beta+2) \): on rotated power-law contexts the loss falls as \( t^{-5\beta/(5\beta+2)} \)
     *     before it meets the floor
     */
    public static double timeExponent(double source) {
        return 5 * Require.positive("source", source) / (5 * source + 2);
    }

    /** @return \( \gamma = 2w^5 \) of balanced weights \( w \ge 0 \) */
    public static double gamma(double w) {
        return 2 * Math.pow(Require.nonNegative("w", w), 5);
    }

    /**
     * The flow from the balanced start.
     *
     * @param start \( w > 0 \) at time 0, with \( 2w^5 \) below the landscape's minimum
     * @param times not negative, in ascending order
     * @return \( \gamma \) and loss at these times
     */
    public GammaPath flow(double start, double[] times) {
        double gamma = gamma(Require.positive("start", start));
        Require.that(velocity.applyAsDouble(gamma) > 0,
                "start = " + start + ": gamma = 2w⁵ = " + gamma + " must be below the landscape's minimum");
        return GammaPath.follow(gamma, times, g -> 20 * Math.pow(g / 2, 1.6) * velocity.applyAsDouble(g), loss);
    }

    /**
     * @param times not negative, in ascending order
     * @return \( \gamma \) and loss of {@code setting} at these times, in the limit of small steps, and of many
     *     dimensions if it is isotropic
     */
    public static GammaPath flow(BalancedTraining setting, double... times) {
        return of(setting).flow(setting.start(), times);
    }

    /** @return the law on the landscape of the contexts of {@code setting} */
    private static BalancedAttentionLaw of(BalancedTraining setting) {
        if (setting.isotropic()) {
            return of(InContextDescent.of(setting.alpha(), setting.depth(), 0));
        }
        Require.that(setting.alpha() == Double.POSITIVE_INFINITY,
                BalancedTraining.ALPHA.text(setting.alpha()) + ": must be infinite for the law on rotated contexts");
        return of(RotatedCovarianceLaw.of(setting.spectrum(), setting.depth()));
    }
}
