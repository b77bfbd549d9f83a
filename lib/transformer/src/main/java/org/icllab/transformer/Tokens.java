package org.icllab.transformer;

import org.icllab.Require;

/** A context as paper A's models read it: tokens (x, y), the query's last, with 0 for its label. */
final class Tokens {
    private Tokens() {
    }

    /** @throws IllegalArgumentException if contexts of this size do not suit a model of this dimension */
    static void check(Batch.Size size, int dimension) {
        Require.length("size.dimension", size.dimension(), dimension);
        Require.that(size.evaluated() == 1, "evaluated = " + size.evaluated() + ": a context of tokens must have one query");
    }

    /**
     * Reads contexts {@code first} to {@code first + count − 1}.
     *
     * @param scale what inputs are multiplied by
     * @param tokens D+1 numbers a token, P+1 tokens a context
     */
    static void read(Batch batch, int first, int count, double scale, double[] tokens) {
        int dimension = batch.size().dimension();
        int labelled = batch.size().labelled();
        int at = 0;
        for (int context = first; context < first + count; context++) {
            for (int i = 0; i <= labelled; i++) {
                double[] inputs = i < labelled ? batch.inputs() : batch.queries();
                int from = (i < labelled ? context * labelled + i : context) * dimension;
                for (int j = 0; j < dimension; j++) {
                    tokens[at++] = scale * inputs[from + j];
                }
                tokens[at++] = i < labelled ? batch.labels()[context * labelled + i] : 0;
            }
        }
    }
}
