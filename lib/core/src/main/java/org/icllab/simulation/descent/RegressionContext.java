package org.icllab.simulation.descent;

import org.icllab.Require;
import org.icllab.linalg.Matrix;

/**
 * A context of paper B: P labelled points and K points to be predicted.
 *
 * @param inputs X, D×P
 * @param labels y, length P
 * @param queries D×K
 * @param targets the K values to be predicted, without noise
 * @see "Paper B, section 2; theory.md §4"
 */
public record RegressionContext(Matrix inputs, double[] labels, Matrix queries, double[] targets) {
    public RegressionContext {
        Require.length("labels", labels.length, inputs.columns());
        Require.length("a query", queries.rows(), inputs.rows());
        Require.length("targets", targets.length, queries.columns());
    }

    /** @return mean squared distance of {@code predictions} from the targets */
    public double error(double[] predictions) {
        Require.length("predictions", predictions.length, targets.length);
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            sum += (predictions[i] - targets[i]) * (predictions[i] - targets[i]);
        }
        return sum / targets.length;
    }
}
