package org.icllab.simulation.pretraining;

import org.icllab.Require;
import org.icllab.model.AlignedPretraining;
import org.icllab.model.Study;
import org.icllab.model.TaskSpectrum;
import org.icllab.random.RandomStream;

/**
 * {@link PretrainedGamma} on structured tasks at finite d: draw k tasks N(0, C) and n contexts, fit Γ*, and take its exact
 * errors on tasks N(0, T) in contexts of the tests' length, and on the pool's own in contexts of the pretraining's.
 *
 * <p>The variance v of a label varies from task to task; {@link ReducedAttention#error} averages the error given a task
 * over its law by closed moments.
 *
 * @param test the error on test tasks
 * @param matched the error on fresh tasks of the pretraining's law, in contexts of the tests' length
 * @param idg the error on the pretraining tasks
 * @see "Letey, Zavatone-Veth, Lu, Pehlevan, arXiv 2509.26551; theory.md [A6]"
 */
public record AlignedGamma(double test, double matched, double idg) {
    /** All three errors of a pretrained layer, exact for its pool. */
    public static final Study<AlignedPretraining, AlignedGamma> STUDY = Study
            .<AlignedPretraining, AlignedGamma>simulation("aligned-gamma", AlignedGamma::run)
            .needing(s -> GammaRegression.bytes(s.dimension(), s.pretraining().contexts(), s.lambda()))
            .measuring(AlignedPretraining.E_TEST, AlignedGamma::test)
            .measuring(AlignedPretraining.E_MATCHED, AlignedGamma::matched)
            .measuring(AlignedPretraining.E_IDG, AlignedGamma::idg);

    /** @throws IllegalArgumentException if an error is no number */
    public AlignedGamma {
        Require.numbers("test, matched, idg", test, matched, idg);
    }

    /** @return the errors of a Γ* fitted to contexts and tasks of its own */
    public static AlignedGamma run(AlignedPretraining setting, RandomStream stream) {
        Require.given("setting", setting);
        return run(setting, setting.trainTasks(), stream);
    }

    /**
     * @param setting whose powers and rank do not matter for the pretraining
     * @param train C's eigenvalues in their place
     * @param stream the random numbers
     * @return the errors of a Γ* fitted to contexts and tasks of its own
     * @throws IllegalArgumentException unless the spectrum has the setting's dimension
     */
    public static AlignedGamma run(AlignedPretraining setting, TaskSpectrum train, RandomStream stream) {
        Require.given("setting, train, stream", setting, train, stream);
        Require.length("train.variances", train.dimension(), setting.dimension());
        TaskPool pool = pool(setting, train, stream.at(0));
        ReducedAttention fitted = PretrainedGamma.fit(setting.pretraining(), pool, stream.at(1));
        return new AlignedGamma(error(setting, fitted, setting.testTasks()), error(setting, fitted, train),
                PretrainedGamma.error(setting.pretraining(), fitted, pool.moments()));
    }

    private static double error(AlignedPretraining setting, ReducedAttention fitted, TaskSpectrum tests) {
        return fitted.error(TaskMoments.gaussian(tests), setting.testContextLength(), setting.rho());
    }

    /** @return k tasks of the setting's pretraining law, N(0, C), or fresh ones for k = ∞ */
    public static TaskPool pool(AlignedPretraining setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        return pool(setting, setting.trainTasks(), stream);
    }

    private static TaskPool pool(AlignedPretraining setting, TaskSpectrum train, RandomStream stream) {
        double tasks = setting.pretraining().tasks();
        return Double.isInfinite(tasks) ? TaskPool.fresh(train) : TaskPool.of(train, (int) tasks, stream);
    }
}
