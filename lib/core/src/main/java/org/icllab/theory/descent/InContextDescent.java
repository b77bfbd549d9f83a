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
 * the Gauss rule has as many points as \( e^{-2\gamma\lambda} \) needs on the support, some
 * \( 10\sqrt{\gamma} \), of which those next to the lower edge count, some hundred at every \( \gamma \).
 *
 * @see "Paper B, Result 1 and 2; theory.md [B2], which corrects the result at L = 1"
 */
public final class InContextDescent implements Landscape {
    /** γ⋆: best step size of all layers together. */
    public static final Quantity BEST_GAMMA = Quantity.of("γ⋆", "best step size of all layers together");
    /** lowest: minimum of the loss over γ. */
    public static final Quantity LOWEST = Quantity.of("lowest", "minimum of the loss over γ");
    /** Bayes: error of Bayes's estimate. */
    public static final Quantity BAYES = Quantity.of("Bayes", "error of Bayes's estimate");

    /** The loss at the setting's step. */
    public static final Study<IsotropicDescent, Double> STUDY = Study
            .<IsotropicDescent, Double>theory("in-context-descent", setting -> of(setting).loss(setting.gamma()))
            .measuring(Descent.LOSS, loss -> loss);

    /** What contexts of finite D add to the loss, to first order in 1/D. */
    public static final Quantity CORRECTION = Quantity.of("correction", "what finite D adds to the loss");

    /** The loss at the setting's step and dimension, to first order in 1/D. */
    public static final Study<IsotropicDescent, double[]> AT_DIMENSION = Study
            .<IsotropicDescent, double[]>theory("in-context-descent-at-dimension", InContextDescent::atDimension)
            .measuring(Descent.LOSS, parts -> parts[0] + parts[1])
            .measuring(CORRECTION, parts -> parts[1]);

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
        public Best {
            Require.given("descent", descent);
            Require.numbers("descent, bayes", 0, bayes);
        }

        private static Best of(IsotropicDescent setting) {
            Require.given("setting", setting);
            InContextDescent landscape = InContextDescent.of(setting);
            return new Best(landscape.optimum(), landscape.bayes());
        }
    }

    private static final double SMALLEST = 1e-100;
    private static final double LARGEST = 1e100;

    private final double alpha;
    private final Layers layers;
    private final MarchenkoPastur law;
    /** Exact for every landscape of finite depth. */
    private final MarchenkoPasturRule rule;
    /** For infinite depth. */
    private final ExponentialRules deep;
    /** \( \sigma^2/\alpha \). */
    private final double noise;

    private InContextDescent(double alpha, Layers layers, double sigma2) {
        this.alpha = alpha;
        this.layers = layers;
        law = MarchenkoPastur.of(alpha);
        rule = layers.finite() ? MarchenkoPasturRule.of(alpha, (int) layers.depth() + 1) : null;
        deep = layers.finite() ? null : new ExponentialRules(alpha);
        // −0 + 0 is 0; the sign of a zero would come back as that of an infinity.
        noise = (sigma2 + 0.0) / alpha;
    }

    /**
     * @param alpha labelled points per dimension \( P/D \), from 1e-100 on, possibly infinite
     * @param depth \( L \), an integer from 1 to 2²⁰, or {@link Double#POSITIVE_INFINITY}
     * @param sigma2 label noise variance \( \sigma^2 \), from 0 to 1e100, where the signal has variance 1
     * @return the landscape over \( \gamma \)
     * @throws IllegalArgumentException if a parameter is out of its range
     */
    public static InContextDescent of(double alpha, double depth, double sigma2) {
        Require.within("alpha", alpha, SMALLEST, Double.POSITIVE_INFINITY);
        Layers layers = new Layers(depth);
        Require.within("sigma2", sigma2, 0, LARGEST);
        return new InContextDescent(alpha, layers, sigma2);
    }

    /** @return the landscape at the setting's α, L and σ² */
    public static InContextDescent of(IsotropicDescent setting) {
        Require.given("setting", setting);
        return of(setting.alpha(), setting.depth(), setting.noise());
    }

    /**
     * {@code of(alpha, depth, sigma2).loss(gamma)}.
     *
     * @param alpha \( P/D \)
     * @param depth \( L \), possibly infinite
     * @param gamma total step size
     * @param sigma2 variance of the label noise
     * @return the loss
     */
    public static double loss(double alpha, double depth, double gamma, double sigma2) {
        return of(alpha, depth, sigma2).loss(gamma);
    }

    /**
     * {@code of(alpha, depth, sigma2).optimum()}.
     *
     * @param alpha \( P/D \)
     * @param depth \( L \), possibly infinite
     * @param sigma2 variance of the label noise
     * @return the lowest loss and where it is
     */
    public static Optimum optimum(double alpha, double depth, double sigma2) {
        return of(alpha, depth, sigma2).optimum();
    }

    @Override
    public double depth() {
        return layers.depth();
    }

    @Override
    public double loss(double gamma) {
        Require.nonNegative("gamma", gamma);
        return law.atomAtZero() + lossOnData(gamma);
    }

    /**
     * What contexts of finite D and P = αD add to the loss, to first order:
     * {@link MarchenkoPastur#correction} of what a direction keeps and takes up.
     *
     * @param gamma total step size
     * @return D times what is added
     * @throws ArithmeticException if {@code gamma} is so far past the edge that it overflows
     */
    public double correction(double gamma) {
        Require.nonNegative("gamma", gamma);
        return law.correction(lambda -> {
            double left = layers.left(gamma * lambda);
            double learned = layers.learned(gamma * lambda);
            return left * left + (lambda > 0 ? noise * learned / lambda * learned : 0);
        });
    }

    private static double[] atDimension(IsotropicDescent setting) {
        InContextDescent landscape = of(setting);
        return new double[] {landscape.loss(setting.gamma()), landscape.correction(setting.gamma()) / setting.dimension()};
    }

    /** The loss without the directions that the context does not show. */
    private double lossOnData(double gamma) {
        if (!layers.finite()) {
            return deep.decay(2 * gamma) + (noise > 0 ? noise * deep.learnedSquared(gamma) : 0);
        }
        return rule.integral(lambda -> {
            double left = layers.left(gamma * lambda);
            double learned = layers.learned(gamma * lambda);
            return left * left + (noise > 0 ? noise * learned / lambda * learned : 0);
        });
    }

    /** The difference of what the noise costs and what the signal gains. */
    @Override
    public double slope(double gamma) {
        Require.nonNegative("gamma", gamma);
        DoubleUnaryOperator slope = lambda -> {
            double x = gamma * lambda;
            double gain = lambda * layers.squareDecline(x);
            return noise > 0 ? noise * (layers.decline(x) * layers.learned(x)) - gain : -gain;
        };
        return 2 * (layers.finite() ? rule.integral(slope) : deep.integral(gamma, slope));
    }

    @Override
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
    @Override
    public Optimum optimum() {
        if (!layers.finite() && noise == 0) {
            return new Optimum(Double.POSITIVE_INFINITY, law.atomAtZero());
        }
        double high = layers.finite() ? edge() : bestFor(law.supportLower());
        // Where the constant would hide how the rest depends on gamma, it is added later.
        Optimum onData = Optimum.between(bestFor(law.supportUpper()), high, this::lossOnData,
                this::slope);
        return new Optimum(onData.gamma(), law.atomAtZero() + onData.loss());
    }

    /** The \( \gamma \) best for one \( \lambda \): it leaves the share \( s/(\lambda+s) \), {@code s = noise}. */
    private double bestFor(double lambda) {
        double odds = lambda / noise;
        double logarithm = odds < Double.POSITIVE_INFINITY ? Math.log1p(odds) : Math.log(lambda) - Math.log(noise);
        return lambda > 0 ? layers.stepLeaving(logarithm) / lambda : 1 / noise;
    }

    /**
     * @return the error of Bayes's estimate, the least that any method can have on these contexts:
     *     \( \frac{\sigma^2}\alpha M_\alpha(\sigma^2/\alpha) \) with
     *     \( M_\alpha(x) = \int\rho_\alpha(\lambda)/(\lambda+x)\,d\lambda \), and \( [1-\alpha]_+ \) without noise
     */
    public double bayes() {
        return noise > 0 ? noise * law.stieltjes(noise) : law.atomAtZero();
    }
}
