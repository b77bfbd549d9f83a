package org.icllab.transformer;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.icllab.Require;
import org.icllab.model.Point;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble;

/**
 * Adam on randomly rotated power-law contexts, of attention with softmax or without.
 *
 * <p>Tasks are scaled to targets of variance 1.
 *
 * @param training what is trained, and how
 * @param contexts what it learns from
 * @see "Paper B, figures 6c and 9; theory.md §8"
 */
public record RotatedAdam(Training training, Contexts contexts) {
    private static final double CAP = 10;

    /**
     * The training that a point describes.
     *
     * @param point with D (also the width), P, K, L, B, ν, β, w (the start), η (the learning rate of weights that act
     *     divided by √D), decay (AdamW's, 0 for Adam), E (contexts evaluated) and
     *     model: 0 for linear attention with tied layers, 1 for softmax attention, 2 for softmax attention and
     *     perceptrons, with H heads
     */
    public static RotatedAdam of(Point point) {
        int d = point.integer("D");
        Spectrum spectrum = Spectrum.powerLaw(d, point.get("ν"), point.get("β"));
        Contexts contexts = Contexts.fresh(RegressionEnsemble.rotated(spectrum.lambda(),
                Arrays.stream(spectrum.omega()).map(omega -> omega * d).toArray()), 0);
        int kind = point.integer("model");
        Require.within("model", kind, 0, 2);
        double start = point.get("w");
        Model model = kind == 0 ? new LinearTransformer(d, d, 1, point.integer("L"), start)
                : new SoftmaxTransformer(d, d, point.integer("L"), point.integer("H"), kind == 2, start);
        // Linear attention's weights act as they are.
        double rate = point.get("η") / (kind == 0 ? Math.sqrt(d) : 1);
        double decay = point.get("decay");
        Optimiser optimiser = decay == 0 ? Optimiser.adam(rate) : Optimiser.adamW(rate, decay);
        Batch.Size size = new Batch.Size(point.integer("B"), d, point.integer("P"), point.integer("K"));
        return new RotatedAdam(Training.of(model, contexts, size, optimiser.cutting(1))
                .testedOn(point.integer("E"), contexts).capping(CAP), contexts);
    }

    /**
     * Trains.
     *
     * @param steps ascending, from 0
     * @param device "cpu" or "gpu"
     * @return the loss on fresh contexts before those steps, in units of the loss of predicting 0 on the same; a
     *     context counts at most 10
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public double[] run(int[] steps, String device, RandomStream stream) {
        Training placed = training.on(device);
        double unit = placed.loss(Weights.zeros(training.model().layout()), contexts, Training.testStream(stream, 0));
        return Arrays.stream(placed.run(steps, stream).testLosses(0)).map(loss -> loss / unit).toArray();
    }
}
