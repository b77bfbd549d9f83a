package org.icllab.simulation.descent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.Point;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble.Regression;

/**
 * SGD on descent layers with randomly rotated power-law contexts, and what it has learnt at given times.
 *
 * <p>Training runs at scale D²/N, so that \( \gamma = \tfrac1D\mathrm{Tr}\,\Gamma \), the step size of
 * \( \tfrac DN\Pi \), has the time of the scalar flow \( \dot\gamma = -\partial\mathcal L/\partial\gamma \).
 * The loss is the mean over fresh contexts.
 *
 * @param spectrum variances of inputs and tasks, of dimension D
 * @param width N in 1 … D
 * @param depth L ≥ 1
 * @param tied whether all layers share one Γ
 * @param batch B ≥ 1 contexts in a step
 * @param timeStep Δt &gt; 0
 * @param evaluated ≥ 1 fresh contexts to take the loss on
 * @see "Paper B, Results 6 and 7, figures 4 and 7; theory.md [B6], [B7]"
 */
public record RotatedTraining(Spectrum spectrum, int width, int depth, boolean tied, int batch, double timeStep,
        int evaluated) {
    /** What rounding may leave of a time in steps. */
    private static final double PART_OF_A_STEP = 1e-6;

    public RotatedTraining {
        Require.within("width", width, 1, spectrum.dimension());
        Require.atLeast("depth", depth, 1);
        Require.atLeast("batch", batch, 1);
        Require.positive("timeStep", timeStep);
        Require.atLeast("evaluated", evaluated, 1);
    }

    /**
     * What training has come to at one time.
     *
     * @param loss the mean loss on fresh contexts; 1 is expected of Γ = 0
     * @param gamma \( \gamma^\ell = \tfrac1D\mathrm{Tr}\,\Gamma^\ell \): one number if tied, else L
     */
    public record Measurement(double loss, double[] gamma) {
        public Measurement {
            gamma = gamma.clone();
            Require.atLeast("gamma.length", gamma.length, 1);
        }

        @Override
        public double[] gamma() {
            return gamma.clone();
        }

        /** @return the mean over layers of \( \gamma^\ell \) */
        public double meanGamma() {
            return Arrays.stream(gamma).average().orElseThrow();
        }

        /** @return (largest − smallest \( \gamma^\ell \)) / mean: 0 if tied, NaN at Γ = 0 */
        public double imbalance() {
            return (Arrays.stream(gamma).max().orElseThrow() - Arrays.stream(gamma).min().orElseThrow()) / meanGamma();
        }
    }

    /**
     * The training that a point describes, at full width.
     *
     * @param point with D, ν, β, L, B, Δt and E (contexts evaluated); layers are untied if it says tied = 0
     */
    public static RotatedTraining of(Point point) {
        int d = point.integer("D");
        return new RotatedTraining(Spectrum.powerLaw(d, point.get("ν"), point.get("β")), d, point.integer("L"),
                point.get("tied") != 0, point.integer("B"), point.get("Δt"), point.integer("E"));
    }

    /** @param narrow N in 1 … D @return the same training of a model that sees N of the D directions */
    public RotatedTraining atWidth(int narrow) {
        return new RotatedTraining(spectrum, narrow, depth, tied, batch, timeStep, evaluated);
    }

    /**
     * Trains from Γ = 0.
     *
     * @param times ascending, ≥ 0, each once: whole numbers of time steps, to within 1e-6 of a step
     * @return the measurements at those times
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public List<Measurement> run(double[] times, RandomStream stream) {
        RegressionEnsemble ensemble = ensemble();
        int[] steps = new int[times.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = steps("times[" + i + "]", times[i]);
            Require.that(i == 0 || steps[i] > steps[i - 1],
                    "times[" + i + "] = " + times[i] + ": must be at least a time step after the one before");
        }
        List<Measurement> measurements = new ArrayList<>();
        for (DescentSgd.State state : sgd(ensemble).run(steps, stream.at(0))) {
            double[] gamma = state.gammas().stream().mapToDouble(g -> g.trace() / spectrum.dimension()).toArray();
            measurements.add(new Measurement(loss(ensemble, layers(state.gammas()), stream.at(1)), gamma));
        }
        return measurements;
    }

    /**
     * What the fluctuations of Γ around a multiple of Π have come to cost.
     *
     * @param time ≥ 0, a whole number of time steps, to within 1e-6 of a step
     * @return loss of Γ / loss of that multiple − 1, both on the same fresh contexts
     */
    public double excess(double time, RandomStream stream) {
        RegressionEnsemble ensemble = ensemble();
        int[] step = {steps("time", time)};
        List<Matrix> trained = sgd(ensemble).run(step, stream.at(0)).get(0).gammas();
        int d = spectrum.dimension();
        List<Matrix> scalar = trained.stream().map(g -> projector(d).scaled(g.trace() / width)).toList();
        RandomStream fresh = stream.at(1);
        double loss = 0;
        double scalarLoss = 0;
        for (int n = 0; n < evaluated; n++) {
            Interrupt.check();
            Regression regression = ensemble.draw(fresh);
            loss += PopulationDescent.of(layers(trained), regression).loss();
            scalarLoss += PopulationDescent.of(layers(scalar), regression).loss();
        }
        return loss / scalarLoss - 1;
    }

    private int steps(String name, double time) {
        double steps = time / timeStep;
        double whole = Math.rint(steps);
        return whole >= 0 && whole <= Integer.MAX_VALUE && Math.abs(steps - whole) <= PART_OF_A_STEP ? (int) whole
                : Require.<Integer>refuse(name, time, "0 … " + Integer.MAX_VALUE + " whole time steps of " + timeStep);
    }

    private Matrix projector(int d) {
        Matrix projector = Matrix.zeros(d, d);
        for (int i = 0; i < width; i++) {
            projector.set(i, i, 1);
        }
        return projector;
    }

    private RegressionEnsemble ensemble() {
        return RegressionEnsemble.rotated(spectrum.lambda(), spectrum.omega());
    }

    private DescentSgd sgd(RegressionEnsemble ensemble) {
        double d = spectrum.dimension();
        return new DescentSgd(ensemble, width, depth, tied, batch, timeStep, d * d / width);
    }

    private double loss(RegressionEnsemble ensemble, List<Matrix> layers, RandomStream stream) {
        double sum = 0;
        for (int n = 0; n < evaluated; n++) {
            Interrupt.check();
            sum += PopulationDescent.of(layers, ensemble.draw(stream)).loss();
        }
        return sum / evaluated;
    }

    private List<Matrix> layers(List<Matrix> own) {
        return tied ? Collections.nCopies(depth, own.get(0)) : own;
    }
}
