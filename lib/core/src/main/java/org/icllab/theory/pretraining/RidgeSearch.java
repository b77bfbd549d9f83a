package org.icllab.theory.pretraining;

import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/** The ridge at which an error is smallest: a scan, since the error may have several minima, then Brent's method. */
final class RidgeSearch {
    private static final int DECADES = 16;
    private static final int PER_DECADE = 12;
    /** Relative precision in the logarithm of the ridge, at which the error itself has long stopped changing. */
    private static final double PRECISION = 1e-9;
    /** A ridge that lowers the error by less than this fraction does so by rounding. */
    private static final double GAIN = 1e-12;
    private static final int MOST_EVALUATIONS = 200;

    private RidgeSearch() {
    }

    /** @param ridgeless the risk without ridge @return the risk at the best ridge ≥ 0 */
    static AttentionRisk minimum(AttentionRisk ridgeless, ToDoubleFunction<AttentionRisk> error) {
        double step = Math.log(10) / PER_DECADE;
        double from = Math.log(beyondTheMinimum(ridgeless)) - DECADES * Math.log(10);
        int best = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= DECADES * PER_DECADE; i++) {
            double value = error.applyAsDouble(withRidge(ridgeless, from + i * step));
            if (value < smallest) {
                smallest = value;
                best = i;
            }
        }
        double logRidge = new BrentOptimizer(PRECISION, PRECISION).optimize(
                new MaxEval(MOST_EVALUATIONS), GoalType.MINIMIZE,
                new UnivariateObjectiveFunction(log -> error.applyAsDouble(withRidge(ridgeless, log))),
                new SearchInterval(from + (best - 1) * step, from + (best + 1) * step, from + best * step)).getPoint();
        AttentionRisk ridged = withRidge(ridgeless, logRidge);
        boolean gains = error.applyAsDouble(ridged) < error.applyAsDouble(ridgeless) * (1 - GAIN);
        return gains ? ridged : ridgeless;
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

    private static AttentionRisk withRidge(AttentionRisk risk, double logRidge) {
        return AttentionRisk.of(risk.alpha(), risk.kappa(), risk.tau(), risk.rho(), Math.exp(logRidge));
    }
}
