package org.icllab.transformer;

import java.util.Arrays;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Section;
import org.icllab.linalg.Vectors;

/** {@link TokenAttention} on a few contexts at once: each is a query and a summary, \( \tfrac1{\ell\sqrt d}\sum_iy_iz_i \). */
final class TokenAttentionPass implements Pass {
    private final TokenAttention model;
    private final int dimension;
    private final int labelled;
    private final double[] summaries;
    private final double[] queries;
    private final double[] mapped;
    /** Predictions before v multiplies them. */
    private final double[] answers;
    private int first;
    private int count;

    TokenAttentionPass(TokenAttention model, Batch.Size size) {
        this.model = model;
        dimension = model.dimension();
        labelled = size.labelled();
        summaries = new double[(dimension + 1) * size.contexts()];
        queries = new double[dimension * size.contexts()];
        mapped = new double[dimension * size.contexts()];
        answers = new double[size.contexts()];
    }

    @Override
    public void predict(double[] effective, Batch batch, int first, int count, double[] predictions) {
        this.first = first;
        this.count = count;
        Arrays.fill(summaries, 0);
        for (int i = 0; i < count; i++) {
            summarise(batch, first + i, i * (dimension + 1));
        }
        for (int i = 0; i < dimension * count; i++) {
            queries[i] = Math.sqrt(dimension) * batch.queries()[first * dimension + i];
        }
        Blas.gemm(1, model.map(effective), false, Section.of(summaries, 0, dimension + 1, count), false, 0, columns(mapped));
        for (int i = 0; i < count; i++) {
            answers[i] = Vectors.dot(queries, i * dimension, mapped, i * dimension, dimension);
            predictions[first + i] = effective[effective.length - 1] * answers[i];
        }
    }

    /** A loop: a call of the library would take longer than so few numbers. */
    private void summarise(Batch batch, int context, int at) {
        double ofInputs = 1.0 / labelled;
        double ofLabels = ofInputs / Math.sqrt(dimension);
        for (int point = context * labelled; point < (context + 1) * labelled; point++) {
            double label = batch.labels()[point];
            for (int j = 0; j < dimension; j++) {
                summaries[at + j] += ofInputs * label * batch.inputs()[point * dimension + j];
            }
            summaries[at + dimension] += ofLabels * label * label;
        }
    }

    @Override
    public void back(double[] effective, double[] slopes, double[] gradient) {
        for (int i = 0; i < count; i++) {
            gradient[gradient.length - 1] += slopes[first + i] * answers[i];
            for (int j = i * dimension; j < (i + 1) * dimension; j++) {
                mapped[j] = effective[effective.length - 1] * slopes[first + i] * queries[j];
            }
        }
        Blas.gemm(1, columns(mapped), false, Section.of(summaries, 0, dimension + 1, count), true, 1, model.map(gradient));
    }

    private Section columns(double[] data) {
        return Section.of(data, 0, dimension, count);
    }
}
