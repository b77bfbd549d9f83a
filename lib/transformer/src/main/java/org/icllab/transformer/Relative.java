package org.icllab.transformer;

import java.util.Arrays;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble;

/**
 * A training tested on fresh contexts of its own kind, its losses in units of the loss of predicting 0 on the same.
 *
 * <p>A context counts at most 10: rare ones cost deep models beyond their edge of stability without bound.
 *
 * @param training what is done, without tests
 * @param contexts what it learns from
 * @param evaluated contexts that a loss is taken on
 */
record Relative(Training training, Contexts contexts, int evaluated) {
    private static final double CAP = 10;

    /** @return regressions of these variances in a basis that each draws for itself, their targets of variance 1 */
    static RegressionEnsemble rotated(Spectrum spectrum) {
        int d = spectrum.dimension();
        return RegressionEnsemble.rotated(spectrum.lambda(), Arrays.stream(spectrum.omega()).map(omega -> omega * d).toArray());
    }

    /** @return bytes, about: two batches and the tests, weights with what Adam remembers of each, and the lanes' gradients */
    static long bytes(Model model, Batch.Size size, int evaluated) {
        double contexts = 2.0 * size.contexts() + evaluated;
        return (long) (Double.BYTES * (contexts * (size.labelled() + size.evaluated()) * (size.dimension() + 1)
                + 4.0 * model.layout().size() + 2.0 * Loss.LANES * model.effectiveSize()));
    }

    /**
     * @param losses in those units, one a reported step
     * @param measured what was measured of the weights there
     */
    record Outcome(double[] losses, double[][] measured) {
    }

    /** @return what the reported {@code steps} show */
    Outcome run(int[] steps, RandomStream stream, Checkpoint checkpoint) {
        Training tested = training.testedOn(evaluated, contexts).capping(CAP);
        double unit = tested.loss(Weights.zeros(training.model().layout()), contexts, Training.testStream(stream, 0));
        History history = tested.run(steps, stream, checkpoint);
        return new Outcome(Arrays.stream(history.testLosses(0)).map(loss -> loss / unit).toArray(), history.measured());
    }
}
