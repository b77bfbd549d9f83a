package org.icllab.transformer;

/**
 * Attention's products within each of a few contexts, between the tokens that ask and those that they know: each itself and
 * all before it. States are rows of a matrix: the last tokens of all contexts, then those before them, and so on.
 *
 * <p>A token that asks has as many shares as a context has tokens, the first for itself, each next one for the token a place
 * farther before: a row of a matrix too.
 */
interface Attending {
    /**
     * @param length tokens of a context
     * @param asked those that ask: 1, the last, or all
     * @param contexts at once, at most
     */
    static Attending of(int dimension, int length, int asked, int contexts) {
        return asked == 1 ? new QueryAttending(dimension, length, contexts) : new CausalAttending(dimension, length, contexts);
    }

    /** Fills {@code scores} with the products of each state that asks and each that it knows, elsewhere {@link Softmax#NEVER}. */
    void score(float[] asking, float[] known, int count, float[] scores);

    /** Fills {@code mixed} with sums of the known states by each asking token's shares. */
    void mix(float[] shares, float[] known, int count, float[] mixed);

    /**
     * Fills {@code known} with the loss's slopes in the known states.
     *
     * @param shares of the known states
     * @param ofMixed slopes in what was mixed by them
     * @param ofScores slopes in scores
     * @param scored what was scored with the known states
     */
    void back(float[] shares, float[] ofMixed, float[] ofScores, float[] scored, int count, float[] known);
}
