package org.icllab.simulation.pretraining;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.linalg.Vectors;
import org.icllab.model.TaskLaw;
import org.icllab.model.TaskSpectrum;

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
    /** What rounding may take from symmetry, or put below zero, beside the largest entry or eigenvalue. */
    private static final double ROUNDING = 1e-9;

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public TaskMoments {
        int d = Require.given("mean", mean).length;
        Require.length("normWeightedMean", normWeightedMean, d);
        Require.nonNegative("meanNorm", meanNorm);
        Require.nonNegative("meanNormSquared", meanNormSquared);
        mean = Require.finite("mean", mean.clone());
        second = Matrix.require("second", second, d, d).copy();
        normWeightedMean = Require.finite("normWeightedMean", normWeightedMean.clone());
    }

    /** @return \( \mathbb E\,w \); a copy */
    @Override
    public double[] mean() {
        return mean.clone();
    }

    /** @return \( \mathbb E\,ww^\top \); a copy */
    @Override
    public Matrix second() {
        return second.copy();
    }

    /** @return \( \mathbb E\,u\,w \); a copy */
    @Override
    public double[] normWeightedMean() {
        return normWeightedMean.clone();
    }

    /** @return the moments of fresh tasks of {@code law} in {@code dimension} ≥ 1, exactly */
    public static TaskMoments of(TaskLaw law, int dimension) {
        Require.given("law", law);
        Require.memory("dimension²", (double) dimension * Require.atLeast("dimension", dimension, 1));
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
     *     has an eigenvalue below 0 by more than 1e-9 of the largest
     */
    public static TaskMoments gaussian(Matrix covariance) {
        int d = Require.given("covariance", covariance).rows();
        double[] entries = Matrix.require("covariance", covariance, d, d).data();
        double largest = Arrays.stream(entries).map(Math::abs).max().orElseThrow();
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < j; i++) {
                Require.that(Math.abs(covariance.get(i, j) - covariance.get(j, i)) <= ROUNDING * largest,
                        "covariance: must be symmetric");
            }
        }
        double[] eigenvalues = SymmetricEigen.of(covariance).values();
        if (eigenvalues[0] < -ROUNDING * Math.abs(eigenvalues[d - 1])) {
            Require.refuse("covariance's least eigenvalue", eigenvalues[0], "≥ 0");
        }
        return gaussianOf(covariance);
    }

    /** @return the moments of tasks N(0, T), T diagonal with the variances of {@code spectrum}, exactly */
    public static TaskMoments gaussian(TaskSpectrum spectrum) {
        double[] variances = Require.given("spectrum", spectrum).variances();
        Matrix covariance = Matrix.zeros(variances.length, variances.length);
        for (int j = 0; j < variances.length; j++) {
            covariance.set(j, j, variances[j]);
        }
        return gaussianOf(covariance);
    }

    private static TaskMoments gaussianOf(Matrix covariance) {
        int d = covariance.rows();
        double meanNorm = covariance.trace() / d;
        double meanNormSquared = meanNorm * meanNorm + 2 * covariance.dot(covariance) / d / d;
        return new TaskMoments(new double[d], covariance, meanNorm, meanNormSquared, new double[d]);
    }

    /** @return the moments of the uniform distribution on the columns of {@code tasks}, d×k */
    public static TaskMoments of(Matrix tasks) {
        int d = Matrix.require("tasks", tasks).rows();
        int k = tasks.columns();
        double[] mean = new double[d];
        double[] weighted = new double[d];
        double meanNorm = 0;
        double meanNormSquared = 0;
        for (int j = 0; j < k; j++) {
            double[] task = tasks.column(j);
            double norm = Vectors.dot(task, task) / d;
            meanNorm += norm / k;
            meanNormSquared += norm * norm / k;
            Vectors.axpy(1.0 / k, task, mean);
            Vectors.axpy(norm / k, task, weighted);
        }
        return new TaskMoments(mean, tasks.timesTranspose(tasks).scaled(1.0 / k), meanNorm, meanNormSquared, weighted);
    }
}
