package org.icllab.simulation.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.icllab.linalg.Matrix;
import org.icllab.model.Baseline;
import org.icllab.model.Pretraining;
import org.icllab.model.Quantity;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.Context;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Runner;
import org.icllab.theory.pretraining.BayesRidgeRisk;
import org.junit.jupiter.api.Test;

/** The baselines' errors against contexts drawn in full, a closed form, and what must hold. */
class BayesBaselinesTest {
    @Test
    void ridgeErrorIsItsClosedForm() {
        for (double alpha : new double[] {0.5, 1, 3}) {
            Grid<Baseline> grid = Grid.of(new Baseline(64, alpha, 1, 0.2, TaskLaw.GAUSSIAN, 50));
            Estimate error = run(BayesBaselines.BAYES_RIDGE, grid, 20).estimate(Baseline.E);
            double theory = BayesRidgeRisk.of(alpha, 0.2).error();
            // Five standard errors, and 1/d for the finite dimension.
            assertEquals(theory, error.mean(), 5 * error.standardError() + theory / 64);
        }
    }

    @Test
    void discreteErrorsAgreeWithContextsDrawnInFull() {
        int d = 6;
        int size = 9;
        double noise = 0.8;
        Grid<Baseline> grid = Grid.of(new Baseline(d, 1.5, 1.5, noise, TaskLaw.GAUSSIAN, 20));
        Study<Baseline, double[]> inFull = Study.<Baseline, double[]>simulation("in-full", (setting, stream) -> {
            Matrix pool = tasks(d, size, stream);
            double[] mean = new double[2];
            for (int i = 0; i < 20; i++) {
                mean[0] += error(pool, tasks(d, 1, stream), noise, stream) / 20;
                mean[1] += error(pool, Matrix.wrap(d, 1, pool.column(stream.nextInt(size))), noise, stream) / 20;
            }
            return mean;
        }).measuring(Pretraining.E_ICL, mean -> mean[0]).measuring(Pretraining.E_IDG, mean -> mean[1]);
        for (Quantity error : List.of(Pretraining.E_ICL, Pretraining.E_IDG)) {
            Estimate a = run(inFull, grid, 400).estimate(error);
            Estimate b = run(BayesBaselines.DISCRETE_MMSE, grid, 400).estimate(error);
            // Four standard errors of the difference.
            assertEquals(a.mean(), b.mean(), 4 * Math.hypot(a.standardError(), b.standardError()));
        }
    }

    @Test
    void aPoolOfOneTaskIsAlwaysRecognised() {
        Result<Baseline> one = run(BayesBaselines.DISCRETE_MMSE,
                Grid.of(new Baseline(4, 2, 0.25, 0.3, TaskLaw.SPHERE, 5)), 1);
        assertEquals(0.3, one.mean(Pretraining.E_IDG), 1e-15);
        assertEquals(0.09, one.mean(BayesBaselines.E_IDG_SQUARED), 1e-15);
        assertEquals(one.mean(Pretraining.E_ICL) - one.mean(Pretraining.E_IDG), one.mean(Pretraining.G_TASK), 0);
        assertTrue(one.mean(BayesBaselines.E_ICL_SQUARED) >= Math.pow(one.mean(Pretraining.E_ICL), 2));
    }

    @Test
    void badArgumentsAreRefusedByName() {
        Grid<Baseline> grid = Grid.of(new Baseline(4, 0.1, 1, 1, TaskLaw.SPHERE, 1));
        var refused = assertThrows(IllegalArgumentException.class, () -> run(BayesBaselines.BAYES_RIDGE, grid, 1));
        assertEquals("alpha = 0.1: must be a ratio whose count, alpha × 4, rounds to 1 … 2147483647", refused.getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> new Baseline(4, 1, Double.POSITIVE_INFINITY, 1, TaskLaw.SPHERE, 1));
        assertThrows(IllegalArgumentException.class, () -> new Baseline(4, 1, 1, 1, TaskLaw.SPHERE, 0));
    }

    private static Result<Baseline> run(Study<Baseline, ?> study, Grid<Baseline> grid, int trials) {
        return Runner.of(1).run(study.name(), study, grid, trials).only();
    }

    private static double error(Matrix pool, Matrix task, double noise, RandomStream stream) {
        Context context = Context.of(task.data(), 9, noise, stream);
        return DiscreteMmse.of(pool, noise).errors(ContextEvidence.of(List.of(context)), task, noise)[0];
    }

    private static Matrix tasks(int d, int count, RandomStream stream) {
        Matrix tasks = Matrix.zeros(d, count);
        stream.fillGaussian(tasks.data(), 0, d * count, 1);
        return tasks;
    }
}
