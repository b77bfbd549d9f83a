package org.icllab.simulation.pretraining;

import org.icllab.Require;
import org.icllab.model.AlignedPretraining;
import org.icllab.model.Study;
import org.icllab.random.RandomStream;

/**
 * {@link PretrainedGamma} on structured tasks at finite d: draw k tasks N(0, C) and n contexts, fit Γ*, and take its exact
 * errors on tasks N(0, T) in contexts of the tests' length, and on the pool's own in contexts of the pretraining's.
 *
 * <p>The variance v of a label varies from task to task; {@link ReducedAttention#error} averages the error given a task
 * over its law by closed moments.
 *
 * @param test the error on test tasks
 * @param idg the error on the pretraining tasks
 * @see "Letey, Zavatone-Veth, Lu, Pehlevan, arXiv 2509.26551; theory.md [A6]"
 */
public record AlignedGamma(double test, double idg) {
    /** Both errors of a pretrained layer, exact for its pool. */
    public static final Study<AlignedPretraining, AlignedGamma> STUDY = Study
            .simulation("aligned-gamma", AlignedGamma::run)
            .needing(s -> GammaRegression.bytes(s.dimension(), s.pretraining().contexts(), s.lambda()))
            .measuring(AlignedPretraining.E_TEST, AlignedGamma::test)
            .measuring(AlignedPretraining.E_IDG, AlignedGamma::idg);

    /** @throws IllegalArgumentException if an error is no number */
    public AlignedGamma {
        Require.numbers("test, idg", test, idg);
    }

    /** @return the errors of a Γ* fitted to contexts and tasks of its own */
    public static AlignedGamma run(AlignedPretraining setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        TaskPool pool = pool(setting, stream.at(0));
        ReducedAttention fitted = PretrainedGamma.fit(setting.pretraining(), pool, stream.at(1));
        TaskMoments tests = TaskMoments.gaussian(setting.testTasks());
        return new AlignedGamma(fitted.error(tests, setting.testContextLength(), setting.rho()),
                PretrainedGamma.error(setting.pretraining(), fitted, pool.moments()));
    }

    /** @return k tasks N(0, C), or fresh ones for k = ∞ */
    private static TaskPool pool(AlignedPretraining setting, RandomStream stream) {
        double tasks = setting.pretraining().tasks();
        return Double.isInfinite(tasks) ? TaskPool.fresh(setting.trainTasks())
                : TaskPool.of(setting.trainTasks(), (int) tasks, stream);
    }
}
