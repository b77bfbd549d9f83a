package org.icllab.model;

import java.nio.file.Path;
import java.util.Arrays;
import org.icllab.CsvNumbers;
import org.icllab.Require;

/**
 * The spectra of a structured context: input covariance \( \Sigma \) and task covariance \( \Omega \) in their common
 * eigenbasis, \( D \) eigenvalues each.
 *
 * <p>Scaled so that \( \sum_k \omega_k\lambda_k = 1 \): the loss is 1 before anything is learned.
 *
 * @param lambda \( \lambda_k > 0 \), the eigenvalues of \( \Sigma \), in any order
 * @param omega \( \omega_k > 0 \), the eigenvalues of \( \Omega \) in the same order
 * @see "Paper B, source and capacity conditions; theory.md [B4]"
 */
public record Spectrum(double[] lambda, double[] omega) {
    /** Room for the rounding of whoever normalised the spectra. */
    private static final double TOLERANCE = 1e-9;

    /** @throws IllegalArgumentException if a value is not positive, or the sum is not 1 to 1e-9 */
    public Spectrum {
        Require.atLeast("lambda.length", Require.given("lambda", lambda).length, 1);
        Require.length("omega", omega, lambda.length);
        lambda = lambda.clone();
        omega = omega.clone();
        double total = 0;
        for (int k = 0; k < lambda.length; k++) {
            double power = omega[k] * lambda[k];
            if (!(lambda[k] > 0 && omega[k] > 0 && power > 0 && lambda[k] + omega[k] + power < Double.POSITIVE_INFINITY)) {
                refuse(k, lambda[k], omega[k]);
            }
            total += power;
        }
        Require.that(Math.abs(total - 1) <= TOLERANCE, "Σ omega[k]·lambda[k] = " + total + ": must be 1");
    }

    /**
     * \( \lambda_k = k^{-\nu} \) and \( \omega_k\lambda_k \propto k^{-\nu\beta-1} \), for \( k = 1, \dots, D \). The bits
     * are the same on every processor.
     *
     * @param dimension \( D \ge 1 \)
     * @param capacity \( \nu \ge 0 \), how fast the input variances fall
     * @param source \( \beta \ge 0 \), how fast the task's share of the directions falls beyond them
     * @return the spectra
     * @throws IllegalArgumentException if an argument is out of range, or so large that the last direction's
     *     \( \lambda_D \) or \( \omega_D\lambda_D \) underflows
     */
    public static Spectrum powerLaw(int dimension, double capacity, double source) {
        Require.room("dimension", dimension);
        Require.nonNegative("capacity", capacity);
        Require.nonNegative("source", source);
        requireNormal("capacity = " + capacity + ": lambda", dimension, -capacity);
        requireNormal("source = " + source + ": omega·lambda", dimension, -capacity * source - 1);
        double[] lambda = new double[dimension];
        double[] power = new double[dimension];
        for (int k = 0; k < dimension; k++) {
            lambda[k] = StrictMath.pow(k + 1, -capacity);
            power[k] = StrictMath.pow(k + 1, -capacity * source - 1);
        }
        double total = Arrays.stream(power).sum();
        double[] omega = new double[dimension];
        Arrays.setAll(omega, k -> power[k] / total / lambda[k]);
        return new Spectrum(lambda, omega);
    }

    /** Names what is wrong in direction k. */
    private static void refuse(int k, double lambda, double omega) {
        Require.positive("lambda[" + k + "]", lambda);
        Require.positive("omega[" + k + "]", omega);
        Require.positive("omega[" + k + "]·lambda[" + k + "]", omega * lambda);
        Require.refuse("lambda[" + k + "] + omega[" + k + "]", lambda + omega, "a finite number");
    }

    /**
     * Spectra in any unit of the tasks: \( \omega \) is scaled so that \( \sum_k\omega_k\lambda_k = 1 \).
     *
     * @param lambda \( \lambda_k > 0 \), variances of the inputs
     * @param omega \( > 0 \), variances of the tasks' coefficients in the same directions, up to a common factor
     * @return the spectra
     * @throws IllegalArgumentException if a value is not positive, or the lengths differ
     */
    public static Spectrum scaled(double[] lambda, double[] omega) {
        int d = Require.given("lambda", lambda).length;
        Require.length("omega", omega, d);
        for (int k = 0; k < d; k++) {
            if (!(lambda[k] > 0 && omega[k] > 0 && lambda[k] + omega[k] < Double.POSITIVE_INFINITY)) {
                refuse(k, lambda[k], omega[k]);
            }
        }
        double total = Require.positive("Σ omega[k]·lambda[k]", Arrays.stream(powers(lambda, omega)).sum());
        return new Spectrum(lambda, Arrays.stream(omega).map(w -> w / total).toArray());
    }

    /**
     * Reads a spectrum: a CSV file with the columns {@code lambda} and {@code omega}, and any others, a row for each
     * direction. Lines that start with # are remarks.
     *
     * @param csv eigenvalues of the inputs' covariance, and the mean squares of the tasks' coefficients along the same
     *     eigenvectors, up to a common factor
     * @return the spectra, with \( \omega \) scaled as by {@link #scaled}
     * @throws org.icllab.FileFailed if the file cannot be read
     * @throws IllegalArgumentException if a column is missing or a value not positive, by file, line and column
     */
    public static Spectrum read(Path csv) {
        CsvNumbers numbers = CsvNumbers.read(csv);
        return scaled(numbers.positive("lambda"), numbers.positive("omega"));
    }

    private static void requireNormal(String what, int dimension, double exponent) {
        double last = StrictMath.pow(dimension, exponent);
        // The sum over directions that a share is divided by is below 23 for 2³¹ of them.
        Require.that(last >= 32 * Double.MIN_NORMAL,
                what + " of direction " + dimension + " is " + last + ": must not be that small");
    }

    /** @return \( D \) */
    public int dimension() {
        return lambda.length;
    }

    /** @return a copy of \( \lambda_k \) */
    @Override
    public double[] lambda() {
        return lambda.clone();
    }

    /** @return a copy of \( \omega_k \) */
    @Override
    public double[] omega() {
        return omega.clone();
    }

    /** @return \( \omega_k\lambda_k \), the share of direction \( k \) in the loss before training */
    public double[] power() {
        return powers(lambda, omega);
    }

    private static double[] powers(double[] lambda, double[] omega) {
        double[] power = new double[lambda.length];
        Arrays.setAll(power, k -> omega[k] * lambda[k]);
        return power;
    }

    /** Two spectra are equal if all their numbers are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Spectrum that && Arrays.equals(lambda, that.lambda) && Arrays.equals(omega, that.omega);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(lambda) + Arrays.hashCode(omega);
    }

    @Override
    public String toString() {
        return "Spectrum[dimension=" + lambda.length + "]";
    }
}
