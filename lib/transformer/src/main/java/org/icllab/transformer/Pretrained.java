package org.icllab.transformer;

import java.util.List;
import org.icllab.Interrupt;
import org.icllab.model.Pretraining;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.TaskPool;

/** Networks trained side by side by AdamW, each on contexts of its own, in epochs of ten minibatches or fewer. */
final class Pretrained {
    /** For each network and kind of test. */
    private static final int TESTS = 1000;
    private static final int PARTS = 10;
    private static final double WEIGHT_DECAY = 0.01;
    private static final int STEPS_PER_CHECKPOINT = 2000;

    private final Model model;
    private final Weights weights;

    private Pretrained(Model model, Weights weights) {
        this.model = model;
        this.weights = weights;
    }

    /**
     * @param blocks 0 for linear attention, 1 for softmax attention alone, else blocks with a dense layer each
     * @param set what the networks learn from
     * @param rate η of the first step
     * @param fall share of it by which it falls, linearly, until the end
     * @param stream of the training
     * @param trial keeps the checkpoints
     */
    static Pretrained of(int blocks, FixedContexts set, int epochs, double rate, double fall, RandomStream stream,
                         Trial trial) {
        Batch.Size size = set.size(PARTS);
        Model model = blocks == 0 ? new TokenAttention(set.networks(), size.dimension())
                : new TokenTransformer(set.networks(), size.dimension(), blocks, blocks == 1 ? 0 : 1);
        int last = Math.multiplyExact(epochs, set.stepsPerEpoch(size));
        Optimiser constant = Optimiser.adamW(rate, WEIGHT_DECAY);
        Optimiser optimiser = fall == 0 ? constant : constant.fallingTo((int) Math.rint(Math.min(Integer.MAX_VALUE, last / fall)));
        Training training = Training.of(model, set, size, optimiser);
        return new Pretrained(model, training.run(new int[] {last}, stream,
                Checkpoint.of(trial, STEPS_PER_CHECKPOINT)).weights());
    }

    /** @return what the contexts take: those trained on, and two sets of tests */
    static long bytes(int networks, Pretraining counts) {
        long numbers = (counts.contextLength() + 1L) * (counts.dimension() + 1L);
        return Double.BYTES * numbers * networks * (counts.contexts() + 2L * TESTS);
    }

    /**
     * @param tasks where those of each network's tests come from
     * @param counts says how long contexts are, and how noisy
     * @return each network's mean squared error on fresh contexts
     */
    double[] errors(List<TaskPool> tasks, Pretraining counts, RandomStream stream) {
        return errors(FixedContexts.of(tasks, TESTS, counts.contextLength(), counts.rho(), stream));
    }

    /** @return each network's mean squared error on the minibatches of an epoch, which hold nearly all of its contexts */
    double[] errors(FixedContexts contexts) {
        Batch batch = Batch.of(contexts.size(PARTS));
        Loss loss = new Loss(model, batch.size());
        int steps = contexts.stepsPerEpoch(batch.size());
        double[] means = new double[contexts.networks()];
        for (int step = 0; step < steps; step++) {
            Interrupt.check();
            contexts.fill(batch, step);
            double[] errors = loss.errors(weights.values(), batch);
            int share = errors.length / means.length;
            for (int i = 0; i < errors.length; i++) {
                means[i / share] += errors[i] / share / steps;
            }
        }
        return means;
    }
}
