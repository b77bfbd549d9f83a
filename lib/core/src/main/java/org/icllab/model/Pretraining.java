package org.icllab.model;

import org.icllab.Require;

/**
 * Paper A's experiment, by its ratios: contexts of ℓ = αd examples, k = κd tasks, n = τd² contexts.
 *
 * <p>The limit of theory keeps the ratios and lets d grow; it does not depend on {@code dimension}. At finite d counts
 * are rounded.
 *
 * @param dimension d ≥ 1
 * @param alpha α = ℓ/d &gt; 0, context length
 * @param kappa κ = k/d &gt; 0, pretraining tasks, possibly infinite: a fresh task in every context
 * @param tau τ = n/d² &gt; 0, pretraining contexts
 * @param rho ρ ≥ 0, the label noise's variance; the signal's is 1
 * @param lambda λ ≥ 0, ridge
 * @see "Paper A, model setup; theory.md §1"
 */
public record Pretraining(int dimension, double alpha, double kappa, double tau, double rho, double lambda)
        implements Setting<Pretraining> {
    /** d: dimension of a token. */
    public static final Parameter D = Parameter.integer("dimension", "d", "", "dimension of a token", Range.atLeast(1));
    /** α = ℓ/d: context length per dimension. */
    public static final Parameter ALPHA = Parameter.real("alpha", "α", "ℓ/d", "context length per dimension", Range.above(0));
    /** κ = k/d: distinct pretraining tasks per dimension. */
    public static final Parameter KAPPA = Parameter.real("kappa", "κ", "k/d", "distinct pretraining tasks per dimension",
            Range.above(0).orInfinite());
    /** τ = n/d²: pretraining contexts per squared dimension. */
    public static final Parameter TAU = Parameter.real("tau", "τ", "n/d²", "pretraining contexts per squared dimension",
            Range.above(0));
    /** ρ: variance of the label noise. */
    public static final Parameter RHO = Parameter.real("rho", "ρ", "", "variance of the label noise", Range.atLeast(0));
    /** λ: ridge. */
    public static final Parameter LAMBDA = Parameter.real("lambda", "λ", "", "ridge", Range.atLeast(0));

    /** e_ICL: error on new tasks. */
    public static final Quantity E_ICL = Quantity.of("e_ICL", "error on new tasks");
    /** e_IDG: error on pretraining tasks. */
    public static final Quantity E_IDG = Quantity.of("e_IDG", "error on pretraining tasks");
    /** g_task: e_ICL − e_IDG. */
    public static final Quantity G_TASK = Quantity.of("g_task", "e_ICL − e_IDG");

    /** @throws IllegalArgumentException if a component is out of its range */
    public Pretraining {
        dimension = D.check(dimension);
        alpha = ALPHA.check(alpha);
        kappa = KAPPA.check(kappa);
        tau = TAU.check(tau);
        rho = RHO.check(rho);
        lambda = LAMBDA.check(lambda);
    }

    /**
     * @param dimension \( d \)
     * @param alpha \( \ell/d \)
     * @param kappa \( k/d \), possibly infinite
     * @param tau \( n/d^2 \)
     * @param rho variance of the label noise
     * @param lambda ridge
     * @return the setting with these ratios
     */
    public static Pretraining of(int dimension, double alpha, double kappa, double tau, double rho, double lambda) {
        return new Pretraining(dimension, alpha, kappa, tau, rho, lambda);
    }

    /**
     * @return ℓ, α of d rounded
     * @throws IllegalArgumentException if it is 0 or more than an int holds
     */
    public int contextLength() {
        return Require.count("alpha", alpha, dimension);
    }

    /**
     * @return k, κ of d rounded, or +∞
     * @throws IllegalArgumentException if it is 0 or more than an int holds
     */
    public double tasks() {
        return Double.isInfinite(kappa) ? kappa : Require.count("kappa", kappa, dimension);
    }

    /**
     * @return n, τ of d² rounded
     * @throws IllegalArgumentException if it is 0 or more than an int holds
     */
    public int contexts() {
        return Require.count("tau", tau, (double) dimension * dimension);
    }
}
