package org.icllab.simulation.baseline;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.Baseline;
import org.icllab.model.Pretraining;
import org.icllab.model.Quantity;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.TaskPool;

/**
 * Trials of the two Bayes estimators that linear attention is measured against: mean squared errors over the contexts of
 * a trial. Contexts are drawn by their sufficient statistics and queries not at all, both exactly in law.
 *
 * @see "Paper A, figure 4; theory.md §3, baselines"
 */
public final class BayesBaselines {
    /** The mean over a trial's contexts of the squared error's square, on new tasks. */
    public static final Quantity E_ICL_SQUARED = Quantity.of("e_ICL²", "mean square of a context's error, new tasks");
    /** The same on the pool's tasks. */
    public static final Quantity E_IDG_SQUARED = Quantity.of("e_IDG²", "mean square of a context's error, pool's tasks");

    /** {@link DiscreteMmse}: a trial draws a pool, then contexts of new tasks and of the pool's. */
    public static final Study<Baseline, Errors> DISCRETE_MMSE = Study
            .simulation("discrete-mmse", BayesBaselines::discreteMmse)
            .needing(s -> bytes(s, 2.0 * s.dimension() * s.tasks() + DiscreteMmse.workingNumbers(s.dimension(), s.tasks(), s.tests())))
            .measuring(Pretraining.E_ICL, Errors::icl)
            .measuring(Pretraining.E_IDG, Errors::idg)
            .measuring(Pretraining.G_TASK, errors -> errors.icl - errors.idg)
            .measuring(E_ICL_SQUARED, Errors::iclSquared)
            .measuring(E_IDG_SQUARED, Errors::idgSquared);

    /** {@link BayesRidge} on new Gaussian tasks, whatever the setting's law and κ. */
    public static final Study<Baseline, double[]> BAYES_RIDGE = Study
            .simulation("bayes-ridge", BayesBaselines::bayesRidge)
            .needing(s -> bytes(s, 0))
            .measuring(Baseline.E, errors -> mean(errors, 1));

    private BayesBaselines() {
    }

    /**
     * Means over a trial's contexts.
     *
     * @param icl of the error on new tasks
     * @param idg of the error on the pool's tasks
     * @param iclSquared of the square of the first
     * @param idgSquared of the square of the second
     */
    public record Errors(double icl, double idg, double iclSquared, double idgSquared) {
        public Errors {
            Require.numbers("icl, idg, iclSquared, idgSquared", icl, idg, iclSquared, idgSquared);
        }
    }

    /** With what an estimator needs: the contexts, and their tasks, estimated and true. */
    private static long bytes(Baseline setting, double numbers) {
        return (long) (Double.BYTES * (numbers + 3.0 * setting.dimension() * setting.tests()
                + ContextEvidence.numbers(setting.dimension(), setting.contextLength(), setting.tests())));
    }

    /** @return the errors of {@link DiscreteMmse} for a pool of its own */
    public static Errors discreteMmse(Baseline setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        int d = setting.dimension();
        TaskPool fresh = TaskPool.fresh(setting.law(), d);
        Matrix pool = draw(fresh, setting.tasks(), stream.at(0));
        TaskEstimator estimator = DiscreteMmse.of(pool, setting.rho());
        double[] icl = errors(estimator, fresh, setting, stream.at(1));
        double[] idg = errors(estimator, TaskPool.of(pool), setting, stream.at(2));
        return new Errors(mean(icl, 1), mean(idg, 1), mean(icl, 2), mean(idg, 2));
    }

    private static double[] bayesRidge(Baseline setting, RandomStream stream) {
        return errors(BayesRidge.of(setting.rho()), TaskPool.fresh(TaskLaw.GAUSSIAN, setting.dimension()), setting, stream);
    }

    private static double[] errors(TaskEstimator estimator, TaskPool source, Baseline setting, RandomStream stream) {
        Matrix tasks = draw(source, setting.tests(), stream);
        return estimator.errors(ContextEvidence.sample(tasks, setting.contextLength(), setting.rho(), stream), tasks,
                setting.rho());
    }

    private static Matrix draw(TaskPool source, int count, RandomStream stream) {
        Matrix tasks = Matrix.zeros(source.dimension(), count);
        IntStream.range(0, count).forEach(j ->
                System.arraycopy(source.draw(stream), 0, tasks.data(), j * source.dimension(), source.dimension()));
        return tasks;
    }

    private static double mean(double[] values, int power) {
        return Arrays.stream(values).map(value -> power == 1 ? value : value * value).average().orElseThrow();
    }
}
