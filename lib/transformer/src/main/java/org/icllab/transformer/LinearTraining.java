package org.icllab.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.BalancedTraining;
import org.icllab.model.Study;
import org.icllab.model.Trial;
import org.icllab.simulation.descent.RegressionEnsemble;

/**
 * SGD on all matrices of linear attention, timed as the scalar flow of its four strengths, and what it has come to.
 *
 * <p>A matrix near w·I has 1/D of the slope in w as its gradient, so a step of time Δt has the learning rate ΔtD. Tasks
 * are scaled to targets of variance 1. A gradient longer than the setting's {@code cut} is cut to it: contexts whose
 * covariance lies past the edge of stability are rare, but their gradients grow exponentially with depth.
 *
 * @param measurements one for each of the setting's times, in order
 * @see "Paper B, figures 1 and 6; theory.md [B2], [B8]"
 */
public record LinearTraining(List<LinearTraining.Measurement> measurements) {
    /** Loss, γ and what should be conserved, along time. */
    public static final Study<BalancedTraining, LinearTraining> STUDY = Study
            .experiment("linear-training", LinearTraining::run)
            .needing(setting -> Relative.bytes(model(setting), size(setting), setting.evaluated()))
            .along(BalancedTraining.TIME, BalancedTraining::times)
            .curve(BalancedTraining.LOSS, run -> run.measurements.stream().mapToDouble(Measurement::loss).toArray())
            .curve(BalancedTraining.GAMMA, run -> run.measurements.stream().mapToDouble(Measurement::gamma).toArray())
            .curve(BalancedTraining.DRIFT, run -> run.measurements.stream().mapToDouble(Measurement::drift).toArray());

    private static final int STEPS_PER_CHECKPOINT = 2000;

    /** Copies the list. */
    public LinearTraining {
        measurements = Require.list("measurements", measurements);
    }

    /**
     * What training has come to at one time; NaN where a number overflows.
     *
     * @param loss on fresh contexts, in units of the loss of predicting 0 on the same; a context counts at most 10
     * @param gamma \( \gamma = \tfrac1D\mathrm{Tr}\,\Gamma \)
     * @param drift the largest of \( |W_k|^2-|W_q|^2,\ |W_k|^2-|W_v|^2,\ |W_x|^2-2|W_k|^2 \), in units of \( |W_k|^2 \):
     *     gradient flow conserves them, and they start at 0
     */
    public record Measurement(double loss, double gamma, double drift) {
    }

    /**
     * Trains from the balanced start.
     *
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public static LinearTraining run(BalancedTraining setting, Trial trial) {
        Require.given("setting, trial", setting, trial);
        Contexts contexts = contexts(setting);
        LinearTransformer model = model(setting);
        Relative training = new Relative(Training.of(model, contexts, size(setting),
                Optimiser.sgd(setting.timeStep() * setting.dimension()).cutting(setting.cut()))
                .measuring(weights -> measure(model, weights)), contexts, setting.evaluated());
        Relative.Outcome run = training.run(setting.steps(), trial.stream(), Checkpoint.of(trial, STEPS_PER_CHECKPOINT));
        return new LinearTraining(IntStream.range(0, run.losses().length).mapToObj(i ->
                new Measurement(run.losses()[i], run.measured()[i][0], run.measured()[i][1])).toList());
    }

    private static LinearTransformer model(BalancedTraining setting) {
        return new LinearTransformer(setting.dimension(), setting.dimension(), 1, setting.layers(), setting.start());
    }

    private static Batch.Size size(BalancedTraining setting) {
        int d = setting.dimension();
        return new Batch.Size(setting.batch(), d, Double.isInfinite(setting.alpha()) ? d : Math.min(d, setting.labelled()), d);
    }

    private static Contexts contexts(BalancedTraining setting) {
        RegressionEnsemble ensemble = setting.isotropic() ? RegressionEnsemble.isotropic(setting.dimension())
                : Relative.rotated(setting.spectrum());
        return Double.isInfinite(setting.alpha()) ? Contexts.population(ensemble)
                : Contexts.summaries(ensemble, setting.labelled(), setting.dimension());
    }

    private static double[] measure(LinearTransformer model, Weights weights) {
        double keys = square(weights.matrix("W_k"));
        double[] conserved = {1 - square(weights.matrix("W_q")) / keys, 1 - square(weights.matrix("W_v")) / keys,
            square(weights.matrix("W_x")) / keys - 2};
        return new double[] {model.gamma(weights).trace() / model.dimension(),
            Arrays.stream(conserved).map(Math::abs).max().orElseThrow()};
    }

    private static double square(Matrix matrix) {
        return matrix.dot(matrix);
    }
}
