package org.icllab.simulation.pretraining;

import org.icllab.Require;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;

/**
 * Paper A's experiment at finite d: draw k tasks and n contexts of length ℓ, fit Γ*, and take its exact errors.
 *
 * @param icl its error on fresh tasks
 * @param idg its error on the pretraining tasks
 * @see "Paper A, figures 1–4; theory.md §1"
 */
public record PretrainedGamma(double icl, double idg) {
    public PretrainedGamma {
        Require.numbers("icl, idg", icl, idg);
    }

    /** Both errors of a pretrained layer, exact for its pool. */
    public static final Study<Pretraining, PretrainedGamma> STUDY = Study
            .simulation("pretrained-gamma", PretrainedGamma::run)
            .needing(PretrainedGamma::bytes)
            .measuring(Pretraining.E_ICL, PretrainedGamma::icl)
            .measuring(Pretraining.E_IDG, PretrainedGamma::idg)
            .measuring(Pretraining.G_TASK, errors -> errors.icl - errors.idg);

    static long bytes(Pretraining setting) {
        return GammaRegression.bytes(setting.dimension(), setting.contexts(), setting.lambda());
    }

    /** @return the errors of a Γ* fitted to contexts and tasks of its own */
    public static PretrainedGamma run(Pretraining setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        TaskPool pool = pool(setting, stream.at(0));
        ReducedAttention fitted = fit(setting, pool, stream.at(1));
        return new PretrainedGamma(error(setting, fitted, TaskMoments.of(TaskLaw.SPHERE, setting.dimension())),
                error(setting, fitted, pool.moments()));
    }

    /** @return k tasks on the sphere, or fresh ones for k = ∞ */
    public static TaskPool pool(Pretraining setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        return Double.isInfinite(setting.kappa()) ? TaskPool.fresh(TaskLaw.SPHERE, setting.dimension())
                : TaskPool.of(TaskLaw.SPHERE, setting.dimension(), (int) setting.tasks(), stream);
    }

    /** @return Γ*, fitted to n contexts of {@code pool} */
    public static ReducedAttention fit(Pretraining setting, TaskPool pool, RandomStream stream) {
        Require.given("setting, pool, stream", setting, pool, stream);
        FeatureSample sample = FeatureSampler.of(pool, setting.contextLength(), setting.rho())
                .sample(setting.contexts(), stream);
        return GammaRegression.of(sample, setting.lambda()).solve();
    }

    /** @return the exact error of {@code fitted} on tasks of these moments, in the setting's contexts */
    public static double error(Pretraining setting, ReducedAttention fitted, TaskMoments tasks) {
        Require.given("setting, fitted, tasks", setting, fitted, tasks);
        return fitted.error(tasks, setting.contextLength(), setting.rho());
    }
}
