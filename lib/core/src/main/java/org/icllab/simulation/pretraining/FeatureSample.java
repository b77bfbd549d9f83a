package org.icllab.simulation.pretraining;

import java.util.List;
import org.icllab.Require;
import org.icllab.linalg.Matrix;

/**
 * The features of n contexts, \( H = x_{\ell+1} \otimes [\tfrac d\ell\sum y_ix_i,\ \tfrac1\ell\sum y_i^2] \), kept as
 * their two factors.
 *
 * @param dimension d
 * @param blocks the contexts in blocks that fit a processor's cache, in order
 * @see "Paper A, eq. for H_Z; theory.md [A1]"
 */
public record FeatureSample(int dimension, List<Block> blocks) {
    /**
     * Some of the contexts, one per column. Matrices and array are live: they are filled as contexts are drawn.
     *
     * @param queries d×b
     * @param summaries (d+1)×b
     * @param targets b labels to be predicted
     */
    public record Block(Matrix queries, Matrix summaries, double[] targets) {
        /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
        public Block {
            int count = Matrix.require("queries", queries).columns();
            Matrix.require("summaries", summaries, queries.rows() + 1, count);
            Require.finite("targets", Require.length("targets", targets, count));
        }
    }

    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public FeatureSample {
        blocks = Require.list("blocks", blocks);
        Require.atLeast("number of blocks", blocks.size(), 1);
        blocks.forEach(block -> Require.length("a query", block.queries().rows(), dimension));
    }

    /** @return n */
    public int size() {
        return blocks.stream().mapToInt(block -> block.targets().length).sum();
    }
}
