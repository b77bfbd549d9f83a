package org.icllab.transformer;

/**
 * A model's computation on a few contexts of one network, from effective weights to predictions and back, in memory of its
 * own. It is used by one thread at a time.
 */
public interface Pass {
    /**
     * Predicts, and keeps what {@link #back} needs.
     *
     * @param effective weights of the contexts' network
     * @param batch of which contexts {@code first} to {@code first + count − 1} are predicted
     * @param predictions of all contexts, B·K numbers: those of these contexts are filled
     */
    void predict(double[] effective, Batch batch, int first, int count, double[] predictions);

    /**
     * Goes back through the prediction made last.
     *
     * @param effective as then
     * @param slopes of the loss in the predictions of all contexts, B·K numbers
     * @param gradient in the effective weights, to which that of these contexts is added
     */
    void back(double[] effective, double[] slopes, double[] gradient);
}
