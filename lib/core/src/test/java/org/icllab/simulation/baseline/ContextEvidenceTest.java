package org.icllab.simulation.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.Context;
import org.junit.jupiter.api.Test;

/** Evidence drawn without its context has the law of evidence read from contexts. */
class ContextEvidenceTest {
    private static final int COUNT = 10_000;
    private static final double[] TASK = {1.5, -0.5, 0.7, 0.1};
    /** Met by chance once in ten thousand seeds; the seeds are fixed. */
    private static final double SIGNIFICANCE = 1e-4;

    @Test
    void evidenceOfAContextIsItsGramMatrixAndItsMoment() {
        Context context = Context.of(TASK, 3, 0.2, RandomStream.of(1));
        ContextEvidence evidence = ContextEvidence.of(List.of(context));
        for (int a = 0; a < TASK.length; a++) {
            double moment = 0;
            for (int i = 0; i < 3; i++) {
                moment += context.labels()[i] * context.inputs().get(a, i);
            }
            assertEquals(moment, evidence.moment(0)[a], 1e-14);
            for (int b = 0; b < TASK.length; b++) {
                double entry = 0;
                for (int i = 0; i < 3; i++) {
                    entry += context.inputs().get(a, i) * context.inputs().get(b, i);
                }
                assertEquals(entry, evidence.gram(0).get(a, b), 1e-14);
            }
        }
    }

    @Test
    void misfitIsThatOfTheLabels() {
        Context context = Context.of(TASK, 6, 0.2, RandomStream.of(2));
        ContextEvidence evidence = ContextEvidence.of(List.of(context));
        double[][] rows = {{0.3, 0}, {0.1, 0}, {-2, 0}, {1, 0}};
        Matrix misfits = Matrix.zeros(1, 1);
        Matrix features = Matrix.zeros(ContextEvidence.features(4, 4), 1);
        ContextEvidence.writeFeatures(Matrix.of(rows), 0, 1, 4, features);
        Blas.gemm(1, features, true, evidence.coefficients(4, 0), false, 0, misfits);
        double expected = 0;
        for (int i = 0; i < 6; i++) {
            double label = context.labels()[i];
            double prediction = 0;
            for (int a = 0; a < 4; a++) {
                prediction += context.inputs().get(a, i) * rows[a][0];
            }
            expected += (label - prediction) * (label - prediction) - label * label;
        }
        assertEquals(expected, misfits.get(0, 0), 1e-13);
    }

    @Test
    void sampledEvidenceAgreesInLawWithThatOfContexts() {
        double[][] settings = {{2, 0.3}, {4, 0.3}, {9, 0.3}, {9, 0}, {1, 5}};
        for (double[] setting : settings) {
            int length = (int) setting[0];
            ContextEvidence sampled = sample(length, setting[1]);
            ContextEvidence read = read(length, setting[1]);
            assertSameLaw(sampled, read, (e, i) -> e.moment(i)[0]);
            assertSameLaw(sampled, read, (e, i) -> e.moment(i)[3]);
            assertSameLaw(sampled, read, (e, i) -> e.gram(i).get(2, 2));
            assertSameLaw(sampled, read, (e, i) -> e.moment(i)[1] * e.gram(i).get(0, 1));
            assertSameLaw(sampled, read, (e, i) -> e.moment(i)[1] / e.gram(i).get(1, 1));
            // Xᵀε: what the noise adds.
            assertSameLaw(sampled, read, (e, i) -> e.moment(i)[2] - e.gram(i).times(TASK)[2]);
        }
    }

    @Test
    void badArgumentsAreRefused() {
        Matrix tasks = Matrix.identity(2);
        assertThrows(IllegalArgumentException.class, () -> ContextEvidence.of(List.of()));
        assertThrows(IllegalArgumentException.class, () -> ContextEvidence.sample(tasks, 0, 1, RandomStream.of(1)));
        assertThrows(IllegalArgumentException.class, () -> ContextEvidence.sample(tasks, 1, -1, RandomStream.of(1)));
        assertThrows(IllegalArgumentException.class, () -> ContextEvidence.of(List.of(
                Context.of(new double[2], 1, 1, RandomStream.of(1)), Context.of(new double[3], 1, 1, RandomStream.of(1)))));
    }

    private static ContextEvidence sample(int length, double noise) {
        Matrix tasks = Matrix.zeros(TASK.length, COUNT);
        for (int i = 0; i < COUNT; i++) {
            System.arraycopy(TASK, 0, tasks.data(), i * TASK.length, TASK.length);
        }
        return ContextEvidence.sample(tasks, length, noise, RandomStream.of(3));
    }

    private static ContextEvidence read(int length, double noise) {
        RandomStream stream = RandomStream.of(4);
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            contexts.add(Context.of(TASK, length, noise, stream));
        }
        return ContextEvidence.of(contexts);
    }

    private static void assertSameLaw(ContextEvidence sampled, ContextEvidence read,
                                      ToDoubleBiFunction<ContextEvidence, Integer> statistic) {
        double[] a = new double[COUNT];
        double[] b = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            // Rounded to 1e-9, and −0 made 0, so that what is 0 but for rounding, Xᵀε at ρ = 0, is the same in both.
            a[i] = Math.rint(1e9 * statistic.applyAsDouble(sampled, i)) + 0.0;
            b[i] = Math.rint(1e9 * statistic.applyAsDouble(read, i)) + 0.0;
        }
        double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(a, b);
        assertTrue(p > SIGNIFICANCE, "p = " + p);
    }
}
