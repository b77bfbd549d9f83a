package org.icllab.model;

import org.icllab.Require;

/**
 * Paper A's experiment with structured tasks: pretraining tasks \( \mathcal N(0, C) \), test tasks \( \mathcal N(0, T) \)
 * and test contexts of their own length. C and T share an eigenbasis, with power laws of mean 1 in it.
 *
 * <p>A power law of m levels gives direction j the variance \( \lceil jm/d\rceil^{-p} \): with m fixed, a spectrum of
 * the same shape in every dimension that m divides, as the limit of large d asks for.
 *
 * @param dimension d ≥ 1
 * @param levels m ≥ 1, different variances of a spectrum; d where m is more
 * @param trainPower p: \( C \propto \mathrm{diag}(j^{-p}) \)
 * @param rank r in (0, 1]: pretraining tasks lie in the first rd directions, at least one
 * @param testPower p': \( T \propto \mathrm{diag}(j^{-p'}) \)
 * @param alpha α = ℓ/d &gt; 0, length of pretraining contexts
 * @param testAlpha α_T = ℓ_T/d &gt; 0, length of test contexts
 * @param kappa κ = k/d &gt; 0, pretraining tasks, possibly infinite: a fresh task in every context
 * @param tau τ = n/d² &gt; 0, pretraining contexts
 * @param rho ρ ≥ 0, the label noise's variance; the signal's is 1
 * @param lambda λ ≥ 0, ridge
 * @see "Letey, Zavatone-Veth, Lu, Pehlevan, arXiv 2509.26551; theory.md [A6]"
 */
public record AlignedPretraining(int dimension, int levels, double trainPower, double rank, double testPower,
                                 double alpha, double testAlpha, double kappa, double tau, double rho, double lambda)
        implements Setting<AlignedPretraining> {
    /** As {@link Pretraining#D}. */
    public static final Parameter D = Pretraining.D;
    /** m: different variances of a spectrum. */
    public static final Parameter LEVELS = Parameter.integer("levels", "m", "",
            "different variances of a spectrum", Range.atLeast(1));
    /** p: how fast the variance of pretraining tasks falls. */
    public static final Parameter TRAIN_POWER = Parameter.real("trainPower", "p", "",
            "how fast the variance of pretraining tasks falls", Range.within(-20, 20));
    /** r: share of the directions that pretraining tasks have. */
    public static final Parameter RANK = Parameter.real("rank", "r", "rank/d",
            "share of the directions that pretraining tasks have", Range.above(0).and(Range.within(0, 1)));
    /** p': how fast the variance of test tasks falls. */
    public static final Parameter TEST_POWER = Parameter.real("testPower", "p'", "",
            "how fast the variance of test tasks falls", Range.within(-20, 20));
    /** As {@link Pretraining#ALPHA}. */
    public static final Parameter ALPHA = Pretraining.ALPHA;
    /** α_T = ℓ_T/d: test context length per dimension. */
    public static final Parameter TEST_ALPHA = Parameter.real("testAlpha", "α_T", "ℓ_T/d",
            "test context length per dimension", Range.above(0));
    /** As {@link Pretraining#KAPPA}. */
    public static final Parameter KAPPA = Pretraining.KAPPA;
    /** As {@link Pretraining#TAU}. */
    public static final Parameter TAU = Pretraining.TAU;
    /** As {@link Pretraining#RHO}. */
    public static final Parameter RHO = Pretraining.RHO;
    /** As {@link Pretraining#LAMBDA}. */
    public static final Parameter LAMBDA = Pretraining.LAMBDA;

    /** e: error on test tasks. */
    public static final Quantity E_TEST = Quantity.of("e", "error on test tasks");
    /** e_matched: error on fresh tasks of the pretraining's law, in contexts as long as the tests'. */
    public static final Quantity E_MATCHED = Quantity.of("e_matched", "error on fresh tasks of the pretraining's law");
    /** As {@link Pretraining#E_IDG}. */
    public static final Quantity E_IDG = Pretraining.E_IDG;

    /** @throws IllegalArgumentException if a component is out of its range */
    public AlignedPretraining {
        dimension = D.check(dimension);
        levels = LEVELS.check(levels);
        trainPower = TRAIN_POWER.check(trainPower);
        rank = RANK.check(rank);
        testPower = TEST_POWER.check(testPower);
        alpha = ALPHA.check(alpha);
        testAlpha = TEST_ALPHA.check(testAlpha);
        kappa = KAPPA.check(kappa);
        tau = TAU.check(tau);
        rho = RHO.check(rho);
        lambda = LAMBDA.check(lambda);
    }

    /**
     * @param pretraining whose dimension, ratios, noise and ridge to take
     * @param trainPower p of pretraining tasks
     * @param testPower p' of test tasks
     * @return that pretraining on structured tasks of full rank, each direction a level of its own, with test contexts
     *     as long as those of pretraining
     */
    public static AlignedPretraining of(Pretraining pretraining, double trainPower, double testPower) {
        Require.given("pretraining", pretraining);
        return new AlignedPretraining(pretraining.dimension(), pretraining.dimension(), trainPower, 1, testPower,
                pretraining.alpha(), pretraining.alpha(), pretraining.kappa(), pretraining.tau(), pretraining.rho(),
                pretraining.lambda());
    }

    /** @return the same ratios without the structure */
    public Pretraining pretraining() {
        return new Pretraining(dimension, alpha, kappa, tau, rho, lambda);
    }

    /** @return C's eigenvalues */
    public TaskSpectrum trainTasks() {
        return TaskSpectrum.powerLaw(dimension, levels, trainPower)
                .limitedTo((int) Math.max(1, Math.rint(rank * dimension)));
    }

    /** @return T's eigenvalues, in the same eigenbasis and order */
    public TaskSpectrum testTasks() {
        return TaskSpectrum.powerLaw(dimension, levels, testPower);
    }

    /**
     * @return ℓ_T, α_T of d rounded
     * @throws IllegalArgumentException if it is 0 or more than an int holds
     */
    public int testContextLength() {
        return Require.count("testAlpha", testAlpha, dimension);
    }
}
