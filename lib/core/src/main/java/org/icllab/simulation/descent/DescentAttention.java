package org.icllab.simulation.descent;

import java.util.Collections;
import java.util.List;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;

/**
 * Paper B's reduced model: L layers, each a step of preconditioned gradient descent on the context's least squares,
 * \( f(x_\star) = \frac{1}{LP}\sum_{\ell} x_\star^\top\Gamma^\ell X r^\ell \) with residuals
 * \( r^1 = y \), \( r^{\ell+1} = r^\ell - \frac{1}{LP}X^\top\Gamma^\ell X r^\ell \).
 *
 * @param gammas Γ¹ … Γᴸ, each D×D, at most 2²⁰
 * @see "Paper B, reduced Γ model; theory.md [B1]"
 */
public record DescentAttention(List<Matrix> gammas) {
    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public DescentAttention {
        Require.layers(Require.given("gammas", gammas).size());
        gammas = Require.list("gammas", gammas);
        int d = gammas.get(0).rows();
        for (Matrix gamma : gammas) {
            Matrix.require("gamma", gamma, d, d);
        }
    }

    /**
     * @param gamma D×D, the same in every layer
     * @param depth L, from 1 to 2²⁰
     */
    public static DescentAttention tied(Matrix gamma, int depth) {
        return new DescentAttention(Collections.nCopies(Require.layers(depth), gamma));
    }

    /** @return L */
    public int depth() {
        return gammas.size();
    }

    /** @return the predictions for the context's K queries after the last layer */
    public double[] predict(RegressionContext context) {
        Require.given("context", context);
        double[] residual = context.labels();
        double[] prediction = new double[context.evaluated()];
        for (Matrix gamma : gammas) {
            double[] direction = gamma.times(context.inputs().times(residual));
            Vectors.axpy(step(context), context.queries().transposeTimes(direction), prediction);
            Vectors.axpy(-step(context), context.inputs().transposeTimes(direction), residual);
        }
        return prediction;
    }

    /** @return residuals \( y - \hat y \) of the labelled points before each layer and after the last, (L+1)×P by rows */
    public double[][] residuals(RegressionContext context) {
        Require.given("context", context);
        double[][] residuals = new double[depth() + 1][];
        residuals[0] = context.labels();
        for (int layer = 0; layer < depth(); layer++) {
            double[] direction = gammas.get(layer).times(context.inputs().times(residuals[layer]));
            residuals[layer + 1] = residuals[layer].clone();
            Vectors.axpy(-step(context), context.inputs().transposeTimes(direction), residuals[layer + 1]);
        }
        return residuals;
    }

    private double step(RegressionContext context) {
        return 1.0 / depth() / context.labelled();
    }
}
