package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.icllab.Heap;
import org.icllab.model.BandedDescent;
import org.icllab.model.Baseline;
import org.icllab.model.FeatureDescent;
import org.icllab.model.FixedDescent;
import org.icllab.model.IsotropicDescent;
import org.icllab.model.RotatedDescent;
import org.icllab.model.Setting;
import org.icllab.model.ShallowTraining;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.simulation.baseline.BayesBaselines;
import org.icllab.simulation.descent.BandedTraining;
import org.icllab.simulation.descent.FeatureTraining;
import org.icllab.simulation.descent.FixedTraining;
import org.icllab.simulation.descent.IsotropicAttention;
import org.icllab.simulation.descent.NarrowSteps;
import org.icllab.simulation.descent.RotatedTraining;
import org.icllab.simulation.descent.ShallowSgd;
import org.junit.jupiter.api.Test;

/** A trial runs in the memory that its study declares, and not in half of it. */
class MemoryTest {
    private static final List<Case<?>> CASES = List.of(
            new Case<>(NarrowSteps.STUDY, new RotatedDescent(128, 1.25, 0.75, 2, 64, true, 1, 1, 200, 1, 0)),
            new Case<>(RotatedTraining.LAYERS, new RotatedDescent(200, 1.25, 0.75, 16, 200, false, 8, 1, 64, 1, 0)),
            new Case<>(BandedTraining.STUDY, BandedDescent.of(128, 1.25, 0.75, 1, 64, 100, 1, 1, 1)),
            new Case<>(FixedTraining.STUDY, new FixedDescent(300, 1.25, 0.75, 1, 1, 0.0625, 1)),
            new Case<>(FeatureTraining.STUDY, new FeatureDescent(450, 1.25, 0.75, 2, 450, 450, 1, 0.5, 1, 24)),
            new Case<>(ShallowSgd.STUDY, new ShallowTraining(200, 1, 1, 50, 0.1, 0.05, 10)),
            new Case<>(IsotropicAttention.STUDY, new IsotropicDescent(200, 100, 0.1, 2, 0.5, 1)),
            new Case<>(BayesBaselines.DISCRETE_MMSE, new Baseline(60, 1, 10, 0.5, TaskLaw.SPHERE, 1000)),
            new Case<>(BayesBaselines.BAYES_RIDGE, new Baseline(100, 2, 1, 0.1, TaskLaw.SPHERE, 300)));

    private record Case<S extends Setting<S>>(Study<S, ?> study, S setting) {
        long bytes() {
            return study.bytes(setting);
        }

        void run() {
            study.run(setting, Trial.of(RandomStream.of(1)));
        }
    }

    @Test
    void aTrialRunsInTheMemoryThatItDeclares() throws Exception {
        for (int i = 0; i < CASES.size(); i++) {
            String what = CASES.get(i).study.name() + ", " + CASES.get(i).bytes() + " bytes";
            assertTrue(Heap.suffices(CASES.get(i).bytes() + Heap.EMPTY, One.class, String.valueOf(i)), what);
            assertFalse(Heap.suffices(CASES.get(i).bytes() / 2, One.class, String.valueOf(i)), "half of " + what);
        }
    }

    /** What the fresh process runs. */
    static final class One {
        public static void main(String[] index) {
            CASES.get(Integer.parseInt(index[0])).run();
        }
    }
}
