package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionContext;
import org.icllab.simulation.descent.RegressionEnsemble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    private static final int D = 5;
    private static final Contexts CONTEXTS = Contexts.fresh(RegressionEnsemble.isotropic(D), 0.04);
    private static final int[] REPORTED = {0, 5, 40};

    private static Training training(Optimiser optimiser) {
        return Training.of(new LinearTransformer(D, D, 2, 3, 0.5), CONTEXTS, new Batch.Size(20, D, 9, 4), optimiser)
                .testedOn(50, CONTEXTS).measuring(weights -> new double[] {weights.matrix("W_v").get(0, 0)});
    }

    @Test
    void trainingGivesTheSameBitsWhateverElseRuns() throws Exception {
        History alone = training(Optimiser.adam(0.01)).run(REPORTED, RandomStream.of(1));
        AtomicBoolean done = new AtomicBoolean();
        var collector = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                System.gc();
            }
        });
        var other = CompletableFuture.supplyAsync(() -> training(Optimiser.adam(0.01)).run(REPORTED, RandomStream.of(1)));
        assertSame(alone, training(Optimiser.adam(0.01)).run(REPORTED, RandomStream.of(1)));
        assertSame(alone, other.get());
        done.set(true);
        collector.get();
    }

    /** Lanes, here four, are added in order. */
    @Test
    void numbersAreTheSameOnAnyNumberOfProcessors() throws Exception {
        Training training = Training.of(new SoftmaxTransformer(D, D, 2, 1, true, 0.4), CONTEXTS, new Batch.Size(60, D, 9, 4),
                Optimiser.adam(0.01)).testedOn(50, CONTEXTS).measuring(weights -> new double[] {weights.values()[0]});
        History alone = training.run(REPORTED, RandomStream.of(1));
        for (int processors : new int[] {1, 3, 7}) {
            ForkJoinPool pool = new ForkJoinPool(processors);
            assertSame(alone, pool.submit(() -> training.run(REPORTED, RandomStream.of(1))).get());
            pool.shutdown();
        }
    }

    @Test
    void killedRunGoesOnToTheSameBits(@TempDir Path folder) {
        Checkpoint checkpoint = checkpoint(folder);
        History whole = training(Optimiser.adamW(0.01, 0.1)).run(REPORTED, RandomStream.of(2));
        kill(training(Optimiser.adamW(0.01, 0.1)), checkpoint);
        int[] asked = {0};
        History resumed = training(Optimiser.adamW(0.01, 0.1)).measuring(counting(asked)).run(REPORTED, RandomStream.of(2), checkpoint);
        assertSame(whole, resumed);
        // Of the three reported, two were there; the key asks once.
        assertEquals(2, asked[0]);
        assertFalse(Files.exists(checkpoint.file().orElseThrow()));
    }

    /** What another training has kept must not be taken for this one's, whatever it differs by. */
    @Test
    void checkpointOfAnotherTrainingIsNotUsed(@TempDir Path folder) {
        Optimiser optimiser = Optimiser.adamW(0.01, 0.1);
        Training same = training(optimiser);
        Contexts noisier = Contexts.fresh(RegressionEnsemble.isotropic(D), 0.05);
        Training[] others = {training(Optimiser.adamW(0.02, 0.1)), same.capping(5), same.testedOn(51, CONTEXTS),
            same.testedOn(50, noisier), same.testedOn(50, CONTEXTS, CONTEXTS),
            same.measuring(weights -> new double[] {weights.matrix("W_v").get(1, 1)}),
            new Training(new LinearTransformer(D, D, 2, 3, 0.6), CONTEXTS, same.size(), optimiser, same.tests(), 50,
                    same.cap(), same.probe()),
            new Training(same.model(), noisier, same.size(), optimiser, same.tests(), 50, same.cap(), same.probe()),
            new Training(same.model(), CONTEXTS, same.size().withContexts(21), optimiser, same.tests(), 50, same.cap(),
                    same.probe())};
        for (int i = 0; i < others.length; i++) {
            Checkpoint checkpoint = checkpoint(folder);
            kill(same, checkpoint);
            assertSame(others[i].run(REPORTED, RandomStream.of(2)), others[i].run(REPORTED, RandomStream.of(2), checkpoint));
        }
        for (int[] reported : new int[][] {{0, 5, 20, 40}, {0, 40}, {5, 40}, {0, 5}}) {
            kill(same, checkpoint(folder));
            assertSame(same.run(reported, RandomStream.of(2)), same.run(reported, RandomStream.of(2), checkpoint(folder)));
        }
        kill(same, checkpoint(folder));
        assertSame(same.run(REPORTED, RandomStream.of(3)), same.run(REPORTED, RandomStream.of(3), checkpoint(folder)));
        int[] asked = {0};
        kill(same, checkpoint(folder));
        same.measuring(counting(asked)).run(REPORTED, RandomStream.of(2), new Checkpoint(checkpoint(folder).file(), "mended", 7));
        assertEquals(4, asked[0], "the key and all three reported");
    }

    @Test
    void damagedCheckpointIsNotUsed(@TempDir Path folder) throws IOException {
        Checkpoint checkpoint = checkpoint(folder);
        Path file = checkpoint.file().orElseThrow();
        Training training = training(Optimiser.adam(0.01));
        History whole = training.run(REPORTED, RandomStream.of(2));
        kill(training, checkpoint);
        byte[] kept = Files.readAllBytes(file);
        for (int cut : new int[] {0, 1, 7, 8, 9, kept.length / 2, kept.length - 1}) {
            Files.write(file, Arrays.copyOf(kept, cut));
            assertSame(whole, training.run(REPORTED, RandomStream.of(2), checkpoint));
        }
        byte[] flipped = kept.clone();
        flipped[kept.length / 2] ^= 1;
        Files.write(file, flipped);
        assertSame(whole, training.run(REPORTED, RandomStream.of(2), checkpoint));
    }

    /** Divergence is told by the loss of the first step, also when training goes on where the loss is small. */
    @Test
    void resumedRunKnowsItsFirstLoss(@TempDir Path folder) {
        // Targets are of size 1e4 for a while at the start and again at the end, and of 1e-4 between: losses of 1e8 and 1e-8.
        Contexts tides = (batch, step, stream) -> {
            double size = step < 3 || step > 30 ? 1e4 : 1e-4;
            var regression = RegressionEnsemble.isotropic(D).draw(stream);
            for (int i = 0; i < batch.size().contexts(); i++) {
                var context = regression.context(batch.size().labelled(), batch.size().evaluated(), 0, stream);
                batch.set(i, new RegressionContext(context.inputs(), scaled(context.labels(), size), context.queries(),
                        scaled(context.targets(), size)));
            }
        };
        Training training = Training.of(new LinearTransformer(D, D, 2, 3, 0.5), tides, new Batch.Size(4, D, 9, 4),
                Optimiser.sgd(1e-12)).measuring(weights -> new double[] {weights.matrix("W_v").get(0, 0)});
        History whole = training.run(new int[] {0, 5, 12, 40}, RandomStream.of(2));
        Checkpoint checkpoint = checkpoint(folder);
        int[] asked = {0};
        assertThrows(IllegalStateException.class, () -> training.measuring(killing(asked, 3))
                .run(new int[] {0, 5, 12, 40}, RandomStream.of(2), checkpoint));
        assertTrue(Files.exists(checkpoint.file().orElseThrow()));
        History resumed = training.run(new int[] {0, 5, 12, 40}, RandomStream.of(2), checkpoint);
        assertArrayEquals(whole.losses(), resumed.losses());
        assertTrue(whole.losses()[0] > 1e6 * whole.losses()[2], Arrays.toString(whole.losses()));
    }

    @Test
    void trainingLowersTheLossOnTests() {
        for (Optimiser optimiser : new Optimiser[] {Optimiser.sgd(0.1), Optimiser.adam(0.01), Optimiser.adamW(0.01, 0.01)}) {
            History history = training(optimiser).run(new int[] {0, 200}, RandomStream.of(4));
            double[] tests = history.testLosses(0);
            assertTrue(tests[1] < 0.8 * tests[0], optimiser + ": " + tests[0] + " to " + tests[1]);
        }
    }

    @Test
    void adamsFirstStepIsTheLearningRate() {
        Training training = training(Optimiser.adam(0.01));
        History history = training.run(new int[] {0, 1}, RandomStream.of(5));
        // ε beside the gradient's size, above 1e-3.
        assertEquals(0.01, Math.abs(history.measured(0)[1] - history.measured(0)[0]), 1e-5);
    }

    @Test
    void longGradientIsCut() {
        Training training = training(Optimiser.sgd(1).cutting(1e-3));
        double[] start = training.run(new int[] {0}, RandomStream.of(9)).weights().values();
        double[] after = training.run(new int[] {1}, RandomStream.of(9)).weights().values();
        double square = 0;
        for (int i = 0; i < start.length; i++) {
            square += Math.pow(after[i] - start[i], 2);
        }
        // Weights of about 1 are stored to 1e-16.
        assertEquals(1e-3, Math.sqrt(square), 1e-12);
    }

    @Test
    void divergenceNamesStepAndLearningRate() {
        var error = assertThrows(ArithmeticException.class,
                () -> training(Optimiser.sgd(1e3)).run(REPORTED, RandomStream.of(6)));
        assertTrue(error.getMessage().matches("training diverged at step \\d+: .*smaller than 1000.0"), error.getMessage());
    }

    @Test
    void interruptStopsTraining() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> training(Optimiser.sgd(0.1)).run(REPORTED, RandomStream.of(7)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void testsCountAContextAtMostByTheCap() {
        double cap = 0.5;
        Training training = training(Optimiser.sgd(0.1));
        Batch batch = Batch.of(training.size().withContexts(50));
        RandomStream stream = RandomStream.of(11);
        CONTEXTS.fill(batch, -1, Training.testStream(stream, 0));
        Weights start = training.model().initial(stream);
        double expected = 0;
        for (int i = 0; i < 50; i++) {
            Batch one = Batch.of(training.size().withContexts(1));
            one.set(0, batch.get(i));
            expected += Math.min(cap, training.loss(start, one)) / 50;
        }
        double capped = training.capping(cap).run(new int[] {0}, stream).testLosses(0)[0];
        assertEquals(expected, capped, 1e-12);
        assertTrue(capped < training.run(new int[] {0}, stream).testLosses(0)[0]);
    }

    private static double[] scaled(double[] values, double factor) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }

    private static Checkpoint checkpoint(Path folder) {
        return new Checkpoint(Optional.of(folder.resolve("kept")), "code", 7);
    }

    /** Trains until the last reported step, then fails as a kill would. */
    private static void kill(Training training, Checkpoint checkpoint) {
        assertThrows(IllegalStateException.class, () -> training.measuring(killing(new int[1], 3))
                .run(REPORTED, RandomStream.of(2), checkpoint));
        assertTrue(Files.exists(checkpoint.file().orElseThrow()));
    }

    /** The usual probe, which the key asks once before training; it fails at the {@code last} time after that. */
    private static Probe killing(int[] asked, int last) {
        return weights -> {
            if (++asked[0] == last + 1) {
                throw new IllegalStateException("killed");
            }
            return new double[] {weights.matrix("W_v").get(0, 0)};
        };
    }

    private static Probe counting(int[] asked) {
        return killing(asked, Integer.MAX_VALUE - 1);
    }

    private static void assertSame(History expected, History actual) {
        assertArrayEquals(expected.losses(), actual.losses());
        assertArrayEquals(expected.testLosses(0), actual.testLosses(0));
        assertArrayEquals(expected.measured(0), actual.measured(0));
        assertArrayEquals(expected.weights().values(), actual.weights().values());
    }
}
