package org.icllab.simulation.pretraining;

import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;

/**
 * Where each context's task comes from: one of k fixed tasks, uniformly, or a fresh task every time (k = ∞).
 *
 * @see "Paper A, model setup; theory.md §1"
 */
public final class TaskPool {
    private final int dimension;
    private final TaskLaw law;
    private final Matrix tasks;

    private TaskPool(int dimension, TaskLaw law, Matrix tasks) {
        this.dimension = dimension;
        this.law = law;
        this.tasks = tasks;
    }

    /**
     * @param law of each task
     * @param dimension d ≥ 1
     * @param size k ≥ 1
     * @return k tasks drawn from {@code stream}
     */
    public static TaskPool of(TaskLaw law, int dimension, int size, RandomStream stream) {
        Require.given("stream", stream);
        Require.atLeast("dimension", dimension, 1);
        Matrix tasks = Matrix.zeros(dimension, Require.atLeast("size", size, 1));
        for (int j = 0; j < size; j++) {
            System.arraycopy(draw(law, dimension, stream), 0, tasks.data(), j * dimension, dimension);
        }
        return of(tasks);
    }

    /** @param tasks d×k, a task per column */
    public static TaskPool of(Matrix tasks) {
        return new TaskPool(Matrix.require("tasks", tasks).rows(), null, tasks.copy());
    }

    /** @return the pool with k = ∞: every draw is a fresh task of {@code law} in {@code dimension} ≥ 1 */
    public static TaskPool fresh(TaskLaw law, int dimension) {
        return new TaskPool(Require.atLeast("dimension", dimension, 1), law, null);
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
        return tasks == null ? draw(law, dimension, stream) : tasks.column(stream.nextInt(tasks.columns()));
    }

    /** @return the moments of a task of this pool: the k tasks' own, exactly, or those of the law for k = ∞ */
    public TaskMoments moments() {
        return tasks == null ? TaskMoments.of(law, dimension) : TaskMoments.of(tasks);
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
