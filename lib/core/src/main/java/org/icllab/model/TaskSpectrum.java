package org.icllab.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.Require;

/**
 * The covariance of Gaussian tasks in its eigenbasis: a task's variance along each of d directions.
 *
 * @param variances \( c_j \ge 0 \), not all 0, in any order
 * @see "theory.md [A6]"
 */
public record TaskSpectrum(double[] variances) {
    /** @throws IllegalArgumentException if a variance is negative or not finite, or all are 0 */
    public TaskSpectrum {
        variances = Require.nonNegative("variances", variances).clone();
        Require.atLeast("variances.length", variances.length, 1);
        Require.positive("mean of variances", Arrays.stream(variances).sum() / variances.length);
    }

    /** @return variance 1 in each of {@code dimension} ≥ 1 directions */
    public static TaskSpectrum flat(int dimension) {
        return powerLaw(dimension, 0);
    }

    /**
     * \( c_j \propto j^{-p} \), j = 1 … d, with mean 1. The bits are the same on every processor.
     *
     * @param dimension d ≥ 1
     * @param power p, any finite number: above 0 tasks prefer the first directions, below it the last
     * @return the spectrum
     * @throws IllegalArgumentException if an argument is out of its range, or p so large that a variance is no number
     */
    public static TaskSpectrum powerLaw(int dimension, double power) {
        return powerLaw(dimension, dimension, power);
    }

    /**
     * \( c_j \propto \lceil jm/d\rceil^{-p} \), j = 1 … d, with mean 1: a power law in m steps of d/m directions.
     *
     * @param dimension d ≥ 1
     * @param levels m ≥ 1; d where it is more
     * @param power p, any finite number
     * @return the spectrum
     * @throws IllegalArgumentException if an argument is out of its range, or p so large that a variance is no number
     */
    public static TaskSpectrum powerLaw(int dimension, int levels, double power) {
        Require.room("dimension", dimension);
        Require.finite("power", power);
        long steps = Math.min(dimension, Require.atLeast("levels", levels, 1));
        return new TaskSpectrum(IntStream.rangeClosed(1, dimension)
                .mapToDouble(j -> StrictMath.pow((j * steps + dimension - 1) / dimension, -power)).toArray()).normalised();
    }

    /** @return this spectrum, scaled to mean 1 */
    public TaskSpectrum normalised() {
        double mean = mean();
        return new TaskSpectrum(Arrays.stream(variances).map(c -> c / mean).toArray());
    }

    /** @return this spectrum in its first {@code directions} alone, 1 … d, scaled to mean 1 */
    public TaskSpectrum limitedTo(int directions) {
        Require.within("directions", directions, 1, variances.length);
        return new TaskSpectrum(Arrays.copyOf(Arrays.copyOf(variances, directions), variances.length)).normalised();
    }

    /** @return d */
    public int dimension() {
        return variances.length;
    }

    /** @return a copy of the variances */
    @Override
    public double[] variances() {
        return variances.clone();
    }

    /** @return \( c = \mathrm{tr}\,C \), their mean: a label's variance without its noise */
    public double mean() {
        return Arrays.stream(variances).sum() / variances.length;
    }

    /** Two spectra are equal if all their numbers are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TaskSpectrum that && Arrays.equals(variances, that.variances);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(variances);
    }

    @Override
    public String toString() {
        return "TaskSpectrum[dimension=" + variances.length + "]";
    }
}
