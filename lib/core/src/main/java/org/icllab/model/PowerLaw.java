package org.icllab.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.Require;

/**
 * Power-law inputs and tasks: \( \lambda_k = k^{-\nu} \) and \( \omega_k\lambda_k \propto k^{-\nu\beta-1} \) with
 * \( \sum_k \omega_k\lambda_k = 1 \), k = 1 … D.
 *
 * @param capacity ν ≥ 0: how fast the inputs' variances fall
 * @param source β ≥ 0: how far the tasks lie in the leading directions
 * @param lambda the inputs' variances, length D
 * @param omega the tasks' variances in the same directions, length D
 * @see "Paper B, source and capacity; theory.md [B4]"
 */
public record PowerLaw(double capacity, double source, double[] lambda, double[] omega) {
    /** @param dimension D ≥ 1 @param capacity ν ≥ 0 @param source β ≥ 0 */
    public static PowerLaw of(int dimension, double capacity, double source) {
        Require.atLeast("dimension", dimension, 1);
        Require.nonNegative("capacity", capacity);
        Require.nonNegative("source", source);
        double[] lambda = IntStream.rangeClosed(1, dimension).mapToDouble(k -> StrictMath.pow(k, -capacity)).toArray();
        double[] share = IntStream.rangeClosed(1, dimension).mapToDouble(k -> StrictMath.pow(k, -capacity * source - 1)).toArray();
        double total = Arrays.stream(share).sum();
        double[] omega = IntStream.range(0, dimension).mapToDouble(k -> share[k] / total / lambda[k]).toArray();
        return new PowerLaw(capacity, source, lambda, omega);
    }

    /** @return D */
    public int dimension() {
        return lambda.length;
    }
}
