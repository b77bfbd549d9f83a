package org.icllab.transformer;

/**
 * Attention's products within each of a few contexts, between the tokens that ask and those that are known. States are rows
 * of a matrix, context after context.
 *
 * <p>A token that asks has as many shares as a context has tokens: a row of a matrix too. Which known token each is for,
 * the implementation says.
 */
interface Attending {
    /**
     * @param length tokens of a context
     * @param asked those that ask: 1, the last, or all, each of those up to itself
     * @param contexts at once, at most
     */
    static Attending of(int dimension, int length, int asked, int contexts) {
        return asked == 1 ? new QueryAttending(dimension, length) : new CausalAttending(dimension, length, contexts);
    }

    /** Fills {@code scores} with the products of each state that asks and each known one. */
    void score(float[] asking, float[] known, int count, float[] scores);

    /** Makes {@link Softmax#NEVER} of the scores of tokens that are not known to those that ask. */
    void hide(float[] scores, int count);

    /** Fills {@code mixed} with sums of the known states by each asking token's shares. */
    void mix(float[] shares, float[] known, int count, float[] mixed);

    /**
     * Fills {@code known} with the loss's slopes in the known states.
     *
     * @param shares of the known states
     * @param ofMixed slopes in what was mixed by them
     * @param ofScores slopes in scores, 0 where they are hidden
     * @param scored what was scored with the known states
     */
    void back(float[] shares, float[] ofMixed, float[] ofScores, float[] scored, int count, float[] known);
}
