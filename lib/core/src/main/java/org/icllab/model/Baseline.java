package org.icllab.model;

import org.icllab.Require;

/**
 * A Bayes estimator tested on contexts of paper A: its own pool of k = κd tasks, contexts of ℓ = αd examples.
 *
 * @param dimension d ≥ 1
 * @param alpha α = ℓ/d &gt; 0
 * @param kappa κ = k/d &gt; 0, finite, of estimators that know a pool
 * @param rho ρ ≥ 0, the label noise's variance
 * @param law of the pool's tasks and of new ones
 * @param tests contexts of each kind in a trial, ≥ 1
 * @see "Paper A, figure 4; theory.md §3, baselines"
 */
public record Baseline(int dimension, double alpha, double kappa, double rho, TaskLaw law, int tests)
        implements Setting<Baseline> {
    /** As {@link Pretraining#D}. */
    public static final Parameter D = Pretraining.D;
    /** As {@link Pretraining#ALPHA}. */
    public static final Parameter ALPHA = Pretraining.ALPHA;
    /** As {@link Pretraining#KAPPA}, finite. */
    public static final Parameter KAPPA = Pretraining.KAPPA.finite();
    /** As {@link Pretraining#RHO}. */
    public static final Parameter RHO = Pretraining.RHO;
    /** law: of tasks: on the sphere or Gaussian. */
    public static final Parameter LAW = Parameter.choice("law", "law", "of tasks: on the sphere or Gaussian", TaskLaw.class);
    /** s: test contexts in a trial. */
    public static final Parameter TESTS = Parameter.integer("tests", "s", "", "test contexts in a trial", Range.atLeast(1));

    /** The error of an estimator that knows no pool. */
    public static final Quantity E = Quantity.of("e", "error on any task");

    /** @throws IllegalArgumentException if a component is out of its range */
    public Baseline {
        dimension = D.check(dimension);
        alpha = ALPHA.check(alpha);
        kappa = KAPPA.check(kappa);
        rho = RHO.check(rho);
        Require.that(law != null, "law = null: must be a law of tasks");
        tests = TESTS.check(tests);
    }

    /**
     * @param setting whose contexts, pool and noise to take
     * @param law of tasks
     * @param tests test contexts in a trial
     * @return the test of an estimator in the contexts of {@code setting}, on tasks of {@code law}
     */
    public static Baseline of(Pretraining setting, TaskLaw law, int tests) {
        Require.given("setting", setting);
        return new Baseline(setting.dimension(), setting.alpha(), setting.kappa(), setting.rho(), law, tests);
    }

    /** @return ℓ, α of d rounded; refused if it is 0 */
    public int contextLength() {
        return Require.count("alpha", alpha, dimension);
    }

    /** @return k, κ of d rounded; refused if it is 0 */
    public int tasks() {
        return Require.count("kappa", kappa, dimension);
    }
}
