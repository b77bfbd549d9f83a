package org.icllab.theory.pretraining;

import org.icllab.Require;
import org.icllab.model.Pretraining;
import org.icllab.model.Quantity;
import org.icllab.model.Study;

/**
 * The two errors of linear attention, each at the ridge at which it is smallest.
 *
 * @param icl the risk at the ridge that is best for new tasks
 * @param idg the risk at the ridge that is best for the pool's
 * @see AttentionRisk#optimalRidge
 */
public record OptimalRidge(AttentionRisk icl, AttentionRisk idg) {
    public OptimalRidge {
        Require.given("icl, idg", icl, idg);
    }

    /** 0 where no ridge is best. */
    public static final Quantity LAMBDA_ICL = Quantity.of("λ*_ICL", "ridge at which e_ICL is smallest");
    /** 0 where no ridge is best. */
    public static final Quantity LAMBDA_IDG = Quantity.of("λ*_IDG", "ridge at which e_IDG is smallest");

    /** Each error at its own best ridge, and those ridges, at settings with λ = 0; the dimension does not matter. */
    public static final Study<Pretraining, OptimalRidge> STUDY = Study
            .<Pretraining, OptimalRidge>theory("optimal-ridge", OptimalRidge::of)
            .measuring(Pretraining.E_ICL, best -> best.icl.icl())
            .measuring(Pretraining.E_IDG, best -> best.idg.idg())
            .measuring(LAMBDA_ICL, best -> best.icl.lambda())
            .measuring(LAMBDA_IDG, best -> best.idg.lambda());

    /**
     * @return the two risks at the ratios of {@code setting}
     * @throws IllegalArgumentException unless its λ is 0: the ridge is what is sought
     */
    public static OptimalRidge of(Pretraining setting) {
        Require.given("setting", setting);
        if (setting.lambda() != 0) {
            Require.refuse("λ", setting.lambda(), "0: the best ridge is sought");
        }
        return new OptimalRidge(
                AttentionRisk.optimalRidge(setting.alpha(), setting.kappa(), setting.tau(), setting.rho(), AttentionRisk::icl),
                AttentionRisk.optimalRidge(setting.alpha(), setting.kappa(), setting.tau(), setting.rho(), AttentionRisk::idg));
    }
}
