package org.icllab.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.Require;

/**
 * SGD on tied descent layers, from Γ = 0, in contexts that all have the same covariance. It is looked at up to sixteen
 * times, evenly spaced in the logarithm from the first step to the last.
 *
 * <p>Contexts are long, and without noise. Time is that of the gradient flow of the loss.
 *
 * @param dimension D ≥ 1
 * @param nu ν ≥ 0
 * @param beta β ≥ 0
 * @param depth L ≥ 1; what is trained needs an integer
 * @param batch B ≥ 1
 * @param timeStep Δt &gt; 0
 * @param horizon T, a whole number of time steps, at least 16 of them
 * @see "Paper B, Results 3 and 4, figure 3; theory.md [B4]"
 */
public record FixedDescent(int dimension, double nu, double beta, double depth, int batch, double timeStep,
        double horizon) implements Setting<FixedDescent>, Layered {
    private static final int LOOKS = 16;

    /** k: eigendirection of the covariance. */
    public static final Parameter DIRECTION = Parameter.integer("direction", "k", "", "eigendirection of the covariance",
            Range.atLeast(1));

    /** γ_k: learned step in direction k. */
    public static final Quantity DIRECTION_GAMMA = Quantity.of("γ_k", "learned step in direction k");

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public FixedDescent {
        dimension = D.check(dimension);
        nu = NU.check(nu);
        beta = BETA.check(beta);
        depth = L.check(depth);
        batch = BATCH.check(batch);
        timeStep = TIME_STEP.check(timeStep);
        horizon = HORIZON.check(horizon);
        if (Descent.steps(horizon, timeStep) < LOOKS) {
            Require.refuse(HORIZON.text(horizon) + ": must be " + LOOKS + " time steps of " + TIME_STEP.text(timeStep)
                    + " or more");
        }
    }

    /** @return variances of inputs and tasks */
    public Spectrum spectrum() {
        return Spectrum.powerLaw(dimension, nu, beta);
    }

    /** @return the time steps that are looked at, ascending */
    public int[] steps() {
        return Looks.upTo(Descent.steps(horizon, timeStep), LOOKS);
    }

    /** @return {@link #steps()} as times */
    public double[] times() {
        return Arrays.stream(steps()).mapToDouble(step -> step * timeStep).toArray();
    }

    /** @return the directions that are followed: 1, 2, 4, 8, 16, as far as D has them */
    public int[] directions() {
        return IntStream.of(1, 2, 4, 8, 16).filter(k -> k <= dimension).toArray();
    }

    /** @return the places (t, k): each time, and at each the directions */
    public double[][] directionTimes() {
        return Arrays.stream(times()).boxed().flatMap(time -> Arrays.stream(directions())
                .mapToObj(k -> new double[] {time, k})).toArray(double[][]::new);
    }
}
