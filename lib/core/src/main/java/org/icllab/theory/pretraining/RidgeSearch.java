package org.icllab.theory.pretraining;

import java.util.function.ToDoubleFunction;
import org.icllab.Require;
import org.icllab.theory.Minimum;

/** The ridge at which an error is smallest; the error may have several minima. */
final class RidgeSearch {
    private static final double SPAN = 1e16;
    private static final int INTERVALS = 16 * 12;
    /** A ridge that lowers the error by less than this fraction does so by rounding. */
    private static final double GAIN = 1e-12;

    private RidgeSearch() {
    }

    /**
     * @param ridgeless the risk without ridge
     * @return the risk at the best ridge ≥ 0
     */
    static AttentionRisk minimum(AttentionRisk ridgeless, ToDoubleFunction<AttentionRisk> error) {
        double high = beyondTheMinimum(ridgeless);
        Require.that(high <= AttentionRisk.LARGEST, "alpha = " + ridgeless.alpha() + ", kappa = " + ridgeless.kappa() + ", tau = "
                + ridgeless.tau() + ", rho = " + ridgeless.rho() + ": must have a best ridge below " + AttentionRisk.LARGEST);
        Minimum minimum = Minimum.between(high / SPAN, high, INTERVALS,
                ridge -> Require.numbers("error", error.applyAsDouble(withRidge(ridgeless, ridge)))[0]);
        boolean gains = minimum.value() < error.applyAsDouble(ridgeless) * (1 - GAIN);
        return gains ? withRidge(ridgeless, minimum.at()) : ridgeless;
    }

    /**
     * A ridge so strong that a stronger one is worse. For large ν, \( e = 1 + \rho - 2/\nu + C/\nu^2 \) falls until
     * \( \nu = C \), and ν exceeds λ.
     */
    private static double beyondTheMinimum(AttentionRisk risk) {
        double q = risk.contextNoise();
        double secondMoment = 1 + 1 / risk.kappa();
        return 100 * ((3 + q) * secondMoment + (1 + q) * (1 + q) * (1 + risk.rho()) / risk.tau());
    }

    private static AttentionRisk withRidge(AttentionRisk risk, double ridge) {
        return AttentionRisk.of(risk.alpha(), risk.kappa(), risk.tau(), risk.rho(), ridge);
    }
}
