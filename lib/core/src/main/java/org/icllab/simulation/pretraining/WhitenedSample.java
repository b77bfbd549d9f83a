package org.icllab.simulation.pretraining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icllab.Interrupt;
import org.icllab.linalg.Blas;
import org.icllab.linalg.FloatSection;
import org.icllab.linalg.Matrix;

/**
 * Parts of a sample in single precision, \( x' = L^\top x \) and \( a' = R^\top a \) of each context, and their sum
 * \( G \mapsto \sum_\mu x'_\mu (x_\mu'^\top G a'_\mu) a_\mu'^\top \) to a relative 1e-6 or so, in half the time.
 *
 * <p>Contexts run fastest, and the summaries' columns are arrays of their own: of loops over whole arrays the JIT makes
 * vector instructions.
 */
final class WhitenedSample {
    /** Of the queries that a product takes at once: with the answers to them they stay in a core's own caches. */
    private static final int NUMBERS = 12288;
    private static final int FEWEST = 128;
    /** Contexts that a product's kernel takes without a remainder. */
    private static final int EVEN = 64;

    private final int dimension;
    /** Of each part b×d. */
    private final List<float[]> queries;
    /** Of each part d+1 columns of b. */
    private final List<float[][]> summaries;

    private WhitenedSample(int dimension, List<float[]> queries, List<float[][]> summaries) {
        this.dimension = dimension;
        this.queries = queries;
        this.summaries = summaries;
    }

    /**
     * @param left L, d×d
     * @param right R, (d+1)×(d+1)
     */
    static WhitenedSample of(List<FeatureSample.Block> blocks, Matrix left, Matrix right) {
        int d = left.rows();
        int most = Math.max(FEWEST, NUMBERS / d) / EVEN * EVEN;
        double leftScale = scale(left);
        double rightScale = scale(right);
        FloatSection scaledLeft = section(left, 1 / leftScale);
        FloatSection scaledRight = section(right, 1 / rightScale);
        List<float[]> queries = new ArrayList<>();
        List<float[][]> summaries = new ArrayList<>();
        for (FeatureSample.Block block : blocks) {
            Interrupt.check();
            float[] x = rounded(block.queries().data(), leftScale);
            float[] a = rounded(block.summaries().data(), rightScale);
            int size = block.queries().columns();
            for (int from = 0; from < size; from += most) {
                int count = Math.min(most, size - from);
                queries.add(turned(FloatSection.of(x, from * d, d, count), scaledLeft));
                summaries.add(columns(turned(FloatSection.of(a, from * (d + 1), d + 1, count), scaledRight), d + 1));
            }
        }
        return new WhitenedSample(d, queries, summaries);
    }

    /** How many numbers of double precision a sample of {@code contexts} takes as much memory as. */
    static double numbers(int dimension, double contexts) {
        return (2 * dimension + 1) * contexts / 2;
    }

    /** What a matrix is divided by, and vectors before it are multiplied by: single precision has room for entries near 1. */
    private static double scale(Matrix turn) {
        return turn.norm() / Math.sqrt(turn.rows());
    }

    /** \( A^\top T \), by contexts. */
    private static float[] turned(FloatSection vectors, FloatSection turn) {
        float[] product = new float[vectors.columns() * turn.columns()];
        Blas.gemm(1, vectors, true, turn, false, 0, FloatSection.of(product, 0, vectors.columns(), turn.columns()));
        return product;
    }

    static FloatSection section(Matrix matrix, double scale) {
        return FloatSection.of(rounded(matrix.data(), scale), 0, matrix.rows(), matrix.columns());
    }

    private static float[] rounded(double[] numbers, double scale) {
        float[] rounded = new float[numbers.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) (scale * numbers[i]);
        }
        return rounded;
    }

    private static float[][] columns(float[] matrix, int count) {
        int rows = matrix.length / count;
        float[][] columns = new float[count][];
        for (int j = 0; j < count; j++) {
            columns[j] = Arrays.copyOfRange(matrix, j * rows, (j + 1) * rows);
        }
        return columns;
    }

    /** @return the sum for G of entries up to 1, both d×(d+1) */
    Matrix product(Matrix g) {
        int width = dimension + 1;
        float[] sum = new float[dimension * width];
        float[] answers = new float[summaries.get(0)[0].length * width];
        FloatSection direction = section(g, 1);
        FloatSection total = FloatSection.of(sum, 0, dimension, width);
        for (int part = 0; part < queries.size(); part++) {
            Interrupt.check();
            int size = summaries.get(part)[0].length;
            FloatSection x = FloatSection.of(queries.get(part), 0, size, dimension);
            FloatSection answer = FloatSection.of(answers, 0, size, width);
            Blas.gemm(1, x, false, direction, false, 0, answer);
            weigh(answers, summaries.get(part), size);
            Blas.gemm(1, x, true, answer, false, 1, total);
        }
        double[] result = new double[sum.length];
        for (int i = 0; i < sum.length; i++) {
            result[i] = sum[i];
        }
        return Matrix.wrap(dimension, width, result);
    }

    /** Of answers \( G^\top x' \) makes \( (x'^\top Ga')\,a' \), by a column at a time that is copied to its own array. */
    private static void weigh(float[] answers, float[][] summaries, int size) {
        float[] column = new float[size];
        float[] predictions = new float[size];
        for (int j = 0; j < summaries.length; j++) {
            System.arraycopy(answers, j * size, column, 0, size);
            addProduct(column, summaries[j], predictions);
        }
        for (int j = 0; j < summaries.length; j++) {
            multiply(predictions, summaries[j], column);
            System.arraycopy(column, 0, answers, j * size, size);
        }
    }

    private static void addProduct(float[] a, float[] b, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += a[i] * b[i];
        }
    }

    private static void multiply(float[] a, float[] b, float[] product) {
        for (int i = 0; i < product.length; i++) {
            product[i] = a[i] * b[i];
        }
    }
}
