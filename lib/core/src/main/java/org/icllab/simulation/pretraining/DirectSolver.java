package org.icllab.simulation.pretraining;

import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Cholesky;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;

/** The normal equations \( (\sum_\mu H^\mu H^{\mu\top} + \mu I)\,\mathrm{vec}\,\Gamma = \sum_\mu y^\mu H^\mu \), formed and solved. */
final class DirectSolver {
    /** Query coordinates whose features are multiplied at once: panels of a few hundred rows use the processor best. */
    private static final int PANEL_ROWS = 512;

    private DirectSolver() {
    }

    static Matrix solve(FeatureSample sample, double penalty) {
        int d = sample.dimension();
        long parameters = (long) d * (d + 1);
        Require.that(parameters * parameters <= Integer.MAX_VALUE - 8,
                "d = " + d + ": the direct solver's normal matrix fits an array up to d = 214; use ITERATIVE");
        int p = (int) parameters;
        Matrix normal = Matrix.zeros(p, p);
        double[] rightHandSide = new double[p];
        int group = Math.max(1, Math.min(d, PANEL_ROWS / (d + 1)));
        for (FeatureSample.Block block : sample.blocks()) {
            addBlock(block, group, normal, rightHandSide);
        }
        for (int i = 0; i < p; i++) {
            normal.set(i, i, normal.get(i, i) + penalty);
        }
        double[] solution = Cholesky.inPlace(normal).solve(rightHandSide);
        return Matrix.wrap(d + 1, d, solution).transpose();
    }

    /** How many numbers it needs beside the normal matrix: two panels of features and their product. */
    static double workingNumbers() {
        return 2.0 * PANEL_ROWS * FeatureSampler.BLOCK + PANEL_ROWS * PANEL_ROWS;
    }

    /** Adds one block's share to the normal matrix's lower triangle, panel by panel. */
    private static void addBlock(FeatureSample.Block block, int group, Matrix normal, double[] rightHandSide) {
        int d = block.queries().rows();
        for (int right = 0; right < d; right += group) {
            Interrupt.check();
            Matrix rightPanel = features(block, right, Math.min(d, right + group));
            double[] share = rightPanel.times(block.targets());
            Vectors.axpy(1, share, 0, rightHandSide, right * (d + 1), share.length);
            for (int left = right; left < d; left += group) {
                Matrix leftPanel = left == right ? rightPanel : features(block, left, Math.min(d, left + group));
                Matrix product = Matrix.zeros(leftPanel.rows(), rightPanel.rows());
                Blas.gemm(1, leftPanel, false, rightPanel, true, 0, product);
                for (int j = 0; j < product.columns(); j++) {
                    int at = (right * (d + 1) + j) * normal.rows() + left * (d + 1);
                    Vectors.axpy(1, product.data(), j * product.rows(), normal.data(), at, product.rows());
                }
            }
        }
    }

    /** The features \( x_i a_j \) of query coordinates {@code from … to}, a context per column, j running fastest. */
    private static Matrix features(FeatureSample.Block block, int from, int to) {
        Matrix queries = block.queries();
        Matrix summaries = block.summaries();
        int width = summaries.rows();
        Matrix features = Matrix.zeros((to - from) * width, queries.columns());
        for (int column = 0; column < queries.columns(); column++) {
            for (int i = from; i < to; i++) {
                double x = queries.get(i, column);
                for (int j = 0; j < width; j++) {
                    features.set((i - from) * width + j, column, x * summaries.get(j, column));
                }
            }
        }
        return features;
    }
}
