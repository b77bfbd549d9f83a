package org.icllab.simulation.pretraining;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.model.Point;
import org.icllab.random.RandomStream;

/**
 * Trials that pretrain once on a pool of k tasks and test on Gaussian tasks of other covariances T with
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
    private static final double[] POWERS = {0, 0.5, 1, 1.5, 2, 3};
    private static final List<String> SUBSPACES = List.of("inside", "outside", "half", "other pool");

    private final ReducedAttention fitted;
    private final Pretraining setting;
    private final SymmetricEigen pool;

    private OtherTasks(Point point, RandomStream stream) {
        double d = point.get("d");
        Require.that(d == (int) d, "d = " + d + ": must be an integer ≥ 1");
        setting = Pretraining.of((int) d, point.get("α"), point.get("κ"), point.get("τ"), point.get("ρ"),
                point.get("λ"));
        Require.that(setting.taskDiversity() < Double.POSITIVE_INFINITY, "κ = ∞: must be finite, to have a pool");
        TaskPool tasks = setting.drawPool(stream.at(0));
        fitted = setting.fit(tasks, stream.at(1));
        pool = SymmetricEigen.of(tasks.moments().second());
    }

    /** @return p of {@link #powerTrial}: 0, where T = I, to 3; 1 is T = R */
    public static double[] powers() {
        return POWERS.clone();
    }

    /**
     * Test tasks that prefer the pool's strong directions more and more: \( T = R^p/\mathrm{tr}R^p \).
     *
     * @param point with d, α, κ (finite), τ, ρ and λ
     * @return the error for each of {@link #powers}
     */
    public static double[] powerTrial(Point point, RandomStream stream) {
        OtherTasks trial = new OtherTasks(point, stream);
        return Arrays.stream(POWERS).map(p -> trial.errorOn(r -> Math.pow(r, p))).toArray();
    }

    /** @return the names of what {@link #subspaceTrial} measures, in order */
    public static List<String> subspaces() {
        return SUBSPACES;
    }

    /**
     * Test tasks inside the span of the pool; outside it, NaN if it is the whole space; in a half of the space that
     * knows nothing of the pool, the first d/2 coordinates; and with the second moment of another pool of k tasks.
     *
     * @param point with d ≥ 2, α, κ (finite), τ, ρ and λ
     * @return the errors for these, in this order
     */
    public static double[] subspaceTrial(Point point, RandomStream stream) {
        OtherTasks trial = new OtherTasks(point, stream);
        boolean whole = trial.pool.values()[0] > ZERO;
        return new double[] {
            trial.errorOn(r -> r > ZERO ? 1 : 0),
            whole ? Double.NaN : trial.errorOn(r -> r > ZERO ? 0 : 1),
            trial.error(trial.half()),
            trial.error(trial.setting.drawPool(stream.at(2)).moments().second())
        };
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
        Matrix weighted = pool.vectors().copy();
        int d = weighted.rows();
        for (int j = 0; j < d; j++) {
            // Rounding can leave an eigenvalue that should be zero below it.
            double variance = spectrum.applyAsDouble(Math.max(0, pool.values()[j]));
            for (int i = 0; i < d; i++) {
                weighted.set(i, j, variance * weighted.get(i, j));
            }
        }
        return error(weighted.timesTranspose(pool.vectors()));
    }

    /** The error for the multiple of {@code covariance} whose normalised trace is 1. */
    private double error(Matrix covariance) {
        TaskMoments tasks = TaskMoments.gaussian(covariance.scaled(covariance.rows() / covariance.trace()));
        return fitted.error(tasks, setting.contextLength(), setting.noise());
    }
}
