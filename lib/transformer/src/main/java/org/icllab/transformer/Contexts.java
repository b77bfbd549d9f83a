package org.icllab.transformer;

import org.icllab.Require;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble;

/** Where training's batches come from. */
public interface Contexts {
    /**
     * Fills a batch. Training calls it for one step after the other, from any thread.
     *
     * @param step of training, from 0; −1 for a test
     * @param stream random numbers of this step
     */
    void fill(Batch batch, int step, RandomStream stream);

    /**
     * Fresh contexts at every step, as in paper B: all inputs of one are a product of \( \Sigma^{1/2} \) and normal
     * numbers.
     *
     * @param ensemble where regressions come from
     * @param noiseVariance σ² ≥ 0, the label noise's variance
     */
    static Contexts fresh(RegressionEnsemble ensemble, double noiseVariance) {
        Require.given("ensemble", ensemble);
        Require.nonNegative("noiseVariance", noiseVariance);
        return (batch, step, stream) -> {
            for (int i = 0; i < batch.size().contexts(); i++) {
                batch.draw(i, ensemble.draw(stream), noiseVariance, stream);
            }
        };
    }

    /**
     * Fresh contexts without noise, for models that know points by their second moments only: those of P and of K points, by
     * fewer ones. A batch for it has min(P, D) labelled points and min(K, D) to be predicted.
     *
     * @param ensemble where regressions come from
     * @param labelled P ≥ 1
     * @param evaluated K ≥ 1
     */
    static Contexts summaries(RegressionEnsemble ensemble, int labelled, int evaluated) {
        Require.given("ensemble", ensemble);
        Require.atLeast("labelled", labelled, 1);
        Require.atLeast("evaluated", evaluated, 1);
        return (batch, step, stream) -> {
            for (int i = 0; i < batch.size().contexts(); i++) {
                batch.set(i, ensemble.draw(stream).summary(labelled, evaluated, stream));
            }
        };
    }

    /**
     * Fresh contexts at every step that show their covariance exactly: infinitely many points, for models that know
     * inputs by their covariance only. A batch for it has P = K = D.
     */
    static Contexts population(RegressionEnsemble ensemble) {
        Require.given("ensemble", ensemble);
        return (batch, step, stream) -> {
            for (int i = 0; i < batch.size().contexts(); i++) {
                batch.set(i, ensemble.draw(stream).population());
            }
        };
    }
}
