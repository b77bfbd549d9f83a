package org.icllab.simulation.descent;

import java.util.ArrayList;
import java.util.List;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;
import org.icllab.simulation.descent.RegressionEnsemble.Regression;

/**
 * The loss of L descent layers on one regression with infinitely many labelled and evaluated points and no noise, and
 * its gradient.
 *
 * <p>\( e^0 = \beta,\ e^{\ell+1} = e^\ell - \tfrac1L\Gamma^\ell\Sigma e^\ell \), loss \( (e^L)^\top\Sigma e^L \) (which
 * is \( \sum_k\omega_k\lambda_k \) on average at Γ = 0). Backwards, \( g^L = 2\Sigma e^L \),
 * \( g^\ell = g^{\ell+1} - \tfrac1L\Sigma\Gamma^{\ell\top}g^{\ell+1} \), and
 * \( \partial/\partial\Gamma^\ell = -\tfrac1L g^{\ell+1}(\Sigma e^\ell)^\top \).
 *
 * @param loss the loss
 * @param left the vectors \( -\tfrac1Lg^{\ell+1} \), one per layer
 * @param right the vectors \( \Sigma e^\ell \), one per layer: the gradient of layer ℓ is left·rightᵀ
 * @see "Paper B, reduced model with P → ∞; theory.md [B1], [B4], [B6]"
 */
public record PopulationDescent(double loss, List<double[]> left, List<double[]> right) {
    public PopulationDescent {
        left = Require.list("left", left);
        right = Require.list("right", right);
    }

    /**
     * @param gammas Γ⁰ … Γᴸ⁻¹, D×D each; the same matrix repeated for tied layers. Their entries are not looked at: of
     *     NaN or overflow the loss is NaN or infinite, as that of a training that diverges
     */
    public static PopulationDescent of(List<Matrix> gammas, Regression regression) {
        Require.given("gammas, regression", gammas, regression);
        int depth = Require.atLeast("depth", gammas.size(), 1);
        double[] error = regression.task();
        List<double[]> right = new ArrayList<>();
        for (Matrix gamma : gammas) {
            Require.length("gamma's column", Require.given("gamma", gamma).rows(), error.length);
            double[] weighted = regression.covarianceTimes(error);
            right.add(weighted);
            Vectors.axpy(-1.0 / depth, gamma.times(weighted), error);
        }
        double[] gradient = regression.covarianceTimes(error);
        double loss = Vectors.dot(error, gradient);
        Vectors.scale(2, gradient);
        double[][] left = new double[depth][];
        for (int layer = depth - 1; layer >= 0; layer--) {
            left[layer] = gradient.clone();
            Vectors.scale(-1.0 / depth, left[layer]);
            if (layer > 0) {
                double[] back = gammas.get(layer).transposeTimes(gradient);
                Vectors.axpy(-1.0 / depth, regression.covarianceTimes(back), gradient);
            }
        }
        return new PopulationDescent(loss, List.of(left), List.copyOf(right));
    }
}
