package org.icllab.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionContext;
import org.icllab.simulation.pretraining.Context;
import org.icllab.simulation.pretraining.TaskPool;

/**
 * A pretraining set for each of several networks, n contexts drawn once from a task pool of the network's own, and seen
 * again and again: an epoch visits contexts in a new random order, each at most once, in minibatches of equal size; what is
 * left over waits for another epoch.
 *
 * @see "Paper A, figures 5, 6; theory.md §8"
 */
public final class FixedContexts implements Contexts {
    private final Batch contexts;
    private final int each;
    private final RandomStream stream;
    private final int networks;
    /** The order made last: a step's is mostly that of the step before. */
    private volatile Order order;

    /** @param places of each network's contexts, in the order in which an epoch visits them */
    private record Order(int epoch, int[] places) {
    }

    private FixedContexts(Batch contexts, int networks, RandomStream stream) {
        this.contexts = contexts;
        this.networks = networks;
        this.each = contexts.size().contexts() / networks;
        this.stream = stream;
        order = shuffled(0);
    }

    /**
     * @param pools a network's tasks each
     * @param count n ≥ 1 contexts for each network
     * @param contextLength ℓ ≥ 1
     * @param noise ρ ≥ 0
     * @param stream draws the contexts, then the order in which they are seen
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static FixedContexts of(List<TaskPool> pools, int count, int contextLength, double noise, RandomStream stream) {
        Require.atLeast("pools.size", Require.list("pools", pools).size(), 1);
        Require.atLeast("count", count, 1);
        Require.given("stream", stream);
        int dimension = pools.get(0).dimension();
        int all = Require.room("contexts", (long) count * pools.size());
        Batch contexts = Batch.of(new Batch.Size(all, dimension, contextLength, 1));
        for (int network = 0; network < pools.size(); network++) {
            RandomStream own = stream.at(network);
            for (int i = 0; i < count; i++) {
                Interrupt.check();
                Context context = Context.of(pools.get(network).draw(own), contextLength, noise, own);
                contexts.set(network * count + i, withQuery(context));
            }
        }
        return new FixedContexts(contexts, pools.size(), stream.at(-1));
    }

    /** @return all contexts, network by network */
    public Batch all() {
        return contexts;
    }

    /** @return S */
    int networks() {
        return networks;
    }

    /** @return S·⌈n/parts⌉, a step's contexts if an epoch is to have about {@code parts} ≥ 1 steps */
    public Batch.Size size(int parts) {
        Require.atLeast("parts", parts, 1);
        return contexts.size().withContexts(networks * ((each + parts - 1) / parts));
    }

    /**
     * @param size of a batch that holds equally many contexts, at most n, for each network
     * @return the number of steps in an epoch of such batches: what is left over waits for another epoch
     */
    public int stepsPerEpoch(Batch.Size size) {
        return each / share(size);
    }

    private int share(Batch.Size size) {
        int share = Require.given("size", size).contexts() / networks;
        if (share < 1 || share > each || share * networks != size.contexts()) {
            Require.refuse("batch of " + size.contexts() + ": must hold 1 to " + each + " contexts for each of "
                    + networks + " networks");
        }
        return share;
    }

    /** What it gives depends on the step alone. A test, step −1, is of contexts in an order that no epoch has. */
    @Override
    public void fill(Batch batch, int step, RandomStream ignored) {
        fill(batch, step);
    }

    /** @throws IllegalArgumentException if the batch does not hold equally many contexts, at most n, for each network */
    void fill(Batch batch, int step) {
        int share = share(Require.given("batch", batch).size());
        int steps = each / share;
        int[] places = order(Math.floorDiv(step, steps)).places;
        int first = Math.floorMod(step, steps) * share;
        for (int network = 0; network < networks; network++) {
            for (int i = 0; i < share; i++) {
                batch.set(network * share + i, contexts, network * each + places[first + i]);
            }
        }
    }

    private Order order(int epoch) {
        Order known = order;
        if (known.epoch != epoch) {
            known = shuffled(epoch);
            order = known;
        }
        return known;
    }

    /** The order of an epoch depends on its number alone, so that training goes on from any step. */
    private Order shuffled(int epoch) {
        int[] places = IntStream.range(0, each).toArray();
        stream.at(epoch).shuffle(places);
        return new Order(epoch, places);
    }

    private static RegressionContext withQuery(Context context) {
        int d = context.inputs().rows();
        int length = context.length();
        double[] inputs = Arrays.copyOf(context.inputs().data(), d * length);
        double[] labels = Arrays.copyOf(context.labels(), length);
        return new RegressionContext(Matrix.wrap(d, length, inputs), labels, Matrix.wrap(d, 1, context.query()),
                new double[] {context.target()});
    }
}
