package org.icllab.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.icllab.Require;
import org.icllab.random.RandomStream;

/**
 * A model in training: the mean squared error on a batch of contexts, one step of the optimiser at a time.
 *
 * <p>The random numbers of a step depend on the stream and the step alone. With the same stream training gives the same
 * bits, also when it goes on from a checkpoint.
 *
 * @param model what is trained
 * @param contexts what it learns from
 * @param size of a step's batch
 * @param optimiser how it learns
 * @param tests where the contexts of test batches come from, possibly none
 * @param testContexts contexts in each test batch, ≥ 1, drawn once
 * @param cap &gt; 0, possibly infinite: a context's squared error counts at most this in a test. Deep models have rare
 *     contexts whose error is without bound, and a mean would tell of those alone
 * @param probe what is measured of the weights at each reported step
 * @param device "cpu" or "gpu"
 */
public record Training(Model model, Contexts contexts, Batch.Size size, Optimiser optimiser, List<Contexts> tests,
                       int testContexts, double cap, Probe probe, String device) {
    private static final long INITIAL = -1;
    private static final long TESTS = -2;
    /** The loss at which training counts as lost, in units of the first one; if gradients are cut, any number will do. */
    private static final double DIVERGED = 1e6;

    public Training {
        tests = List.copyOf(tests);
        Require.atLeast("testContexts", testContexts, 1);
        Require.positiveOrInfinite("cap", cap);
    }

    /** @return training on the CPU, without tests */
    public static Training of(Model model, Contexts contexts, Batch.Size size, Optimiser optimiser) {
        return new Training(model, contexts, size, optimiser, List.of(), 1, Double.POSITIVE_INFINITY, Probe.NOTHING, "cpu");
    }

    /** @return this training, tested on {@code testContexts} ≥ 1 contexts of each of {@code tests} */
    public Training testedOn(int testContexts, Contexts... tests) {
        return new Training(model, contexts, size, optimiser, List.of(tests), testContexts, cap, probe, device);
    }

    /** @return this training, where a context's squared error counts at most {@code cap} in a test */
    public Training capping(double cap) {
        return new Training(model, contexts, size, optimiser, tests, testContexts, cap, probe, device);
    }

    /** @return this training, with {@code probe} applied to the weights at each reported step */
    public Training measuring(Probe probe) {
        return new Training(model, contexts, size, optimiser, tests, testContexts, cap, probe, device);
    }

    /** @return this training on "cpu" or "gpu" */
    public Training on(String device) {
        return new Training(model, contexts, size, optimiser, tests, testContexts, cap, probe, device);
    }

    /**
     * Trains until the last of {@code reported}.
     *
     * @param reported steps, ascending, from 0
     * @throws ArithmeticException if training diverges: the message says at which step and learning rate
     * @throws CancellationException if the thread is interrupted
     */
    public History run(int[] reported, RandomStream stream) {
        return run(reported, stream, null, Integer.MAX_VALUE);
    }

    /**
     * As the other form, and keeps where it is in a file: a run that was stopped goes on from there, to the same bits.
     *
     * @param checkpoint appears whole each time, and is deleted at the end
     * @param every ≥ 1 steps
     * @throws IllegalArgumentException if the file holds another training
     */
    public History run(int[] reported, RandomStream stream, Path checkpoint, int every) {
        Require.atLeast("reported.length", reported.length, 1);
        for (int i = 0; i < reported.length; i++) {
            Require.atLeast("reported[" + i + "]", reported[i], i == 0 ? 0 : reported[i - 1] + 1);
        }
        Require.atLeast("every", every, 1);
        try (NDManager manager = Torch.manager(device)) {
            return new Run(manager, reported, stream).toEnd(checkpoint, every);
        }
    }

    /** @return the random numbers of test batch {@code test} of a run with {@code stream} */
    public static RandomStream testStream(RandomStream stream, int test) {
        return stream.at(TESTS).at(test);
    }

    /** @return the mean squared error of {@code weights} on {@code testContexts} contexts drawn from {@code contexts} */
    public double loss(Weights weights, Contexts contexts, RandomStream stream) {
        Batch batch = Batch.of(size.withContexts(testContexts));
        contexts.fill(batch, -1, stream);
        return loss(weights, batch);
    }

    /** @return the mean squared error of {@code weights} on {@code batch} */
    public double loss(Weights weights, Batch batch) {
        try (NDManager manager = Torch.manager(device)) {
            Torch.record(false);
            NDArray vector = manager.create(weights.values());
            return error(vector, batch.on(manager)).getFloat();
        }
    }

    /** @return the gradient of the mean squared error on {@code batch} */
    public Weights gradient(Weights weights, Batch batch) {
        try (NDManager manager = Torch.manager(device)) {
            NDArray vector = manager.create(weights.values());
            vector.setRequiresGradient(true);
            Torch.record(true);
            Torch.backward(error(vector, batch.on(manager)));
            return new Weights(weights.layout(), vector.getGradient().toFloatArray());
        }
    }

    private NDArray error(NDArray vector, Batch.Tensors batch) {
        return errors(vector, batch).mean();
    }

    /** @return each context's mean squared error, length B */
    private NDArray errors(NDArray vector, Batch.Tensors batch) {
        NDArray predictions = model.predict(model.layout().split(vector), batch);
        return predictions.sub(batch.targets()).square().mean(new int[] {1});
    }

    /** One training under way. */
    private final class Run {
        private final NDManager manager;
        private final int[] reported;
        private final RandomStream stream;
        private final Batch batch = Batch.of(size);
        private final Batch[] testBatches = new Batch[tests.size()];
        private State state;
        private NDArray weights;
        private NDArray mean;
        private NDArray square;
        private double firstLoss = Double.NaN;

        Run(NDManager manager, int[] reported, RandomStream stream) {
            this.manager = manager;
            this.reported = reported;
            this.stream = stream;
            for (int i = 0; i < testBatches.length; i++) {
                testBatches[i] = Batch.of(size.withContexts(testContexts));
                tests.get(i).fill(testBatches[i], -1, testStream(stream, i));
            }
        }

        History toEnd(Path checkpoint, int every) {
            String key = key();
            Optional<State> kept = checkpoint == null ? Optional.empty() : State.read(checkpoint, key);
            load(kept.orElseGet(() -> State.first(model.initial(stream.at(INITIAL)).values())));
            int last = reported[reported.length - 1];
            for (int step = state.step(); step <= last; step++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("interrupted in training");
                }
                if (checkpoint != null && step > state.step() && step % every == 0) {
                    save(step).write(checkpoint, key);
                }
                step(step, step == reported[state.rows().size()], step == last);
            }
            History history = state.history(reported, new Weights(model.layout(), weights.toFloatArray()));
            State.delete(checkpoint);
            return history;
        }

        /** Reports and steps; the last step is only reported. */
        private void step(int step, boolean report, boolean last) {
            double[] tested = report ? test() : null;
            double[] measured = report ? probe.measure(new Weights(model.layout(), weights.toFloatArray())) : null;
            contexts.fill(batch, step, stream.at(step));
            double loss;
            try (NDManager work = manager.newSubManager()) {
                weights.tempAttach(work);
                Torch.record(!last);
                NDArray error = error(weights, batch.on(work));
                loss = error.getFloat();
                check(step, loss);
                if (!last) {
                    Torch.backward(error);
                    Torch.record(false);
                    optimiser.update(step, weights, mean, square);
                }
            }
            if (report) {
                state.add(loss, tested, measured);
            }
        }

        private double[] test() {
            double[] losses = new double[testBatches.length];
            Torch.record(false);
            for (int i = 0; i < losses.length; i++) {
                try (NDManager work = manager.newSubManager()) {
                    weights.tempAttach(work);
                    losses[i] = errors(weights, testBatches[i].on(work)).minimum(cap).mean().getFloat();
                }
            }
            return losses;
        }

        private void check(int step, double loss) {
            firstLoss = Double.isNaN(firstLoss) ? loss : firstLoss;
            // Where gradients are cut, one context beyond the edge of stability may cost anything and change little.
            boolean cut = Double.isFinite(optimiser.longest());
            if (!(loss <= (cut ? Float.MAX_VALUE : DIVERGED * firstLoss))) {
                throw Require.trimmed(new ArithmeticException("training diverged at step " + step + ": the loss is " + loss
                        + "; take a learning rate smaller than " + optimiser.learningRate()));
            }
        }

        private void load(State from) {
            state = from;
            weights = vector(from.weights());
            mean = vector(from.mean());
            square = vector(from.square());
            weights.setRequiresGradient(true);
        }

        private State save(int step) {
            return new State(step, weights.toFloatArray(), mean.toFloatArray(), square.toFloatArray(), state.rows());
        }

        private NDArray vector(float[] values) {
            // The copy is in PyTorch's own memory, aligned as it wants it.
            try (NDArray shared = manager.create(values, new Shape(values.length))) {
                return shared.duplicate();
            }
        }

        /** Tells this training from others; the stream by a number it would draw. */
        private String key() {
            return model + "; " + size + "; " + optimiser + "; " + tests.size() + " tests of " + testContexts + "; "
                    + stream.at(INITIAL).at(0).nextDouble();
        }
    }
}
