package org.icllab.transformer;

import java.util.Arrays;

/** The last token of each context asks, all are known: a share is for the token that stands as far from the context's begin. */
final class QueryAttending implements Attending {
    private final int dimension;
    private final int length;
    /** Of a query at hand. */
    private final float[] row;
    private final float[] other;

    QueryAttending(int dimension, int length) {
        this.dimension = dimension;
        this.length = length;
        row = new float[length];
        other = new float[length];
    }

    @Override
    public void score(float[] asking, float[] known, int count, float[] scores) {
        for (int context = 0; context < count; context++) {
            Arrays.fill(row, 0);
            for (int j = 0; j < dimension; j++) {
                float own = asking[j * count + context];
                int from = (j * count + context) * length;
                for (int i = 0; i < length; i++) {
                    row[i] += own * known[from + i];
                }
            }
            for (int i = 0; i < length; i++) {
                scores[i * count + context] = row[i];
            }
        }
    }

    @Override
    public void hide(float[] scores, int count) {
        // All tokens are known to the last one.
    }

    @Override
    public void mix(float[] shares, float[] known, int count, float[] mixed) {
        for (int context = 0; context < count; context++) {
            take(shares, context, count, row);
            for (int j = 0; j < dimension; j++) {
                int from = (j * count + context) * length;
                float sum = 0;
                for (int i = 0; i < length; i++) {
                    sum += row[i] * known[from + i];
                }
                mixed[j * count + context] = sum;
            }
        }
    }

    @Override
    public void back(float[] shares, float[] ofMixed, float[] ofScores, float[] scored, int count, float[] known) {
        for (int context = 0; context < count; context++) {
            take(shares, context, count, row);
            take(ofScores, context, count, other);
            for (int j = 0; j < dimension; j++) {
                float slope = ofMixed[j * count + context];
                float own = scored[j * count + context];
                int from = (j * count + context) * length;
                for (int i = 0; i < length; i++) {
                    known[from + i] = slope * row[i] + own * other[i];
                }
            }
        }
    }

    private void take(float[] shares, int context, int count, float[] row) {
        for (int i = 0; i < length; i++) {
            row[i] = shares[i * count + context];
        }
    }
}
