package org.icllab.simulation.pretraining;

import java.util.Arrays;
import java.util.List;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Cholesky;
import org.icllab.linalg.Matrix;

/**
 * Ridge regression in the space of contexts: \( \Gamma^* = X\,\mathrm{diag}(c)\,A^\top \) with
 * \( (K + \mu I)c = y \), and the kernel of rank-one features is a Hadamard product, \( K = (X^\top X)\circ(A^\top A) \).
 */
final class DualSolver {
    private DualSolver() {
    }

    static Matrix solve(FeatureSample sample, double penalty) {
        int n = sample.size();
        Require.that((long) n * n <= Integer.MAX_VALUE - 8,
                "n = " + n + ": the dual solver's n×n kernel fits an array up to n = 46340; ITERATIVE takes more, with a ridge ≥ "
                        + GammaRegression.Solver.ITERATIVE.leastRidge());
        Matrix kernel = kernel(sample.blocks(), n);
        double[] targets = new double[n];
        int start = 0;
        for (FeatureSample.Block block : sample.blocks()) {
            System.arraycopy(block.targets(), 0, targets, start, block.targets().length);
            start += block.targets().length;
        }
        for (int i = 0; i < n; i++) {
            kernel.set(i, i, kernel.get(i, i) + penalty);
        }
        return combine(sample, Cholesky.inPlace(kernel).solve(targets));
    }

    /** How many numbers it needs beside the kernel: two blocks' products of queries and of summaries. */
    static double workingNumbers() {
        return 2.0 * FeatureSampler.BLOCK * FeatureSampler.BLOCK;
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
        int context = 0;
        for (FeatureSample.Block block : sample.blocks()) {
            int end = context + block.targets().length;
            Matrix weighted = block.queries().timesDiagonal(Arrays.copyOfRange(coefficients, context, end));
            Blas.gemm(1, weighted, false, block.summaries(), true, 1, gamma);
            context = end;
        }
        return gamma;
    }
}
