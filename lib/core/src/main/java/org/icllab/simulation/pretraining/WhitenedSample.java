package org.icllab.simulation.pretraining;

import java.util.Arrays;
import java.util.List;
import org.icllab.Interrupt;
import org.icllab.linalg.Blas;
import org.icllab.linalg.FloatSection;
import org.icllab.linalg.Matrix;

/**
 * Blocks of a sample in single precision, \( x' = L^\top x \) and \( a' = R^\top a \) of each context, and their sum
 * \( G \mapsto \sum_\mu x'_\mu (x_\mu'^\top G a'_\mu) a_\mu'^\top \) to a relative 1e-6 or so, in half the time.
 *
 * <p>Contexts run fastest, and the summaries' columns are arrays of their own: of loops over whole arrays the JIT makes
 * vector instructions.
 */
final class WhitenedSample {
    private final int dimension;
    /** Of each block b×d. */
    private final List<float[]> queries;
    /** Of each block d+1 columns of b. */
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
        return new WhitenedSample(d, blocks.stream().map(block -> turned(block.queries(), left)).toList(),
                blocks.stream().map(block -> columns(turned(block.summaries(), right), d + 1)).toList());
    }

    /** How many numbers of double precision a sample of {@code contexts} takes as much memory as. */
    static double numbers(int dimension, double contexts) {
        return (2 * dimension + 1) * contexts / 2;
    }

    /** \( A^\top T \) by contexts; both are scaled to entries near 1 first, which single precision has room for. */
    private static float[] turned(Matrix vectors, Matrix turn) {
        Interrupt.check();
        double scale = turn.norm() / Math.sqrt(turn.rows());
        float[] product = new float[vectors.columns() * turn.columns()];
        Blas.gemm(1, section(vectors, scale), true, section(turn, 1 / scale), false, 0,
                FloatSection.of(product, 0, vectors.columns(), turn.columns()));
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
        for (int block = 0; block < queries.size(); block++) {
            Interrupt.check();
            int size = summaries.get(block)[0].length;
            FloatSection x = FloatSection.of(queries.get(block), 0, size, dimension);
            FloatSection answer = FloatSection.of(answers, 0, size, width);
            Blas.gemm(1, x, false, direction, false, 0, answer);
            weigh(answers, summaries.get(block), size);
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
