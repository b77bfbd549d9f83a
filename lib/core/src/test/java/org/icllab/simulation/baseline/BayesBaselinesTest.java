package org.icllab.simulation.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.icllab.linalg.Matrix;
import org.icllab.model.Point;
import org.icllab.model.TaskLaw;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.Context;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.MonteCarlo;
import org.icllab.study.Result;
import org.icllab.theory.pretraining.BayesRidgeRisk;
import org.junit.jupiter.api.Test;

/** The baselines' errors against contexts drawn in full, a closed form, and what must hold. */
class BayesBaselinesTest {
    private static final List<String> QUANTITIES = List.of("ICL", "IDG", "g", "ICL²", "IDG²");

    @Test
    void ridgeErrorIsItsClosedForm() {
        for (double alpha : new double[] {0.5, 1, 3}) {
            Grid grid = Grid.of("d", 64).by("α", alpha).by("ρ", 0.2).by("s", 50);
            Estimate error = MonteCarlo.of("ridge", 1, 20).run(grid, List.of("e"), BayesBaselines::bayesRidge)
                    .get(0).estimate("e");
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
        Grid grid = Grid.of("d", d).by("α", 1.5).by("κ", 1.5).by("ρ", noise).by("s", 20);
        Trial inFull = (point, stream) -> {
            Matrix pool = tasks(d, size, stream);
            double[] mean = new double[2];
            for (int i = 0; i < 20; i++) {
                mean[0] += error(pool, tasks(d, 1, stream), noise, stream) / 20;
                mean[1] += error(pool, Matrix.wrap(d, 1, pool.column(stream.nextInt(size))), noise, stream) / 20;
            }
            return mean;
        };
        Result slow = MonteCarlo.of("in full", 2, 400).run(grid, List.of("ICL", "IDG"), inFull).get(0);
        Result fast = MonteCarlo.of("fast", 3, 400)
                .run(grid, QUANTITIES, BayesBaselines.discreteMmse(TaskLaw.GAUSSIAN)).get(0);
        for (String error : List.of("ICL", "IDG")) {
            Estimate a = slow.estimate(error);
            Estimate b = fast.estimate(error);
            // Four standard errors of the difference.
            assertEquals(a.mean(), b.mean(), 4 * Math.hypot(a.standardError(), b.standardError()));
        }
    }

    @Test
    void aPoolOfOneTaskIsAlwaysRecognised() {
        Point point = Point.empty().with("d", 4).with("α", 2).with("κ", 0.25).with("ρ", 0.3).with("s", 5);
        double[] errors = BayesBaselines.discreteMmse(TaskLaw.SPHERE).run(point, RandomStream.of(1));
        assertEquals(0.3, errors[1], 1e-15);
        assertEquals(0.09, errors[4], 1e-15);
        assertEquals(errors[0] - errors[1], errors[2], 0);
        assertTrue(errors[3] >= errors[0] * errors[0]);
    }

    @Test
    void equalStreamsGiveEqualTrials() {
        Point point = Point.empty().with("d", 7).with("α", 1).with("κ", 2).with("ρ", 0.3).with("s", 9);
        Trial trial = BayesBaselines.discreteMmse(TaskLaw.SPHERE);
        assertArrayEquals(trial.run(point, RandomStream.of(5)), trial.run(point, RandomStream.of(5)), 0);
    }

    @Test
    void badArgumentsAreRefusedByName() {
        Point point = Point.empty().with("d", 4).with("α", 0.1).with("κ", Double.POSITIVE_INFINITY).with("ρ", 1).with("s", 1);
        var refused = assertThrows(IllegalArgumentException.class,
                () -> BayesBaselines.bayesRidge(point, RandomStream.of(1)));
        assertEquals("α = 0.1: must be between 0.25 and 536870911 at d = 4", refused.getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> BayesBaselines.discreteMmse(TaskLaw.SPHERE).run(point, RandomStream.of(1)));
        assertThrows(IllegalArgumentException.class,
                () -> BayesBaselines.bayesRidge(point.with("s", 0.5), RandomStream.of(1)));
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
