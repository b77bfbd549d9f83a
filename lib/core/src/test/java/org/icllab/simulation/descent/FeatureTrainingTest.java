package org.icllab.simulation.descent;

import static org.icllab.model.FeatureDescent.GAMMA;
import static org.icllab.model.FeatureDescent.LOSS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.icllab.model.FeatureDescent;
import org.icllab.random.RandomStream;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.descent.RotatedCovarianceLaw;
import org.junit.jupiter.api.Test;

class FeatureTrainingTest {
    private static final FeatureDescent SETTING = new FeatureDescent(8, 1.25, 1, 3, 1_000_000, 1_000_000, 32, 0.2, 400, 160);

    /** With as many points and features W = I, and X stays near γI: the scalar flow. */
    @Test
    void longContextsAndManyFeaturesFollowTheScalarFlow() {
        Results<FeatureDescent> trained = Runner.of(1).run("trained", FeatureTraining.STUDY, Grid.of(SETTING), 4);
        var flow = RotatedCovarianceLaw.of(SETTING.spectrum(), 3).flow(SETTING.times());
        for (int i = 0; i < trained.size(); i++) {
            // Noise of about 4·32·64 contexts in the first 64 steps, and of steps that run ahead by half of one.
            assertEquals(flow.loss()[i], trained.get(i).mean(LOSS), 0.06 * flow.loss()[i], "loss " + i);
            assertEquals(flow.gamma()[i], trained.get(i).mean(GAMMA), 0.06 * flow.gamma()[i], "gamma " + i);
        }
    }

    /** The first step of one layer: E ΔX_ii = 2η w_i² Σωλ²/D, and E w² = 1 + 1/N + D/N. */
    @Test
    void theFirstStepHasTheClockOfTheSetting() {
        FeatureDescent few = new FeatureDescent(4, 1, 1, 1, 12, 8, 64, 0.01, 1, 24);
        double sum = 0;
        int trials = 40;
        for (int n = 0; n < trials; n++) {
            sum += FeatureTraining.run(few, RandomStream.of(n)).gamma()[0] / trials;
        }
        double slope = 0;
        double[] lambda = few.spectrum().lambda();
        for (int k = 0; k < 4; k++) {
            slope += 2 * few.spectrum().power()[k] * lambda[k];
        }
        double expected = 0.01 / 4 * slope * (1 + 1.0 / 8 + 4.0 / 8);
        // 40 draws of W, whose mean square varies by half of itself: a standard error of 8 %.
        assertEquals(expected, sum, 0.25 * expected);
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        FeatureDescent small = new FeatureDescent(6, 1.25, 1, 2, 12, 12, 2, 0.5, 3, 24);
        assertArrayEquals(FeatureTraining.run(small, RandomStream.of(7)).loss(),
                FeatureTraining.run(small, RandomStream.of(7)).loss());
    }

    @Test
    void anInterruptStopsTheFirstStepToo() {
        FeatureDescent endless = new FeatureDescent(6, 1.25, 1, 2, 12, 12, 1 << 24, 0.5, 3, 24);
        Thread caller = Thread.currentThread();
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(caller::interrupt);
        assertThrows(CancellationException.class, () -> FeatureTraining.run(endless, RandomStream.of(7)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void aTrainingThatDivergesSaysSo() {
        FeatureDescent wild = new FeatureDescent(6, 1.25, 1, 4, 12, 12, 2, 1e4, 3, 200);
        assertThrows(ArithmeticException.class, () -> FeatureTraining.run(wild, RandomStream.of(7)));
    }
}
