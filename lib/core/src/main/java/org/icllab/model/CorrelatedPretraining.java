package org.icllab.model;

import org.icllab.Require;

/**
 * Paper A's experiment with inputs that are correlated along a context, \( \mathbb E\,x_ix_j^\top = K_{ij}I/d \) with
 * \( K_{ij} = e^{-|i-j|/\xi} \), in pretraining and test; the query is independent of them.
 *
 * @param dimension d ≥ 1
 * @param alpha α = ℓ/d &gt; 0, context length
 * @param correlation ξ ≥ 0, over how many examples inputs are correlated; 0: independent
 * @param kappa κ = k/d &gt; 0, pretraining tasks, possibly infinite
 * @param tau τ = n/d² &gt; 0, pretraining contexts
 * @param rho ρ ≥ 0, the label noise's variance; the signal's is 1
 * @param lambda λ ≥ 0, ridge
 * @see "theory.md [A7]"
 */
public record CorrelatedPretraining(int dimension, double alpha, double correlation, double kappa, double tau, double rho,
                                    double lambda) implements Setting<CorrelatedPretraining> {
    /** As {@link Pretraining#D}. */
    public static final Parameter D = Pretraining.D;
    /** As {@link Pretraining#ALPHA}. */
    public static final Parameter ALPHA = Pretraining.ALPHA;
    /** ξ: examples over which inputs are correlated. */
    public static final Parameter CORRELATION = Parameter.real("correlation", "ξ", "",
            "examples over which inputs are correlated", Range.within(0, 1e6));
    /** As {@link Pretraining#KAPPA}. */
    public static final Parameter KAPPA = Pretraining.KAPPA;
    /** As {@link Pretraining#TAU}. */
    public static final Parameter TAU = Pretraining.TAU;
    /** As {@link Pretraining#RHO}. */
    public static final Parameter RHO = Pretraining.RHO;
    /** As {@link Pretraining#LAMBDA}. */
    public static final Parameter LAMBDA = Pretraining.LAMBDA;

    /** @throws IllegalArgumentException if a component is out of its range */
    public CorrelatedPretraining {
        dimension = D.check(dimension);
        alpha = ALPHA.check(alpha);
        correlation = CORRELATION.check(correlation);
        kappa = KAPPA.check(kappa);
        tau = TAU.check(tau);
        rho = RHO.check(rho);
        lambda = LAMBDA.check(lambda);
    }

    /** @return {@code pretraining} with inputs correlated over {@code correlation} examples */
    public static CorrelatedPretraining of(Pretraining pretraining, double correlation) {
        Require.given("pretraining", pretraining);
        return new CorrelatedPretraining(pretraining.dimension(), pretraining.alpha(), correlation, pretraining.kappa(),
                pretraining.tau(), pretraining.rho(), pretraining.lambda());
    }

    /** @return the same with independent inputs */
    public Pretraining independent() {
        return new Pretraining(dimension, alpha, kappa, tau, rho, lambda);
    }

    /** @return r, the correlation of neighbouring inputs, \( e^{-1/\xi} \) */
    public double neighbours() {
        return StrictMath.exp(-1 / correlation);
    }
}
