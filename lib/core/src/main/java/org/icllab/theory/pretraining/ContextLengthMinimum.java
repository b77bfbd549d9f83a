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
    /** Along ln α errors have no singularity nearer than π/2 or so: on this length they are close to parabolas. */
    private static final double SMOOTH = 0.4;

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
        if (curve.bestRidge()) {
            return turn(alphas, atBestRidge(curve, alphas), curve.unseen());
        }
        int stride = (int) (SMOOTH / StrictMath.log(alphas[1] / alphas[0]));
        double[] few = stride > 1 && alphas.length > 4 * stride
                ? refined(alphas, stride, ridgeless(curve, every(stride, alphas)), curve.unseen() > 0) : alphas;
        return turn(few, ridgeless(curve, few), curve.unseen());
    }

    private static double turn(double[] alphas, double[] errors, double unseen) {
        int index = first(errors, unseen);
        return index < 0 ? Double.NaN : alphas[index];
    }

    /** @return every so many-th number, and the last */
    private static double[] every(int stride, double[] numbers) {
        double[] few = new double[(numbers.length + stride - 2) / stride + 1];
        for (int i = 0; i < few.length; i++) {
            few[i] = numbers[Math.min(i * stride, numbers.length - 1)];
        }
        return few;
    }

    /**
     * @param errors at every so many-th length, and at the last
     * @param rises whether a rise counts by its steps
     * @return those lengths, and all between two where the error may turn, as in the last two intervals
     */
    private static double[] refined(double[] alphas, int stride, double[] errors, boolean rises) {
        double[] kept = new double[alphas.length];
        int count = 0;
        int last = errors.length - 2;
        for (int i = 0; i <= last; i++) {
            int from = i * stride;
            int to = Math.min(from + stride, alphas.length - 1);
            double change = errors[i + 1] - errors[i];
            double before = i > 0 ? errors[i] - errors[i - 1] : change;
            double after = i < last ? errors[i + 2] - errors[i + 1] : change;
            boolean certain = least(before, change, after) > Math.abs(change) / 4;
            int step = certain && i < last - 1 && !(rises && change > 0) ? stride : 1;
            for (int j = from; j < to; j += step) {
                kept[count++] = alphas[j];
            }
        }
        kept[count++] = alphas[alphas.length - 1];
        return Arrays.copyOf(kept, count);
    }

    /**
     * @return the least slope on the middle one of three equal intervals, counted in the direction of the change there,
     *     where the slope is the parabola that makes these three changes
     */
    private static double least(double before, double change, double after) {
        double sign = Math.signum(change);
        double square = sign * ((before + after) / 2 - change);
        double linear = sign * (after - before) / 2;
        double constant = Math.abs(change) - square / 12;
        double ends = constant + square / 4 - Math.abs(linear) / 2;
        return Math.abs(linear) < square ? constant - linear * linear / (4 * square) : ends;
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
