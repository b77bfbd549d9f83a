package org.icllab.simulation.descent;

import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;

/**
 * A context of paper B: P labelled points and K points to be predicted.
 *
 * @param inputs X, D×P; not copied
 * @param labels y, length P
 * @param queries D×K; not copied
 * @param targets the K values to be predicted, without noise
 * @see "Paper B, section 2; theory.md §4"
 */
public record RegressionContext(Matrix inputs, double[] labels, Matrix queries, double[] targets) {
    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public RegressionContext {
        Require.length("labels", labels, Matrix.require("inputs", inputs).columns());
        Require.length("targets", targets, Matrix.require("queries", queries).columns());
        Require.length("a query", queries.rows(), inputs.rows());
        labels = Require.finite("labels", labels).clone();
        targets = Require.finite("targets", targets).clone();
    }

    /** @return y, length P; a copy */
    @Override
    public double[] labels() {
        return labels.clone();
    }

    /** @return the K values to be predicted; a copy */
    @Override
    public double[] targets() {
        return targets.clone();
    }

    /** @return P */
    public int labelled() {
        return labels.length;
    }

    /** @return K */
    public int evaluated() {
        return targets.length;
    }

    /** @return mean squared distance of {@code predictions} from the targets */
    public double error(double[] predictions) {
        Require.finite("predictions", Require.length("predictions", predictions, targets.length));
        return Vectors.squaredDistance(predictions, targets) / targets.length;
    }
}
