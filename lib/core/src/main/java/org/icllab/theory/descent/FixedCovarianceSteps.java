package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.List;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.model.FixedDescent;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;

/**
 * Gradient descent in steps of \( \Delta t \), where {@link FixedCovarianceLaw} is its flow: what SGD is on average over
 * ever larger batches. From \( \gamma_k = 0 \), each direction by itself,
 * \[ \gamma_k \leftarrow \gamma_k + 2\Delta t\,\omega_k\lambda_k^2\Bigl(1-\frac{\gamma_k\lambda_k}L\Bigr)^{2L-1} . \]
 *
 * @see "Paper B, Result 4, the curves of figures 3a and 3b; theory.md [B4]"
 */
public final class FixedCovarianceSteps {
    /** The descent at the times of training, in the followed directions; the loss is the same at each direction. */
    public static final Study<FixedDescent, double[][]> STUDY = Study
            .theory("fixed-steps", FixedCovarianceSteps::curves)
            .along(List.of(FixedDescent.TIME, FixedDescent.DIRECTION), FixedDescent::directionTimes)
            .curve(FixedDescent.LOSS, curves -> curves[0])
            .curve(FixedDescent.DIRECTION_GAMMA, curves -> curves[1]);

    private final double[] lambda;
    private final double[] power;
    private final int depth;
    private final double timeStep;

    private FixedCovarianceSteps(Spectrum spectrum, int depth, double timeStep) {
        lambda = spectrum.lambda();
        power = spectrum.power();
        this.depth = depth;
        this.timeStep = timeStep;
    }

    /**
     * @param spectrum \( \lambda_k \) and \( \omega_k \)
     * @param depth \( L \), from 1 to 2²⁰
     * @param timeStep \( \Delta t > 0 \)
     * @return the descent
     */
    public static FixedCovarianceSteps of(Spectrum spectrum, int depth, double timeStep) {
        return new FixedCovarianceSteps(Require.given("spectrum", spectrum), Require.layers(depth),
                Require.positive("timeStep", timeStep));
    }

    /** @return the descent of which a setting's training is a noisy copy */
    public static FixedCovarianceSteps of(FixedDescent setting) {
        Require.given("setting", setting);
        return of(setting.spectrum(), setting.layers(), setting.timeStep());
    }

    private static double[][] curves(FixedDescent setting) {
        FixedCovarianceSteps descent = of(setting);
        int[] steps = setting.steps();
        int[] directions = setting.directions();
        int last = steps[steps.length - 1];
        double[] losses = descent.losses(last);
        double[][] gammas = Arrays.stream(directions).mapToObj(k -> descent.gammas(k, last)).toArray(double[][]::new);
        return new double[][] {
                Arrays.stream(steps).mapToObj(step -> losses[step])
                        .flatMapToDouble(loss -> Arrays.stream(directions).mapToDouble(k -> loss)).toArray(),
                Arrays.stream(steps).boxed()
                        .flatMapToDouble(step -> Arrays.stream(gammas).mapToDouble(gamma -> gamma[step])).toArray()};
    }

    /**
     * @param k which direction, from 1 to \( D \)
     * @param steps how many, ≥ 0
     * @return \( \gamma_k \) after 0, 1, …, {@code steps} steps
     * @throws ArithmeticException if the descent diverges
     */
    public double[] gammas(int k, int steps) {
        Require.within("k", k, 1, lambda.length);
        double[] gammas = new double[Require.room("steps + 1", Require.atLeast("steps", steps, 0) + 1L)];
        double rate = 2 * timeStep * power[k - 1] * lambda[k - 1];
        for (int step = 0; step < steps; step++) {
            Interrupt.check();
            gammas[step + 1] = gammas[step] + rate * Math.pow(left(gammas[step], k - 1), 2 * depth - 1);
            if (!Double.isFinite(gammas[step + 1])) {
                throw new ArithmeticException("descent diverges at step " + step + ": take a time step smaller than "
                        + timeStep);
            }
        }
        return gammas;
    }

    /**
     * @param steps how many, ≥ 0
     * @return the loss after 0, 1, …, {@code steps} steps; 1 at 0
     * @throws ArithmeticException if the descent diverges
     */
    public double[] losses(int steps) {
        double[] losses = new double[Require.room("steps + 1", Require.atLeast("steps", steps, 0) + 1L)];
        for (int k = 0; k < lambda.length; k++) {
            double[] gammas = gammas(k + 1, steps);
            for (int step = 0; step <= steps; step++) {
                losses[step] += power[k] * Math.pow(left(gammas[step], k), 2 * depth);
            }
        }
        return losses;
    }

    /** What one layer leaves of direction k. */
    private double left(double gamma, int k) {
        return 1 - gamma * lambda[k] / depth;
    }
}
