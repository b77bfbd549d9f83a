package org.icllab.model;

import java.util.Arrays;

/**
 * SGD on tied descent layers that see their inputs through Gaussian weights, in rotated contexts of finite length: what
 * the published figures 4a and 4c have trained. It is looked at up to 24 times, evenly spaced in the logarithm from the
 * first step to the last.
 *
 * <p>A context has P points without noise, of the eigenvalues of {@link RotatedDescent} in a basis of its own. The inputs
 * are read through A, N×D, of standard normal entries, drawn once; the trained matrix is N×N, and its effect X is D×D.
 *
 * @param dimension D ≥ 1
 * @param nu ν ≥ 0
 * @param beta β ≥ 0
 * @param depth L ≥ 1; what is trained needs an integer
 * @param labelled P ≥ 1
 * @param features N ≥ D
 * @param batch B ≥ 1; the first steps take more, as {@code FeatureTraining} says
 * @param eta η &gt; 0, learning rate of the trained matrix
 * @param evaluated E ≥ 1
 * @param steps T ≥ 24, of training
 * @see "Paper B, figures 4a and 4c; theory.md [B6]"
 */
public record FeatureDescent(int dimension, double nu, double beta, double depth, int labelled, int features, int batch,
        double eta, int evaluated, int steps) implements Setting<FeatureDescent>, Layered {
    private static final int LOOKS = 24;

    /** P: labelled points of a context. */
    public static final Parameter LABELLED = Parameter.integer("labelled", "P", "", "labelled points of a context",
            Range.atLeast(1));
    /** N: random features that the model sees. */
    public static final Parameter FEATURES = Parameter.integer("features", "N", "",
            "random features that the model sees", Range.atLeast(1));

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public FeatureDescent {
        dimension = D.check(dimension);
        nu = NU.check(nu);
        beta = BETA.check(beta);
        depth = L.check(depth);
        labelled = LABELLED.check(labelled);
        features = FEATURES.atLeast(dimension).check(features);
        batch = BATCH.check(batch);
        eta = ETA.check(eta);
        evaluated = EVALUATED.check(evaluated);
        steps = STEPS.atLeast(LOOKS).check(steps);
    }

    /** @return variances of inputs and tasks */
    public Spectrum spectrum() {
        return Spectrum.powerLaw(dimension, nu, beta);
    }

    /**
     * @return η(1 + D/N)/D: the time of a step. At first \( \mathrm{Tr}\,X/D \) moves by it times
     *     \( -\partial\mathcal L/\partial\gamma \), as γ does in the scalar flow
     */
    public double timeStep() {
        return eta * (1 + (double) dimension / features) / dimension;
    }

    /** @return the steps after which training is looked at, ascending: from 1 to T */
    public int[] looks() {
        return Looks.upTo(steps, LOOKS);
    }

    /** @return {@link #looks()} as times */
    public double[] times() {
        return Arrays.stream(looks()).mapToDouble(step -> step * timeStep()).toArray();
    }
}
