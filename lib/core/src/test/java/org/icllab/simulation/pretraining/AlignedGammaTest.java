package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.linalg.Matrix;
import org.icllab.model.AlignedPretraining;
import org.icllab.model.TaskLaw;
import org.icllab.model.TaskSpectrum;
import org.icllab.random.RandomStream;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Runner;
import org.icllab.theory.pretraining.TaskAlignmentRisk;
import org.junit.jupiter.api.Test;

class AlignedGammaTest {
    private static final int DIMENSION = 32;
    private static final AlignedPretraining SETTING =
            new AlignedPretraining(DIMENSION, DIMENSION, 0.8, 1, -0.5, 4, 8, 1, 3, 0.1, 0.01);

    @Test
    void errorsAgreeWithTheTheoryOfStructuredTasks() {
        Grid<AlignedPretraining> grid = Grid.of(SETTING).vary(AlignedPretraining.TEST_POWER, -0.5, 0.8)
                .vary(AlignedPretraining.KAPPA, 1, Double.POSITIVE_INFINITY).vary(AlignedPretraining.TAU, 0.4, 3);
        for (Result<AlignedPretraining> result : Runner.of(1).run("errors", AlignedGamma.STUDY, grid, 20).list()) {
            TaskAlignmentRisk.Errors theory = TaskAlignmentRisk.errors(result.setting());
            assertClose(theory.test(), result.estimate(AlignedPretraining.E_TEST), result.setting());
            assertClose(theory.idg(), result.estimate(AlignedPretraining.E_IDG), result.setting());
        }
    }

    private static void assertClose(double theory, Estimate simulation, AlignedPretraining setting) {
        // Five standard errors, and 4/d for the finite dimension: interpolation sits at n = d(d+1), not d².
        assertEquals(theory, simulation.mean(), 5 * simulation.standardError() + 4.0 / DIMENSION * theory, setting.text());
    }

    @Test
    void aFlatSpectrumIsTheGaussianLaw() {
        TaskPool flat = TaskPool.of(TaskSpectrum.flat(5), 3, RandomStream.of(1));
        TaskPool law = TaskPool.of(TaskLaw.GAUSSIAN, 5, 3, RandomStream.of(1));
        assertArrayEquals(law.draw(RandomStream.of(2)), flat.draw(RandomStream.of(2)));
        TaskMoments moments = TaskPool.fresh(TaskSpectrum.flat(5)).moments();
        assertEquals(TaskMoments.of(TaskLaw.GAUSSIAN, 5).meanNormSquared(), moments.meanNormSquared(), 1e-15);
    }

    @Test
    void theExactErrorIsThatOfDrawnContexts() {
        TaskPool tasks = TaskPool.fresh(TaskSpectrum.powerLaw(4, 1.5));
        double[] gamma = new double[20];
        RandomStream stream = RandomStream.of(3);
        stream.fillGaussian(gamma, 0, 20, 0.5);
        ReducedAttention fitted = new ReducedAttention(Matrix.wrap(4, 5, gamma));
        int count = 200_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            Context context = Context.of(tasks.draw(stream), 6, 0.3, stream);
            double error = Math.pow(context.target() - fitted.predict(context), 2);
            sum += error / count;
            squares += error * error / count;
        }
        // Five standard errors of the drawn mean, which are 2 % of it.
        double tolerance = 5 * Math.sqrt((squares - sum * sum) / count);
        assertTrue(tolerance < 0.1 * sum);
        assertEquals(sum, fitted.error(tasks.moments(), 6, 0.3), tolerance);
    }
}
