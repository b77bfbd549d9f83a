package org.icllab.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.icllab.Require;

/** A context as paper A's models read it: tokens (x, y), the query's last, with 0 for its label. */
final class Tokens {
    private Tokens() {
    }

    /** @return B×(P+1)×(D+1) for a batch of B contexts with one query */
    static NDArray of(Batch.Tensors batch) {
        Shape shape = batch.queries().getShape();
        Require.that(shape.get(1) == 1, "evaluated = " + shape.get(1) + ": a context of tokens must have one query");
        NDArray unknown = batch.labels().getManager().zeros(new Shape(shape.get(0), 1), DataType.FLOAT32);
        NDArray labels = batch.labels().concat(unknown, 1).expandDims(2);
        return batch.inputs().concat(batch.queries(), 1).concat(labels, 2);
    }
}
