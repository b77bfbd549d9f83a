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
        List<float[]> queries = new ArrayList<>();
        List<float[][]> summaries = new ArrayList<>();
        for (FeatureSample.Block block : blocks) {
            int size = block.queries().columns();
            for (int from = 0; from < size; from += most) {
                Interrupt.check();
                int to = Math.min(size, from + most);
                queries.add(turned(block.queries(), from, to, left));
                summaries.add(columns(turned(block.summaries(), from, to, right), d + 1));
            }
        }
        return new WhitenedSample(d, queries, summaries);
    }

    /** How many numbers of double precision a sample of {@code contexts} takes as much memory as. */
    static double numbers(int dimension, double contexts) {
        return (2 * dimension + 1) * contexts / 2;
    }

    /** \( A^\top T \) of some columns of A; both are scaled to entries near 1 first, which single precision has room for. */
    private static float[] turned(Matrix vectors, int from, int to, Matrix turn) {
        double scale = turn.norm() / Math.sqrt(turn.rows());
        int rows = vectors.rows();
        float[] product = new float[(to - from) * turn.columns()];
        Blas.gemm(1, FloatSection.of(rounded(vectors.data(), from * rows, to * rows, scale), 0, rows, to - from), true,
                section(turn, 1 / scale), false, 0, FloatSection.of(product, 0, to - from, turn.columns()));
        return product;
    }

    static FloatSection section(Matrix matrix, double scale) {
        double[] data = matrix.data();
        return FloatSection.of(rounded(data, 0, data.length, scale), 0, matrix.rows(), matrix.columns());
    }

    private static float[] rounded(double[] numbers, int from, int to, double scale) {
        float[] rounded = new float[to - from];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) (scale * numbers[from + i]);
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
