package org.icllab.transformer;

import org.icllab.random.RandomStream;

/**
 * A model of a context: its weights, what it predicts with them, and how that changes with the weights.
 *
 * <p>Contexts meet some weights only multiplied with each other. So the weights of a network are first turned into
 * <em>effective</em> ones, once for all contexts of a step; a {@link Pass} goes from those to predictions and back; and the
 * chain rule leads from the slopes in effective weights to those in the weights.
 */
public interface Model {
    /** @return what the weights are, of all networks */
    Layout layout();

    /** @return where training starts */
    Weights initial(RandomStream stream);

    /**
     * How many networks are trained side by side. A batch holds equally many contexts for each, network by network.
     *
     * @return S ≥ 1
     */
    default int networks() {
        return 1;
    }

    /** @return the number of effective weights of one network */
    int effectiveSize();

    /**
     * Computes a network's effective weights.
     *
     * @param weights of all networks, in the layout's order
     * @param network from 0
     * @param effective is filled
     */
    void effective(double[] weights, int network, double[] effective);

    /**
     * The chain rule.
     *
     * @param weights of all networks
     * @param network from 0
     * @param slopes of the loss in the network's effective weights
     * @param gradient in the weights of all networks: that of this network is filled
     */
    void chain(double[] weights, int network, double[] slopes, double[] gradient);

    /**
     * How many tokens are computed on at once, about: few enough for a processor's cache, and many enough for what each
     * call costs.
     *
     * @return ≥ 1
     */
    default int tokensAtOnce() {
        return 256;
    }

    /**
     * Makes room for a computation.
     *
     * @param size of the contexts, and how many of them at once at most
     * @throws IllegalArgumentException if the model does not take contexts of this size
     */
    Pass pass(Batch.Size size);
}
