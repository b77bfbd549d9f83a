package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.GammaRegression.Solver;
import org.junit.jupiter.api.Test;

class GammaRegressionTest {
    private static final int DIMENSION = 6;
    private static final int PARAMETERS = DIMENSION * (DIMENSION + 1);
    /** The iterative solver stops at a relative residual of 1e-10; the condition number here is below 1e3. */
    private static final double SOLVER = 1e-7;

    @Test
    void everySolverMatchesDenseRidgeRegressionAboveInterpolation() {
        FeatureSample sample = sample(3 * PARAMETERS);
        for (Solver solver : Solver.values()) {
            assertArrayEquals(denseRidge(sample, 0.01), fit(sample, 0.01, solver), SOLVER, solver.name());
        }
    }

    @Test
    void everySolverMatchesDenseRidgeRegressionBelowInterpolation() {
        FeatureSample sample = sample(PARAMETERS / 2);
        for (Solver solver : Solver.values()) {
            assertArrayEquals(denseRidge(sample, 0.01), fit(sample, 0.01, solver), SOLVER, solver.name());
        }
    }

    @Test
    void withoutRidgeAboveInterpolationItIsLeastSquares() {
        FeatureSample sample = sample(3 * PARAMETERS);
        double[] expected = pseudoInverse(sample);
        assertArrayEquals(expected, fit(sample, 0, Solver.DIRECT), SOLVER);
        assertArrayEquals(expected, fit(sample, 0, Solver.ITERATIVE), SOLVER);
        assertArrayEquals(expected, fit(sample, 0, Solver.AUTO), SOLVER);
    }

    @Test
    void withoutRidgeBelowInterpolationItIsTheLeastNormSolution() {
        FeatureSample sample = sample(PARAMETERS / 2);
        double[] expected = pseudoInverse(sample);
        assertArrayEquals(expected, fit(sample, 0, Solver.DUAL), SOLVER);
        assertArrayEquals(expected, fit(sample, 0, Solver.AUTO), SOLVER);
    }

    @Test
    void theBitsDoNotDependOnTheThreads() {
        FeatureSample sample = sample(5000);
        double[] one = GammaRegression.of(sample, 0.01).solve(Solver.ITERATIVE).gamma().data();
        double[] three = GammaRegression.of(sample, 0.01).withThreads(3).solve(Solver.ITERATIVE).gamma().data();
        assertArrayEquals(one, three, 0);
    }

    @Test
    void theExpectedNumberOfIterationsIsOfTheRightSize() {
        // Counts measured at d = 64 and listed in theory.md §1: 20 at τ = 10, 105 at 1.5, 300 at 1.15; finite d, ±50 %.
        assertEquals(20, IterativeSolver.expectedIterations(10, 1e-5), 10);
        assertEquals(105, IterativeSolver.expectedIterations(1.5, 1e-5), 52);
        assertEquals(300, IterativeSolver.expectedIterations(1.15, 1e-5), 150);
    }

    @Test
    void aSolverThatCannotTakeTheProblemSaysWhichCan() {
        FeatureSample few = sample(PARAMETERS / 2);
        FeatureSample many = sample(2 * PARAMETERS);
        assertRefused("DUAL", few, Solver.DIRECT);
        assertRefused("DUAL", few, Solver.ITERATIVE);
        assertRefused("ITERATIVE", many, Solver.DUAL);
        assertThrows(IllegalArgumentException.class, () -> GammaRegression.of(few, -1));
        assertThrows(IllegalArgumentException.class, () -> GammaRegression.of(few, Double.NaN));
    }

    @Test
    void anInterruptStopsTheFit() {
        FeatureSample sample = sample(3 * PARAMETERS);
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> fit(sample, 0.01, Solver.ITERATIVE));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    private static void assertRefused(String advice, FeatureSample sample, Solver solver) {
        var refused = assertThrows(IllegalArgumentException.class, () -> fit(sample, 0, solver));
        assertTrue(refused.getMessage().endsWith("use " + advice), refused.getMessage());
    }

    private static FeatureSample sample(int contexts) {
        TaskPool pool = TaskPool.fresh(TaskLaw.SPHERE, DIMENSION);
        return FeatureSampler.of(pool, 12, 0.1).sample(contexts, RandomStream.of(contexts));
    }

    private static double[] fit(FeatureSample sample, double ridge, Solver solver) {
        return GammaRegression.of(sample, ridge).solve(solver).gamma().data();
    }

    /** Γ* in column-major order by commons-math's LU on the features written out. */
    private static double[] denseRidge(FeatureSample sample, double ridge) {
        RealMatrix features = features(sample);
        double penalty = ridge * sample.size() / DIMENSION;
        RealMatrix normal = features.transpose().multiply(features)
                .add(MatrixUtils.createRealIdentityMatrix(PARAMETERS).scalarMultiply(penalty));
        return MatrixUtils.inverse(normal).multiply(features.transpose()).operate(targets(sample));
    }

    private static double[] pseudoInverse(FeatureSample sample) {
        return new SingularValueDecomposition(features(sample)).getSolver()
                .solve(new ArrayRealVector(targets(sample))).toArray();
    }

    private static RealMatrix features(FeatureSample sample) {
        RealMatrix features = new Array2DRowRealMatrix(sample.size(), PARAMETERS);
        int row = 0;
        for (FeatureSample.Block block : sample.blocks()) {
            for (int context = 0; context < block.targets().length; context++, row++) {
                for (int j = 0; j <= DIMENSION; j++) {
                    for (int i = 0; i < DIMENSION; i++) {
                        features.setEntry(row, j * DIMENSION + i,
                                block.queries().get(i, context) * block.summaries().get(j, context));
                    }
                }
            }
        }
        return features;
    }

    private static double[] targets(FeatureSample sample) {
        return sample.blocks().stream().flatMapToDouble(block -> Arrays.stream(block.targets())).toArray();
    }
}
