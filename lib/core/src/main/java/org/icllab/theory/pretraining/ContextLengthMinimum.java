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
    /** Lengths that are looked at one by one where the error may turn: hardly ever does it turn beyond them. */
    private static final int BESIDE = 3;

    private double highest;
    private double lowest = Double.POSITIVE_INFINITY;
    private double before;
    private int minimum = -1;

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
        if (curve.bestRidge()) {
            int index = first(atBestRidge(curve), curve.unseen());
            return index < 0 ? Double.NaN : curve.alphas()[index];
        }
        return withoutRidge(curve);
    }

    /** Of a stretch on which the error only falls, or only rises, the ends say all, but where a rise counts by its steps. */
    private static double withoutRidge(ContextCurve curve) {
        AttentionRisk.requireRanges(curve.shortest(), curve.kappa(), curve.tau(), curve.rho(), 0);
        AttentionRisk.requireRanges(curve.longest(), curve.kappa(), curve.tau(), curve.rho(), 0);
        RidgelessSlope slope = new RidgelessSlope(curve.error(), curve.kappa(), curve.tau(), curve.rho());
        ContextLengthMinimum walk = new ContextLengthMinimum();
        int next = curve.indexBelow(slope.keepsUntil(curve.shortest(), curve.longest()));
        if (next == curve.lengths() - 1) {
            return Double.NaN;
        }
        walk.turns(0, error(curve, 0), curve.unseen());
        for (int i = Math.max(1, next), seen = 1; i < curve.lengths(); i = next, seen++) {
            if (walk.turns(i, error(curve, i), curve.unseen())) {
                return curve.alpha(walk.minimum);
            }
            boolean skips = seen % BESIDE == 0 && (curve.unseen() == 0 || walk.minimum < 0);
            next = skips ? curve.indexBelow(slope.keepsUntil(curve.alpha(i), curve.longest())) : 0;
            next = Math.max(i + 1, next);
        }
        return Double.NaN;
    }

    private static double error(ContextCurve curve, int index) {
        return RidgelessRisks.at(curve.error(), curve.alpha(index), curve.kappa(), curve.tau(), curve.rho());
    }

    private static double[] atBestRidge(ContextCurve curve) {
        return Arrays.stream(curve.alphas()).map(alpha -> {
            Interrupt.check();
            return AttentionRisk.optimalRidge(alpha, curve.kappa(), curve.tau(), curve.rho(), at -> at.error(curve.error()))
                    .error(curve.error());
        }).toArray();
    }

    /** @return the index of the first interior minimum of positive numbers; −1 if there is none */
    static int first(double[] errors, double unseen) {
        ContextLengthMinimum walk = new ContextLengthMinimum();
        for (int i = 0; i < errors.length; i++) {
            if (walk.turns(i, errors[i], unseen)) {
                return walk.minimum;
            }
        }
        return -1;
    }

    /** @return whether with the next error, at this index, it is clear that {@link #minimum} was the first minimum */
    private boolean turns(int index, double here, double unseen) {
        if (minimum >= 0 && here > lowest * (1 + CHANGE) && (unseen == 0 || here - before > unseen)) {
            return true;
        }
        if (minimum >= 0 ? here < lowest : here < highest * (1 - CHANGE)) {
            lowest = here;
            minimum = index;
        }
        highest = Math.max(highest, here);
        before = here;
        return false;
    }
}
