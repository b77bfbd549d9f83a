package org.icllab.simulation.pretraining;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.TaskLaw;

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
    private static final double SYMMETRY = 1e-9;

    /** @return the moments of fresh tasks of {@code law} in {@code dimension} ≥ 1, exactly */
    public static TaskMoments of(TaskLaw law, int dimension) {
        double meanNormSquared = law == TaskLaw.SPHERE ? 1 : 1 + 2.0 / dimension;
        return new TaskMoments(new double[dimension], Matrix.identity(dimension), 1, meanNormSquared,
                new double[dimension]);
    }

    /**
     * The moments of Gaussian tasks \( w \sim \mathcal N(0, T) \), exactly: \( \mathbb E\,u = \mathrm{Tr}\,T/d \),
     * \( \mathbb E\,u^2 = ((\mathrm{Tr}\,T)^2 + 2\,\mathrm{Tr}\,T^2)/d^2 \), odd moments zero.
     *
     * @param covariance T, d×d, symmetric and positive semidefinite
     * @throws IllegalArgumentException if it is not square, finite and symmetric within 1e-9 of its largest entry, or
     *     has a negative variance
     */
    public static TaskMoments gaussian(Matrix covariance) {
        int d = covariance.rows();
        Require.length("covariance's row", covariance.columns(), d);
        double[] entries = Require.finite("covariance", covariance.data());
        double largest = Arrays.stream(entries).map(Math::abs).max().orElseThrow();
        for (int j = 0; j < d; j++) {
            Require.nonNegative("covariance[" + j + "][" + j + "]", covariance.get(j, j));
            for (int i = 0; i < j; i++) {
                Require.that(Math.abs(covariance.get(i, j) - covariance.get(j, i)) <= SYMMETRY * largest,
                        "covariance: must be symmetric");
            }
        }
        double meanNorm = covariance.trace() / d;
        double meanNormSquared = meanNorm * meanNorm + 2 * covariance.dot(covariance) / d / d;
        return new TaskMoments(new double[d], covariance.copy(), meanNorm, meanNormSquared, new double[d]);
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
