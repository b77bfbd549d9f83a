package org.icllab.theory.pretraining;

import org.icllab.Require;
import org.icllab.model.Baseline;
import org.icllab.model.Study;
import org.icllab.theory.MarchenkoPastur;

/**
 * The prediction error of Bayes ridge regression on one context,
 * \( \hat w = (X^\top X + \rho I)^{-1}X^\top y \) for tasks of second moment I, in the limit
 * \( d \to \infty \) with \( \alpha = \ell/d \) fixed.
 *
 * <p>\( X^\top X = \alpha \hat\Sigma \) with \( \hat\Sigma \) a Marchenko–Pastur matrix of ratio \( \alpha \), and the
 * posterior covariance is \( \rho(X^\top X + \rho)^{-1} \), so that
 * \[ e = \rho + \rho\,\mathrm{tr}(\alpha\hat\Sigma + \rho)^{-1} = \rho\Bigl(1 + \frac{M_\alpha(\rho/\alpha)}{\alpha}\Bigr), \]
 * the least error any learner can have on new tasks \( N(0, I_d) \). At \( \rho = 0 \) it is \( \max(0, 1-\alpha) \).
 *
 * @see "Paper A, figure 4; theory.md §3, baselines"
 */
public final class BayesRidgeRisk {
    /** The error in the limit; dimension, pool, law and number of tests do not matter. */
    public static final Study<Baseline, BayesRidgeRisk> STUDY = Study
            .<Baseline, BayesRidgeRisk>theory("bayes-ridge-risk", setting -> of(setting.alpha(), setting.rho()))
            .measuring(Baseline.E, BayesRidgeRisk::error);

    private static final double LARGEST = 1e100;

    private final double alpha;
    private final double rho;

    private BayesRidgeRisk(double alpha, double rho) {
        this.alpha = alpha;
        this.rho = rho;
    }

    /**
     * @param alpha context length per dimension \( \ell/d \), in [1e-100, 1e100]
     * @param rho label noise variance \( \rho \), in [0, 1e100], where the signal has variance 1
     */
    public static BayesRidgeRisk of(double alpha, double rho) {
        return new BayesRidgeRisk(Require.within("alpha", alpha, 1 / LARGEST, LARGEST),
                Require.within("rho", rho, 0, LARGEST) + 0.0);
    }

    /** @return the error, label noise included */
    public double error() {
        double m = MarchenkoPastur.of(alpha).stieltjes(rho / alpha);
        return rho > 0 && m < Double.POSITIVE_INFINITY ? rho * (1 + m / alpha) : Math.max(0, 1 - alpha);
    }

    /**
     * What contexts of finite \( d \) and \( \ell = \alpha d \) add to the error, to first order in \( 1/d \):
     * {@link MarchenkoPastur#correction} of what a direction keeps, \( \rho/(\alpha x + \rho) \). With
     * \( a_\pm = (1\pm\sqrt\alpha)^2 + \rho \) that is
     * \[ \frac\rho4\Bigl(\frac1{\sqrt{a_-}}-\frac1{\sqrt{a_+}}\Bigr)^2
     *    = \frac{4\alpha\rho}{a_-a_+(\sqrt{a_-}+\sqrt{a_+})^2} . \]
     *
     * @return \( d \) times what is added
     */
    public double correction() {
        double root = Math.sqrt(alpha);
        double least = (1 - root) * (1 - root) + rho;
        double most = (1 + root) * (1 + root) + rho;
        double ends = Math.sqrt(least) + Math.sqrt(most);
        return rho == 0 ? 0 : 4 * (rho / least) * (alpha / most) / (ends * ends);
    }
}
