package org.icllab.transformer;

import java.util.Arrays;

/**
 * {@link TokenTransformer} on a few contexts at once, in single precision. Tokens are rows of a matrix: the queries, then
 * each context's last labelled point, then the one before it, and so on.
 */
final class TokenPass implements Pass {
    private final int dimension;
    private final int length;
    private final float[] weights;
    private final float[] slopesOfWeights;
    private final Affine embedding;
    private final Affine readout;
    private final TokenBlock[] blocks;
    private final float[] tokens;
    private final float[] answers;
    private final float[] own;
    /** The loss's slopes in the states that a block makes, and in those that it takes. */
    private float[] slopes;
    private float[] before;
    private int first;
    private int count;

    TokenPass(TokenTransformer model, Batch.Size size) {
        dimension = model.dimension();
        length = size.labelled() + 1;
        weights = new float[model.effectiveSize()];
        slopesOfWeights = new float[weights.length];
        embedding = new Affine(0, dimension + 1, dimension);
        readout = new Affine(model.blockFrom(model.blocks()), dimension, 1);
        blocks = new TokenBlock[model.blocks()];
        Arrays.setAll(blocks, i -> new TokenBlock(model, i, length, size.contexts()));
        tokens = new float[(dimension + 2) * length * size.contexts()];
        answers = new float[(dimension + 1) * size.contexts()];
        own = new float[size.contexts()];
        slopes = new float[dimension * length * size.contexts()];
        before = new float[slopes.length];
    }

    @Override
    public void predict(double[] effective, Batch batch, int first, int count, double[] predictions) {
        this.first = first;
        this.count = count;
        Floats.round(effective, weights);
        for (int i = 0; i < count; i++) {
            read(batch, i);
        }
        embedding.apply(weights, tokens, length * count, blocks[0].states());
        for (int i = 0; i < blocks.length; i++) {
            blocks[i].apply(weights, count, i < blocks.length - 1 ? blocks[i + 1].states() : answers);
        }
        readout.apply(weights, answers, count, own);
        for (int i = 0; i < count; i++) {
            predictions[first + i] = own[i];
        }
    }

    /** Context {@code i} of the piece, in the order in which it lies in memory: each number's neighbours are those of the next. */
    private void read(Batch batch, int i) {
        int labelled = length - 1;
        for (int j = 0; j < labelled; j++) {
            int point = (first + i) * labelled + j;
            put(batch.inputs(), point, (labelled - j) * count + i);
            tokens[dimension * length * count + (labelled - j) * count + i] = (float) batch.labels()[point];
        }
        put(batch.queries(), first + i, i);
        tokens[dimension * length * count + i] = 0;
    }

    private void put(double[] points, int point, int row) {
        for (int j = 0; j < dimension; j++) {
            tokens[j * length * count + row] = (float) points[point * dimension + j];
        }
    }

    @Override
    public void back(double[] effective, double[] ofPredictions, double[] gradient) {
        Arrays.fill(slopesOfWeights, 0);
        for (int i = 0; i < count; i++) {
            own[i] = (float) ofPredictions[first + i];
        }
        readout.backToWeights(answers, count, own, slopesOfWeights);
        readout.back(weights, own, count, slopes);
        for (int i = blocks.length - 1; i >= 0; i--) {
            blocks[i].back(weights, count, slopes, before, slopesOfWeights);
            float[] made = slopes;
            slopes = before;
            before = made;
        }
        embedding.backToWeights(tokens, length * count, slopes, slopesOfWeights);
        Floats.add(slopesOfWeights, gradient);
    }
}
