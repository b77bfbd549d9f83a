package org.icllab.simulation.pretraining;

import org.icllab.Require;
import org.icllab.model.Point;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;

/**
 * Paper A's experiment at finite d: draw k tasks and n contexts of length ℓ, fit Γ*, and take its exact errors.
 *
 * @param dimension d ≥ 1
 * @param contextLength ℓ = round(αd) ≥ 1
 * @param taskDiversity k = round(κd) ≥ 1, or infinite: a fresh task for every context
 * @param contexts n = round(τd²) ≥ 1
 * @param noise ρ ≥ 0, the label noise's variance
 * @param ridge λ ≥ 0
 * @see "Paper A, figures 1–4; theory.md §1"
 */
public record Pretraining(int dimension, int contextLength, double taskDiversity, int contexts, double noise,
                          double ridge) {
    public Pretraining {
        Require.atLeast("dimension", dimension, 1);
        Require.atLeast("contextLength", contextLength, 1);
        Require.that(taskDiversity >= 1 && (taskDiversity == Math.rint(taskDiversity)),
                "taskDiversity = " + taskDiversity + ": must be an integer ≥ 1 or +Infinity");
        Require.atLeast("contexts", contexts, 1);
        Require.nonNegative("noise", noise);
        Require.nonNegative("ridge", ridge);
    }

    /**
     * The experiment with the paper's ratios at dimension d; ℓ, k and n are rounded to integers.
     *
     * @param dimension d ≥ 1
     * @param alpha α = ℓ/d &gt; 0
     * @param kappa κ = k/d &gt; 0, possibly infinite
     * @param tau τ = n/d² &gt; 0
     * @param rho ρ ≥ 0
     * @param lambda λ ≥ 0
     */
    public static Pretraining of(int dimension, double alpha, double kappa, double tau, double rho, double lambda) {
        Require.atLeast("dimension", dimension, 1);
        return new Pretraining(dimension,
                rounded("alpha", alpha, dimension),
                kappa == Double.POSITIVE_INFINITY ? kappa : rounded("kappa", kappa, dimension),
                rounded("tau", tau, (double) dimension * dimension), rho, lambda);
    }

    /**
     * A trial of a sweep: {@link #run} with the parameters of {@code point}.
     *
     * @param point with d, α, κ, τ, ρ and λ
     * @return {ICL, IDG}
     */
    public static double[] trial(Point point, RandomStream stream) {
        double d = point.get("d");
        Require.that(d == (int) d, "d = " + d + ": must be an integer ≥ 1");
        return of((int) d, point.get("α"), point.get("κ"), point.get("τ"), point.get("ρ"), point.get("λ")).run(stream);
    }

    private static int rounded(String name, double ratio, double unit) {
        double count = Math.rint(Require.positive(name, ratio) * unit);
        return count >= 1 && count <= Integer.MAX_VALUE ? (int) count
                : Require.<Integer>refuse(name, ratio, "between " + 1 / unit + " and " + Integer.MAX_VALUE / unit
                        + " at this dimension");
    }

    /** @return Γ*'s errors on fresh tasks and on the pretraining tasks: {ICL, IDG} */
    public double[] run(RandomStream stream) {
        TaskPool pool = drawPool(stream.at(0));
        ReducedAttention fitted = fit(pool, stream.at(1));
        return new double[] {
            fitted.error(TaskMoments.of(TaskLaw.SPHERE, dimension), contextLength, noise),
            fitted.error(pool.moments(), contextLength, noise)
        };
    }

    /** @return k tasks of the experiment's law, or fresh ones for k = ∞ */
    TaskPool drawPool(RandomStream stream) {
        return taskDiversity == Double.POSITIVE_INFINITY
                ? TaskPool.fresh(TaskLaw.SPHERE, dimension)
                : TaskPool.of(TaskLaw.SPHERE, dimension, (int) taskDiversity, stream);
    }

    /** @return Γ*, fitted to n contexts of {@code pool} */
    ReducedAttention fit(TaskPool pool, RandomStream stream) {
        FeatureSample sample = FeatureSampler.of(pool, contextLength, noise).sample(contexts, stream);
        return GammaRegression.of(sample, ridge).solve();
    }
}
