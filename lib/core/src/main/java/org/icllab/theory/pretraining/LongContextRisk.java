package org.icllab.theory.pretraining;

import org.icllab.Require;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;

/**
 * The ridgeless ICL error of linear attention for long contexts: \( \alpha \to \infty \) with \( \tau/\alpha \) fixed,
 * \[ e_{ICL} \to \rho + (1-\kappa)_+\Bigl(1 + \frac{\rho}{1+\rho}\,\frac\alpha\tau\Bigr). \]
 *
 * <p>At \( \kappa = 1 \) it has a kink: with fewer tasks than dimensions the layer never sees 1−κ of the directions a
 * new task may have, and with more it comes to predict as well as the noise allows.
 *
 * @see "Paper A, task-diversity transition; theory.md §3 and §9, where the factor is told from its inverse"
 */
public final class LongContextRisk {
    /** The error on new tasks where the setting's α and τ grow in their ratio; dimension and ridge do not matter. */
    public static final Study<Pretraining, LongContextRisk> STUDY = Study
            .<Pretraining, LongContextRisk>theory("long-context-risk", LongContextRisk::of)
            .measuring(Pretraining.E_ICL, LongContextRisk::icl);

    private final double kappa;
    private final double alphaPerTau;
    private final double rho;

    private LongContextRisk(double kappa, double alphaPerTau, double rho) {
        this.kappa = kappa;
        this.alphaPerTau = alphaPerTau;
        this.rho = rho;
    }

    /**
     * @param kappa distinct pretraining tasks per dimension \( k/d > 0 \), possibly infinite
     * @param alphaPerTau \( \alpha/\tau \ge 0 \), what the two keep as ratio while they grow
     * @param rho label noise variance \( \rho \ge 0 \)
     */
    public static LongContextRisk of(double kappa, double alphaPerTau, double rho) {
        return new LongContextRisk(Require.positiveOrInfinite("kappa", kappa),
                Require.nonNegative("alphaPerTau", alphaPerTau), Require.nonNegative("rho", rho));
    }

    /** @return the limit at the setting's κ, ρ and α/τ */
    public static LongContextRisk of(Pretraining setting) {
        Require.given("setting", setting);
        return of(setting.kappa(), setting.alpha() / setting.tau(), setting.rho());
    }

    /** @return \( e_{ICL} \), the error on fresh tasks */
    public double icl() {
        return rho + Math.max(0, 1 - kappa) * (1 + rho / (1 + rho) * alphaPerTau);
    }
}
