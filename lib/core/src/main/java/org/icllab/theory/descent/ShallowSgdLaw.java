package org.icllab.theory.descent;

import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.model.ShallowTraining;
import org.icllab.model.Study;

/**
 * Stochastic gradient descent on \( \Gamma \) of one layer of linear attention, from \( \Gamma = 0 \), on fresh
 * isotropic contexts at every step, as \( D \to \infty \) with \( \alpha = P/D \), \( \kappa = K/D \),
 * \( \tau = B/D \) fixed.
 *
 * <p>With \( r = 1 + (1+\sigma^2)/\alpha \), \( \gamma_\star = 1/r \) and \( q = (1+1/\kappa)/\tau \), the mean of
 * \( \Gamma \) relaxes to \( \gamma_\star I \) and \( C = \frac1D\|\Gamma - \gamma_\star I\|_F^2 \) obeys
 * \[ C(t+1) = aC(t) + b, \quad C(0) = \gamma_\star^2, \quad a = (1-\eta r)^2 + \eta^2qr^2, \quad b = \eta^2q(r-1). \]
 *
 * <p>Finite dimensions approach this as \( 1/D \), slowly where \( a \) is near 1.
 *
 * @see "Paper B, Result 10; theory.md [B3], which corrects C(0)"
 */
public final class ShallowSgdLaw {
    /** \( \frac1D\|\Gamma - I\|_F^2 \) after every step. */
    public static final Study<ShallowTraining, double[]> STUDY = Study.theory("shallow-sgd-law", ShallowSgdLaw::losses)
            .along(ShallowTraining.TAKEN, ShallowTraining::everyStep)
            .curve(ShallowTraining.DISTANCE, losses -> losses);
    /** Products of a few parameters and their inverses are still numbers. */
    private static final double SMALLEST = 1e-30;
    private static final double LARGEST = 1e30;

    private final double r;
    /** \( r - 1 \), kept apart since it loses its digits in \( r \) for long contexts. */
    private final double excess;
    private final double q;
    private final double eta;
    /** \( a - 1 \), kept apart since it loses its digits in \( a \) for small \( \eta \). */
    private final double growth;

    private ShallowSgdLaw(double excess, double q, double eta) {
        this.excess = excess;
        r = 1 + excess;
        this.q = q;
        this.eta = eta;
        growth = Math.max(-1, eta * r * (eta * r * (1 + q) - 2));
    }

    /**
     * @param alpha labelled points per dimension \( P/D \), from 1e-30 on, possibly infinite
     * @param kappa evaluation points per dimension \( K/D \), from 1e-30 on, possibly infinite
     * @param tau contexts per step and dimension \( B/D \), from 1e-30 on; +Infinity is gradient descent on the population
     * @param sigma2 label noise variance \( \sigma^2 \), in [0, 1e30], where the signal has variance 1
     * @param eta learning rate \( \eta \), in [1e-30, 1e30]
     * @return the law
     * @throws IllegalArgumentException if a parameter is out of its range
     */
    public static ShallowSgdLaw of(double alpha, double kappa, double tau, double sigma2, double eta) {
        Require.within("alpha", alpha, SMALLEST, Double.POSITIVE_INFINITY);
        Require.within("kappa", kappa, SMALLEST, Double.POSITIVE_INFINITY);
        Require.within("tau", tau, SMALLEST, Double.POSITIVE_INFINITY);
        Require.within("sigma2", sigma2, 0, LARGEST);
        Require.within("eta", eta, SMALLEST, LARGEST);
        return new ShallowSgdLaw((1 + sigma2) / alpha, (1 + 1 / kappa) / tau, eta);
    }

    /** @return the law at the setting's α, κ, τ, σ² and η */
    public static ShallowSgdLaw of(ShallowTraining setting) {
        Require.given("setting", setting);
        return of(setting.alpha(), setting.kappa(), setting.tau(), setting.noise(), setting.eta());
    }

    private static double[] losses(ShallowTraining setting) {
        ShallowSgdLaw law = of(setting);
        return IntStream.rangeClosed(0, setting.steps()).mapToDouble(law::loss).toArray();
    }

    /** @return \( \gamma_\star = \frac{\alpha}{\alpha+1+\sigma^2} \), which \( \Gamma \) learns on average */
    public double optimalGamma() {
        return 1 / r;
    }

    /** @return \( \frac{2}{r(1+q)} \), the learning rate from which on \( a \ge 1 \) and training does not settle */
    public double stabilityLimit() {
        return 2 / (r * (1 + q));
    }

    /** @return \( a \), the factor by which a step shrinks \( C \) */
    public double contraction() {
        return 1 + growth;
    }

    /**
     * @param step number of steps taken, ≥ 0
     * @return \( \frac1D\|\Gamma - I\|_F^2 = C(t) + 2\frac{r-1}{r^2}(1-\eta r)^t + (1-\gamma_\star)^2 \), 1 at step 0;
     *     +Infinity where it overflows
     */
    public double loss(int step) {
        double spread = spread(step);
        if (spread == Double.POSITIVE_INFINITY) {
            return spread;
        }
        return spread + (2 * Math.pow(1 - eta * r, step) + excess) * excess / (r * r);
    }

    /** \( C(t) = a^tC(0) + b\,\frac{a^t-1}{a-1} \). */
    private double spread(int step) {
        double exponent = Require.atLeast("step", step, 0) > 0 ? step * Math.log1p(growth) : 0;
        double noise = eta * eta * q * excess;
        double steps = growth == 0 ? step : Math.expm1(exponent) / growth;
        return Math.exp(exponent) / (r * r) + (noise > 0 ? noise * steps : 0);
    }
}
