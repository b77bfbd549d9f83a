package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.linalg.Matrix;
import org.icllab.model.Spectrum;
import org.icllab.model.TurnedContexts;
import org.icllab.random.Haar;
import org.icllab.random.RandomStream;
import org.icllab.random.Turn;
import org.icllab.study.Comparison;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.descent.Brittleness;
import org.junit.jupiter.api.Test;

class KnownCovarianceTest {
    private final Spectrum law = Spectrum.powerLaw(6, 1.25, 1.25);

    @Test
    void nothingLearnedCostsOneInAnyBasis() {
        DescentAttention nothing = DescentAttention.tied(Matrix.zeros(6, 6), 3);
        Matrix basis = Haar.orthogonal(6, RandomStream.of(1));
        // Rounding.
        assertEquals(1, KnownCovariance.of(law).expectedLoss(nothing), 1e-14);
        assertEquals(1, KnownCovariance.turned(law, basis).expectedLoss(nothing), 1e-14);
    }

    @Test
    void aDiagonalGammaLeavesItsPowers() {
        Matrix gamma = Matrix.identity(6).scaled(0.7);
        double expected = 0;
        for (int k = 0; k < 6; k++) {
            expected += law.omega()[k] * law.lambda()[k] * Math.pow(1 - 0.7 * law.lambda()[k] / 3, 6);
        }
        assertEquals(expected, KnownCovariance.of(law).expectedLoss(DescentAttention.tied(gamma, 3)), 1e-14);
    }

    @Test
    void aPerfectGammaIsAsBrittleAsTheTheorySays() {
        Matrix skew = Turn.direction(6, RandomStream.of(2));
        Matrix inverse = Matrix.zeros(6, 6);
        for (int k = 0; k < 6; k++) {
            inverse.set(k, k, 2 / law.lambda()[k]);
        }
        KnownCovariance turned = KnownCovariance.turned(law, Turn.by(skew, 0.3));
        DescentAttention model = DescentAttention.tied(inverse, 2);
        double theory = Brittleness.of(Spectrum.powerLaw(6, 1.25, 1.25), skew).loss(0.3, 2);
        // Rounding, times the condition 9 of Σ a few times.
        assertEquals(theory, turned.expectedLoss(model), 1e-11 * theory);
        // 20 000 tasks of relative variance at most 2, to five standard errors.
        assertEquals(theory, turned.sampledLoss(model, 20_000, RandomStream.of(3)), 5 * theory * Math.sqrt(2.0 / 20_000));
    }

    @Test
    void turnedContextsHaveTheirLossByTheoryAndBySampling() {
        Grid<TurnedContexts> grid = Grid.of(new TurnedContexts(6, 1.25, 1.25, 1, 2, 0.1, 100))
                .vary(TurnedContexts.L, 1, 3).vary(TurnedContexts.ANGLE, -0.1, 0.1, 0.3);
        Results<TurnedContexts> theory = Runner.of(1).run("theory", Brittleness.STUDY, grid);
        Results<TurnedContexts> sampled = Runner.of(1).run("sampled", KnownCovariance.TURNED, grid, 8);
        assertEquals(Brittleness.of(law, Turn.direction(6, RandomStream.of(2))).loss(0.3, 3),
                theory.get(5).mean(TurnedContexts.L_OOD));
        // Intervals, and rounding.
        Comparison agreement = sampled.compare(TurnedContexts.L_OOD, theory, result -> 1e-6);
        assertTrue(agreement.holds(), agreement.toString());
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> KnownCovariance.turned(law, Matrix.identity(5)));
        assertThrows(IllegalArgumentException.class,
                () -> KnownCovariance.turned(law, Matrix.identity(6).scaled(1.001)));
        assertThrows(IllegalArgumentException.class, () -> KnownCovariance.of(law)
                .sampledLoss(DescentAttention.tied(Matrix.identity(6), 1), 0, RandomStream.of(1)));
    }
}
