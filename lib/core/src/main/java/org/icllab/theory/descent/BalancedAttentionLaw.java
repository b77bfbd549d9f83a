package org.icllab.theory.descent;

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

    /** Below it the plateau's times overflow on landscapes of extreme units. */
    private static final double LEAST = 1e-20;
    private static final double LARGEST = 1e20;

    private final Landscape landscape;

    private BalancedAttentionLaw(Landscape landscape) {
        this.landscape = landscape;
    }

    /** @return the law on a landscape, whatever its contexts */
    public static BalancedAttentionLaw of(Landscape landscape) {
        return new BalancedAttentionLaw(landscape);
    }

    /**
     * @param source \( \beta > 0 \)
     * @return \( 5\beta/(5\beta+2) \): on rotated power-law contexts the loss falls as \( t^{-5\beta/(5\beta+2)} \)
     *     before it meets the floor
     */
    public static double timeExponent(double source) {
        return 5 / (5 + 2 / Require.positive("source", source));
    }

    /** @return \( \gamma = 2w^5 \) of balanced weights \( w \ge 0 \) */
    public static double gamma(double w) {
        return 2 * Math.pow(Require.nonNegative("w", w), 5);
    }

    /**
     * The flow from the balanced start. The time that a plateau takes is known to its rounding only, and \( \gamma \) next
     * to its end changes by much more than that.
     *
     * @param start \( w \) at time 0, in [1e-20, 1e20], with \( 2w^5 \) below the landscape's minimum
     * @param times finite, not negative, in ascending order
     * @return \( \gamma \) and loss at these times
     * @throws IllegalArgumentException if start or times are not as said
     * @throws ArithmeticException as {@link Landscape#flow}
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public GammaPath flow(double start, double... times) {
        Require.within("start", start, LEAST, LARGEST);
        double gamma = gamma(start);
        Require.that(landscape.slope(gamma) < 0,
                "start = " + start + ": gamma = 2w⁵ = " + gamma + " must be below the landscape's minimum");
        return GammaPath.follow(landscape, gamma, g -> -20 * Math.pow(g / 2, 1.6) * landscape.slope(g), times);
    }

    /**
     * @param times not negative, in ascending order
     * @return \( \gamma \) and loss of {@code setting} at these times, in the limit of small steps, and of many
     *     dimensions if it is isotropic
     */
    public static GammaPath flow(BalancedTraining setting, double... times) {
        Require.given("setting", setting);
        return of(landscape(setting)).flow(setting.start(), times);
    }

    private static Landscape landscape(BalancedTraining setting) {
        if (setting.isotropic()) {
            return InContextDescent.of(setting.alpha(), setting.depth(), 0);
        }
        Require.that(setting.alpha() == Double.POSITIVE_INFINITY,
                BalancedTraining.ALPHA.text(setting.alpha()) + ": must be infinite for the law on rotated contexts");
        return RotatedCovarianceLaw.of(setting.spectrum(), setting.depth());
    }
}
