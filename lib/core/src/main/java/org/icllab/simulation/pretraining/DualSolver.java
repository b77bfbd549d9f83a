package org.icllab.simulation.pretraining;

import java.util.Arrays;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Cholesky;
import org.icllab.linalg.ConjugateGradients;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;

/**
 * Ridge regression in the space of contexts: \( \Gamma^* = X\,\mathrm{diag}(c)\,A^\top \) with
 * \( (K + \mu I)c = y \), and the kernel of rank-one features is a Hadamard product, \( K = (X^\top X)\circ(A^\top A) \).
 *
 * <p>Away from n = p the kernel is formed and factored in single precision, and preconditions conjugate gradients on the
 * equations in double precision, whose products need no kernel: \( Kc \) are the predictions of \( X\,\mathrm{diag}(c)\,A^\top \).
 */
final class DualSolver {
    /** Of c's relative error: a step more than what is promised of Γ* takes, about five in all. */
    private static final double TOLERANCE = 1e-10;
    /** More than any factorisation takes that is better than none. */
    private static final int MAX_ITERATIONS = 100;
    /** Smaller kernels are factored as fast in double precision. */
    private static final int LEAST_ROUGH = 2048;

    private DualSolver() {
    }

    static Matrix solve(FeatureSample sample, double penalty) {
        int n = sample.size();
        Require.that((long) n * n <= Integer.MAX_VALUE - 8,
                "n = " + n + ": the dual solver's n×n kernel fits an array up to n = 46340; ITERATIVE takes more, with a ridge ≥ "
                        + GammaRegression.Solver.ITERATIVE.leastRidge());
        double[] targets = new double[n];
        eachBlock(sample, (block, from) -> System.arraycopy(block.targets(), 0, targets, from, block.targets().length));
        double[] coefficients = isRough(sample.dimension(), n) ? refined(sample, penalty, targets) : null;
        return combine(sample, coefficients != null ? coefficients : exact(sample, penalty, targets));
    }

    /** Whether the kernel's least eigenvalue is far enough from zero, whatever the ridge. */
    private static boolean isRough(int dimension, double contexts) {
        return contexts >= LEAST_ROUGH && IterativeSolver.spread(dimension * (dimension + 1.0) / contexts, 0) <= IterativeSolver.NARROW;
    }

    /** Null where single precision is too rough. */
    private static double[] refined(FeatureSample sample, double penalty, double[] targets) {
        try {
            RoughCholesky factor = RoughKernel.factored(sample, penalty);
            return ConjugateGradients.solve(c -> product(sample, penalty, c), factor::solve, targets, TOLERANCE, MAX_ITERATIONS).x();
        } catch (ArithmeticException tooRough) {
            return null;
        }
    }

    private static double[] product(FeatureSample sample, double penalty, double[] coefficients) {
        Matrix gamma = combine(sample, coefficients);
        double[] product = new double[coefficients.length];
        eachBlock(sample, (block, from) -> {
            Matrix answers = gamma.transposeTimes(block.queries());
            int rows = answers.rows();
            for (int i = 0; i < answers.columns(); i++) {
                product[from + i] = Vectors.dot(answers.data(), i * rows, block.summaries().data(), i * rows, rows);
            }
        });
        Vectors.axpy(penalty, coefficients, product);
        return product;
    }

    private static double[] exact(FeatureSample sample, double penalty, double[] targets) {
        int n = targets.length;
        Matrix kernel = kernel(sample.blocks(), n);
        for (int i = 0; i < n; i++) {
            kernel.set(i, i, kernel.get(i, i) + penalty);
        }
        return Cholesky.inPlace(kernel).solve(targets);
    }

    /** How many numbers it needs beside the sample: kernel, vectors, and two blocks' products of queries and of summaries. */
    static double workingNumbers(int dimension, double contexts) {
        double kernel = isRough(dimension, contexts)
                ? RoughCholesky.numbers(contexts) + WhitenedSample.numbers(dimension, contexts) : contexts * contexts;
        return kernel + 9 * contexts + 2.0 * FeatureSampler.BLOCK * FeatureSampler.BLOCK;
    }

    /** The kernel's lower triangle, block by block. */
    private static Matrix kernel(List<FeatureSample.Block> blocks, int n) {
        Matrix kernel = Matrix.zeros(n, n);
        int column = 0;
        for (int right = 0; right < blocks.size(); right++) {
            int row = column;
            for (int left = right; left < blocks.size(); left++) {
                Interrupt.check();
                Matrix queries = blocks.get(left).queries().transposeTimes(blocks.get(right).queries());
                Matrix summaries = blocks.get(left).summaries().transposeTimes(blocks.get(right).summaries());
                for (int j = 0; j < queries.columns(); j++) {
                    for (int i = 0; i < queries.rows(); i++) {
                        kernel.set(row + i, column + j, queries.get(i, j) * summaries.get(i, j));
                    }
                }
                row += queries.rows();
            }
            column += blocks.get(right).targets().length;
        }
        return kernel;
    }

    private static Matrix combine(FeatureSample sample, double[] coefficients) {
        int d = sample.dimension();
        Matrix gamma = Matrix.zeros(d, d + 1);
        eachBlock(sample, (block, from) -> {
            Matrix weighted = block.queries().timesDiagonal(Arrays.copyOfRange(coefficients, from, from + block.targets().length));
            Blas.gemm(1, weighted, false, block.summaries(), true, 1, gamma);
        });
        return gamma;
    }

    /** Every block with the number of contexts before it. */
    private static void eachBlock(FeatureSample sample, ObjIntConsumer<FeatureSample.Block> work) {
        int from = 0;
        for (FeatureSample.Block block : sample.blocks()) {
            work.accept(block, from);
            from += block.targets().length;
        }
    }
}
