package org.icllab.simulation.pretraining;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;
import org.icllab.model.TestTasks;
import org.icllab.random.RandomStream;

/**
 * Trials that pretrain once on a pool of k tasks, κ finite, and test on Gaussian tasks of other covariances T with
 * \( \mathrm{tr}\,T = 1 \), exactly at finite d. R is the pool's second moment, with its own eigenvectors.
 *
 * <p>The test tasks have mean zero. A pool has a mean of squared length d/k, which the last column of Γ* learns, so
 * that even for T = R the error exceeds that on the pool's own tasks, by a term of order 1/d.
 *
 * @see "theory.md §3, the error on any test task covariance"
 */
public final class OtherTasks {
    /** Eigenvalues of R below this are those of directions that no task of the pool has. */
    private static final double ZERO = 1e-9;

    /** Test tasks that prefer the pool's strong directions more and more. */
    public static final Study<Pretraining, OtherTasks> POWERS = Study
            .simulation("other-tasks-powers", OtherTasks::new)
            .needing(PretrainedGamma::bytes)
            .along(TestTasks.POWER, setting -> powers())
            .curve(TestTasks.E, trial -> Arrays.stream(powers()).map(p -> trial.errorOn(r -> StrictMath.pow(r, p))).toArray());

    /** Test tasks in a part of the space, or of another pool; d ≥ 2. */
    public static final Study<Pretraining, OtherTasks> SUBSPACES = Study
            .simulation("other-tasks-subspaces", OtherTasks::new)
            .needing(PretrainedGamma::bytes)
            .measuring(TestTasks.INSIDE, trial -> trial.errorOn(r -> r > ZERO ? 1 : 0))
            .measuring(TestTasks.OUTSIDE, OtherTasks::outside)
            .measuring(TestTasks.HALF, trial -> trial.error(trial.half()))
            .measuring(TestTasks.OTHER_POOL, trial -> trial.error(trial.otherPool));

    private final ReducedAttention fitted;
    private final Pretraining setting;
    private final SymmetricEigen pool;
    private final Matrix otherPool;

    private OtherTasks(Pretraining setting, RandomStream stream) {
        this.setting = setting;
        Require.that(setting.kappa() < Double.POSITIVE_INFINITY, "κ = ∞: must be finite, to have a pool");
        TaskPool tasks = PretrainedGamma.pool(setting, stream.at(0));
        fitted = PretrainedGamma.fit(setting, tasks, stream.at(1));
        pool = SymmetricEigen.of(tasks.moments().second());
        otherPool = PretrainedGamma.pool(setting, stream.at(2)).moments().second();
    }

    private static double[] powers() {
        return new double[] {0, 0.5, 1, 1.5, 2, 3};
    }

    private double outside() {
        boolean whole = pool.values()[0] > ZERO;
        return whole ? Double.NaN : errorOn(r -> r > ZERO ? 0 : 1);
    }

    private Matrix half() {
        int d = setting.dimension();
        Matrix half = Matrix.zeros(d, d);
        for (int i = 0; i < d / 2; i++) {
            half.set(i, i, 1);
        }
        return half;
    }

    /** The error for T ∝ s(R). */
    private double errorOn(DoubleUnaryOperator spectrum) {
        // Rounding can leave an eigenvalue that should be zero below it.
        return error(pool.map(r -> spectrum.applyAsDouble(Math.max(0, r))));
    }

    /** The error for the multiple of {@code covariance} whose normalised trace is 1. */
    private double error(Matrix covariance) {
        TaskMoments tasks = TaskMoments.gaussian(covariance.scaled(covariance.rows() / covariance.trace()));
        return PretrainedGamma.error(setting, fitted, tasks);
    }
}
