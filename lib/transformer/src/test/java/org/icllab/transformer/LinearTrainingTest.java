package org.icllab.transformer;

import static org.icllab.model.BalancedTraining.DRIFT;
import static org.icllab.model.BalancedTraining.GAMMA;
import static org.icllab.model.BalancedTraining.LOSS;
import static org.icllab.model.BalancedTraining.TIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.Heap;
import org.icllab.model.BalancedTraining;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Runner;
import org.icllab.theory.descent.BalancedAttentionLaw;
import org.icllab.theory.descent.GammaPath;
import org.junit.jupiter.api.Test;

class LinearTrainingTest {
    @Test
    void rotatedContextsFollowTheScalarFlow() {
        // Where γ grows, trainings scatter by 4 % in γ and 3 % in the loss (seen in 8); three deviations of the mean of 4.
        // SGD's fluctuations around γI add a few per cent to the loss, the test's contexts 1 %.
        check(BalancedTraining.rotated(24, 1.25, 1.25, 4, 0.4, 64, 0.005, 1, 5000, 4), 0.06, 0.12);
    }

    @Test
    void isotropicContextsFollowTheScalarFlow() {
        // At D = 24 the landscape is away from its limit by about 4/D of itself.
        check(BalancedTraining.isotropic(24, 4, 4, 0.4, 64, 0.005, 1, 5000, 4), 0.04 + 2.0 / 24, 0.12 + 4.0 / 24);
    }

    @Test
    void aTrialRunsInTheMemoryThatItDeclares() throws Exception {
        long bytes = LinearTraining.STUDY.bytes(One.SETTING);
        assertTrue(Heap.suffices(bytes + Heap.EMPTY, One.class), "in " + bytes);
        assertFalse(Heap.suffices(bytes / 2, One.class), "in half of " + bytes);
    }

    /** What the fresh process runs. */
    static final class One {
        private static final BalancedTraining SETTING = BalancedTraining.isotropic(32, 1, 4, 0.4, 64, 0.5, 1, 2000, 8);

        public static void main(String[] none) {
            LinearTraining.run(SETTING, Trial.of(RandomStream.of(1)));
        }
    }

    private static void check(BalancedTraining setting, double gamma, double loss) {
        for (Result<BalancedTraining> result : Runner.of(1).run("x", LinearTraining.STUDY, Grid.of(setting), 4).list()) {
            GammaPath law = BalancedAttentionLaw.flow(setting, result.at(TIME));
            assertEquals(law.gamma()[0], result.mean(GAMMA), gamma * law.gamma()[0], "γ at " + result.text());
            assertEquals(law.loss()[0], result.mean(LOSS), loss * law.loss()[0], "loss at " + result.text());
            // The flow conserves it; a step of η breaks that by η² times a squared gradient, below 1.
            assertEquals(0, result.mean(DRIFT), 0.005);
        }
    }
}
