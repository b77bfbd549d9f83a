package org.icllab.transformer;

/**
 * LayerNorm of states of d elements: the mean is taken away, and the rest divided by its deviation, then multiplied by a
 * gain, and an offset added. It keeps what it needs on the way back.
 */
final class Normalisation {
    private static final double EPSILON = 1e-5;

    private final int dimension;
    private final double[] normal;
    private final double[] scales;

    /** @param count states at most */
    Normalisation(int dimension, int count) {
        this.dimension = dimension;
        normal = new double[dimension * count];
        scales = new double[count];
    }

    /**
     * @param states of which {@code count} are normalised, from the begin
     * @param weights gains from {@code gain} on, offsets from {@code offset} on
     * @param to is filled
     */
    void apply(double[] states, int count, double[] weights, int gain, int offset, double[] to) {
        for (int i = 0; i < count; i++) {
            int from = i * dimension;
            double mean = mean(states, from);
            double square = 0;
            for (int j = 0; j < dimension; j++) {
                normal[from + j] = states[from + j] - mean;
                square += normal[from + j] * normal[from + j];
            }
            double scale = 1 / Math.sqrt(square / dimension + EPSILON);
            scales[i] = scale;
            for (int j = 0; j < dimension; j++) {
                normal[from + j] *= scale;
                to[from + j] = normal[from + j] * weights[gain + j] + weights[offset + j];
            }
        }
    }

    /**
     * Turns the loss's slopes in what was made into those in the states, in place.
     *
     * @param gradient to which those in gains and offsets are added
     */
    void back(double[] slopes, int count, double[] weights, int gain, int offset, double[] gradient) {
        for (int i = 0; i < count; i++) {
            int from = i * dimension;
            double along = 0;
            for (int j = 0; j < dimension; j++) {
                double slope = slopes[from + j];
                gradient[gain + j] += slope * normal[from + j];
                gradient[offset + j] += slope;
                slopes[from + j] = slope * weights[gain + j];
                along += slopes[from + j] * normal[from + j];
            }
            double mean = mean(slopes, from);
            for (int j = 0; j < dimension; j++) {
                slopes[from + j] = scales[i] * (slopes[from + j] - mean - normal[from + j] * along / dimension);
            }
        }
    }

    private double mean(double[] values, int from) {
        double sum = 0;
        for (int j = from; j < from + dimension; j++) {
            sum += values[j];
        }
        return sum / dimension;
    }
}
