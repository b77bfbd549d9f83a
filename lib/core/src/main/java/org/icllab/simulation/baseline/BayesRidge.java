package org.icllab.simulation.baseline;

import org.icllab.Interrupt;
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
        Require.given("evidence", evidence);
        int d = evidence.dimension();
        Matrix estimates = Matrix.zeros(d, evidence.size());
        for (int i = 0; i < evidence.size(); i++) {
            Interrupt.check();
            System.arraycopy(solve(evidence.gram(i), evidence.moment(i)), 0, estimates.data(), i * d, d);
        }
        return estimates;
    }

    /** By eigenvectors: where \( X^\top X \) is 0 so is \( X^\top y \), exactly, however small ρ is. */
    private double[] solve(Matrix gram, double[] moment) {
        SymmetricEigen eigen = SymmetricEigen.of(gram);
        double[] shares = eigen.values();
        double rounding = shares.length * Math.ulp(shares[shares.length - 1]);
        Matrix vectors = eigen.vectors();
        double[] turned = vectors.transposeTimes(moment);
        for (int m = 0; m < shares.length; m++) {
            shares[m] = shares[m] > rounding ? turned[m] / (shares[m] + noise) : 0;
        }
        return vectors.times(shares);
    }
}
