package org.icllab.transformer;

import java.util.Arrays;
import org.icllab.linalg.Blas;
import org.icllab.linalg.FloatSection;

/**
 * An affine map of states, the rows of a matrix: \( W^\top x + b \), with W by rows and then b among the weights. The column
 * after the inputs belongs to the map, and holds ones: by it b is a row of W as the others.
 */
final class Affine {
    private final int at;
    private final int inputs;
    private final int outputs;

    /**
     * @param at where W begins among the weights
     * @param inputs length of x
     * @param outputs length of what it is mapped to
     */
    Affine(int at, int inputs, int outputs) {
        this.at = at;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** Maps {@code count} states {@code x}, and a column more, to {@code y}. */
    void apply(float[] weights, float[] x, int count, float[] y) {
        Arrays.fill(x, inputs * count, (inputs + 1) * count, 1);
        Blas.gemm(1, FloatSection.of(x, 0, count, inputs + 1), false, matrix(weights, inputs + 1), true, 0,
                FloatSection.of(y, 0, count, outputs));
    }

    /** From the loss's slopes in y, adds those in W and b to {@code gradient}. */
    void backToWeights(float[] x, int count, float[] slopes, float[] gradient) {
        Blas.gemm(1, FloatSection.of(slopes, 0, count, outputs), true, FloatSection.of(x, 0, count, inputs + 1), false, 1,
                matrix(gradient, inputs + 1));
    }

    /** From the loss's slopes in y, fills those in x. */
    void back(float[] weights, float[] slopes, int count, float[] ofX) {
        Blas.gemm(1, FloatSection.of(slopes, 0, count, outputs), false, matrix(weights, inputs), false, 0,
                FloatSection.of(ofX, 0, count, inputs));
    }

    private FloatSection matrix(float[] weights, int columns) {
        return FloatSection.of(weights, at, outputs, columns);
    }
}
