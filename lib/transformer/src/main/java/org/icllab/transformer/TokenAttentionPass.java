package org.icllab.transformer;

import org.icllab.linalg.Blas;
import org.icllab.linalg.Section;
import org.icllab.linalg.Vectors;

/** {@link TokenAttention} on a few contexts at once: each is a query and a summary, \( \tfrac1{\ell\sqrt d}\sum_iy_iz_i \). */
final class TokenAttentionPass implements Pass {
    private final TokenAttention model;
    private final int dimension;
    private final int length;
    private final double[] tokens;
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
        length = size.labelled() + 1;
        tokens = new double[(dimension + 1) * length * size.contexts()];
        summaries = new double[(dimension + 1) * size.contexts()];
        queries = new double[dimension * size.contexts()];
        mapped = new double[dimension * size.contexts()];
        answers = new double[size.contexts()];
    }

    @Override
    public void predict(double[] effective, Batch batch, int first, int count, double[] predictions) {
        this.first = first;
        this.count = count;
        int width = dimension + 1;
        double share = 1 / ((length - 1) * Math.sqrt(dimension));
        Tokens.read(batch, first, count, Math.sqrt(dimension), tokens);
        for (int i = 0; i < count; i++) {
            int last = (i + 1) * length - 1;
            System.arraycopy(tokens, last * width, queries, i * dimension, dimension);
            Section known = Section.of(tokens, i * length * width, width, length - 1);
            Section labels = Section.of(batch.labels(), (first + i) * (length - 1), length - 1, 1);
            Blas.gemm(share, known, false, labels, false, 0, Section.of(summaries, i * width, width, 1));
        }
        Blas.gemm(1, model.map(effective), false, Section.of(summaries, 0, width, count), false, 0, columns(mapped));
        for (int i = 0; i < count; i++) {
            answers[i] = Vectors.dot(queries, i * dimension, mapped, i * dimension, dimension);
            predictions[first + i] = effective[effective.length - 1] * answers[i];
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
