package org.icllab.simulation.descent;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.RotatedDescent;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.random.RandomStream;

/**
 * SGD on descent layers with randomly rotated power-law contexts, and what it has learnt at the setting's times.
 *
 * <p>Training runs at scale D²/N, so that \( \gamma = \tfrac1D\mathrm{Tr}\,\Gamma \), the step size of
 * \( \tfrac DN\Pi \), has the time of the scalar flow \( \dot\gamma = -\partial\mathcal L/\partial\gamma \).
 * The loss is the mean over fresh contexts, and the setting's penalty.
 *
 * @param measurements one for each time, in order
 * @see "Paper B, Results 6 and 7, figures 4, 5 and 8; theory.md [B6], [B7]"
 */
public record RotatedTraining(List<RotatedTraining.Measurement> measurements) {
    /** Loss, mean γ and imbalance of the layers along time. */
    public static final Study<RotatedDescent, RotatedTraining> STUDY = Study
            .simulation("rotated-training", RotatedTraining::run)
            .needing(RotatedTraining::bytes)
            .along(RotatedDescent.TIME, RotatedDescent::times)
            .curve(RotatedDescent.LOSS, training -> training.along(Measurement::loss))
            .curve(RotatedDescent.GAMMA, training -> training.along(Measurement::meanGamma))
            .curve(RotatedDescent.IMBALANCE, training -> training.along(Measurement::imbalance));

    /** The γ of each layer along time and layers. */
    public static final Study<RotatedDescent, RotatedTraining> LAYERS = Study
            .simulation("rotated-training-layers", RotatedTraining::run)
            .needing(RotatedTraining::bytes)
            .along(List.of(RotatedDescent.TIME, RotatedDescent.LAYER), RotatedDescent::layerTimes)
            .curve(RotatedDescent.LAYER_GAMMA, RotatedTraining::layerGammas);

    /** Contexts that go through the layers side by side when a loss is measured. */
    private static final int CHUNK = 64;

    /** Copies the list. */
    public RotatedTraining {
        measurements = Require.list("measurements", measurements);
    }

    /**
     * What training has come to at one time.
     *
     * @param loss the mean loss on fresh contexts and the penalty; 1 is expected of Γ = 0
     * @param gamma \( \gamma^\ell = \tfrac1D\mathrm{Tr}\,\Gamma^\ell \): one number if tied, else L
     */
    public record Measurement(double loss, double[] gamma) {
        /**
         * Copies the array.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Measurement {
            Require.numbers("loss, gamma", loss);
            gamma = Require.finite("gamma", gamma).clone();
            Require.atLeast("gamma.length", gamma.length, 1);
        }

        /** @return the step size of each layer, or of all; a copy */
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
     * Trains from Γ = 0.
     *
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public static RotatedTraining run(RotatedDescent setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        return new RotatedTraining(sgd(setting).run(setting.steps(), stream.at(0)).stream()
                .map(state -> measured(setting, state.gammas(), stream.at(1))).toList());
    }

    private static Measurement measured(RotatedDescent setting, List<Matrix> gammas, RandomStream stream) {
        RegressionEnsemble ensemble = ensemble(setting);
        List<Matrix> layers = layers(setting, gammas);
        double sum = 0;
        for (int n = 0; n < setting.evaluated(); n += CHUNK) {
            Interrupt.check();
            sum += DescentSgd.totalLoss(layers, ensemble.batch(Math.min(CHUNK, setting.evaluated() - n), stream));
        }
        double square = gammas.stream().mapToDouble(gamma -> gamma.dot(gamma)).sum() / setting.width() / setting.width();
        return new Measurement(sum / setting.evaluated() + setting.ridge() * square,
                gammas.stream().mapToDouble(gamma -> gamma.trace() / setting.dimension()).toArray());
    }

    static long bytes(RotatedDescent setting) {
        DescentSgd sgd = sgd(setting);
        return sgd.bytes(setting.steps().length, CHUNK * sgd.sideBySide(1));
    }

    static DescentSgd sgd(RotatedDescent setting) {
        double d = setting.dimension();
        return new DescentSgd(ensemble(setting), setting.width(), setting.layers(), setting.tied(), setting.batch(),
                setting.timeStep(), d * d / setting.width(), setting.ridge());
    }

    static RegressionEnsemble ensemble(RotatedDescent setting) {
        Spectrum spectrum = setting.spectrum();
        return RegressionEnsemble.rotated(spectrum.lambda(), spectrum.omega());
    }

    /** @return the L layers that {@code gammas} make, one matrix if they are tied */
    static List<Matrix> layers(RotatedDescent setting, List<Matrix> gammas) {
        return setting.tied() ? Collections.nCopies(setting.layers(), gammas.get(0)) : gammas;
    }

    private double[] along(ToDoubleFunction<Measurement> number) {
        return measurements.stream().mapToDouble(number).toArray();
    }

    private double[] layerGammas() {
        return measurements.stream().flatMapToDouble(measurement -> Arrays.stream(measurement.gamma)).toArray();
    }
}
