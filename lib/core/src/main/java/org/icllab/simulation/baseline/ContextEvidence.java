package org.icllab.simulation.baseline;

import java.util.Arrays;
import java.util.List;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Section;
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
 * product.
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

    private ContextEvidence(int dimension, int contexts) {
        this.dimension = dimension;
        this.factors = new Matrix[contexts];
        this.moments = Matrix.zeros(dimension, contexts);
    }

    /** @param contexts at least one, all in the same dimension; their queries are left out */
    public static ContextEvidence of(List<Context> contexts) {
        Require.atLeast("number of contexts", Require.list("contexts", contexts).size(), 1);
        ContextEvidence evidence = new ContextEvidence(contexts.get(0).inputs().rows(), contexts.size());
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
        ContextEvidence evidence = new ContextEvidence(tasks.rows(), tasks.columns());
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
     * @param tasks v, a column each
     * @return \( -2v^\top X^\top y \) of every task, a row each, and some contexts from {@code from} on, a column each
     */
    Matrix scores(Matrix tasks, int from, int contexts) {
        Matrix scores = Matrix.zeros(tasks.columns(), contexts);
        Blas.gemm(-2, Section.of(tasks.data(), 0, dimension, tasks.columns()), true,
                Section.of(moments.data(), from * dimension, dimension, contexts), false,
                0, Section.of(scores.data(), 0, tasks.columns(), contexts));
        return scores;
    }

    /** @return F of context {@code index}, not to be written to; zero below the diagonal where it was {@link #sample}d */
    Matrix factor(int index) {
        return factors[index];
    }

    /** @return of some contexts, a column each, the coefficients of the features in \( |y-Xv|^2 - |y|^2 \) */
    Matrix coefficients(int... contexts) {
        Matrix coefficients = Matrix.zeros(features(dimension), contexts.length);
        double[] target = coefficients.data();
        int at = 0;
        for (int index : contexts) {
            double[] gram = gram(index).data();
            for (int a = 0; a < dimension; a++) {
                target[at++] = -2 * moments.get(a, index);
            }
            for (int b = 0; b < dimension; b++) {
                // Each product v_a v_b with a < b stands for two entries of the symmetric matrix.
                for (int a = 0; a < b; a++) {
                    target[at++] = 2 * gram[b * dimension + a];
                }
                target[at++] = gram[b * dimension + b];
            }
        }
        return coefficients;
    }

    /** Writes the features of {@code count} tasks, columns of a d×k matrix from {@code from} on, into the first columns. */
    static void writeFeatures(Matrix tasks, int from, int count, Matrix features) {
        int d = tasks.rows();
        for (int j = 0; j < count; j++) {
            writeFeatures(tasks.data(), (from + j) * d, d, features.data(), j * features.rows());
        }
    }

    /** How many features a task of the given dimension has: d + d(d+1)/2. */
    static int features(int dimension) {
        long features = dimension + (long) dimension * (dimension + 1) / 2;
        return Math.toIntExact(features);
    }

    private static void writeFeatures(double[] vectors, int start, int dimension, double[] target, int to) {
        System.arraycopy(vectors, start, target, to, dimension);
        int at = to + dimension;
        for (int b = 0; b < dimension; b++) {
            double factor = vectors[start + b];
            for (int a = 0; a <= b; a++) {
                target[at++] = factor * vectors[start + a];
            }
        }
    }
}
