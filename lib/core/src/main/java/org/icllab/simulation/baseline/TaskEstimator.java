package org.icllab.simulation.baseline;

import org.icllab.linalg.Matrix;

/** A guess ŵ of a context's task w; its prediction for a query x is \( \langle x, \hat w\rangle \). */
@FunctionalInterface
public interface TaskEstimator {
    /** @return d×s, the estimate for each of the s contexts as a column */
    Matrix estimate(ContextEvidence evidence);

    /**
     * The mean squared error of the predictions on fresh queries \( x \sim \mathcal N(0, I_d/d) \), exactly; no query is
     * drawn.
     *
     * @param evidence of s contexts
     * @param tasks d×s, their true tasks
     * @param noise ρ ≥ 0, the variance of the label that is predicted
     * @return \( |w-\hat w|^2/d + \rho \) for each context
     */
    default double[] errors(ContextEvidence evidence, Matrix tasks, double noise) {
        Matrix estimates = estimate(evidence);
        int d = tasks.rows();
        double[] errors = new double[tasks.columns()];
        for (int i = 0; i < errors.length; i++) {
            for (int a = 0; a < d; a++) {
                double miss = tasks.get(a, i) - estimates.get(a, i);
                errors[i] += miss * miss / d;
            }
            errors[i] += noise;
        }
        return errors;
    }
}
