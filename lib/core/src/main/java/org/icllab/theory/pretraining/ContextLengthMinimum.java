package org.icllab.theory.pretraining;

import java.util.Arrays;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.model.ContextCurve;
import org.icllab.model.Quantity;
import org.icllab.model.Study;
import org.icllab.model.TestError;

/**
 * Where a longer context first makes the error worse: the first interior minimum of an error along context lengths
 * \( \alpha \).
 *
 * @see "Paper A, figure 3"
 */
public final class ContextLengthMinimum {
    /** NaN where the error does not turn upward. */
    public static final Quantity TURN = Quantity.of("α_min", "context length at the first minimum");
    /** The first minimum of each curve; the dimension does not matter. */
    public static final Study<ContextCurve, Double> STUDY = Study
            .<ContextCurve, Double>theory("context-length-minimum", ContextLengthMinimum::at)
            .measuring(TURN, length -> length);
    /** A relative change that is one: errors at the best ridge are right to 1e-10, others to 1e-14. */
    private static final double CHANGE = 1e-9;

    private ContextLengthMinimum() {
    }

    /**
     * @return the α at the curve's first minimum, after which the error rises by more than a relative 1e-9, and before
     *     which it fell by as much; NaN if there is none, as where the error falls all the way. Where the curve says
     *     that small rises are not seen, the error must rise by more than that between two neighbouring lengths
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static double at(ContextCurve curve) {
        Require.given("curve", curve);
        Interrupt.check();
        double[] alphas = curve.alphas();
        int index = first(curve.bestRidge() ? atBestRidge(curve, alphas) : ridgeless(curve, alphas), curve.unseen());
        return index < 0 ? Double.NaN : alphas[index];
    }

    private static double[] ridgeless(ContextCurve curve, double[] alphas) {
        RidgelessRisks risks = RidgelessRisks.of(alphas, new double[] {curve.kappa()}, new double[] {curve.tau()},
                new double[] {curve.rho()});
        return curve.error() == TestError.ICL ? risks.icl() : risks.idg();
    }

    private static double[] atBestRidge(ContextCurve curve, double[] alphas) {
        return Arrays.stream(alphas).map(alpha -> {
            Interrupt.check();
            return AttentionRisk.optimalRidge(alpha, curve.kappa(), curve.tau(), curve.rho(), at -> at.error(curve.error()))
                    .error(curve.error());
        }).toArray();
    }

    /** @return the index of the first interior minimum of positive numbers; −1 if there is none */
    static int first(double[] errors, double unseen) {
        double highest = errors[0];
        double before = highest;
        double lowest = Double.POSITIVE_INFINITY;
        int minimum = -1;
        for (int i = 1; i < errors.length; i++) {
            double here = errors[i];
            if (minimum >= 0 && here > lowest * (1 + CHANGE) && (unseen == 0 || here - before > unseen)) {
                return minimum;
            }
            boolean falls = minimum >= 0 ? here < lowest : here < highest * (1 - CHANGE);
            if (falls) {
                lowest = here;
                minimum = i;
            }
            highest = Math.max(highest, here);
            before = here;
        }
        return -1;
    }
}
