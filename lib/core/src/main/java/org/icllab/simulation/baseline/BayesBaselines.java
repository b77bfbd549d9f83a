package org.icllab.simulation.baseline;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.Point;
import org.icllab.model.TaskLaw;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.TaskPool;

/**
 * Trials of the two Bayes estimators that linear attention is measured against.
 *
 * <p>A point has d, α, ρ and s, the number of test contexts in a trial; ℓ = round(αd). Contexts are drawn by their
 * sufficient statistics and queries not at all, both exactly in law.
 *
 * @see "Paper A, figure 4; theory.md §3, baselines"
 */
public final class BayesBaselines {
    private BayesBaselines() {
    }

    /**
     * A trial draws one pool of k = round(κd) tasks, then s contexts of new tasks and s of tasks from the pool.
     *
     * @param law of the pool's tasks and of new ones
     * @return the trial of {@link DiscreteMmse} at points with κ too: {ICL, IDG, ICL − IDG, ICL², IDG²}, means over the
     *     contexts of \( e = |w-\hat w|^2/d + \rho \), of its difference and of its square
     */
    public static Trial discreteMmse(TaskLaw law) {
        return (point, stream) -> {
            int d = integer(point, "d");
            Matrix pool = draw(TaskPool.fresh(law, d), d, count(point, "κ", d), stream.at(0));
            TaskEstimator estimator = DiscreteMmse.of(pool, point.get("ρ"));
            double[] icl = errors(estimator, TaskPool.fresh(law, d), point, stream.at(1));
            double[] idg = errors(estimator, TaskPool.of(pool), point, stream.at(2));
            return new double[] {mean(icl), mean(idg), mean(icl) - mean(idg), meanSquare(icl), meanSquare(idg)};
        };
    }

    /**
     * A trial of {@link BayesRidge} on s new tasks \( \mathcal N(0, I_d) \).
     *
     * @return {error}
     */
    public static double[] bayesRidge(Point point, RandomStream stream) {
        TaskPool fresh = TaskPool.fresh(TaskLaw.GAUSSIAN, integer(point, "d"));
        return new double[] {mean(errors(BayesRidge.of(point.get("ρ")), fresh, point, stream))};
    }

    private static double[] errors(TaskEstimator estimator, TaskPool source, Point point, RandomStream stream) {
        int d = source.dimension();
        double noise = point.get("ρ");
        Matrix tasks = draw(source, d, integer(point, "s"), stream);
        ContextEvidence evidence = ContextEvidence.sample(tasks, count(point, "α", d), noise, stream);
        return estimator.errors(evidence, tasks, noise);
    }

    private static Matrix draw(TaskPool source, int dimension, int count, RandomStream stream) {
        Matrix tasks = Matrix.zeros(dimension, count);
        for (int j = 0; j < count; j++) {
            System.arraycopy(source.draw(stream), 0, tasks.data(), j * dimension, dimension);
        }
        return tasks;
    }

    private static int integer(Point point, String symbol) {
        double value = point.get(symbol);
        return value == (int) value && value >= 1 ? (int) value : Require.refuse(symbol, value, "an integer ≥ 1");
    }

    /** What the ratio of {@code symbol} means at dimension d. */
    private static int count(Point point, String symbol, int dimension) {
        double count = Math.rint(point.get(symbol) * dimension);
        return count >= 1 && count <= Integer.MAX_VALUE ? (int) count
                : Require.<Integer>refuse(symbol, point.get(symbol), "between " + 1.0 / dimension + " and "
                        + Integer.MAX_VALUE / dimension + " at d = " + dimension);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double meanSquare(double[] values) {
        return Arrays.stream(values).map(value -> value * value).average().orElseThrow();
    }
}
