package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.TaskPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixedContextsTest {
    private static final int S = 2;
    private static final int D = 3;
    private static final int EACH = 12;
    private static final int STEPS = 4;

    @Test
    void anEpochVisitsEveryContextOnceInAnotherOrder() {
        FixedContexts contexts = contexts();
        Batch.Size size = contexts.size(STEPS);
        assertEquals(STEPS, contexts.stepsPerEpoch(size));
        List<Double> first = targets(contexts, size, 0);
        List<Double> second = targets(contexts, size, STEPS);
        Set<Double> all = new HashSet<>();
        for (int i = 0; i < S * EACH; i++) {
            all.add(contexts.all().get(i).targets()[0]);
        }
        assertEquals(S * EACH, first.size());
        assertEquals(all, new HashSet<>(first));
        assertEquals(all, new HashSet<>(second));
        assertNotEquals(first, second);
        assertEquals(first, targets(contexts, size, 0));
    }

    @Test
    void aNetworkSeesItsOwnContextsAlone() {
        FixedContexts contexts = contexts();
        Batch batch = Batch.of(contexts.size(STEPS));
        contexts.fill(batch, 1);
        Set<Double> own = new HashSet<>();
        for (int i = 0; i < EACH; i++) {
            own.add(contexts.all().get(EACH + i).targets()[0]);
        }
        int share = batch.size().contexts() / S;
        for (int i = 0; i < batch.size().contexts(); i++) {
            assertEquals(i >= share, own.contains(batch.get(i).targets()[0]));
        }
    }

    @Test
    void killedTrainingGoesOnToTheSameBits(@TempDir Path folder) {
        int[] reported = {0, 6, 13};
        Checkpoint checkpoint = new Checkpoint(Optional.of(folder.resolve("kept")), "code", 5);
        History whole = training(Probe.NOTHING).run(reported, RandomStream.of(3));
        int[] calls = {0};
        // The key asks once, then each reported step.
        Training killed = training(weights -> {
            if (++calls[0] == 4) {
                throw new IllegalStateException("killed");
            }
            return new double[0];
        });
        assertThrows(IllegalStateException.class, () -> killed.run(reported, RandomStream.of(3), checkpoint));
        History resumed = killed.run(reported, RandomStream.of(3), checkpoint);
        // Two steps were reported before the kill.
        assertEquals(4 + 2, calls[0]);
        assertArrayEquals(whole.weights().values(), resumed.weights().values());
        assertArrayEquals(whole.losses(), resumed.losses());
    }

    /** Step −1 is a test's. */
    @Test
    void testsAreOfTheSameContextsInAnOrderOfTheirOwn() {
        FixedContexts contexts = contexts();
        Training training = training(Probe.NOTHING);
        RandomStream stream = RandomStream.of(4);
        Weights weights = training.model().initial(stream);
        Batch all = Batch.of(contexts.all().size());
        contexts.fill(all, -1, stream);
        Batch epoch = Batch.of(contexts.all().size());
        contexts.fill(epoch, 0, stream);
        assertEquals(targets(all), targets(contexts.all()));
        assertNotEquals(all.get(0).targets()[0], epoch.get(0).targets()[0]);
        // Each context counts once in either, in another order.
        assertEquals(training.loss(weights, contexts.all()), training.testedOn(S * EACH, contexts)
                .run(new int[] {0}, stream).testLosses(0)[0], 1e-12);
        Batch part = Batch.of(contexts.size(STEPS));
        contexts.fill(part, -1, stream);
        assertTrue(targets(all).containsAll(targets(part)));
    }

    @Test
    void whatAStepGivesDependsOnTheStepAlone() {
        FixedContexts contexts = contexts();
        Batch.Size size = contexts.size(STEPS);
        List<Double> sixth = targets(contexts, size, 6);
        targets(contexts, size, 0);
        contexts.fill(Batch.of(size), -1);
        assertEquals(sixth, targets(contexts, size, 6));
    }

    @Test
    void anInterruptStopsTheDraw() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, FixedContextsTest::contexts);
        assertTrue(Thread.interrupted());
    }

    @Test
    void batchesThatDoNotFitAreRefused() {
        FixedContexts contexts = contexts();
        Batch odd = Batch.of(contexts.all().size().withContexts(S + 1));
        var error = assertThrows(IllegalArgumentException.class, () -> contexts.fill(odd, 0));
        assertTrue(error.getMessage().contains("1 to 12"), error.getMessage());
    }

    private static Training training(Probe probe) {
        FixedContexts contexts = contexts();
        return Training.of(new TokenTransformer(S, D, 2, 1), contexts, contexts.size(STEPS),
                Optimiser.adamW(0.01, 0.01).fallingTo(14)).measuring(probe);
    }

    private static FixedContexts contexts() {
        List<TaskPool> pools = new ArrayList<>();
        for (int i = 0; i < S; i++) {
            pools.add(TaskPool.of(TaskLaw.SPHERE, D, 2, RandomStream.of(i)));
        }
        return FixedContexts.of(pools, EACH, 4, 0.1, RandomStream.of(9));
    }

    private static Set<Double> targets(Batch batch) {
        Set<Double> targets = new HashSet<>();
        for (int i = 0; i < batch.size().contexts(); i++) {
            targets.add(batch.get(i).targets()[0]);
        }
        return targets;
    }

    private static List<Double> targets(FixedContexts contexts, Batch.Size size, int from) {
        Batch batch = Batch.of(size);
        List<Double> targets = new ArrayList<>();
        for (int step = from; step < from + STEPS; step++) {
            contexts.fill(batch, step);
            for (int i = 0; i < size.contexts(); i++) {
                targets.add(batch.get(i).targets()[0]);
            }
        }
        return targets;
    }
}
