package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.linalg.Matrix;
import org.icllab.model.ShallowTraining;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.study.Estimate;
import org.junit.jupiter.api.Test;

/** The sampler of summaries trains as contexts drawn in full do. */
class ShallowSgdTest {
    private static final int D = 6;
    private static final int STEPS = 5;
    private static final int RUNS = 3000;
    private static final int LABELLED = 5;
    private static final int EVALUATED = 4;
    private static final int BATCH = 7;
    private static final double NOISE_VARIANCE = 0.16;
    private static final double LEARNING_RATE = 0.3;
    private final ShallowSgd sgd = ShallowSgd.of(new ShallowTraining(D, (double) LABELLED / D, (double) EVALUATED / D,
            (double) BATCH / D, NOISE_VARIANCE, LEARNING_RATE, STEPS));

    @Test
    void lossesAgreeWithTrainingOnContexts() {
        double[] fast = new double[RUNS];
        double[] full = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            fast[run] = sgd.run(STEPS, RandomStream.of(1).at(run))[STEPS];
            full[run] = trainOnContexts(RandomStream.of(2).at(run));
        }
        Estimate a = Estimate.of(fast);
        Estimate b = Estimate.of(full);
        // Four standard errors of the difference: exceeded by chance once in fifteen thousand seeds.
        assertEquals(b.mean(), a.mean(), 4 * Math.hypot(a.standardError(), b.standardError()));
    }

    @Test
    void trainingStartsAtOne() {
        assertEquals(1, sgd.run(0, RandomStream.of(3))[0], 1e-15);
    }

    @Test
    void ratiosAreRoundedToCounts() {
        ShallowTraining setting = new ShallowTraining(10, 0.52, 1, 0.7, 0.25, 0.1, 3);
        double[] byRatios = ShallowSgd.of(setting).run(3, RandomStream.of(4));
        double[] rounded = ShallowSgd.of(setting.with(ShallowTraining.ALPHA, 0.5)).run(3, RandomStream.of(4));
        assertArrayEquals(rounded, byRatios, 0);
    }

    @Test
    void studyTakesTheLossAtEachTenth() {
        ShallowTraining setting = new ShallowTraining(10, 1, 1, 1, 0.25, 0.1, 30);
        double[] losses = ShallowSgd.of(setting).run(30, RandomStream.of(6));
        double[] measured = ShallowSgd.STUDY.run(setting, Trial.of(RandomStream.of(6)));
        assertEquals(11, measured.length);
        for (int i = 0; i <= 10; i++) {
            assertEquals(losses[3 * i], measured[i], 0);
        }
    }

    @Test
    void divergenceStopsWithItsStep() {
        var diverged = assertThrows(ArithmeticException.class,
                () -> ShallowSgd.of(new ShallowTraining(3, 1, 1, 1, 0.01, 50, 1)).run(3000, RandomStream.of(5)));
        assertTrue(diverged.getMessage().startsWith("training diverged at step"), diverged.getMessage());
    }

    /** Gradient descent on the batch's mean squared error ½(f(x⋆) − y⋆)², with K fresh points per context. */
    private double trainOnContexts(RandomStream stream) {
        RegressionEnsemble ensemble = RegressionEnsemble.isotropic(D);
        Matrix gamma = Matrix.zeros(D, D);
        for (int step = 0; step < STEPS; step++) {
            Matrix move = Matrix.zeros(D, D);
            for (int n = 0; n < BATCH; n++) {
                RegressionContext context =
                        ensemble.draw(stream).context(LABELLED, EVALUATED, NOISE_VARIANCE, stream);
                double[] summary = context.inputs().times(context.labels());
                for (int k = 0; k < EVALUATED; k++) {
                    double[] query = context.queries().column(k);
                    double[] answer = gamma.times(summary);
                    double error = context.targets()[k];
                    for (int i = 0; i < D; i++) {
                        error -= query[i] * answer[i] / LABELLED;
                    }
                    for (int i = 0; i < D; i++) {
                        for (int j = 0; j < D; j++) {
                            double share = D * error * query[i] * summary[j] / LABELLED;
                            move.set(i, j, move.get(i, j) + share / EVALUATED / BATCH);
                        }
                    }
                }
            }
            for (int i = 0; i < D * D; i++) {
                gamma.data()[i] += LEARNING_RATE * move.data()[i];
            }
        }
        double distance = 0;
        for (int i = 0; i < D; i++) {
            for (int j = 0; j < D; j++) {
                distance += Math.pow(gamma.get(i, j) - (i == j ? 1 : 0), 2) / D;
            }
        }
        return distance;
    }
}
