package org.icllab.transformer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import org.icllab.Interrupt;
import org.icllab.Processors;
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
 */
public record Training(Model model, Contexts contexts, Batch.Size size, Optimiser optimiser, List<Contexts> tests,
                       int testContexts, double cap, Probe probe) {
    private static final long INITIAL = -1;
    private static final long TESTS = -2;
    /** The loss at which training counts as lost, in units of the first one; if gradients are cut, any number will do. */
    private static final double DIVERGED = 1e6;

    /** @throws IllegalArgumentException if a component is out of its range */
    public Training {
        Require.given("model, contexts, size, optimiser, probe", model, contexts, size, optimiser, probe);
        tests = Require.list("tests", tests);
        Require.atLeast("testContexts", testContexts, 1);
        Require.positiveOrInfinite("cap", cap);
    }

    /** @return training without tests */
    public static Training of(Model model, Contexts contexts, Batch.Size size, Optimiser optimiser) {
        return new Training(model, contexts, size, optimiser, List.of(), 1, Double.POSITIVE_INFINITY, Probe.NOTHING);
    }

    /** @return this training, tested on {@code testContexts} ≥ 1 contexts of each of {@code tests} */
    public Training testedOn(int testContexts, Contexts... tests) {
        return new Training(model, contexts, size, optimiser, List.of(tests), testContexts, cap, probe);
    }

    /** @return this training, where a context's squared error counts at most {@code cap} in a test */
    public Training capping(double cap) {
        return new Training(model, contexts, size, optimiser, tests, testContexts, cap, probe);
    }

    /** @return this training, with {@code probe} applied to the weights at each reported step */
    public Training measuring(Probe probe) {
        return new Training(model, contexts, size, optimiser, tests, testContexts, cap, probe);
    }

    /**
     * Trains until the last of {@code reported}.
     *
     * @param reported steps, ascending, from 0
     * @throws ArithmeticException if training diverges: the message says at which step and learning rate
     * @throws CancellationException if the thread is interrupted
     */
    public History run(int[] reported, RandomStream stream) {
        return run(reported, stream, Checkpoint.NONE);
    }

    /** As the other form, and keeps where it is at {@code checkpoint}, or goes on from there. */
    public History run(int[] reported, RandomStream stream, Checkpoint checkpoint) {
        Require.given("reported, stream, checkpoint", reported, stream, checkpoint);
        Require.atLeast("reported.length", reported.length, 1);
        for (int i = 0; i < reported.length; i++) {
            Require.atLeast("reported[" + i + "]", reported[i], i == 0 ? 0 : reported[i - 1] + 1);
        }
        return new Run(reported.clone(), stream, checkpoint).toEnd();
    }

    /** @return the random numbers of test batch {@code test} of a run with {@code stream} */
    public static RandomStream testStream(RandomStream stream, int test) {
        return stream.at(TESTS).at(test);
    }

    /** @return the mean squared error of {@code weights} on {@code testContexts} contexts drawn from {@code contexts} */
    public double loss(Weights weights, Contexts contexts, RandomStream stream) {
        Require.given("contexts, stream", contexts, stream);
        Batch batch = Batch.of(size.withContexts(testContexts));
        contexts.fill(batch, -1, stream);
        return loss(weights, batch);
    }

    /** @return the mean squared error of {@code weights} on {@code batch} */
    public double loss(Weights weights, Batch batch) {
        Require.given("weights, batch", weights, batch);
        return Loss.mean(new Loss(model, batch.size()).errors(weights.values(), batch));
    }

    /** @return the gradient of the mean squared error on {@code batch} */
    public Weights gradient(Weights weights, Batch batch) {
        Require.given("weights, batch", weights, batch);
        Weights gradient = Weights.zeros(weights.layout());
        new Loss(model, batch.size()).gradient(weights.values(), batch, gradient.values());
        return gradient;
    }

    /** One training under way. */
    private final class Run {
        private final int[] reported;
        private final RandomStream stream;
        private final Checkpoint checkpoint;
        private Batch batch = Batch.of(size);
        private Batch next = Batch.of(size);
        private ForkJoinTask<?> filling;
        private final Loss loss = new Loss(model, size);
        private final Batch[] testBatches = new Batch[tests.size()];
        private final Loss testLoss = tests.isEmpty() ? null : new Loss(model, size.withContexts(testContexts));
        private final double[] gradient = new double[model.layout().size()];
        private State state;
        private double firstLoss = Double.NaN;

        Run(int[] reported, RandomStream stream, Checkpoint checkpoint) {
            this.reported = reported;
            this.stream = stream;
            this.checkpoint = checkpoint;
            for (int i = 0; i < testBatches.length; i++) {
                testBatches[i] = Batch.of(size.withContexts(testContexts));
                tests.get(i).fill(testBatches[i], -1, testStream(stream, i));
            }
        }

        History toEnd() {
            try {
                return trained();
            } finally {
                if (filling != null) {
                    filling.quietlyJoin();
                }
            }
        }

        private History trained() {
            Weights initial = model.initial(stream.at(INITIAL));
            Path file = checkpoint.file().orElse(null);
            String key = file == null ? "" : key(initial);
            Optional<State> kept = file == null ? Optional.empty() : State.read(file, key);
            state = kept.orElseGet(() -> State.first(initial.values()));
            firstLoss = state.firstLoss();
            int last = reported[reported.length - 1];
            for (int step = state.step(); step <= last; step++) {
                Interrupt.check();
                if (file != null && step > state.step() && step % checkpoint.every() == 0) {
                    state.at(step, firstLoss).write(file, key);
                }
                step(step, step == reported[state.rows().size()], step == last);
            }
            if (file != null) {
                State.delete(file);
            }
            return state.history(reported, weights());
        }

        /** Reports and steps; the last step is only reported. */
        private void step(int step, boolean report, boolean last) {
            double[] tested = report ? test() : null;
            double[] measured = report ? probe.measure(weights()) : null;
            fill(step, last);
            double before = last ? Loss.mean(loss.errors(state.weights(), batch)) : loss.gradient(state.weights(), batch, gradient);
            check(step, before);
            if (!last) {
                optimiser.update(step, state.weights(), gradient, state.mean(), state.square());
            }
            if (report) {
                state.add(before, tested, measured);
            }
        }

        /** Has the step's batch filled, and the next one's begun if a processor is idle, which draws it meanwhile. */
        private void fill(int step, boolean last) {
            if (filling == null) {
                contexts.fill(batch, step, stream.at(step));
            } else {
                filling.join();
                Batch filled = next;
                next = batch;
                batch = filled;
            }
            Batch coming = next;
            RandomStream own = stream.at(step + 1);
            filling = last || !Processors.areIdle() ? null
                    : ForkJoinPool.commonPool().submit(() -> contexts.fill(coming, step + 1, own));
        }

        private Weights weights() {
            return new Weights(model.layout(), state.weights().clone());
        }

        private double[] test() {
            double[] losses = new double[testBatches.length];
            for (int i = 0; i < losses.length; i++) {
                double[] errors = testLoss.errors(state.weights(), testBatches[i]);
                losses[i] = Loss.mean(Arrays.stream(errors).map(error -> Math.min(cap, error)).toArray());
            }
            return losses;
        }

        private void check(int step, double loss) {
            firstLoss = Double.isNaN(firstLoss) ? loss : firstLoss;
            // Where gradients are cut, one context beyond the edge of stability may cost anything and change little.
            boolean cut = Double.isFinite(optimiser.longest());
            if (!(loss <= (cut ? Double.MAX_VALUE : DIVERGED * firstLoss))) {
                throw Require.trimmed(new ArithmeticException("training diverged at step " + step + ": the loss is " + loss
                        + "; take a learning rate smaller than " + optimiser.learningRate()));
            }
        }

        /**
         * Tells this training from others: a digest of all that its numbers depend on. Contexts are told by what they draw,
         * the probe by what it measures of weights that are all different.
         */
        private String key(Weights initial) {
            Digest digest = Digest.of(checkpoint.maker(), model, size, optimiser, testContexts, cap,
                    Arrays.toString(reported));
            digest.add(initial.values());
            contexts.fill(batch, 0, stream.at(0));
            batch.addTo(digest);
            for (Batch test : testBatches) {
                test.addTo(digest);
            }
            Weights different = Weights.zeros(model.layout());
            for (int i = 0; i < different.values().length; i++) {
                different.values()[i] = 1 + (double) i / different.values().length;
            }
            digest.add(probe.measure(different));
            return digest.text();
        }
    }
}
