package org.icllab.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.Point;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble;

/**
 * SGD on all matrices of linear attention, timed as the scalar flow of its four strengths.
 *
 * <p>A matrix near w·I has 1/D of the slope in w as its gradient, so a step of time Δt has the learning rate ΔtD. Tasks
 * are scaled to targets of variance 1. Contexts have P labelled points, or infinitely many.
 *
 * @param model what is trained
 * @param contexts what it learns from
 * @param size of a step's batch
 * @param timeStep Δt &gt; 0
 * @param longest &gt; 0, possibly infinite: a batch's gradient longer than this is cut to this length. Contexts whose
 *     covariance lies past the edge of stability are rare, but their gradients grow exponentially with depth
 * @param evaluated contexts to take the loss on, ≥ 1
 * @see "Paper B, figures 1 and 6; theory.md [B2], [B8]"
 */
public record LinearTraining(LinearTransformer model, Contexts contexts, Batch.Size size, double timeStep,
                             double longest, int evaluated) {
    private static final double CAP = 10;

    public LinearTraining {
        Require.positive("timeStep", timeStep);
        Require.atLeast("evaluated", evaluated, 1);
    }

    /**
     * What training has come to at one time.
     *
     * @param loss on fresh contexts, in units of the loss of predicting 0 on the same; a context counts at most 10
     * @param gamma \( \gamma = \tfrac1D\mathrm{Tr}\,\Gamma \)
     * @param conserved \( |W_k|^2-|W_q|^2,\ |W_k|^2-|W_v|^2,\ |W_x|^2-2|W_k|^2 \), in units of \( |W_k|^2 \)
     */
    public record Measurement(double loss, double gamma, double[] conserved) {
    }

    /**
     * The training that a point describes.
     *
     * @param point with D, P (possibly infinite), L, w (the start), B, Δt, cut (the longest gradient), E (contexts
     *     evaluated); isotropic, or rotated power-law contexts if it has ν and β
     */
    public static LinearTraining of(Point point) {
        int d = point.integer("D");
        boolean isotropic = point.values().keySet().stream().noneMatch(name -> name.startsWith("ν"));
        RegressionEnsemble ensemble = isotropic ? RegressionEnsemble.isotropic(d)
                : rotated(Spectrum.powerLaw(d, point.get("ν"), point.get("β")));
        boolean infinite = Double.isInfinite(point.get("P"));
        return new LinearTraining(new LinearTransformer(d, d, 1, point.integer("L"), point.get("w")),
                infinite ? Contexts.population(ensemble) : Contexts.fresh(ensemble, 0),
                new Batch.Size(point.integer("B"), d, infinite ? d : point.integer("P"), d),
                point.get("Δt"), point.get("cut"), point.integer("E"));
    }

    private static RegressionEnsemble rotated(Spectrum spectrum) {
        return RegressionEnsemble.rotated(spectrum.lambda(),
                Arrays.stream(spectrum.omega()).map(omega -> omega * spectrum.dimension()).toArray());
    }

    /**
     * Trains from the balanced start.
     *
     * @param times ascending, ≥ 0: each is rounded to a whole number of steps, and no two to the same
     * @param device "cpu" or "gpu"
     * @return the measurements at those times
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public List<Measurement> run(double[] times, String device, RandomStream stream) {
        int[] steps = Arrays.stream(times).mapToInt(t -> (int) Math.rint(t / timeStep)).toArray();
        Optimiser sgd = Optimiser.sgd(timeStep * model.dimension()).cutting(longest);
        History history = Training.of(model, contexts, size, sgd).testedOn(evaluated, contexts).capping(CAP)
                .measuring(this::measure).on(device).run(steps, stream);
        double unit = Training.of(model, contexts, size, sgd).on(device).testedOn(evaluated)
                .loss(Weights.zeros(model.layout()), contexts, Training.testStream(stream, 0));
        return IntStream.range(0, steps.length).mapToObj(i -> new Measurement(history.tests()[i][0] / unit,
                history.measured()[i][0], Arrays.copyOfRange(history.measured()[i], 1, 4))).toList();
    }

    private double[] measure(Weights weights) {
        double embedding = square(weights.matrix("W_x"));
        double keys = square(weights.matrix("W_k"));
        double queries = square(weights.matrix("W_q"));
        double values = square(weights.matrix("W_v"));
        return new double[] {model.gamma(weights).trace() / model.dimension(), 1 - queries / keys, 1 - values / keys,
            embedding / keys - 2};
    }

    private static double square(Matrix matrix) {
        return matrix.dot(matrix);
    }
}
