package org.icllab.simulation.baseline;

import java.util.stream.IntStream;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Section;
import org.icllab.linalg.Vectors;

/**
 * The Bayes estimate for a learner that knows the pool's k tasks and takes the context's for one of them (dMMSE):
 * \[ \hat w = \sum_j p_j w_j,\qquad p_j \propto \exp\Bigl(-\frac{|y-Xw_j|^2}{2\rho}\Bigr). \]
 *
 * <p>Weights are relative to the best task's, so that no exponential overflows. Only those tasks are weighed that
 * {@link TaskSearch} finds to be near it: the others' weights are below \( e^{-50} \) of its own, less than their sum is
 * rounded by. Rounding moves \( \hat w \) by at most about 1e-8 |w| at any noise: a misfit is rounded by 1e-16 of its
 * size, which matters only between tasks that the context tells apart as little.
 *
 * @see "Paper A, figure 4; theory.md §3, baselines"
 */
public final class DiscreteMmse implements TaskEstimator {
    /** Numbers in a block of misfits or of task features, 8 MiB: large enough for a fast product. */
    private static final int BLOCK = 1 << 20;
    private static final int MOST_TASKS = 1024;
    /** Half of the misfit's excess, in units of ρ, beyond which a task does not count. */
    private static final double NEGLIGIBLE = 50;

    /** A search begins with one in so many entries of every task, the last ones: they cost little and rule out much. */
    private static final int SHARE = 4;
    /** So many contexts are worth making the features of all tasks; fewer are searched one after the other. */
    private static final int MANY = 16;

    private final Matrix tasks;
    private final double noise;
    /** Entries of a task, the last ones, whose products in pairs are among the features that a search begins with. */
    private final int last;
    private final Matrix beginning;
    /** The features of all tasks, once they have been asked for, if they are one block. */
    private volatile Matrix whole;

    private DiscreteMmse(Matrix tasks, double noise) {
        this.tasks = tasks;
        this.noise = noise;
        int quarter = tasks.rows() / SHARE;
        this.last = (long) ContextEvidence.features(tasks.rows(), quarter) * tasks.columns() <= BLOCK ? quarter : 0;
        if (last == 0) {
            this.beginning = tasks;
        } else {
            this.beginning = Matrix.zeros(ContextEvidence.features(tasks.rows(), last), tasks.columns());
            ContextEvidence.writeFeatures(tasks, 0, tasks.columns(), last, beginning);
        }
    }

    /**
     * @param tasks d×k, the pool's tasks as columns
     * @param noise ρ ≥ 0, the label noise's variance; at 0 the estimate is the task of least misfit, the mean of them
     *     where several are equally good
     */
    public static DiscreteMmse of(Matrix tasks, double noise) {
        return new DiscreteMmse(Matrix.require("tasks", tasks).copy(), Require.nonNegative("noise", noise));
    }

    /** @return numbers, at most, beside the pool: its own copy, what a search begins with, and a block of contexts */
    static double workingNumbers(int dimension, int tasks, int contexts) {
        double together = Math.min(contexts, Math.max(1, BLOCK / tasks));
        double rows = dimension * (dimension + 3.0) / 2;
        return (double) dimension * tasks + BLOCK + Math.max(BLOCK, rows) + together * (tasks + rows);
    }

    @Override
    public Matrix estimate(ContextEvidence evidence) {
        Require.given("evidence", evidence);
        int d = tasks.rows();
        int k = tasks.columns();
        Require.length("a context's input", evidence.dimension(), d);
        Matrix means = Matrix.zeros(d, evidence.size());
        TaskSearch search = new TaskSearch(tasks);
        int block = Math.max(1, BLOCK / k);
        for (int from = 0; from < evidence.size(); from += block) {
            writeMeans(search, evidence, from, Math.min(block, evidence.size() - from), means.data());
        }
        return means;
    }

    /** Of {@code count} contexts from {@code from} on. */
    private void writeMeans(TaskSearch search, ContextEvidence evidence, int from, int count, double[] target) {
        int k = tasks.columns();
        double[] misfits = scores(evidence, from, count).data();
        int[] rest = IntStream.range(from, from + count)
                .filter(i -> !searched(search, evidence, i, misfits, (i - from) * k, false, target)).toArray();
        if (rest.length < MANY && whole == null) {
            for (int i : rest) {
                searched(search, evidence, i, misfits, (i - from) * k, true, target);
            }
        } else if (rest.length > 0) {
            writeMisfits(evidence, rest, misfits);
            for (int i = 0; i < rest.length; i++) {
                search.select(misfits, i * k, Double.POSITIVE_INFINITY);
                writeMean(search, target, rest[i] * tasks.rows());
            }
        }
    }

    /** @return whether a context's mean was found by a search, and is written */
    private boolean searched(TaskSearch search, ContextEvidence evidence, int context, double[] scores, int at, boolean all,
                             double[] target) {
        Interrupt.check();
        Matrix factor = evidence.factor(context);
        int left = factor.rows() - evidence.squares(last);
        boolean found = search.run(factor, left, scores, at, 2 * noise * NEGLIGIBLE, all);
        if (found) {
            writeMean(search, target, context * tasks.rows());
        }
        return found;
    }

    /** @return what {@link TaskSearch} begins with, the scores of all tasks to a context one after the other */
    private Matrix scores(ContextEvidence evidence, int from, int count) {
        Matrix coefficients = evidence.coefficients(last, IntStream.range(from, from + count).toArray());
        Matrix scores = Matrix.zeros(tasks.columns(), count);
        Blas.gemm(1, beginning, true, coefficients, false, 0, scores);
        return scores;
    }

    /** Writes the misfits of all tasks to some contexts, those of a context one after the other. */
    private void writeMisfits(ContextEvidence evidence, int[] contexts, double[] misfits) {
        int k = tasks.columns();
        int d = tasks.rows();
        int rows = ContextEvidence.features(d, d);
        int block = Math.min(k, Math.max(1, Math.min(MOST_TASKS, BLOCK / rows)));
        Matrix coefficients = evidence.coefficients(d, contexts);
        Section all = Section.of(coefficients.data(), 0, rows, contexts.length);
        // Read once: another thread may write it meanwhile.
        Matrix known = whole;
        Matrix features = known == null ? Matrix.zeros(rows, block) : known;
        for (int from = 0; from < k; from += block) {
            Interrupt.check();
            int count = Math.min(block, k - from);
            if (known == null) {
                ContextEvidence.writeFeatures(tasks, from, count, d, features);
            }
            Blas.gemm(1, Section.of(features.data(), 0, rows, count), true, all, false,
                    0, Section.of(misfits, from, count, contexts.length, k));
        }
        if (block == k) {
            whole = features;
        }
    }

    private void writeMean(TaskSearch search, double[] target, int at) {
        int d = tasks.rows();
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < search.size(); j++) {
            least = Math.min(least, search.misfit(j));
        }
        double total = 0;
        for (int j = 0; j < search.size(); j++) {
            double weight = weight(search.misfit(j) - least);
            total += weight;
            Vectors.axpy(weight, tasks.data(), search.task(j) * d, target, at, d);
        }
        for (int a = at; a < at + d; a++) {
            target[a] /= total;
        }
    }

    /** \( e^{-\mathrm{excess}/2\rho} \), with its limit at \( \rho = 0 \). */
    private double weight(double excess) {
        return excess > 0 ? StrictMath.exp(-excess / (2 * noise)) : 1;
    }
}
