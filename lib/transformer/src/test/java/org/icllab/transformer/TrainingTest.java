package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.icllab.random.RandomStream;
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

    /** What gradients need must be in memory that Java does not free. */
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

    @Test
    void killedRunGoesOnToTheSameBits(@TempDir Path folder) {
        Path checkpoint = folder.resolve("kept");
        History whole = training(Optimiser.adamW(0.01, 0.1)).run(REPORTED, RandomStream.of(2));
        int[] calls = {0};
        Training killed = training(Optimiser.adamW(0.01, 0.1)).measuring(weights -> {
            if (++calls[0] == 3) {
                throw new IllegalStateException("killed");
            }
            return new double[] {weights.matrix("W_v").get(0, 0)};
        });
        assertThrows(IllegalStateException.class, () -> killed.run(REPORTED, RandomStream.of(2), checkpoint, 7));
        assertTrue(Files.exists(checkpoint));
        calls[0] = 10;
        assertSame(whole, killed.run(REPORTED, RandomStream.of(2), checkpoint, 7));
        assertFalse(Files.exists(checkpoint));
    }

    @Test
    void checkpointOfAnotherTrainingIsRefused(@TempDir Path folder) {
        Path checkpoint = folder.resolve("kept");
        State.first(new float[3]).write(checkpoint, "another");
        assertThrows(IllegalArgumentException.class,
                () -> training(Optimiser.sgd(0.1)).run(REPORTED, RandomStream.of(3), checkpoint, 7));
    }

    @Test
    void trainingLowersTheLossOnTests() {
        for (Optimiser optimiser : new Optimiser[] {Optimiser.sgd(0.1), Optimiser.adam(0.01), Optimiser.adamW(0.01, 0.01)}) {
            History history = training(optimiser).run(new int[] {0, 200}, RandomStream.of(4));
            double[] tests = history.testLosses(0);
            assertTrue(tests[1] < 0.8 * tests[0], optimiser + ": " + tests[0] + " to " + tests[1]);
            assertEquals(2, history.frame().rowCount());
        }
    }

    @Test
    void adamsFirstStepIsTheLearningRate() {
        Training training = training(Optimiser.adam(0.01));
        History history = training.run(new int[] {0, 1}, RandomStream.of(5));
        // ε beside the gradient's size, above 1e-3, and single precision.
        assertEquals(0.01, Math.abs(history.measured(0)[1] - history.measured(0)[0]), 1e-5);
    }

    @Test
    void longGradientIsCut() {
        Training training = training(Optimiser.sgd(1).cutting(1e-3));
        float[] start = training.run(new int[] {0}, RandomStream.of(9)).weights().values();
        float[] after = training.run(new int[] {1}, RandomStream.of(9)).weights().values();
        double square = 0;
        for (int i = 0; i < start.length; i++) {
            square += Math.pow(after[i] - start[i], 2);
        }
        // Weights of about 1 are stored to 6e-8.
        assertEquals(1e-3, Math.sqrt(square), 1e-6);
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
        // Single precision.
        assertEquals(expected, capped, 1e-6);
        assertTrue(capped < training.run(new int[] {0}, stream).testLosses(0)[0]);
    }

    @Test
    void trainingLeavesNoArraysBehind() {
        training(Optimiser.adam(0.01)).run(REPORTED, RandomStream.of(10));
        try (NDManager manager = Torch.manager("cpu")) {
            assertEquals(0, manager.getParentManager().getManagedArrays().size());
        }
    }

    @Test
    void unknownDeviceIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> training(Optimiser.sgd(0.1)).on("abacus").run(REPORTED, RandomStream.of(8)));
    }

    private static void assertSame(History expected, History actual) {
        assertArrayEquals(expected.losses(), actual.losses());
        assertArrayEquals(expected.testLosses(0), actual.testLosses(0));
        assertArrayEquals(expected.measured(0), actual.measured(0));
        assertArrayEquals(expected.weights().values(), actual.weights().values());
    }
}
