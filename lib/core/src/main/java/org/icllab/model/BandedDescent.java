package org.icllab.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.Require;

/**
 * SGD on descent layers, from Γ = 0, in contexts whose eigenbases differ within bands of the spectrum only. It is looked at
 * when t = 1, 2, 4, …, T.
 *
 * <p>A band holds m of the D directions, and each context rotates it uniformly within itself: m = 1 is fixed covariance,
 * m = D rotated covariance. Contexts are long, and without noise. Time is that of the scalar flows
 * \( \dot q_b = -\partial\mathcal L/\partial q_b \) of the bands' step sizes.
 *
 * @param dimension D ≥ 1
 * @param nu ν ≥ 0
 * @param beta β ≥ 0
 * @param depth L ≥ 1; what is trained needs an integer
 * @param band m, a divisor of D
 * @param spread whether a band holds every (D/m)-th direction; else it holds neighbours
 * @param tied whether all layers share one Γ
 * @param batch B ≥ 1
 * @param timeStep Δt = 1/n for an integer n, so that the times are whole steps
 * @param evaluated E ≥ 1, fresh rotations; over tasks the loss is exact
 * @param horizon T, a power of 2 from 1 on
 * @see "theory.md [B11]"
 */
public record BandedDescent(int dimension, double nu, double beta, double depth, int band, boolean spread, boolean tied,
        int batch, double timeStep, int evaluated, double horizon) implements Setting<BandedDescent>, Layered {
    /** m: directions of a band. */
    public static final Parameter BAND = Parameter.integer("band", "m", "", "directions of a band", Range.atLeast(1));
    /** Whether a band's directions lie D/m apart. */
    public static final Parameter SPREAD = Parameter.flag("spread", "spread", "whether a band's directions lie D/m apart");
    /** Whether all layers share one Γ. */
    public static final Parameter TIED = RotatedDescent.TIED;
    /** Layers by their step sizes, the smallest first. */
    public static final Parameter RANK = Parameter.integer("rank", "rank", "", "layers by their step sizes, the smallest first",
            Range.atLeast(1));

    /** q₁: step size in the first band, of all layers together. */
    public static final Quantity FIRST_STEP = Quantity.of("q₁", "step size in the first band");
    /** q₁^ℓ: a layer's step size in the first band, as if all were like it. */
    public static final Quantity LAYER_STEP = Quantity.of("q₁^ℓ", "step size of a layer in the first band");

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public BandedDescent {
        dimension = D.check(dimension);
        nu = NU.check(nu);
        beta = BETA.check(beta);
        depth = L.check(depth);
        band = BAND.within(1, dimension).check(band);
        batch = BATCH.check(batch);
        timeStep = TIME_STEP.check(timeStep);
        evaluated = EVALUATED.check(evaluated);
        horizon = HORIZON.check(horizon);
        if (dimension % band != 0) {
            Require.refuse(BAND.text(band) + ": must divide D = " + dimension);
        }
        Doublings.check(timeStep, horizon);
    }

    /**
     * @param dimension \( D \)
     * @param nu \( \nu \)
     * @param beta \( \beta \)
     * @param depth \( L \)
     * @param band \( m \)
     * @param batch contexts in a step
     * @param timeStep time of a step
     * @param evaluated fresh rotations that a loss is taken on
     * @param horizon time at which training ends
     * @return the setting of tied layers on bands of neighbours
     */
    public static BandedDescent of(int dimension, double nu, double beta, double depth, int band, int batch, double timeStep,
                                   int evaluated, double horizon) {
        return new BandedDescent(dimension, nu, beta, depth, band, false, true, batch, timeStep, evaluated, horizon);
    }

    /** @return variances of inputs and tasks, band after band: the first {@code band} numbers are the first band's */
    public Spectrum spectrum() {
        Spectrum law = Spectrum.powerLaw(dimension, nu, beta);
        double[] lambda = law.lambda();
        double[] omega = law.omega();
        int bands = dimension / band;
        int[] order = IntStream.range(0, dimension).map(i -> spread ? i / band + i % band * bands : i).toArray();
        return new Spectrum(Arrays.stream(order).mapToDouble(k -> lambda[k]).toArray(),
                Arrays.stream(order).mapToDouble(k -> omega[k]).toArray());
    }

    /** @return 1, 2, 4, …, T */
    public double[] times() {
        return Doublings.times(horizon);
    }

    /** @return {@link #times()} in time steps */
    public int[] steps() {
        return Doublings.steps(horizon, timeStep);
    }

    /** @return the places (t, rank) of every matrix Γ: each time, and at each the layers 1 … L, or 1 if tied */
    public double[][] rankTimes() {
        return Doublings.matrices(horizon, tied ? 1 : layers());
    }
}
