package org.icllab.model;

import java.util.stream.IntStream;
import org.icllab.Require;

/**
 * SGD on Γ of one layer, from Γ = 0, with B = τD fresh isotropic contexts a step, of P = αD labelled points and K = κD
 * points on which the layer is evaluated.
 *
 * <p>The limit of theory does not depend on {@code dimension}, and takes infinite ratios.
 *
 * @param dimension D ≥ 1
 * @param alpha α = P/D &gt; 0
 * @param kappa κ = K/D &gt; 0
 * @param tau τ = B/D &gt; 0
 * @param noise σ² ≥ 0, the label noise's variance; the signal's is 1
 * @param eta η &gt; 0, learning rate
 * @param steps T ≥ 1, of training
 * @see "Paper B, figure 7, Result 10; theory.md [B3]"
 */
public record ShallowTraining(int dimension, double alpha, double kappa, double tau, double noise, double eta, int steps)
        implements Setting<ShallowTraining>, Descent {
    /** A mark: how many of the T steps are taken. */
    public static final Parameter TAKEN = Parameter.integer("taken", "t", "", "steps of SGD", Range.atLeast(0));
    /** ‖Γ − I‖²/D: loss. */
    public static final Quantity DISTANCE = Quantity.of("‖Γ − I‖²/D", "loss");

    /** @throws IllegalArgumentException if a component is out of its range */
    public ShallowTraining {
        dimension = D.check(dimension);
        alpha = ALPHA.check(alpha);
        kappa = KAPPA.check(kappa);
        tau = TAU.check(tau);
        noise = NOISE.check(noise);
        eta = ETA.check(eta);
        steps = STEPS.check(steps);
    }

    /**
     * @return P, α of D rounded
     * @throws IllegalArgumentException if it is 0 or more than an int holds
     */
    public int labelled() {
        return Require.count("alpha", alpha, dimension);
    }

    /**
     * @return K, κ of D rounded
     * @throws IllegalArgumentException if it is 0 or more than an int holds
     */
    public int evaluated() {
        return Require.count("kappa", kappa, dimension);
    }

    /**
     * @return B, τ of D rounded
     * @throws IllegalArgumentException if it is 0 or more than an int holds
     */
    public int batch() {
        return Require.count("tau", tau, dimension);
    }

    /** @return t = 0, 1, …, T */
    public double[] everyStep() {
        return IntStream.range(0, Require.room("steps + 1", steps + 1L)).asDoubleStream().toArray();
    }

    /** @return t = 0, T/10, 2T/10, …, T, rounded, each once */
    public double[] tenths() {
        return IntStream.rangeClosed(0, 10).mapToDouble(i -> Math.rint(i * steps / 10.0)).distinct().toArray();
    }
}
