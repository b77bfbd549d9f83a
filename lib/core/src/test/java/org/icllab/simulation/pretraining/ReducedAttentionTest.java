package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.icllab.linalg.Matrix;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

class ReducedAttentionTest {
    private static final int DIMENSION = 4;
    private static final int LENGTH = 6;
    private static final double NOISE = 0.2;
    private static final int CONTEXTS = 100_000;

    @Test
    void exactErrorIsTheMeanOverContextsForAPoolOfUnequalTasks() {
        assertErrorMatchesContexts(TaskPool.of(TaskLaw.GAUSSIAN, DIMENSION, 3, RandomStream.of(1)));
    }

    @Test
    void exactErrorIsTheMeanOverContextsForFreshTasks() {
        assertErrorMatchesContexts(TaskPool.fresh(TaskLaw.SPHERE, DIMENSION));
        assertErrorMatchesContexts(TaskPool.fresh(TaskLaw.GAUSSIAN, DIMENSION));
    }

    @Test
    void zeroPredictsZero() {
        // Predicting 0, the error is the label variance 1 + ρ.
        ReducedAttention zero = new ReducedAttention(Matrix.zeros(DIMENSION, DIMENSION + 1));
        assertEquals(1 + NOISE, zero.error(TaskMoments.of(TaskLaw.SPHERE, DIMENSION), LENGTH, NOISE), 1e-15);
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ReducedAttention(Matrix.zeros(3, 3)));
        ReducedAttention zero = new ReducedAttention(Matrix.zeros(3, 4));
        TaskMoments tasks = TaskMoments.of(TaskLaw.SPHERE, 3);
        assertThrows(IllegalArgumentException.class, () -> zero.error(TaskMoments.of(TaskLaw.SPHERE, 4), LENGTH, NOISE));
        assertThrows(IllegalArgumentException.class, () -> zero.error(tasks, 0, NOISE));
        assertThrows(IllegalArgumentException.class, () -> zero.error(tasks, LENGTH, Double.NaN));
    }

    private static void assertErrorMatchesContexts(TaskPool pool) {
        RandomStream stream = RandomStream.of(2);
        Matrix gamma = Matrix.zeros(DIMENSION, DIMENSION + 1);
        stream.fillGaussian(gamma.data(), 0, gamma.data().length, 0.5);
        ReducedAttention attention = new ReducedAttention(gamma);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < CONTEXTS; i++) {
            Context context = Context.of(pool.draw(stream), LENGTH, NOISE, stream);
            double error = Math.pow(context.target() - attention.predict(context), 2);
            sum += error;
            squares += error * error;
        }
        double mean = sum / CONTEXTS;
        double standardError = Math.sqrt((squares / CONTEXTS - mean * mean) / CONTEXTS);
        // Four standard errors: chance would exceed them once in fifteen thousand seeds.
        assertEquals(mean, attention.error(pool.moments(), LENGTH, NOISE), 4 * standardError);
    }
}
