package org.icllab.transformer;

import java.util.Arrays;

/**
 * {@link TokenTransformer} on a few contexts at once. A context's tokens are neighbouring columns of a matrix, and contexts
 * follow each other.
 */
final class TokenPass implements Pass {
    private final int length;
    private final Affine embedding;
    private final Affine readout;
    private final TokenBlock[] blocks;
    private final double[] tokens;
    private final double[] answers;
    private final double[] own;
    /** The loss's slopes in the states that a block makes, and in those that it takes. */
    private double[] slopes;
    private double[] before;
    private int first;
    private int count;

    TokenPass(TokenTransformer model, Batch.Size size) {
        int dimension = model.dimension();
        length = size.labelled() + 1;
        embedding = new Affine(0, dimension + 1, dimension);
        readout = new Affine(model.blockFrom(model.blocks()), dimension, 1);
        blocks = new TokenBlock[model.blocks()];
        Arrays.setAll(blocks, i -> new TokenBlock(model, i, length, size.contexts()));
        tokens = new double[(dimension + 1) * length * size.contexts()];
        answers = new double[dimension * size.contexts()];
        own = new double[size.contexts()];
        slopes = new double[dimension * length * size.contexts()];
        before = new double[slopes.length];
    }

    @Override
    public void predict(double[] effective, Batch batch, int first, int count, double[] predictions) {
        this.first = first;
        this.count = count;
        Tokens.read(batch, first, count, 1, tokens);
        embedding.apply(effective, tokens, length * count, blocks[0].states());
        for (int i = 0; i < blocks.length; i++) {
            blocks[i].apply(effective, count, i < blocks.length - 1 ? blocks[i + 1].states() : answers);
        }
        readout.apply(effective, answers, count, own);
        System.arraycopy(own, 0, predictions, first, count);
    }

    @Override
    public void back(double[] effective, double[] ofPredictions, double[] gradient) {
        System.arraycopy(ofPredictions, first, own, 0, count);
        readout.backToWeights(answers, count, own, gradient);
        readout.back(effective, own, count, slopes);
        for (int i = blocks.length - 1; i >= 0; i--) {
            blocks[i].back(effective, count, slopes, before, gradient);
            double[] made = slopes;
            slopes = before;
            before = made;
        }
        embedding.backToWeights(tokens, length * count, slopes, gradient);
    }
}
