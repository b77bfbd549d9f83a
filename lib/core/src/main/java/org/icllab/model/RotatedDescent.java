package org.icllab.model;

/**
 * SGD on descent layers, from Γ = 0, in contexts that each have the same eigenvalues in a basis of their own. It is looked
 * at when t = 1, 2, 4, …, T.
 *
 * <p>The basis is drawn uniformly, anew for each context; contexts are long, and without noise. Time is that of the scalar
 * flow \( \dot\gamma = -\partial\mathcal L/\partial\gamma \).
 *
 * @param dimension D ≥ 1
 * @param nu ν ≥ 0
 * @param beta β ≥ 0
 * @param depth L ≥ 1; what is trained needs an integer
 * @param width N in 1 … D
 * @param tied whether all layers share one Γ
 * @param batch B ≥ 1
 * @param timeStep Δt = 1/n for an integer n, so that the times are whole steps
 * @param evaluated E ≥ 1
 * @param horizon T, a power of 2 from 1 on
 * @param ridge r ≥ 0: the loss includes r times the mean of Γ's squared entries, as that of figure 5c does
 * @see "Paper B, Results 6 and 7, figures 4, 5 and 8; theory.md [B6], [B7]"
 */
public record RotatedDescent(int dimension, double nu, double beta, double depth, int width, boolean tied, int batch,
        double timeStep, int evaluated, double horizon, double ridge) implements Setting<RotatedDescent>, Layered {
    /** N: directions that the model sees. */
    public static final Parameter WIDTH = Parameter.integer("width", "N", "", "directions that the model sees",
            Range.atLeast(1));
    /** Whether all layers share one Γ. */
    public static final Parameter TIED = Parameter.flag("tied", "tied", "whether all layers share one Γ");
    /** r: penalty on the mean of Γ's squared entries. */
    public static final Parameter RIDGE = Parameter.real("ridge", "r", "", "penalty on the mean of Γ's squared entries",
            Range.atLeast(0));
    /** ℓ: which of the layers. */
    public static final Parameter LAYER = Parameter.integer("layer", "ℓ", "", "which of the layers", Range.atLeast(1));

    /** γ^ℓ: L times the step size of layer ℓ. */
    public static final Quantity LAYER_GAMMA = Quantity.of("γ^ℓ", "L times the step size of layer ℓ");
    /** imbalance: range of the layers' γ over their mean. */
    public static final Quantity IMBALANCE = Quantity.of("imbalance", "range of the layers' γ over their mean");
    /** excess: loss of Γ / loss of its multiple of Π − 1. */
    public static final Quantity EXCESS = Quantity.of("excess", "loss of Γ / loss of its multiple of Π − 1");

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public RotatedDescent {
        dimension = D.check(dimension);
        nu = NU.check(nu);
        beta = BETA.check(beta);
        depth = L.check(depth);
        width = WIDTH.within(1, dimension).check(width);
        batch = BATCH.check(batch);
        timeStep = TIME_STEP.check(timeStep);
        evaluated = EVALUATED.check(evaluated);
        horizon = HORIZON.check(horizon);
        ridge = RIDGE.check(ridge);
        Doublings.check(timeStep, horizon);
    }

    /**
     * @param dimension \( D \)
     * @param nu \( \nu \)
     * @param beta \( \beta \)
     * @param depth \( L \)
     * @param batch contexts in a step
     * @param timeStep time of a step
     * @param evaluated fresh contexts that a loss is taken on
     * @param horizon time at which training ends
     * @return the setting of tied layers that see every direction, without a penalty
     */
    public static RotatedDescent of(int dimension, double nu, double beta, double depth, int batch, double timeStep,
                                    int evaluated, double horizon) {
        return new RotatedDescent(dimension, nu, beta, depth, dimension, true, batch, timeStep, evaluated, horizon, 0);
    }

    /** @return variances of inputs and tasks */
    public Spectrum spectrum() {
        return Spectrum.powerLaw(dimension, nu, beta);
    }

    /** @return 1, 2, 4, …, T */
    public double[] times() {
        return Doublings.times(horizon);
    }

    /** @return {@link #times()} in time steps */
    public int[] steps() {
        return Doublings.steps(horizon, timeStep);
    }

    /** @return the places (t, ℓ) of every matrix Γ: each time, and at each the layers 1 … L, or 1 if tied */
    public double[][] layerTimes() {
        return Doublings.matrices(horizon, tied ? 1 : layers());
    }

    /**
     * @return what the ridge adds to the loss of layers γI, over γ²: the mean of Γ's squared entries is γ²/N, of which there
     *     is one if layers are tied, and else one for each
     * @throws IllegalArgumentException if there is a ridge on infinitely many untied layers
     */
    public double penalty() {
        return ridge == 0 ? 0 : ridge / width * (tied ? 1 : layers());
    }
}
