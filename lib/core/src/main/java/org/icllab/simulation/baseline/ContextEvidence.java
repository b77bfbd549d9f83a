package org.icllab.simulation.baseline;

import java.util.Arrays;
import java.util.List;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;
import org.icllab.random.RandomStream;
import org.icllab.random.WishartFactor;
import org.icllab.simulation.pretraining.Context;

/**
 * What contexts tell of their tasks: with the ℓ inputs as rows of X, the likelihood of a task v depends on the context
 * through \( X^\top X \) and \( X^\top y \) alone,
 * \( |y-Xv|^2 - |y|^2 = v^\top X^\top X v - 2 v^\top X^\top y \).
 *
 * <p>Of each context a factor F of \( X^\top X = F^\top F \) is kept, and \( X^\top y \). The misfit is linear in the
 * features \( \phi(v) = (v_a)_a, (v_av_b)_{a\le b} \) of v, so that that of many tasks to many contexts is one matrix
 * product. A part of it is linear in those of them that are of v's last entries.
 *
 * <p>{@link #sample} draws both statistics without the context, O(d²) numbers instead of O(ℓd) and exact in law:
 * \( X^\top X = R^\top R/d \) with Bartlett's factor R, and
 * \( X^\top y = X^\top X w + \sqrt{\rho/d}\,R^\top z \), z standard normal.
 *
 * @see "theory.md §1 and §3, baselines"
 * @see WishartFactor
 */
public final class ContextEvidence {
    private final int dimension;
    private final Matrix[] factors;
    /** \( X^\top y \), a context per column. */
    private final Matrix moments;
    /** Whether every F is square, and zero below the diagonal. */
    private final boolean triangular;

    private ContextEvidence(int dimension, int contexts, boolean triangular) {
        this.dimension = dimension;
        this.triangular = triangular;
        this.factors = new Matrix[contexts];
        this.moments = Matrix.zeros(dimension, contexts);
    }

    /** @return the numbers of a {@link #sample} */
    static double numbers(int dimension, int contextLength, int contexts) {
        return (double) contexts * dimension * (Math.min(dimension, contextLength) + 1);
    }

    /** @param contexts at least one, all in the same dimension; their queries are left out */
    public static ContextEvidence of(List<Context> contexts) {
        Require.atLeast("number of contexts", Require.list("contexts", contexts).size(), 1);
        ContextEvidence evidence = new ContextEvidence(contexts.get(0).inputs().rows(), contexts.size(), false);
        for (int i = 0; i < contexts.size(); i++) {
            evidence.read(contexts.get(i), i);
        }
        return evidence;
    }

    /**
     * @param tasks d×s, the task of each context as a column
     * @param contextLength ℓ ≥ 1
     * @param noise ρ ≥ 0, the label noise's variance
     * @return the evidence of s contexts with inputs \( \mathcal N(0, I_d/d) \), one for each task
     */
    public static ContextEvidence sample(Matrix tasks, int contextLength, double noise, RandomStream stream) {
        Require.given("stream", stream);
        Require.nonNegative("noise", noise);
        WishartFactor inputs = WishartFactor.of(contextLength, Matrix.require("tasks", tasks).rows());
        ContextEvidence evidence = new ContextEvidence(tasks.rows(), tasks.columns(), contextLength >= tasks.rows());
        for (int i = 0; i < tasks.columns(); i++) {
            Interrupt.check();
            evidence.draw(inputs.draw(stream), tasks.data(), noise, i, stream);
        }
        return evidence;
    }

    private void read(Context context, int index) {
        Require.length("a context's input", context.inputs().rows(), dimension);
        double[] labels = context.labels();
        double[] inputs = Arrays.copyOf(context.inputs().data(), dimension * context.length());
        for (int i = 0; i < context.length(); i++) {
            Vectors.axpy(labels[i], inputs, i * dimension, moments.data(), index * dimension, dimension);
        }
        factors[index] = Matrix.wrap(dimension, context.length(), inputs).transpose();
    }

    private void draw(Matrix factor, double[] tasks, double noise, int index, RandomStream stream) {
        int d = dimension;
        int rows = factor.rows();
        double[] f = factor.data();
        Vectors.scale(1 / Math.sqrt(d), f);
        double[] image = new double[rows];
        for (int j = 0; j < d; j++) {
            Vectors.axpy(tasks[index * d + j], f, j * rows, image, 0, Math.min(j + 1, rows));
        }
        // F w + √ρ z: the labels of a context of m examples that says as much as the one of ℓ.
        for (int i = 0; i < rows; i++) {
            image[i] += Math.sqrt(noise) * stream.nextGaussian();
        }
        for (int j = 0; j < d; j++) {
            moments.data()[index * d + j] = Vectors.dot(f, j * rows, image, 0, Math.min(j + 1, rows));
        }
        factors[index] = factor;
    }

    /** @return d */
    public int dimension() {
        return dimension;
    }

    /** @return how many contexts */
    public int size() {
        return factors.length;
    }

    /** @return \( X^\top X \) of context {@code index}, d×d */
    public Matrix gram(int index) {
        Require.within("index", index, 0, size() - 1);
        Matrix gram = factors[index].transposeTimes(factors[index]);
        // A product may round the two entries of a pair apart.
        for (int b = 0; b < dimension; b++) {
            for (int a = 0; a < b; a++) {
                gram.set(b, a, gram.get(a, b));
            }
        }
        return gram;
    }

    /** @return \( X^\top y \) of context {@code index}, length d */
    public double[] moment(int index) {
        Require.within("index", index, 0, size() - 1);
        return moments.column(index);
    }

    /**
     * @param last of how many last entries of v the products in pairs are features
     * @return of how many rows of F, the last ones, the squares are told by those features: all, or where the rows are of
     *     those entries alone
     */
    int squares(int last) {
        return last == dimension ? factors[0].rows() : triangular ? last : 0;
    }

    /** @return F of context {@code index}, not to be written to; zero below the diagonal where it was {@link #sample}d */
    Matrix factor(int index) {
        return factors[index];
    }

    /**
     * @param last as {@link #squares} has it
     * @return of some contexts, a column each, the coefficients of the features in \( -2v^\top X^\top y \) and the squares
     */
    Matrix coefficients(int last, int... contexts) {
        Matrix coefficients = Matrix.zeros(features(dimension, last), contexts.length);
        double[] target = coefficients.data();
        for (int i = 0; i < contexts.length; i++) {
            int at = i * coefficients.rows();
            for (int a = 0; a < dimension; a++) {
                target[at++] = -2 * moments.get(a, contexts[i]);
            }
            if (squares(last) > 0) {
                writePairs(last == dimension ? gram(contexts[i]) : lastGram(last, factors[contexts[i]]), target, at);
            }
        }
        return coefficients;
    }

    private static void writePairs(Matrix gram, double[] target, int from) {
        int at = from;
        for (int b = 0; b < gram.columns(); b++) {
            // Each product v_a v_b with a < b stands for two entries of the symmetric matrix.
            for (int a = 0; a < b; a++) {
                target[at++] = 2 * gram.get(a, b);
            }
            target[at++] = gram.get(b, b);
        }
    }

    /** @return the upper half of F'ᵀF' with F' the last rows and columns of F */
    private static Matrix lastGram(int last, Matrix factor) {
        Matrix gram = Matrix.zeros(last, last);
        int first = factor.rows() - last;
        for (int b = 0; b < last; b++) {
            for (int a = 0; a <= b; a++) {
                gram.set(a, b, Vectors.dot(factor.data(), (first + a) * factor.rows() + first, factor.data(),
                        (first + b) * factor.rows() + first, a + 1));
            }
        }
        return gram;
    }

    /**
     * Writes the features of {@code count} tasks, columns of a d×k matrix from {@code from} on, into the first columns: v, and
     * the products in pairs of its {@code last} last entries.
     */
    static void writeFeatures(Matrix tasks, int from, int count, int last, Matrix features) {
        int d = tasks.rows();
        for (int j = 0; j < count; j++) {
            writeFeatures(tasks.data(), (from + j) * d, d, last, features.data(), j * features.rows());
        }
    }

    /** How many features a task has: d + m(m+1)/2 with m = {@code last}. */
    static int features(int dimension, int last) {
        long features = dimension + (long) last * (last + 1) / 2;
        return Math.toIntExact(features);
    }

    private static void writeFeatures(double[] vectors, int start, int dimension, int last, double[] target, int to) {
        System.arraycopy(vectors, start, target, to, dimension);
        int at = to + dimension;
        int first = start + dimension - last;
        for (int b = 0; b < last; b++) {
            double factor = vectors[first + b];
            for (int a = 0; a <= b; a++) {
                target[at++] = factor * vectors[first + a];
            }
        }
    }
}
