package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.icllab.linalg.Matrix;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionContext;
import org.icllab.simulation.pretraining.Context;
import org.icllab.simulation.pretraining.FeatureSample;
import org.icllab.simulation.pretraining.GammaRegression;
import org.icllab.simulation.pretraining.ReducedAttention;
import org.icllab.simulation.pretraining.TaskPool;
import org.junit.jupiter.api.Test;

class TokenAttentionTest {
    private static final int S = 2;
    private static final int D = 4;
    private static final int EACH = 80;
    private static final TokenAttention MODEL = new TokenAttention(S, D);
    private static final FixedContexts CONTEXTS =
            FixedContexts.of(Collections.nCopies(S, TaskPool.fresh(TaskLaw.SPHERE, D)), EACH, D, 0.1, RandomStream.of(1));

    @Test
    void lossIsThatOfTheReducedModel() {
        Weights weights = MODEL.initial(RandomStream.of(2)).withGaussian("v", 1, RandomStream.of(3));
        double expected = 0;
        for (int i = 0; i < S * EACH; i++) {
            double distance = MODEL.reduced(weights, i / EACH).predict(context(i)) - context(i).target();
            expected += distance * distance / (S * EACH);
        }
        // Rounding.
        assertEquals(expected, training(Optimiser.adam(0.1)).loss(weights, CONTEXTS.all()), 1e-12 * expected);
    }

    @Test
    void gradientIsTheSlopeOfTheLoss() {
        Slopes.areThose(MODEL, MODEL.initial(RandomStream.of(2)).withGaussian("v", 1, RandomStream.of(3)), CONTEXTS.all());
    }

    @Test
    void longTrainingFindsTheCoresRidgelessSolution() {
        int steps = 6000;
        History history = training(Optimiser.adamW(0.02, 0).fallingTo(steps)).run(new int[] {steps}, RandomStream.of(4));
        for (int network = 0; network < S; network++) {
            Matrix expected = GammaRegression.of(features(network), 0).solve().gamma();
            Matrix found = MODEL.reduced(history.weights(), network).gamma();
            for (int i = 0; i < expected.data().length; i++) {
                // What Adam's last steps leave; the smallest eigenvalue of the features is above 1e-2.
                assertEquals(expected.data()[i], found.data()[i], 5e-4, "network " + network + ", element " + i);
            }
        }
    }

    private static Training training(Optimiser optimiser) {
        return Training.of(MODEL, CONTEXTS, CONTEXTS.size(1), optimiser);
    }

    private static Context context(int index) {
        RegressionContext kept = CONTEXTS.all().get(index);
        int length = kept.labels().length;
        Matrix inputs = Matrix.zeros(D, length + 1);
        System.arraycopy(kept.inputs().data(), 0, inputs.data(), 0, D * length);
        System.arraycopy(kept.queries().data(), 0, inputs.data(), D * length, D);
        double[] labels = new double[length + 1];
        System.arraycopy(kept.labels(), 0, labels, 0, length);
        labels[length] = kept.targets()[0];
        return new Context(inputs, labels);
    }

    private static FeatureSample features(int network) {
        var block = new FeatureSample.Block(Matrix.zeros(D, EACH), Matrix.zeros(D + 1, EACH), new double[EACH]);
        for (int i = 0; i < EACH; i++) {
            Context context = context(network * EACH + i);
            System.arraycopy(context.query(), 0, block.queries().data(), i * D, D);
            System.arraycopy(context.summary(), 0, block.summaries().data(), i * (D + 1), D + 1);
            block.targets()[i] = context.target();
        }
        return new FeatureSample(D, List.of(block));
    }
}
