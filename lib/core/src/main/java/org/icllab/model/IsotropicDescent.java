package org.icllab.model;

import org.icllab.Require;

/**
 * L steps of gradient descent of size γ/L, as L layers with Γ = γI make them, on isotropic contexts of P = αD points.
 *
 * <p>The limit of theory does not depend on {@code dimension} and {@code evaluated}.
 *
 * @param dimension D ≥ 1
 * @param alpha α = P/D &gt; 0, possibly infinite in theory
 * @param noise σ² ≥ 0, the label noise's variance; the signal's is 1
 * @param depth L ≥ 1, possibly infinite in theory
 * @param step γ/L ≥ 0, the size of a step
 * @param evaluated E ≥ 1 fresh contexts in a trial, of D points each that are predicted
 * @see "Paper B, figure 2, Results 1 and 2; theory.md [B2]"
 */
public record IsotropicDescent(int dimension, double alpha, double noise, double depth, double step, int evaluated)
        implements Setting<IsotropicDescent>, Layered {
    /** γ/L: size of a step. */
    public static final Parameter STEP = Parameter.real("step", "γ/L", "", "size of a step", Range.atLeast(0));

    /** @throws IllegalArgumentException if a component is out of its range */
    public IsotropicDescent {
        dimension = D.check(dimension);
        alpha = ALPHA.check(alpha);
        noise = NOISE.check(noise);
        depth = L.check(depth);
        step = STEP.check(step);
        evaluated = EVALUATED.check(evaluated);
    }

    /**
     * @return P, α of D rounded
     * @throws IllegalArgumentException if it is 0 or more than an int holds
     */
    public int labelled() {
        return Require.count("alpha", alpha, dimension);
    }

    /**
     * @return γ, all steps together
     * @throws IllegalArgumentException if L is infinite: the size of its steps does not say how far they go
     */
    public double gamma() {
        Require.that(depth < Double.POSITIVE_INFINITY, "depth = ∞: must be finite, for steps of size " + step);
        return step * depth;
    }
}
