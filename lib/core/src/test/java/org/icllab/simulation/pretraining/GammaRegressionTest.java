package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.icllab.Heap;
import org.icllab.linalg.Vectors;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.GammaRegression.Solver;
import org.junit.jupiter.api.Test;

class GammaRegressionTest {
    private static final int DIMENSION = 6;
    private static final int PARAMETERS = DIMENSION * (DIMENSION + 1);
    /** What every solver promises of Γ* in the Frobenius norm. */
    private static final double ACCURACY = 1e-6;
    /** The iterative solver's own tolerance is 1e-8 and Γ*'s entries are of order 1. */
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
    void everySolverIsAsAccurateAsItSaysAtAnyRidgeOrSaysWhichOtherIs() {
        for (double ratio : new double[] {0.1, 0.5, 0.9, 1, 1.1, 2, 5}) {
            FeatureSample sample = poolSample((int) Math.rint(ratio * PARAMETERS));
            for (double ridge : new double[] {0, 1e-300, 1e-30, 1e-12, 1e-8, 1e-7, 1e-6, 1e-5, 1e-3, 1}) {
                double[] expected = bySingularValues(sample, ridge);
                assertAccurate(expected, fit(sample, ridge, Solver.AUTO), "AUTO, " + ratio + ", " + ridge);
                for (Solver solver : List.of(Solver.DIRECT, Solver.DUAL, Solver.ITERATIVE)) {
                    boolean singular = solver == Solver.DUAL ? ratio > 1 : ratio < 1;
                    if (singular && ridge < solver.leastRidge()) {
                        assertRefused(solver == Solver.DUAL ? "ITERATIVE" : "DUAL", sample, ridge, solver);
                    } else {
                        assertAccurate(expected, fit(sample, ridge, solver), solver + ", " + ratio + ", " + ridge);
                    }
                }
            }
        }
    }

    @Test
    void aFitRunsInTheMemoryThatItDeclares() throws Exception {
        // By DUAL, DIRECT and ITERATIVE.
        for (String[] shape : new String[][] {{"60", "3000", "1e-6"}, {"50", "2551", "0"}, {"60", "30000", "1e-6"}}) {
            long bytes = GammaRegression.bytes(Integer.parseInt(shape[0]), Long.parseLong(shape[1]),
                    Double.parseDouble(shape[2]));
            assertTrue(Heap.suffices(bytes + Heap.EMPTY, Fit.class, shape), "in " + bytes + " and " + Heap.EMPTY);
            assertFalse(Heap.suffices(bytes * 3 / 4, Fit.class, shape), "in three quarters of " + bytes);
        }
    }

    /** What the fresh process runs. */
    static final class Fit {
        public static void main(String[] shape) {
            TaskPool pool = TaskPool.fresh(TaskLaw.SPHERE, Integer.parseInt(shape[0]));
            FeatureSample sample = FeatureSampler.of(pool, 100, 0.1).sample(Integer.parseInt(shape[1]), RandomStream.of(1));
            GammaRegression.of(sample, Double.parseDouble(shape[2])).solve();
        }
    }

    @Test
    void memoryIsThatOfTheMatrixAndOfTheSample() {
        // n = 10 000 < p: a kernel of 800 MB. n = 20 000, p = 10 100: no matrix, the sample's 32 MB, half as much of it in
        // single precision, and a few more.
        assertEquals(8e8, GammaRegression.bytes(100, 10_000, 1e-5), 0.05 * 8e8);
        assertEquals(4.8e7, GammaRegression.bytes(100, 20_000, 1e-5), 0.2 * 4.8e7);
        // n = 8500: 289 MB / 2 for half a kernel in single precision, the sample's 14 MB and half as much of it.
        assertEquals(1.7e8, GammaRegression.bytes(100, 8500, 1e-5), 0.1 * 1.7e8);
        assertThrows(IllegalArgumentException.class, () -> GammaRegression.bytes(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> GammaRegression.bytes(1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> GammaRegression.bytes(1, 1, Double.NaN));
    }

    @Test
    void theBitsDoNotDependOnTheThreads() {
        FeatureSample sample = sample(5000);
        double[] one = GammaRegression.of(sample, 0.01).solve(Solver.ITERATIVE).gamma().data();
        double[] three = GammaRegression.of(sample, 0.01).withThreads(3).solve(Solver.ITERATIVE).gamma().data();
        assertArrayEquals(one, three, 0);
    }

    @Test
    void roundsInSinglePrecisionEndWhereDoublePrecisionDoes() {
        for (int ratio : new int[] {2, 10}) {
            FeatureSample sample = poolSample(ratio * PARAMETERS);
            double[] expected = bySingularValues(sample, 1e-5);
            // The solver's own tolerance; single precision's rounding alone is 6e-8 a number.
            assertEquals(0, Vectors.norm(Vectors.minus(fit(sample, 1e-5, Solver.ITERATIVE), expected)) / Vectors.norm(expected),
                    IterativeSolver.TOLERANCE, "n/p = " + ratio);
        }
    }

    @Test
    void aKernelInSinglePrecisionGivesWhatIterationsInDoubleDo() {
        FeatureSample sample = FeatureSampler.of(TaskPool.of(TaskLaw.SPHERE, 52, 26, RandomStream.of(1)), 520, 0.01)
                .sample(2100, RandomStream.of(2));
        double[] expected = fit(sample, 1e-3, Solver.ITERATIVE);
        assertEquals(0, Vectors.norm(Vectors.minus(fit(sample, 1e-3, Solver.DUAL), expected)) / Vectors.norm(expected), ACCURACY);
    }

    @Test
    void unitsDoNotMatterToSinglePrecision() {
        FeatureSample sample = sample(10 * PARAMETERS);
        double[] gamma = fit(sample, 0, Solver.ITERATIVE);
        double[] scaled = fit(new FeatureSample(DIMENSION, sample.blocks().stream().map(block -> new FeatureSample.Block(
                block.queries().scaled(1e-60), block.summaries().scaled(1e70), block.targets())).toList()), 0, Solver.ITERATIVE);
        Vectors.scale(1e10, scaled);
        assertAccurate(gamma, scaled, "scaled");
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
        assertRefused("DUAL", few, 0, Solver.DIRECT);
        assertRefused("DUAL", few, 0, Solver.ITERATIVE);
        assertRefused("ITERATIVE", many, 0, Solver.DUAL);
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

    private static void assertRefused(String advice, FeatureSample sample, double ridge, Solver solver) {
        var refused = assertThrows(IllegalArgumentException.class, () -> fit(sample, ridge, solver));
        assertTrue(refused.getMessage().endsWith("use " + advice), refused.getMessage());
    }

    private static FeatureSample sample(int contexts) {
        TaskPool pool = TaskPool.fresh(TaskLaw.SPHERE, DIMENSION);
        return FeatureSampler.of(pool, 12, 0.1).sample(contexts, RandomStream.of(contexts));
    }

    /** As in the paper: few tasks and contexts longer than d, so that the summaries' directions differ in size. */
    private static FeatureSample poolSample(int contexts) {
        TaskPool pool = TaskPool.of(TaskLaw.SPHERE, DIMENSION, DIMENSION / 2, RandomStream.of(1));
        return FeatureSampler.of(pool, 10 * DIMENSION, 0.01).sample(contexts, RandomStream.of(contexts));
    }

    private static void assertAccurate(double[] expected, double[] actual, String what) {
        assertEquals(0, Vectors.norm(Vectors.minus(actual, expected)) / Vectors.norm(expected), ACCURACY, what);
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

    /** Γ* as \( V\,\mathrm{diag}(s/(s^2+\mu))\,U^\top y \): no product of features is formed, so λ may be any. */
    private static double[] bySingularValues(FeatureSample sample, double ridge) {
        var decomposition = new SingularValueDecomposition(features(sample));
        double penalty = ridge * sample.size() / DIMENSION;
        double[] singular = decomposition.getSingularValues();
        double[] shares = decomposition.getUT().operate(targets(sample));
        for (int i = 0; i < shares.length; i++) {
            shares[i] *= singular[i] / (singular[i] * singular[i] + penalty);
        }
        return decomposition.getV().operate(shares);
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
