package org.icllab.theory.descent;

import java.util.function.DoubleUnaryOperator;
import org.icllab.Require;
import org.icllab.model.Descent;
import org.icllab.model.IsotropicDescent;
import org.icllab.model.Quantity;
import org.icllab.model.Study;
import org.icllab.theory.MarchenkoPastur;
import org.icllab.theory.MarchenkoPasturRule;

/**
 * The error of \( L \) steps of in-context gradient descent with total step size \( \gamma \) on isotropic contexts
 * \( x \sim N(0, I_D) \), \( y = \beta\cdot x/\sqrt D + \sigma\epsilon \), with \( \alpha = P/D \) labelled points per
 * dimension. It is what deep linear attention with \( \Gamma = \gamma I \) makes.
 *
 * <p>\[ L(\gamma) = \int \rho_\alpha(\lambda)\Bigl[\Bigl(1 - \frac{\gamma\lambda}{L}\Bigr)^{2L}
 *     + \frac{\sigma^2}{\alpha\lambda}\Bigl(1 - \Bigl(1 - \frac{\gamma\lambda}{L}\Bigr)^L\Bigr)^2\Bigr]\,d\lambda \]
 * over the Marchenko–Pastur law of ratio \( \alpha \), whose atom at 0 adds \( [1-\alpha]_+ \); for infinite depth
 * \( (1-\gamma\lambda/L)^L \) is \( e^{-\gamma\lambda} \). The noise \( \sigma^2 \) of the target itself is not
 * counted, so that the loss is 1 at \( \gamma = 0 \).
 *
 * <p>At finite depth the integral is a Gauss sum of \( L+1 \) positive terms, exact but for rounding. At infinite depth
 * nodes are doubled until two sums agree to 1e-13.
 *
 * @see "Paper B, Result 1 and 2; theory.md [B2], which corrects the result at L = 1"
 */
public final class InContextDescent {
    public static final Quantity BEST_GAMMA = Quantity.of("γ⋆", "best step size of all layers together");
    public static final Quantity LOWEST = Quantity.of("lowest", "minimum of the loss over γ");
    public static final Quantity BAYES = Quantity.of("Bayes", "error of Bayes's estimate");

    /** The loss at the setting's step. */
    public static final Study<IsotropicDescent, Double> STUDY = Study
            .<IsotropicDescent, Double>theory("in-context-descent", setting -> of(setting).loss(setting.gamma()))
            .measuring(Descent.LOSS, loss -> loss);

    /** The best that descent can do, whatever the setting's step, beside the best that any method can. */
    public static final Study<IsotropicDescent, Best> OPTIMUM = Study
            .<IsotropicDescent, Best>theory("in-context-descent-optimum", Best::of)
            .measuring(BEST_GAMMA, best -> best.descent.gamma())
            .measuring(LOWEST, best -> best.descent.loss())
            .measuring(BAYES, Best::bayes);

    /**
     * @param descent the optimum of descent
     * @param bayes the error of Bayes's estimate
     */
    public record Best(Optimum descent, double bayes) {
        private static Best of(IsotropicDescent setting) {
            InContextDescent landscape = InContextDescent.of(setting);
            return new Best(landscape.optimum(), landscape.bayes());
        }
    }

    private static final double TOLERANCE = 1e-13;
    private static final int FEWEST_NODES = 32;
    private static final int MOST_NODES = 1 << 20;

    private final double alpha;
    private final Layers layers;
    private final MarchenkoPastur law;
    /** Exact for every landscape of finite depth; the first of a sequence for infinite depth. */
    private final MarchenkoPasturRule rule;
    /** \( \sigma^2/\alpha \). */
    private final double noise;

    private InContextDescent(double alpha, Layers layers, double sigma2) {
        this.alpha = alpha;
        this.layers = layers;
        law = MarchenkoPastur.of(alpha);
        rule = MarchenkoPasturRule.of(alpha, layers.finite() ? (int) layers.depth() + 1 : FEWEST_NODES);
        noise = sigma2 / alpha;
    }

    /**
     * @param alpha labelled points per dimension \( P/D > 0 \), possibly infinite
     * @param depth \( L \), an integer from 1 to 2²⁰, or {@link Double#POSITIVE_INFINITY}
     * @param sigma2 label noise variance \( \sigma^2 \ge 0 \), where the signal has variance 1
     * @return the landscape over \( \gamma \)
     * @throws IllegalArgumentException if a parameter is out of its range
     */
    public static InContextDescent of(double alpha, double depth, double sigma2) {
        Require.positiveOrInfinite("alpha", alpha);
        Layers layers = new Layers(depth);
        Require.nonNegative("sigma2", sigma2);
        return new InContextDescent(alpha, layers, sigma2);
    }

    /** @return the landscape at the setting's α, L and σ² */
    public static InContextDescent of(IsotropicDescent setting) {
        return of(setting.alpha(), setting.depth(), setting.noise());
    }

    /** {@code of(alpha, depth, sigma2).loss(gamma)}. */
    public static double loss(double alpha, double depth, double gamma, double sigma2) {
        return of(alpha, depth, sigma2).loss(gamma);
    }

    /** {@code of(alpha, depth, sigma2).optimum()}. */
    public static Optimum optimum(double alpha, double depth, double sigma2) {
        return of(alpha, depth, sigma2).optimum();
    }

    /**
     * @param gamma total step size \( \gamma \ge 0 \)
     * @return \( L(\gamma) \); past {@link #edge()} it soon grows, at last to +Infinity
     * @throws ArithmeticException if the depth is infinite and 2²⁰ nodes do not settle the integral: \( \gamma \) above
     *     1e9 near \( \alpha = 1 \)
     */
    public double loss(double gamma) {
        Require.nonNegative("gamma", gamma);
        return law.atomAtZero() + lossOnData(gamma);
    }

    /** The loss without the directions that the context does not show. */
    private double lossOnData(double gamma) {
        return integral(lambda -> {
            double left = layers.left(gamma * lambda);
            double learned = layers.learned(gamma * lambda);
            return left * left + (noise > 0 ? noise * learned / lambda * learned : 0);
        });
    }

    /** \( -\partial L/\partial\gamma \), as the difference of what the signal gains and what the noise costs. */
    double velocity(double gamma) {
        double gain = integral(lambda -> lambda * layers.decline(gamma * lambda) * layers.left(gamma * lambda));
        double cost = noise > 0
                ? noise * integral(lambda -> layers.decline(gamma * lambda) * layers.learned(gamma * lambda)) : 0;
        return 2 * (gain - cost);
    }

    private double integral(DoubleUnaryOperator f) {
        double value = rule.integral(f);
        if (layers.finite()) {
            return value;
        }
        for (int nodes = 2 * FEWEST_NODES; nodes <= MOST_NODES; nodes *= 2) {
            double previous = value;
            value = MarchenkoPasturRule.of(alpha, nodes).integral(f);
            if (Math.abs(value - previous) <= TOLERANCE * Math.abs(value) + Double.MIN_NORMAL) {
                return value;
            }
        }
        throw Require.trimmed(new ArithmeticException("descent of infinite depth at alpha = " + alpha
                + ": not settled to " + TOLERANCE + " by " + MOST_NODES + " nodes; gamma is too large"));
    }

    /** @return \( 2L/\lambda_+ \), the edge of stability: beyond it some direction grows from step to step */
    public double edge() {
        return 2 * layers.depth() / law.supportUpper();
    }

    /**
     * The lowest loss over \( \gamma \). At odd or infinite depth it lies between the best \( \gamma \) for
     * \( \lambda_+ \) alone and the lesser of {@link #edge()} and the best for \( \lambda_- \) alone. At even depth the
     * noise can make a second minimum where directions change sign; it was always found to be the higher one.
     *
     * <p>At L = 1 it is \( \frac{1+\sigma^2}{\alpha+1+\sigma^2} \) at \( \gamma = \frac{\alpha}{\alpha+1+\sigma^2} \).
     * Without noise \( \gamma = L\frac{\alpha}{\alpha+1} \) at every finite depth, since
     * \( \lambda\rho_\alpha(\lambda) \) is symmetric about \( 1 + 1/\alpha \).
     *
     * @return the optimum; for infinite depth without noise its limit, \( [1-\alpha]_+ \) at \( \gamma = \infty \)
     */
    public Optimum optimum() {
        if (!layers.finite() && noise == 0) {
            return new Optimum(Double.POSITIVE_INFINITY, law.atomAtZero());
        }
        double high = layers.finite() ? edge() : bestFor(law.supportLower());
        // Where the constant would hide how the rest depends on gamma, it is added later.
        Optimum onData = Optimum.between(bestFor(law.supportUpper()), high, this::lossOnData);
        return new Optimum(onData.gamma(), law.atomAtZero() + onData.loss());
    }

    /** The \( \gamma \) best for one \( \lambda \): it leaves the share \( s/(\lambda+s) \), {@code s = noise}. */
    private double bestFor(double lambda) {
        return lambda > 0 ? layers.stepLeaving(Math.log1p(lambda / noise)) / lambda : 1 / noise;
    }

    /**
     * @return the error of Bayes's estimate, the least that any method can have on these contexts:
     *     \( \frac{\sigma^2}\alpha M_\alpha(\sigma^2/\alpha) \) with
     *     \( M_\alpha(x) = \int\rho_\alpha(\lambda)/(\lambda+x)\,d\lambda \), and \( [1-\alpha]_+ \) without noise
     */
    public double bayes() {
        return noise > 0 ? noise * law.stieltjes(noise) : law.atomAtZero();
    }

    /**
     * The gradient flow \( \dot\gamma = -\partial L/\partial\gamma \) from \( \gamma = 0 \). A full matrix
     * \( \Gamma = \gamma I \) on the same loss follows it \( D \) times more slowly.
     *
     * @param times not negative, in ascending order
     * @return \( \gamma \) and loss at these times
     */
    public GammaPath flow(double[] times) {
        return GammaPath.follow(times, this::velocity, this::loss);
    }
}
