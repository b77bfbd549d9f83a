package org.icllab.simulation.descent;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.FixedDescent;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.random.RandomStream;

/**
 * SGD on descent layers with contexts of one power-law covariance, and what it has learnt at the setting's times: Γ's
 * diagonal in the followed directions, and its loss, exact over tasks.
 *
 * @see "Paper B, Results 3 and 4, figure 3; theory.md [B4]"
 */
public final class FixedTraining {
    /** Loss and γ_k along time and directions; the loss is the same at each direction. */
    public static final Study<FixedDescent, FixedTraining> STUDY = Study
            .simulation("fixed-training", FixedTraining::run)
            .needing(setting -> sgd(setting).bytes(setting.steps().length, KnownCovariance.numbers(setting.dimension())))
            .along(List.of(FixedDescent.TIME, FixedDescent.DIRECTION), FixedDescent::directionTimes)
            .curve(FixedDescent.LOSS, FixedTraining::losses)
            .curve(FixedDescent.DIRECTION_GAMMA, FixedTraining::gammas);

    private final FixedDescent setting;
    private final List<Matrix> trained;

    private FixedTraining(FixedDescent setting, List<Matrix> trained) {
        this.setting = setting;
        this.trained = trained;
    }

    /**
     * Trains from Γ = 0.
     *
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public static FixedTraining run(FixedDescent setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        return new FixedTraining(setting,
                sgd(setting).run(setting.steps(), stream).stream().map(state -> state.gammas().get(0)).toList());
    }

    private static DescentSgd sgd(FixedDescent setting) {
        Spectrum spectrum = setting.spectrum();
        return new DescentSgd(RegressionEnsemble.fixed(spectrum.lambda(), spectrum.omega()), setting.layers(), true,
                setting.batch(), setting.timeStep(), 1);
    }

    /** @return the loss at each time, as often as there are directions */
    public double[] losses() {
        KnownCovariance contexts = KnownCovariance.of(setting.spectrum());
        double[] losses = trained.stream()
                .mapToDouble(gamma -> contexts.expectedLoss(DescentAttention.tied(gamma, setting.layers()))).toArray();
        return Arrays.stream(losses)
                .flatMap(loss -> Arrays.stream(setting.directions()).mapToDouble(k -> loss)).toArray();
    }

    /** @return \( \Gamma_{kk} \) at each time, of each direction */
    public double[] gammas() {
        return trained.stream()
                .flatMapToDouble(gamma -> Arrays.stream(setting.directions()).mapToDouble(k -> gamma.get(k - 1, k - 1)))
                .toArray();
    }
}
