package org.icllab.transformer;

import static org.icllab.transformer.TransformerPretraining.E_ICL;
import static org.icllab.transformer.TransformerPretraining.G_TASK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Runner;
import org.icllab.theory.pretraining.AttentionRisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformerPretrainingTest {
    @TempDir
    Path folder;

    @Test
    void sameSeedGivesTheSameNumbers() {
        for (int blocks = 0; blocks <= 2; blocks++) {
            TransformerPretraining setting = setting(blocks, 4, 1, 1, 20);
            Trial trial = Trial.of(RandomStream.of(1));
            assertArrayEquals(TransformerPretraining.STUDY.run(setting, trial), TransformerPretraining.STUDY.run(setting, trial));
        }
    }

    @Test
    void eachNetworkIsATrial() {
        Result<TransformerPretraining> result = networks(setting(1, 4, 1, 1, 20));
        var errors = TransformerPretraining.run(setting(1, 4, 1, 1, 20), Trial.of(RandomStream.of(1)));
        assertEquals(8, result.trials());
        assertEquals(8, DoubleStream.of(result.samples(E_ICL)).distinct().count());
        assertEquals(Estimate.of(result.samples(E_ICL)), result.estimate(E_ICL));
        assertEquals(8, errors.icl().length);
        double[] gaps = result.samples(G_TASK);
        for (int i = 0; i < gaps.length; i++) {
            assertEquals(result.samples(E_ICL)[i] - result.samples(TransformerPretraining.E_IDG)[i], gaps[i], 1e-12);
        }
    }

    @Test
    void linearAttentionComesNearTheTheoryOfItsRidgelessSolution() {
        TransformerPretraining setting = setting(0, 10, Double.POSITIVE_INFINITY, 4, 300);
        double theory = AttentionRisk.of(setting.solved(0)).icl();
        Estimate measured = networks(setting).estimate(E_ICL);
        // Twice the standard error of 8 networks, and the (4 + 2/|1 − τ|)/d that notebook 01 measures.
        assertEquals(theory, measured.mean(), 2 * measured.standardError() + theory * (4 + 2.0 / 3) / 10);
    }

    @Test
    void fewTasksAreLearntBetterThanNewOnes() {
        Estimate gap = networks(setting(2, 4, 0.5, 8, 60)).estimate(G_TASK);
        assertTrue(gap.mean() > 3 * gap.standardError(), gap.toString());
    }

    @Test
    void stoppedTrialGoesOnFromItsCheckpoint() {
        // 2400 steps: a checkpoint at the 2000th.
        TransformerPretraining setting = setting(0, 4, 1, 1, 240);
        Path file = folder.resolve("trial");
        Trial trial = new Trial(RandomStream.of(1), java.util.Optional.of(file), "code");
        double[] whole = TransformerPretraining.STUDY.run(setting, Trial.of(RandomStream.of(1)));
        Thread worker = new Thread(() -> TransformerPretraining.STUDY.run(setting, trial));
        worker.setUncaughtExceptionHandler((thread, stopped) -> { });
        worker.start();
        while (!Files.exists(file) && worker.isAlive()) {
            Thread.onSpinWait();
        }
        worker.interrupt();
        assertTrue(joined(worker));
        assertArrayEquals(whole, TransformerPretraining.STUDY.run(setting, trial));
        assertFalse(Files.exists(file));
    }

    @Test
    void aDimensionIsAnInteger() {
        var error = assertThrows(IllegalArgumentException.class,
                () -> setting(1, 4, 1, 1, 20).with(TransformerPretraining.D, 6.99));
        assertTrue(error.getMessage().startsWith("d = 6.99: must be an integer"), error.getMessage());
    }

    @Test
    void trialsFromBeforeTheRateCouldStayConstantKeepTheirIdentity() {
        TransformerPretraining falling = new TransformerPretraining(1, 8, 4, 1, 1, 1, 0.01, 50, 0.005, 1);
        assertFalse(falling.identifies(TransformerPretraining.FALL));
        assertTrue(falling.identifies(TransformerPretraining.RATE));
        assertTrue(falling.with(TransformerPretraining.FALL, 0).identifies(TransformerPretraining.FALL));
    }

    private static boolean joined(Thread worker) {
        try {
            worker.join();
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    private static Result<TransformerPretraining> networks(TransformerPretraining setting) {
        return Runner.of(1).run("networks", TransformerPretraining.STUDY, Grid.of(setting)).only();
    }

    private static TransformerPretraining setting(int blocks, int dimension, double kappa, double tau, int epochs) {
        return new TransformerPretraining(blocks, 8, dimension, 1, kappa, tau, 0.01, epochs, 0.005, 1);
    }
}
