package org.icllab.simulation.descent;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.BandedDescent;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.random.Haar;
import org.icllab.random.RandomStream;

/**
 * SGD on descent layers in contexts that are rotated within bands, and what it has learnt at the setting's times.
 *
 * <p>Training runs at scale m, so that \( q_b = \mathrm{Tr}\,\Gamma_{bb}/m \), the mean of band b's diagonal entries, has the
 * time of the scalar flow \( \dot q_b = -\partial\mathcal L/\partial q_b \). The loss is the mean over fresh rotations of the
 * loss over all tasks, which is exact.
 *
 * @param measurements one for each time, in order
 * @see "theory.md [B11], [B7]"
 */
public record BandedTraining(List<BandedTraining.Measurement> measurements) {
    /** Loss, and step size in the first band, along time. */
    public static final Study<BandedDescent, BandedTraining> STUDY = Study
            .simulation("banded-training", BandedTraining::run)
            .needing(BandedTraining::bytes)
            .along(BandedDescent.TIME, BandedDescent::times)
            .curve(BandedDescent.LOSS, training -> training.along(Measurement::loss))
            .curve(BandedDescent.FIRST_STEP, training -> training.along(Measurement::meanStep));

    /** The step size of each layer in the first band, along time and layers, the smallest first. */
    public static final Study<BandedDescent, BandedTraining> LAYERS = Study
            .simulation("banded-training-layers", BandedTraining::run)
            .needing(BandedTraining::bytes)
            .along(List.of(BandedDescent.TIME, BandedDescent.RANK), BandedDescent::rankTimes)
            .curve(BandedDescent.LAYER_STEP, BandedTraining::layerSteps);

    /** Copies the list. */
    public BandedTraining {
        measurements = Require.list("measurements", measurements);
    }

    /**
     * What training has come to at one time.
     *
     * @param loss the mean loss on fresh contexts, 1 at Γ = 0
     * @param steps \( q_1^\ell \), step sizes in the first band, ascending: one number if tied, else L
     */
    public record Measurement(double loss, double[] steps) {
        /**
         * Copies the array.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Measurement {
            Require.numbers("loss", loss);
            steps = Require.finite("steps", steps).clone();
            Require.atLeast("steps.length", steps.length, 1);
        }

        /** @return the step size of each layer, or of all; a copy */
        @Override
        public double[] steps() {
            return steps.clone();
        }

        /** @return the mean over layers */
        public double meanStep() {
            return Arrays.stream(steps).average().orElseThrow();
        }
    }

    /**
     * Trains from Γ = 0.
     *
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public static BandedTraining run(BandedDescent setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        return new BandedTraining(sgd(setting).run(setting.steps(), stream.at(0)).stream()
                .map(state -> measured(setting, state.gammas(), stream.at(1))).toList());
    }

    private static DescentSgd sgd(BandedDescent setting) {
        Spectrum spectrum = setting.spectrum();
        RegressionEnsemble ensemble = RegressionEnsemble.banded(spectrum.lambda(), spectrum.omega(), setting.band());
        return new DescentSgd(ensemble, setting.layers(), setting.tied(), setting.batch(), setting.timeStep(), setting.band());
    }

    private static long bytes(BandedDescent setting) {
        return sgd(setting).bytes(setting.steps().length, KnownCovariance.numbers(setting.dimension()));
    }

    private static Measurement measured(BandedDescent setting, List<Matrix> gammas, RandomStream stream) {
        DescentAttention model = setting.tied() ? DescentAttention.tied(gammas.get(0), setting.layers())
                : new DescentAttention(gammas);
        double sum = 0;
        for (int n = 0; n < setting.evaluated(); n++) {
            Interrupt.check();
            Matrix rotation = Haar.banded(setting.dimension(), setting.band(), stream);
            sum += KnownCovariance.turned(setting.spectrum(), rotation).expectedLoss(model);
        }
        return new Measurement(sum / setting.evaluated(),
                gammas.stream().mapToDouble(gamma -> firstStep(gamma, setting.band())).sorted().toArray());
    }

    private static double firstStep(Matrix gamma, int band) {
        double trace = 0;
        for (int i = 0; i < band; i++) {
            trace += gamma.get(i, i);
        }
        return trace / band;
    }

    private double[] along(ToDoubleFunction<Measurement> number) {
        return measurements.stream().mapToDouble(number).toArray();
    }

    private double[] layerSteps() {
        return measurements.stream().flatMapToDouble(measurement -> Arrays.stream(measurement.steps)).toArray();
    }
}
