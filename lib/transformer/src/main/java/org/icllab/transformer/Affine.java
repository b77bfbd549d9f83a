package org.icllab.transformer;

import org.icllab.linalg.Blas;
import org.icllab.linalg.Section;

/** An affine map of states, columns: \( W^\top x + b \), with W by rows and then b among the weights. */
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

    /** Maps {@code count} states {@code x} to {@code y}. */
    void apply(double[] weights, double[] x, int count, double[] y) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(weights, at + inputs * outputs, y, i * outputs, outputs);
        }
        Blas.gemm(1, matrix(weights), false, Section.of(x, 0, inputs, count), false, 1, Section.of(y, 0, outputs, count));
    }

    /** From the loss's slopes in y, adds those in W and b to {@code gradient}. */
    void backToWeights(double[] x, int count, double[] slopes, double[] gradient) {
        Blas.gemm(1, Section.of(slopes, 0, outputs, count), false, Section.of(x, 0, inputs, count), true, 1, matrix(gradient));
        for (int i = 0; i < count * outputs; i += outputs) {
            for (int j = 0; j < outputs; j++) {
                gradient[at + inputs * outputs + j] += slopes[i + j];
            }
        }
    }

    /** From the loss's slopes in y, fills those in x. */
    void back(double[] weights, double[] slopes, int count, double[] ofX) {
        Blas.gemm(1, matrix(weights), true, Section.of(slopes, 0, outputs, count), false, 0, Section.of(ofX, 0, inputs, count));
    }

    private Section matrix(double[] weights) {
        return Section.of(weights, at, outputs, inputs);
    }
}
