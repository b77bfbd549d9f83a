package org.icllab.simulation.baseline;

import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;

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
        Require.given("evidence", evidence);
        Matrix.require("tasks", tasks, evidence.dimension(), evidence.size());
        Require.nonNegative("noise", noise);
        Matrix misses = tasks.minus(estimate(evidence));
        int d = tasks.rows();
        double[] errors = new double[tasks.columns()];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = Vectors.dot(misses.data(), i * d, misses.data(), i * d, d) / d + noise;
        }
        return errors;
    }
}
