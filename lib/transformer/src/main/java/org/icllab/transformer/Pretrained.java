package org.icllab.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.icllab.model.Pretraining;
import org.icllab.random.RandomStream;

/** Networks trained side by side by AdamW, each on contexts of its own, in epochs of ten minibatches or a few more. */
final class Pretrained {
    /** For each network and kind of test. */
    static final int TESTS = 1000;
    private static final int PARTS = 10;
    private static final double WEIGHT_DECAY = 0.01;

    private final Model model;
    private final Weights weights;
    private final String device;

    private Pretrained(Model model, Weights weights, String device) {
        this.model = model;
        this.weights = weights;
        this.device = device;
    }

    /** @param rate η of the first step; it falls linearly to 0 at the end */
    static Pretrained of(Model model, FixedContexts set, int epochs, double rate, RandomStream stream, String device,
                         Checkpoint checkpoint) {
        Batch.Size size = set.size(PARTS);
        int last = Math.multiplyExact(epochs, set.stepsPerEpoch(size));
        Training training = Training.of(model, set, size, Optimiser.adamW(rate, WEIGHT_DECAY).fallingTo(last)).on(device);
        return new Pretrained(model, training.run(new int[] {last}, stream, checkpoint).weights(), device);
    }

    /** @return what the contexts take: those trained on, and two sets of tests */
    static long bytes(int networks, Pretraining counts) {
        long numbers = (counts.contextLength() + 1L) * (counts.dimension() + 1L);
        return Float.BYTES * numbers * networks * (counts.contexts() + 2L * TESTS);
    }

    /** @return each network's mean squared error on the minibatches of an epoch: all at once would take 1 GiB */
    double[] errors(FixedContexts contexts) {
        Batch batch = Batch.of(contexts.size(PARTS));
        int steps = contexts.stepsPerEpoch(batch.size());
        double[] errors = new double[contexts.networks()];
        for (int step = 0; step < steps; step++) {
            contexts.fill(batch, step);
            float[] means = errors(batch, errors.length);
            for (int i = 0; i < errors.length; i++) {
                errors[i] += means[i] / steps;
            }
        }
        return errors;
    }

    /** @return each network's mean squared error on its share of {@code batch} */
    private float[] errors(Batch batch, int networks) {
        try (NDManager manager = Torch.manager(device)) {
            Torch.record(false);
            Batch.Tensors tensors = batch.on(manager);
            NDArray vector = manager.create(weights.values());
            return model.predict(model.layout().split(vector), tensors).sub(tensors.targets()).square()
                    .reshape(networks, -1).mean(new int[] {1}).toFloatArray();
        }
    }
}
