package org.icllab.simulation.pretraining;

import org.icllab.Require;
import org.icllab.linalg.Vectors;
import org.icllab.simulation.pretraining.FeatureSample.Block;

/**
 * A number read off a context's feature: query x, summary \( h = \tfrac d\ell\sum y_ix_i \),
 * \( s = \tfrac1\ell\sum y_i^2 \), and the label y to be predicted. Together they probe the law from each of its sides.
 */
public enum FeatureStatistic {
    /** The label y. */
    LABEL("y") {
        @Override
        double at(Block block, int column) {
            return block.targets()[column];
        }
    },
    /** The labels' mean square s. */
    MEAN_SQUARE("s") {
        @Override
        double at(Block block, int column) {
            return block.summaries().get(block.queries().rows(), column);
        }
    },
    /** The summary's first coordinate \( h_1 \). */
    COORDINATE("h₁") {
        @Override
        double at(Block block, int column) {
            return block.summaries().get(0, column);
        }
    },
    /** The summary's length \( |h|^2/d \). */
    LENGTH("|h|²/d") {
        @Override
        double at(Block block, int column) {
            int d = block.queries().rows();
            double[] summaries = block.summaries().data();
            return Vectors.dot(summaries, column * (d + 1), summaries, column * (d + 1), d) / d;
        }
    },
    /** What \( \Gamma = [I \mid 0] \) predicts, \( x^\top h \). */
    PREDICTION("x·h") {
        @Override
        double at(Block block, int column) {
            int d = block.queries().rows();
            return Vectors.dot(block.queries().data(), column * d, block.summaries().data(), column * (d + 1), d);
        }
    },
    /** The label times the prediction, \( y\,x^\top h \): how the two go together. */
    AGREEMENT("y (x·h)") {
        @Override
        double at(Block block, int column) {
            return LABEL.at(block, column) * PREDICTION.at(block, column);
        }
    },
    /** The summary's coordinate over the mean square, \( h_1/s \): how the summary's parts go together. */
    RATIO("h₁/s") {
        @Override
        double at(Block block, int column) {
            return COORDINATE.at(block, column) / MEAN_SQUARE.at(block, column);
        }
    };

    private final String symbol;

    FeatureStatistic(String symbol) {
        this.symbol = symbol;
    }

    abstract double at(Block block, int column);

    /** @return as formulas write it */
    public String symbol() {
        return symbol;
    }

    /** @return its value in every context of {@code sample}, in order */
    public double[] of(FeatureSample sample) {
        Require.given("sample", sample);
        double[] values = new double[sample.size()];
        int next = 0;
        for (Block block : sample.blocks()) {
            for (int column = 0; column < block.targets().length; column++) {
                values[next++] = at(block, column);
            }
        }
        return values;
    }
}
