package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.AlignedGamma;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class AlignedTransformerTest {
    private static final AlignedTransformer LINEAR = new AlignedTransformer(0, 16, 8, 0.9, 0.9, 4, 2, 4, 0.1, 300, 0.005);

    @Test
    void sameSeedGivesTheSameNumbers() {
        for (int blocks = 0; blocks <= 2; blocks++) {
            AlignedTransformer setting = new AlignedTransformer(blocks, 4, 4, 1, 2, 2, 1, 4, 0.1, 3, 0.005);
            double[] errors = AlignedTransformer.run(setting, Trial.of(RandomStream.of(1)));
            assertArrayEquals(errors, AlignedTransformer.run(setting, Trial.of(RandomStream.of(1))));
            assertEquals(4, errors.length);
        }
    }

    /** Trained linear attention has the error of Γ* that is solved for on as many contexts, tasks of the same law. */
    @Test
    void linearAttentionFindsItsSolution() {
        for (double power : new double[] {0, 2}) {
            AlignedTransformer setting = LINEAR.with(AlignedTransformer.TRAIN_POWER, power);
            Estimate trained = Runner.of(3).run("trained", AlignedTransformer.STUDY, Grid.of(setting)).only()
                    .estimate(AlignedTransformer.E_TEST);
            Estimate solved = Runner.of(3).run("solved", AlignedGamma.STUDY, Grid.of(setting.solved(0)), 200).only()
                    .estimate(AlignedTransformer.E_TEST);
            // Four standard errors, and 5 % for what a training that ends leaves undone.
            assertEquals(solved.mean(), trained.mean(), 4 * Math.hypot(trained.standardError(), solved.standardError())
                    + 0.05 * solved.mean(), () -> setting.text() + ": " + trained + ", solved " + solved);
        }
    }

    @Test
    void whatIsNotKnownFromPretrainingCostsMore() {
        AlignedTransformer setting = LINEAR.with(AlignedTransformer.BLOCKS, 1).with(AlignedTransformer.EPOCHS, 60);
        double near = mean(setting.with(AlignedTransformer.TRAIN_POWER, 1));
        assertTrue(mean(setting.with(AlignedTransformer.TRAIN_POWER, -3)) > near);
    }

    private static double mean(AlignedTransformer setting) {
        return Runner.of(4).run("mean", AlignedTransformer.STUDY, Grid.of(setting)).only().mean(AlignedTransformer.E_TEST);
    }
}
