package org.icllab.theory.pretraining;

import org.icllab.Require;
import org.icllab.model.CorrelatedPretraining;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;

/**
 * A correlated context is a shorter one: linear attention on inputs with \( \mathbb E\,x_ix_j^\top = K_{ij}I/d \) errs, in
 * the limit of {@link AttentionRisk}, as on \( \ell_{\mathrm{eff}} \) independent ones,
 * \[ \ell_{\mathrm{eff}} = \ell\,\frac{1+\rho}{\frac1\ell\sum_{ij}K_{ij}^2 + \rho}. \]
 *
 * <p>The summary \( h = \frac d\ell\sum y_ix_i \) has the mean w and, across w, the variance
 * \( \frac d{\ell^2}(\sum_{ij}K_{ij}^2 + \rho\ell) \), which takes the place of \( (1+\rho)/\alpha \); nothing else of a
 * context matters in the limit. For \( K_{ij} = r^{|i-j|} \) and \( s = r^2 \)
 * \[ \frac1\ell\sum_{ij}K_{ij}^2 = \frac{1+s}{1-s} - \frac{2s(1-s^\ell)}{\ell(1-s)^2}. \]
 *
 * @see "theory.md [A7]"
 */
public final class CorrelatedContextRisk {
    /** Both errors in the limit, at the effective length of the setting's ℓ. */
    public static final Study<CorrelatedPretraining, AttentionRisk> STUDY = Study
            .<CorrelatedPretraining, AttentionRisk>theory("correlated-context-risk", CorrelatedContextRisk::of)
            .measuring(Pretraining.E_ICL, AttentionRisk::icl)
            .measuring(Pretraining.E_IDG, AttentionRisk::idg)
            .measuring(Pretraining.G_TASK, AttentionRisk::gTask);

    private CorrelatedContextRisk() {
    }

    /** @return the errors at the effective context length of {@code setting} */
    public static AttentionRisk of(CorrelatedPretraining setting) {
        return AttentionRisk.of(shortened(setting));
    }

    /** @return the setting with independent inputs whose errors are the same in the limit */
    public static Pretraining shortened(CorrelatedPretraining setting) {
        int length = Require.given("setting", setting).independent().contextLength();
        double effective = effectiveLength(length, setting.neighbours(), setting.rho());
        return setting.independent().with(Pretraining.ALPHA, setting.alpha() * effective / length);
    }

    /**
     * @param length ℓ ≥ 1
     * @param neighbours r in [0, 1], the correlation of neighbouring inputs
     * @param rho ρ ≥ 0, the label noise's variance
     * @return \( \ell_{\mathrm{eff}} \), from \( \ell(1+\rho)/(\ell+\rho) \) at r = 1 to ℓ at r = 0
     */
    public static double effectiveLength(int length, double neighbours, double rho) {
        Require.atLeast("length", length, 1);
        Require.within("neighbours", neighbours, 0, 1);
        Require.nonNegative("rho", rho);
        return length * (1 + rho) / (meanSquares(length, neighbours) + rho);
    }

    /**
     * \( \frac1\ell\sum_{ij}K_{ij}^2 \), whose closed form loses its digits near r = 1, by positive terms alone: from
     * n inputs to 2n and to n + 1, after the binary digits of ℓ, with \( \sum_{m \lt n}s^m \) beside the double sum.
     */
    private static double meanSquares(int length, double neighbours) {
        double s = neighbours * neighbours;
        double sum = 1;
        double row = 1;
        for (int bit = Integer.highestOneBit(length) / 2; bit > 0; bit /= 2) {
            double half = length / (2 * bit);
            sum = 2 * (sum + s * row * row);
            row *= 1 + StrictMath.pow(neighbours, 2 * half);
            if ((length & bit) != 0) {
                sum += 1 + 2 * s * row;
                row = 1 + s * row;
            }
        }
        return sum / length;
    }
}
