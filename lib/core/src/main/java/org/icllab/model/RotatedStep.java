package org.icllab.model;

/**
 * Γ = γI on rotated contexts as in {@link RotatedDescent}: one step size for all directions, and no training.
 *
 * @param dimension D ≥ 1
 * @param nu ν ≥ 0
 * @param beta β ≥ 0
 * @param depth L ≥ 1; a simulation needs an integer
 * @param step γ ≥ 0, of all layers together
 * @param evaluated E ≥ 1
 * @see "Paper B, Result 6, figure 4b; theory.md [B6]"
 */
public record RotatedStep(int dimension, double nu, double beta, double depth, double step, int evaluated)
        implements Setting<RotatedStep>, Layered {
    /** γ: step size of all layers together. */
    public static final Parameter STEP = Parameter.real("step", "γ", "", "step size of all layers together",
            Range.atLeast(0));

    /** @throws IllegalArgumentException if a component is out of its range */
    public RotatedStep {
        dimension = D.check(dimension);
        nu = NU.check(nu);
        beta = BETA.check(beta);
        depth = L.check(depth);
        step = STEP.check(step);
        evaluated = EVALUATED.check(evaluated);
    }

    /** @return variances of inputs and tasks */
    public Spectrum spectrum() {
        return Spectrum.powerLaw(dimension, nu, beta);
    }
}
