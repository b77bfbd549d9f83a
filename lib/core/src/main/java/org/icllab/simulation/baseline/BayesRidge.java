package org.icllab.simulation.baseline;

import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;

/**
 * The Bayes estimate for tasks \( \mathcal N(0, I_d) \): \( \hat w = (X^\top X + \rho I)^{-1} X^\top y \), ridge
 * regression on the context alone.
 *
 * <p>No estimate does better on new tasks. Inputs have covariance I/d, so that the penalty is ρ itself.
 *
 * @see "Paper A, figure 4; theory.md §3, baselines"
 */
public final class BayesRidge implements TaskEstimator {
    private final double noise;

    private BayesRidge(double noise) {
        this.noise = noise;
    }

    /** @param noise ρ ≥ 0, the label noise's variance; at 0 the least-squares solution of least norm */
    public static BayesRidge of(double noise) {
        return new BayesRidge(Require.nonNegative("noise", noise));
    }

    @Override
    public Matrix estimate(ContextEvidence evidence) {
        int d = evidence.dimension();
        Matrix estimates = Matrix.zeros(d, evidence.size());
        for (int i = 0; i < evidence.size(); i++) {
            System.arraycopy(solve(evidence.gram(i), evidence.moment(i)), 0, estimates.data(), i * d, d);
        }
        return estimates;
    }

    /** By eigenvectors: where \( X^\top X \) is 0 so is \( X^\top y \), exactly, however small ρ is. */
    private double[] solve(Matrix gram, double[] moment) {
        SymmetricEigen eigen = SymmetricEigen.of(gram);
        int d = moment.length;
        double rounding = d * Math.ulp(eigen.values()[d - 1]);
        double[] solution = new double[d];
        for (int m = 0; m < d; m++) {
            if (eigen.values()[m] > rounding) {
                double[] direction = eigen.vectors().column(m);
                double share = 0;
                for (int a = 0; a < d; a++) {
                    share += direction[a] * moment[a];
                }
                for (int a = 0; a < d; a++) {
                    solution[a] += share / (eigen.values()[m] + noise) * direction[a];
                }
            }
        }
        return solution;
    }
}
