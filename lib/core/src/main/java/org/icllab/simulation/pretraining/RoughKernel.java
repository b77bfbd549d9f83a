package org.icllab.simulation.pretraining;

import java.util.List;
import java.util.function.Function;
import org.icllab.Interrupt;
import org.icllab.linalg.Blas;
import org.icllab.linalg.FloatSection;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;

/** The kernel \( K = (X^\top X)\circ(A^\top A) \) in single precision, in units in which its diagonal is about 1. */
final class RoughKernel {
    /** Added to the diagonal: keeps what is rounded positive definite. */
    private static final double SHIFT = 1e-6;

    private RoughKernel() {
    }

    /**
     * @param sample n contexts
     * @param penalty μ
     * @return a factorisation of a multiple of \( K + \mu I \), nearly
     * @throws ArithmeticException if rounding leaves it not positive definite
     */
    static RoughCholesky factored(FeatureSample sample, double penalty) {
        double queryScale = scale(sample, FeatureSample.Block::queries);
        double summaryScale = scale(sample, FeatureSample.Block::summaries);
        RoughCholesky kernel = RoughCholesky.zeros(sample.size());
        fill(kernel, rounded(sample, FeatureSample.Block::queries, queryScale),
                rounded(sample, FeatureSample.Block::summaries, summaryScale));
        double scale = queryScale * summaryScale;
        kernel.shift((float) (penalty * scale * scale + SHIFT));
        kernel.factor();
        return kernel;
    }

    /** What makes the columns' mean square 1. */
    private static double scale(FeatureSample sample, Function<FeatureSample.Block, Matrix> vectors) {
        double square = 0;
        for (FeatureSample.Block block : sample.blocks()) {
            double[] data = vectors.apply(block).data();
            square += Vectors.dot(data, data);
        }
        return Math.sqrt(sample.size() / square);
    }

    private static List<FloatSection> rounded(FeatureSample sample, Function<FeatureSample.Block, Matrix> vectors, double scale) {
        return sample.blocks().stream().map(block -> WhitenedSample.section(vectors.apply(block), scale)).toList();
    }

    /** The lower triangle, block by block. */
    private static void fill(RoughCholesky kernel, List<FloatSection> queries, List<FloatSection> summaries) {
        int column = 0;
        for (int j = 0; j < queries.size(); j++) {
            int row = column;
            for (int i = j; i < queries.size(); i++) {
                Interrupt.check();
                int rows = queries.get(i).columns();
                float[] entries = product(queries.get(i), queries.get(j));
                float[] factors = product(summaries.get(i), summaries.get(j));
                for (int k = 0; k < entries.length; k++) {
                    entries[k] *= factors[k];
                }
                for (int c = 0; c < queries.get(j).columns(); c++) {
                    kernel.set(row, column + c, entries, c * rows, rows);
                }
                row += rows;
            }
            column += queries.get(j).columns();
        }
    }

    private static float[] product(FloatSection a, FloatSection b) {
        float[] product = new float[a.columns() * b.columns()];
        Blas.gemm(1, a, true, b, false, 0, FloatSection.of(product, 0, a.columns(), b.columns()));
        return product;
    }
}
