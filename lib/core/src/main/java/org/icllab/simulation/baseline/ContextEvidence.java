package org.icllab.simulation.baseline;

import java.util.List;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Blas;
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
 * <p>This is linear in the features \( \phi(v) = (v_a)_a, (v_av_b)_{a\le b} \) of v. Its coefficients are kept, a
 * context per column, so that the misfit of many tasks to many contexts is one matrix product.
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
    private final Matrix coefficients;

    private ContextEvidence(int dimension, int contexts) {
        this.dimension = dimension;
        this.coefficients = Matrix.zeros(features(dimension), contexts);
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
        double[] target = coefficients.data();
        int start = index * coefficients.rows();
        double[] features = new double[coefficients.rows()];
        double[] labels = context.labels();
        for (int i = 0; i < context.length(); i++) {
            double[] input = context.inputs().column(i);
            writeFeatures(input, 0, dimension, features, 0);
            Vectors.axpy(-2 * labels[i], features, 0, target, start, dimension);
            Vectors.axpy(1, features, dimension, target, start + dimension, features.length - dimension);
        }
        // Each product v_a v_b with a < b stands for two entries of the symmetric matrix.
        int at = start + dimension;
        for (int b = 0; b < dimension; b++, at++) {
            for (int a = 0; a < b; a++, at++) {
                target[at] *= 2;
            }
        }
    }

    private void draw(Matrix factor, double[] tasks, double noise, int index, RandomStream stream) {
        int d = dimension;
        int rows = factor.rows();
        double[] r = factor.data();
        double[] image = new double[rows];
        for (int j = 0; j < d; j++) {
            Vectors.axpy(tasks[index * d + j], r, j * rows, image, 0, Math.min(j + 1, rows));
        }
        // R w/√d + √ρ z: the labels of a context of m examples that says as much as the one of ℓ.
        for (int i = 0; i < rows; i++) {
            image[i] = image[i] / Math.sqrt(d) + Math.sqrt(noise) * stream.nextGaussian();
        }
        double[] target = coefficients.data();
        int start = index * coefficients.rows();
        int at = start + d;
        for (int b = 0; b < d; b++) {
            target[start + b] = -2 / Math.sqrt(d) * Vectors.dot(r, b * rows, image, 0, Math.min(b + 1, rows));
            for (int a = 0; a <= b; a++) {
                double entry = Vectors.dot(r, a * rows, r, b * rows, Math.min(a + 1, rows)) / d;
                target[at++] = a < b ? 2 * entry : entry;
            }
        }
    }

    /** @return d */
    public int dimension() {
        return dimension;
    }

    /** @return how many contexts */
    public int size() {
        return coefficients.columns();
    }

    /** @return \( X^\top X \) of context {@code index}, d×d */
    public Matrix gram(int index) {
        Require.within("index", index, 0, size() - 1);
        Matrix gram = Matrix.zeros(dimension, dimension);
        int at = dimension;
        for (int b = 0; b < dimension; b++) {
            for (int a = 0; a <= b; a++, at++) {
                double entry = coefficients.get(at, index) / (a < b ? 2 : 1);
                gram.set(a, b, entry);
                gram.set(b, a, entry);
            }
        }
        return gram;
    }

    /** @return \( X^\top y \) of context {@code index}, length d */
    public double[] moment(int index) {
        Require.within("index", index, 0, size() - 1);
        double[] moment = new double[dimension];
        for (int a = 0; a < dimension; a++) {
            moment[a] = coefficients.get(a, index) / -2;
        }
        return moment;
    }

    /**
     * Writes \( |y-Xv|^2 - |y|^2 \) for some tasks v, a row each, and every context, a column each.
     *
     * @param features of the tasks, a column each
     * @param misfits overwritten
     */
    void misfits(Matrix features, Matrix misfits) {
        Blas.gemm(1, features, true, coefficients, false, 0, misfits);
    }

    /** Writes the features of some tasks, columns of a d×k matrix from {@code from} on, into as many columns. */
    static void writeFeatures(Matrix tasks, int from, Matrix features) {
        int d = tasks.rows();
        for (int j = 0; j < features.columns(); j++) {
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
