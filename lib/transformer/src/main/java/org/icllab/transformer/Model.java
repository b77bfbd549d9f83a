package org.icllab.transformer;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.icllab.random.RandomStream;

/** A model of a context: weights, and predictions that are differentiable in them. */
public interface Model {
    /** @return what the weights are */
    Layout layout();

    /** @return where training starts */
    Weights initial(RandomStream stream);

    /**
     * @param weights by name
     * @param batch B contexts of K points to be predicted
     * @return their predictions, B×K
     */
    NDArray predict(Map<String, NDArray> weights, Batch.Tensors batch);
}
