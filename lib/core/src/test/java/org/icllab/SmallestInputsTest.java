package org.icllab;

import static org.icllab.Reference.assertNear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.linalg.Blas;
import org.icllab.linalg.ConjugateGradients;
import org.icllab.linalg.Matrix;
import org.icllab.model.ContextCurve;
import org.icllab.model.RotatedDescent;
import org.icllab.model.ShallowTraining;
import org.icllab.model.Spectrum;
import org.icllab.model.TaskLaw;
import org.icllab.model.TestError;
import org.icllab.random.RandomStream;
import org.icllab.random.Turn;
import org.icllab.simulation.baseline.BayesRidge;
import org.icllab.simulation.baseline.ContextEvidence;
import org.icllab.simulation.descent.DescentSgd;
import org.icllab.simulation.descent.KnownCovariance;
import org.icllab.simulation.descent.ProjectedDescent;
import org.icllab.simulation.descent.RegressionEnsemble;
import org.icllab.simulation.descent.ShallowSgd;
import org.icllab.simulation.pretraining.TaskMoments;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.theory.descent.BalancedAttentionLaw;
import org.icllab.theory.descent.FixedCovarianceLaw;
import org.icllab.theory.descent.InContextDescent;
import org.icllab.theory.descent.Landscape;
import org.icllab.theory.descent.RotatedCovarianceLaw;
import org.icllab.theory.descent.RotatedFloor;
import org.icllab.theory.descent.RotatedRisk;
import org.icllab.theory.descent.ShallowSgdLaw;
import org.icllab.theory.pretraining.AttentionRisk;
import org.icllab.theory.pretraining.ContextLengthMinimum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The smallest inputs at which a wrong number, a hang or a foreign exception was once seen; each stands for a kind. */
@Timeout(60)
class SmallestInputsTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final RandomStream STREAM = RandomStream.of(1);

    @Test
    void flowsInLargeUnitsEndAtTheRightPlace() {
        // γ of [B4] at D = 1, and the λ = 1 answer in units of 1e-4.
        Spectrum one = new Spectrum(new double[] {1000}, new double[] {0.001});
        assertNear(5.2731795247e-3, RotatedCovarianceLaw.of(one, 8).flow(1).gamma()[0], 1e-10, one);
        Spectrum two = new Spectrum(new double[] {1e4, 5e3}, new double[] {5e-5, 1e-4});
        var path = RotatedRisk.of(two, 1, INFINITY).atDepth(1).flow(1e3);
        assertNear(1.2e-4, path.gamma()[0], 1e-10, two);
        assertNear(0.1, path.loss()[0], 1e-12, two);
    }

    @Test
    void flowsThatOverflowedOnTheWayAreFollowed() {
        Landscape[] landscapes = {RotatedCovarianceLaw.of(Spectrum.powerLaw(512, 1, 0.5), 256),
            RotatedCovarianceLaw.of(Spectrum.powerLaw(512, 1.25, 0.75), 256), RotatedCovarianceLaw.of(Spectrum.powerLaw(512, 1.25, 0.75), 1000),
            RotatedCovarianceLaw.of(Spectrum.powerLaw(2, 8, 1), 8)};
        for (Landscape landscape : landscapes) {
            for (double time : new double[] {1e6, 1e8, 1e9, 1e10}) {
                double gamma = landscape.flow(time).gamma()[0];
                assertTrue(gamma > 0 && gamma <= landscape.edge(), landscape + " at " + time + ": " + gamma);
            }
        }
        double[] plateau = BalancedAttentionLaw.of(InContextDescent.of(2, 8, 0.1)).flow(1e-3, 1, 1e3, 1e6, 1e9).gamma();
        assertTrue(plateau[2] > plateau[1] && plateau[3] < 6, "" + plateau[3]);
    }

    @Test
    void infinitelyManyLayersGoOnLearningAtRatioOne() {
        assertNear(3.98942267934e-4, InContextDescent.loss(1, INFINITY, 1e6, 0), 1e-11, "α = 1");
        assertNear(8.34969939e-5, InContextDescent.loss(1.001, INFINITY, 1e6, 0), 1e-8, "α = 1.001");
        assertNear(0.00108313404, InContextDescent.loss(0.999, INFINITY, 1e6, 0), 1e-8, "α = 0.999");
        // (5t/(4√(2π)))^(2/5)
        assertArrayEquals(new double[] {301389, 757056, 1901639},
                InContextDescent.of(1, INFINITY, 0).flow(1e14, 1e15, 1e16).gamma(), 0.5);
    }

    @Test
    void whatWouldNeverEndIsRefused() {
        DescentSgd sgd = new DescentSgd(RegressionEnsemble.isotropic(2), 1, true, 1, 0.1, 1);
        for (int[] recorded : new int[][] {{2, 1}, {-1}, {1, 1}}) {
            assertRefused(() -> sgd.run(recorded, STREAM));
        }
        RotatedRisk risk = RotatedRisk.of(Spectrum.powerLaw(16, 1.25, 0.75), 0.5, 2);
        for (double gamma : new double[] {1e6, 1e16, 1e300}) {
            assertThrows(ArithmeticException.class, () -> risk.contour(gamma, 4));
        }
        for (double[] horizon : new double[][] {{1e10, 0.25}, {Double.NaN, 0.25}, {1, 0.3}, {0x1p40, 0.25}}) {
            assertRefused(() -> RotatedDescent.of(4, 1.25, 0.75, 2, 2, horizon[1], 2, horizon[0]));
        }
        for (double zero : new double[] {0, Double.NaN}) {
            assertThrows(ArithmeticException.class, () -> ConjugateGradients.solve(x -> new double[] {zero, 0}, x -> x,
                    new double[] {1, 1}, 1e-6, 100_000_000));
        }
    }

    @Test
    void shapesAndValuesThatDoNotFitAreRefused() {
        ContextEvidence evidence = ContextEvidence.sample(ones(3, 5), 4, 0.1, STREAM);
        BayesRidge ridge = BayesRidge.of(0.1);
        assertRefused(() -> ridge.errors(evidence, ones(2, 5), 0.1));
        assertRefused(() -> ridge.errors(evidence, ones(3, 2), 0.1));
        assertRefused(() -> ridge.errors(evidence, ones(3, 5), -1));
        assertRefused(() -> Matrix.wrap(65536, 65536, new double[0]));
        assertRefused(() -> TaskMoments.gaussian(Matrix.of(new double[][] {{1, 2}, {2, 1}})));
        assertRefused(() -> TaskMoments.of(TaskLaw.SPHERE, -1));
        assertRefused(() -> new TaskMoments(new double[2], ones(2, 2), -5, 1, new double[2]));
        assertRefused(() -> new TaskMoments(new double[2], ones(2, 2), 1, 1, new double[1]));
        assertRefused(() -> Spectrum.powerLaw(1000, 200, 0.1));
        Matrix square = ones(2, 2);
        assertRefused(() -> Blas.gemm(1, square, false, square, false, 0, square));
        assertRefused(() -> KnownCovariance.turned(Spectrum.powerLaw(2, 1, 1), square));
        assertRefused(() -> Turn.by(square, 0.1));
    }

    @Test
    void whatOverflowsIsRefused() {
        for (double[] p : new double[][] {{1, 1, 0.5, 0, 1e155}, {1, 1, 0.5, 0, 1e200}, {1e-154, 1, 1, 0, 0}, {1, 1, 1e-155, 0, 0},
            {1, 1, 1, 1e155, 0}, {1e-40, 1, 1e-140, 0, 1}}) {
            assertRefused(() -> AttentionRisk.of(p[0], p[1], p[2], p[3], p[4]));
        }
        assertRefused(() -> InContextDescent.optimum(1, 4, Double.MAX_VALUE));
        assertThrows(ArithmeticException.class, () -> ProjectedDescent.draw(new double[] {1, 1}, new double[] {1, 1}, 2, 4, STREAM)
                .loss(1e16, 16));
        assertThrows(ArithmeticException.class, () -> ShallowSgd.of(new ShallowTraining(3, 1, 1, 1, 0.1, 50, 1)).run(3000, STREAM));
        assertEquals(1, BalancedAttentionLaw.timeExponent(Double.MAX_VALUE));
        assertEquals(1, FixedCovarianceLaw.exponent(Double.MAX_VALUE, Double.MAX_VALUE));
        Spectrum spectrum = Spectrum.powerLaw(4, 1, 1);
        assertRefused(() -> RotatedFloor.of(spectrum).context(Double.MIN_VALUE));
        assertRefused(() -> ShallowSgdLaw.of(1e-300, 1, 1, 0, 1));
        assertRefused(() -> RotatedRisk.of(spectrum, 0.5, 1e-300));
        assertRefused(() -> Grid.linear(-Double.MAX_VALUE, Double.MAX_VALUE, 3));
        assertNear(2e-6, FixedCovarianceLaw.of(new Spectrum(new double[] {1e6}, new double[] {1e-6}), 2).gamma(1e300)[0], 1e-15, "rest");
        assertEquals(0, RotatedCovarianceLaw.of(spectrum, 2).flow(Double.MIN_VALUE).gamma()[0], 1e-300);
    }

    @Test
    void errorsAtEqualTaskDiversityAndSampleSizeKeepTheirDigits() {
        // reference/risk.py at κ = τ = 0.7, ρ = 0.25, λ = 0.
        double[][] expected = {{1e10, 52175.177841752674, 11181.048226946778}, {5e13, 3689324.1951969145, 790570.12337551463},
            {1e20, 5217491947.7578415, 1118033989.4582282}};
        for (double[] row : expected) {
            AttentionRisk risk = AttentionRisk.of(row[0], 0.7, 0.7, 0.25, 0);
            assertNear(row[1], risk.icl(), 1e-14, risk);
            assertNear(row[2], risk.idg(), 1e-14, risk);
        }
    }

    @Test
    void minusZeroIsZero() {
        var optimum = InContextDescent.optimum(1, 4, -0.0);
        assertNear(2, optimum.gamma(), 1e-14, optimum);
        assertNear(0.2734375, optimum.loss(), 1e-14, optimum);
    }

    @Test
    void smallThingsAreRight() {
        Estimate estimate = Estimate.of(IntStream.range(0, 1000).mapToDouble(i -> i % 2).toArray());
        assertRefused(() -> estimate.halfWidth(1 - 1e-15));
        assertRefused(() -> estimate.halfWidth(1e-10));
        // Student's t at 999 degrees of freedom, and tan(π/2 · confidence) at one.
        assertNear(1.9623414611334487, estimate.halfWidth(0.95) / estimate.standardError(), 1e-6, estimate);
        Estimate two = Estimate.of(0, 1);
        for (double confidence : new double[] {0.001, 0.5, 0.999, 1 - 1e-9}) {
            assertNear(1 / Math.tan(Math.PI / 2 * (1 - confidence)), two.halfWidth(confidence) / two.standardError(), 1e-6, confidence);
        }
        assertEquals(1, Grid.linear(0.08, 1, 6)[5]);
        assertEquals(5, Grid.logarithmic(1, 5, 5)[4]);
        assertTrue(Double.isNaN(ContextLengthMinimum.at(ContextCurve.of(INFINITY, 10, 0.1, TestError.ICL, 1, 1e20, 200))));
        assertRefused(() -> STREAM.nextInt(0));
        assertEquals(0, STREAM.nextChiSquare(Double.MIN_VALUE));
    }

    private static Matrix ones(int rows, int columns) {
        Matrix ones = Matrix.zeros(rows, columns);
        Arrays.fill(ones.data(), 1);
        return ones;
    }

    private static void assertRefused(Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains("must"), message);
    }
}
