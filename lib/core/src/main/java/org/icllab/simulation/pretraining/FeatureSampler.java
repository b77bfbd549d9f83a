package org.icllab.simulation.pretraining;

import java.util.ArrayList;
import java.util.List;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;
import org.icllab.random.RandomStream;

/**
 * Draws the features of contexts whose tasks come from a pool.
 *
 * <p>A feature needs of its context only \( (\sum y_ix_i, \sum y_i^2) \). Given the task, with
 * \( v = |w|^2/d + \rho \), \( c = |w|/(\sqrt d\,v) \), \( \hat w = w/|w| \):
 * \( S = \sum y_i^2 \sim v\,\chi^2_\ell \); along the task,
 * \( \sum y_i\sqrt d\,\langle x_i,\hat w\rangle \mid S \sim \mathcal N(cS, (\rho/v)S) \); orthogonal to it the inputs
 * are independent of the labels, so that part is \( \sqrt{S/d}\,P_\perp z \) with z standard normal. {@link #sample}
 * draws these: exact in law, O(d) a context instead of O(ℓd).
 *
 * @see "theory.md §1, exact sampling without drawing the context"
 */
public final class FeatureSampler {
    /** Contexts per block: long enough for fast products, short enough to stay in a core's cache at d = 100. */
    static final int BLOCK = 512;

    private final TaskPool pool;
    private final int contextLength;
    private final double noise;
    /** r of inputs with \( \mathbb E\,x_ix_j^\top = r^{|i-j|}I/d \). */
    private final double neighbours;

    private FeatureSampler(TaskPool pool, int contextLength, double noise, double neighbours) {
        this.pool = pool;
        this.contextLength = contextLength;
        this.noise = noise;
        this.neighbours = neighbours;
    }

    /**
     * @param pool where tasks come from
     * @param contextLength ℓ ≥ 1
     * @param noise ρ ≥ 0, the label noise's variance
     */
    public static FeatureSampler of(TaskPool pool, int contextLength, double noise) {
        return new FeatureSampler(pool, Require.atLeast("contextLength", contextLength, 1),
                Require.nonNegative("noise", noise), 0);
    }

    /**
     * Contexts whose inputs are correlated along it, \( \mathbb E\,x_ix_j^\top = r^{|i-j|}I/d \); the query is not.
     *
     * <p>{@link #sample} then draws the inputs' coordinate along the task one by one, hence the labels, and given them
     * \( \sum y_iP_\perp x_i = \sqrt{y^\top Ky/d}\,P_\perp z \): exact in law, O(ℓ + d) a context.
     *
     * @param neighbours r in [0, 1]; 0: independent, with the same random numbers as without this call
     * @return a sampler of such contexts
     */
    public FeatureSampler correlated(double neighbours) {
        return new FeatureSampler(pool, contextLength, noise, Require.within("neighbours", neighbours, 0, 1));
    }

    /** @return the features of {@code count} ≥ 1 contexts by their sufficient statistics */
    public FeatureSample sample(int count, RandomStream stream) {
        Require.given("stream", stream);
        return fill(count, (block, column) -> drawStatistics(block, column, stream));
    }

    /** @return the features of {@code count} ≥ 1 contexts drawn in full: the same law, for checks */
    public FeatureSample sampleFromContexts(int count, RandomStream stream) {
        Require.given("stream", stream);
        return fill(count, (block, column) -> {
            Context context = Context.of(pool.draw(stream), contextLength, noise, neighbours, stream);
            int d = pool.dimension();
            System.arraycopy(context.query(), 0, block.queries().data(), column * d, d);
            System.arraycopy(context.summary(), 0, block.summaries().data(), column * (d + 1), d + 1);
            block.targets()[column] = context.target();
        });
    }

    private interface ContextWriter {
        void write(FeatureSample.Block block, int column);
    }

    private FeatureSample fill(int count, ContextWriter writer) {
        Require.atLeast("count", count, 1);
        int d = pool.dimension();
        Require.memory("numbers of " + count + " contexts", 2.0 * (d + 1) * count);
        List<FeatureSample.Block> blocks = new ArrayList<>();
        for (int done = 0; done < count; done += BLOCK) {
            Interrupt.check();
            int size = Math.min(BLOCK, count - done);
            var block = new FeatureSample.Block(Matrix.zeros(d, size), Matrix.zeros(d + 1, size), new double[size]);
            for (int column = 0; column < size; column++) {
                writer.write(block, column);
            }
            blocks.add(block);
        }
        return new FeatureSample(d, blocks);
    }

    private void drawStatistics(FeatureSample.Block block, int column, RandomStream stream) {
        int d = pool.dimension();
        double[] task = pool.draw(stream);
        double square = Vectors.dot(task, task);
        double norm = Math.sqrt(square);
        Sums sums = neighbours > 0 ? correlatedSums(square / d, stream) : independentSums(square / d, stream);

        // h = (d/ℓ) Σ y_i x_i = (d/ℓ) (along ŵ/√d + √(across/d) P_⊥ z)
        double[] summaries = block.summaries().data();
        int at = column * (d + 1);
        stream.fillGaussian(summaries, at, at + d, 1);
        double overlap = Vectors.dot(summaries, at, task, 0, d);
        double scale = Math.sqrt(d) / contextLength;
        double orthogonal = scale * Math.sqrt(sums.across);
        double onTask = norm > 0 ? scale * sums.along / norm - orthogonal * overlap / square : 0;
        for (int j = 0; j < d; j++) {
            summaries[at + j] = orthogonal * summaries[at + j] + onTask * task[j];
        }
        summaries[at + d] = sums.squares / contextLength;

        double[] queries = block.queries().data();
        int start = column * d;
        stream.fillGaussian(queries, start, start + d, 1 / Math.sqrt(d));
        block.targets()[column] = Math.sqrt(noise) * stream.nextGaussian() + Vectors.dot(queries, start, task, 0, d);
    }

    /**
     * What the labels make of a context.
     *
     * @param squares \( S = \sum y_i^2 \)
     * @param along \( \sum y_i\sqrt d\langle x_i,\hat w\rangle \)
     * @param across \( y^\top Ky \), S for independent inputs
     */
    private record Sums(double squares, double along, double across) {
    }

    private Sums independentSums(double signal, RandomStream stream) {
        double v = signal + noise;
        double squares = v * stream.nextChiSquare(contextLength);
        double along = Math.sqrt(signal) / v * squares + Math.sqrt(noise / v * squares) * stream.nextGaussian();
        return new Sums(squares, along, squares);
    }

    private Sums correlatedSums(double signal, RandomStream stream) {
        double innovation = Math.sqrt((1 - neighbours) * (1 + neighbours));
        double coordinate = stream.nextGaussian();
        double earlier = 0;
        double squares = 0;
        double along = 0;
        double across = 0;
        for (int i = 0; i < contextLength; i++) {
            double label = Math.sqrt(signal) * coordinate + Math.sqrt(noise) * stream.nextGaussian();
            squares += label * label;
            along += label * coordinate;
            // Σ_{j<i} r^{i−j} y_j.
            earlier *= neighbours;
            across += label * (label + 2 * earlier);
            earlier += label;
            coordinate = neighbours * coordinate + innovation * stream.nextGaussian();
        }
        return new Sums(squares, along, Math.max(0, across));
    }
}
