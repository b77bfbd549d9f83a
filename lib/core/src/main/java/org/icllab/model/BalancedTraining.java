package org.icllab.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.Require;

/**
 * SGD on all matrices of linear attention, from balanced multiples of the identity. It is looked at on a ladder of times
 * from 0 to T.
 *
 * <p>Contexts have no noise. They are isotropic, or of power laws in a basis that each draws for itself. Theory takes α as
 * the ratio that it is; the training shows P = αD points, rounded, or infinitely many.
 *
 * @param dimension D ≥ 1
 * @param alpha α = P/D &gt; 0, possibly infinite
 * @param isotropic whether inputs and tasks have one variance in all directions
 * @param nu ν ≥ 0; 0 if isotropic
 * @param beta β ≥ 0; 0 if isotropic
 * @param depth L ≥ 1, infinite in theory only; what is trained needs an integer
 * @param start w &gt; 0
 * @param batch B ≥ 1
 * @param timeStep Δt &gt; 0
 * @param cut &gt; 0, possibly infinite: a longer gradient is cut to this length
 * @param evaluated E ≥ 1
 * @param horizon T, a multiple of 16 time steps
 * @see "Paper B, figures 1 and 6; theory.md [B2], [B8]"
 */
public record BalancedTraining(int dimension, double alpha, boolean isotropic, double nu, double beta, double depth,
                               double start, int batch, double timeStep, double cut, int evaluated, double horizon)
        implements Setting<BalancedTraining>, Layered {
    /** Whether all directions are alike. */
    public static final Parameter ISOTROPIC = Parameter.flag("isotropic", "isotropic", "whether all directions are alike");
    /** w: weights at the start. */
    public static final Parameter START = Parameter.real("start", "w", "", "weights at the start", Range.above(0));
    /** cut: longest gradient of a step. */
    public static final Parameter CUT = Parameter.real("cut", "cut", "", "longest gradient of a step",
            Range.above(0).orInfinite());

    /** drift: largest change of what gradient flow conserves, over |W_k|². */
    public static final Quantity DRIFT = Quantity.of("drift", "largest change of what gradient flow conserves, over |W_k|²");

    private static final int[] LADDER = {0, 1, 2, 3, 4, 6, 8, 12, 16};
    private static final int RUNGS = 16;

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public BalancedTraining {
        dimension = D.check(dimension);
        alpha = ALPHA.check(alpha);
        nu = NU.check(nu);
        beta = BETA.check(beta);
        if (isotropic && (nu != 0 || beta != 0)) {
            Require.refuse("isotropic, " + NU.text(nu) + ", " + BETA.text(beta) + ": must be 0 where all directions are alike");
        }
        depth = L.check(depth);
        start = START.check(start);
        batch = BATCH.check(batch);
        timeStep = TIME_STEP.check(timeStep);
        cut = CUT.check(cut);
        evaluated = EVALUATED.check(evaluated);
        horizon = HORIZON.check(horizon);
        if (!isLadder(horizon, timeStep)) {
            Require.refuse(HORIZON.text(horizon) + ", " + TIME_STEP.text(timeStep) + ": T must be a multiple of 16 time steps");
        }
    }

    /**
     * @param dimension \( D \)
     * @param alpha \( P/D \)
     * @param depth \( L \)
     * @param start \( w \) at the start
     * @param batch contexts in a step
     * @param timeStep time of a step
     * @param cut longest gradient of a step
     * @param evaluated fresh contexts that a loss is taken on
     * @param horizon time at which training ends
     * @return training on isotropic contexts of P = αD points
     */
    public static BalancedTraining isotropic(int dimension, double alpha, double depth, double start, int batch,
                                             double timeStep, double cut, int evaluated, double horizon) {
        return new BalancedTraining(dimension, alpha, true, 0, 0, depth, start, batch, timeStep, cut, evaluated, horizon);
    }

    /**
     * @param dimension \( D \)
     * @param nu \( \nu \)
     * @param beta \( \beta \)
     * @param depth \( L \)
     * @param start \( w \) at the start
     * @param batch contexts in a step
     * @param timeStep time of a step
     * @param cut longest gradient of a step
     * @param evaluated fresh contexts that a loss is taken on
     * @param horizon time at which training ends
     * @return training on contexts of power laws that show their covariance exactly, as infinitely many points do
     */
    public static BalancedTraining rotated(int dimension, double nu, double beta, double depth, double start, int batch,
                                           double timeStep, double cut, int evaluated, double horizon) {
        return new BalancedTraining(dimension, Double.POSITIVE_INFINITY, false, nu, beta, depth, start, batch, timeStep, cut,
                evaluated, horizon);
    }

    /** @return whether {@code horizon} is a multiple of 16 steps of {@code timeStep}, to within 1e-6 of a step */
    public static boolean isLadder(double horizon, double timeStep) {
        double steps = horizon / timeStep;
        double rung = Math.rint(steps / RUNGS);
        return rung >= 1 && RUNGS * rung <= Integer.MAX_VALUE && Math.abs(steps - RUNGS * rung) <= 1e-6;
    }

    /**
     * @return P, α of D rounded; finite
     * @throws IllegalArgumentException if it is 0 or more than an int holds
     */
    public int labelled() {
        return Require.count(ALPHA.symbol(), alpha, dimension);
    }

    /**
     * @return variances of inputs and tasks
     * @throws IllegalArgumentException if isotropic
     */
    public Spectrum spectrum() {
        Require.that(!isotropic, "isotropic: has no power laws");
        return Spectrum.powerLaw(dimension, nu, beta);
    }

    /** @return 0 and T/16, 2T/16, 3T/16, 4T/16, 6T/16, 8T/16, 12T/16, T */
    public double[] times() {
        return Arrays.stream(LADDER).mapToDouble(rung -> horizon * rung / RUNGS).toArray();
    }

    /** @return {@link #times()} in time steps */
    public int[] steps() {
        return IntStream.range(0, LADDER.length).map(i -> Descent.steps(times()[i], timeStep)).toArray();
    }
}
