package org.icllab.simulation.pretraining;

import java.util.function.Function;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.TaskLaw;
import org.icllab.model.TaskSpectrum;
import org.icllab.random.RandomStream;

/**
 * Where each context's task comes from: one of k fixed tasks, uniformly, or a fresh task every time (k = ∞).
 *
 * @see "Paper A, model setup; theory.md §1"
 */
public final class TaskPool {
    private final int dimension;
    /** Of fresh tasks, a function and its moments; null if there is a pool. */
    private final Function<RandomStream, double[]> law;
    private final TaskMoments fresh;
    private final Matrix tasks;

    private TaskPool(int dimension, Function<RandomStream, double[]> law, TaskMoments fresh, Matrix tasks) {
        this.dimension = dimension;
        this.law = law;
        this.fresh = fresh;
        this.tasks = tasks;
    }

    /**
     * @param law of each task
     * @param dimension d ≥ 1
     * @param size k ≥ 1
     * @return k tasks drawn from {@code stream}
     */
    public static TaskPool of(TaskLaw law, int dimension, int size, RandomStream stream) {
        return of(fresh(law, dimension), size, stream);
    }

    /**
     * @param spectrum of the tasks' covariance C, diagonal here
     * @param size k ≥ 1
     * @return k tasks N(0, C) drawn from {@code stream}
     */
    public static TaskPool of(TaskSpectrum spectrum, int size, RandomStream stream) {
        return of(fresh(Require.given("spectrum", spectrum)), size, stream);
    }

    private static TaskPool of(TaskPool fresh, int size, RandomStream stream) {
        Require.given("stream", stream);
        int d = fresh.dimension;
        Matrix tasks = Matrix.zeros(d, Require.atLeast("size", size, 1));
        for (int j = 0; j < size; j++) {
            System.arraycopy(fresh.draw(stream), 0, tasks.data(), j * d, d);
        }
        return of(tasks);
    }

    /** @param tasks d×k, a task per column */
    public static TaskPool of(Matrix tasks) {
        return new TaskPool(Matrix.require("tasks", tasks).rows(), null, null, tasks.copy());
    }

    /** @return the pool with k = ∞: every draw is a fresh task of {@code law} in {@code dimension} ≥ 1 */
    public static TaskPool fresh(TaskLaw law, int dimension) {
        TaskMoments moments = TaskMoments.of(law, dimension);
        return new TaskPool(dimension, stream -> draw(law, dimension, stream), moments, null);
    }

    /** @return the pool with k = ∞ of tasks N(0, C), C diagonal with the variances of {@code spectrum} */
    public static TaskPool fresh(TaskSpectrum spectrum) {
        int d = Require.given("spectrum", spectrum).dimension();
        double[] variances = spectrum.variances();
        return new TaskPool(d, stream -> {
            double[] task = new double[d];
            stream.fillGaussian(task, 0, d, 1);
            for (int j = 0; j < d; j++) {
                task[j] *= Math.sqrt(variances[j]);
            }
            return task;
        }, TaskMoments.gaussian(spectrum), null);
    }

    /** @return d */
    public int dimension() {
        return dimension;
    }

    /** @return k, possibly infinite */
    public double size() {
        return tasks == null ? Double.POSITIVE_INFINITY : tasks.columns();
    }

    /** @return a task, of length d */
    public double[] draw(RandomStream stream) {
        Require.given("stream", stream);
        return tasks == null ? law.apply(stream) : tasks.column(stream.nextInt(tasks.columns()));
    }

    /** @return the moments of a task of this pool: the k tasks' own, exactly, or those of the law for k = ∞ */
    public TaskMoments moments() {
        return tasks == null ? fresh : TaskMoments.of(tasks);
    }

    private static double[] draw(TaskLaw law, int dimension, RandomStream stream) {
        if (law == TaskLaw.SPHERE) {
            return stream.nextOnSphere(dimension, Math.sqrt(dimension));
        }
        double[] task = new double[dimension];
        stream.fillGaussian(task, 0, dimension, 1);
        return task;
    }
}
