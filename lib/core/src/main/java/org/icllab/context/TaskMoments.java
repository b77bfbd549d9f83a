package org.icllab.context;

import org.icllab.linalg.Matrix;

/**
 * The moments of a task distribution on which the error of linear attention depends, with \( u = |w|^2/d \).
 *
 * @param mean \( \mathbb E\,w \), length d
 * @param second \( \mathbb E\,ww^\top \), d×d
 * @param meanNorm \( \mathbb E\,u \)
 * @param meanNormSquared \( \mathbb E\,u^2 \)
 * @param normWeightedMean \( \mathbb E\,u\,w \), length d
 */
public record TaskMoments(double[] mean, Matrix second, double meanNorm, double meanNormSquared,
                          double[] normWeightedMean) {
    /** @return the moments of fresh tasks of {@code law} in {@code dimension} ≥ 1, exactly */
    public static TaskMoments of(TaskLaw law, int dimension) {
        return new TaskMoments(new double[dimension], Matrix.identity(dimension), 1, law.meanFourthPower(dimension),
                new double[dimension]);
    }

    /** @return the moments of the uniform distribution on the columns of {@code tasks}, d×k */
    public static TaskMoments of(Matrix tasks) {
        int d = tasks.rows();
        int k = tasks.columns();
        double[] mean = new double[d];
        double[] weighted = new double[d];
        double meanNorm = 0;
        double meanNormSquared = 0;
        for (int j = 0; j < k; j++) {
            double[] task = tasks.column(j);
            double norm = 0;
            for (double coordinate : task) {
                norm += coordinate * coordinate / d;
            }
            meanNorm += norm / k;
            meanNormSquared += norm * norm / k;
            for (int i = 0; i < d; i++) {
                mean[i] += task[i] / k;
                weighted[i] += norm * task[i] / k;
            }
        }
        return new TaskMoments(mean, tasks.timesTranspose(tasks).scaled(1.0 / k), meanNorm, meanNormSquared, weighted);
    }
}
