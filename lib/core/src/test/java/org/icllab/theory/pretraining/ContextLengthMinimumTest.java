package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.icllab.model.ContextCurve;
import org.icllab.model.TestError;
import org.icllab.study.Grid;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class ContextLengthMinimumTest {
    /** Panel 2B's κ = 0.4, on the lengths of figure 3. */
    private static final ContextCurve TURNING = ContextCurve.of(0.4, 0.5, 0.1, TestError.ICL, 0.01, 1000, 500);

    @Test
    void theMinimumIsWhereTheErrorTurns() {
        // Against a minimiser that knows no grid: at most one grid step, a factor 10^(5/499), away.
        double exact = new BrentOptimizer(1e-10, 1e-10).optimize(new MaxEval(200), GoalType.MINIMIZE,
                new UnivariateObjectiveFunction(a -> AttentionRisk.of(a, 0.4, 0.5, 0.1, 0).icl()),
                new SearchInterval(1, 30)).getPoint();
        assertEquals(0, Math.log10(ContextLengthMinimum.at(TURNING) / exact), 5.0 / 499);
    }

    @Test
    void lengthsThatAreLeftOutMakeNoDifference() {
        SplittableRandom random = new SplittableRandom(3);
        int turns = 0;
        for (int i = 0; i < 20_000; i++) {
            double kappa = i % 3 == 0 ? 1 + 0.05 * random.nextDouble(-1, 1) : Math.pow(10, random.nextDouble(-1.5, 1.5));
            double tau = i % 5 == 0 ? 1 + 0.1 * random.nextDouble(-1, 1) : Math.pow(10, random.nextDouble(-1, 1.5));
            double rho = i % 7 == 0 ? 0 : Math.pow(10, random.nextDouble(-5, 0.3));
            ContextCurve curve = new ContextCurve(kappa, tau, rho, i % 2 == 0 ? TestError.ICL : TestError.IDG, false, 0.01, 1000,
                    random.nextInt(100, 500), i % 4 == 0 ? 1e-5 : 0);
            turns += assertAsOnAllLengths(curve) ? 1 : 0;
        }
        assertTrue(turns > 4000 && turns < 16_000, turns + " turn");
    }

    @Test
    void norDoTheyFarFromFigure3() {
        SplittableRandom random = new SplittableRandom(4);
        int turns = 0;
        for (int i = 0; i < 20_000; i++) {
            double tau = i % 5 == 0 ? 1 + random.nextDouble(-1, 1) * Math.pow(10, random.nextDouble(-9, 0))
                    : Math.pow(10, random.nextDouble(-3, 3));
            double kappa = i % 11 == 0 ? Double.POSITIVE_INFINITY
                    : i % 3 == 0 ? Math.min(tau, 1) * (1 + random.nextDouble(-1, 1) * Math.pow(10, random.nextDouble(-9, 0)))
                    : Math.pow(10, random.nextDouble(-7, 4));
            double rho = i % 7 == 0 ? 0 : Math.pow(10, random.nextDouble(-10, 2));
            double shortest = Math.pow(10, random.nextDouble(-4, 2));
            double longest = shortest * Math.pow(10, random.nextDouble(0.1, 7));
            turns += assertAsOnAllLengths(new ContextCurve(kappa, tau, rho, i % 2 == 0 ? TestError.ICL : TestError.IDG, false,
                    shortest, longest, random.nextInt(3, 1000), i % 4 == 0 ? Math.pow(10, random.nextDouble(-8, 0)) : 0)) ? 1 : 0;
        }
        assertTrue(turns > 2000 && turns < 18_000, turns + " turn");
    }

    /** @return whether the error turns */
    private static boolean assertAsOnAllLengths(ContextCurve curve) {
        double[] alphas = curve.alphas();
        RidgelessRisks risks = RidgelessRisks.of(alphas, new double[] {curve.kappa()}, new double[] {curve.tau()},
                new double[] {curve.rho()});
        double[] errors = curve.error() == TestError.ICL ? risks.icl() : risks.idg();
        int all = ContextLengthMinimum.first(errors, curve.unseen());
        assertEquals(all < 0 ? Double.NaN : alphas[all], ContextLengthMinimum.at(curve), curve.text());
        int last = alphas.length - 1;
        assertEquals(errors[last], RidgelessRisks.at(curve.error(), alphas[last], curve.kappa(), curve.tau(), curve.rho()), 0);
        return all >= 0;
    }

    @Test
    void anErrorThatFallsAllTheWayHasNone() {
        // Panel 2C's κ = 2 and panel 2A's: monotone in the paper.
        assertEquals(Double.NaN, ContextLengthMinimum.at(ContextCurve.of(2, 20, 0.5, TestError.ICL, 0.01, 1000, 500)));
        assertEquals(Double.NaN, ContextLengthMinimum.at(ContextCurve.of(2, 0.5, 0.5, TestError.IDG, 0.01, 1000, 500)));
    }

    @Test
    void roundingOnAPlateauIsNoTurn() {
        // Beyond α = 10^14 the error is its limit, up and down by rounding.
        ContextCurve flat = ContextCurve.of(Double.POSITIVE_INFINITY, 10, 0.5, TestError.ICL, 1, 1e20, 500);
        assertEquals(Double.NaN, ContextLengthMinimum.at(flat));
    }

    @Test
    void atTheBestRidgeTheErrorDoesNotTurn() {
        assertEquals(Double.NaN, ContextLengthMinimum.at(
                new ContextCurve(0.4, 0.5, 0.1, TestError.ICL, true, 0.01, 1000, 41, 0)));
    }

    @Test
    void theFirstOfSeveralMinimaCountsAndTheEndsDoNot() {
        assertEquals(1, first(3, 2, 4, 1, 1, 5, 0));
        assertEquals(1, first(4, 1, 1, 5));
        assertEquals(3, first(1, 2, 3, 1, 3));
        assertEquals(-1, first(1, 2, 3));
        assertEquals(-1, first(3, 2, 1));
        assertEquals(-1, first(2, 2, 2));
        assertEquals(2, first(2, 1, 1 - 1e-10, 2));
        assertEquals(-1, first(2, 1, 1 + 1e-10), "no more than rounding");
    }

    @Test
    void risesThatAreNotSeenDoNotCount() {
        double[] errors = {3, 2, 2.05, 2.1, 2.3, 4};
        assertEquals(1, ContextLengthMinimum.first(errors, 0.1));
        assertEquals(1, ContextLengthMinimum.first(errors, 1));
        assertEquals(-1, ContextLengthMinimum.first(errors, 2));
    }

    /** Where figure 3's regions end at ρ = 1, read off the published maps: 1.415, 1.63 and 1.45, cells of 0.005. */
    @Test
    void thePublishedEdgesAreThoseOfRisesBeyondAHundredThousandth() {
        assertEdge(1.415, TestError.ICL, 0.5);
        assertEdge(1.63, TestError.IDG, 0.5);
        assertEdge(1.45, TestError.ICL, 20);
    }

    private static void assertEdge(double edge, TestError error, double tau) {
        ContextCurve curve = ContextCurve.of(1, tau, 1, error, 0.01, 1000, 500).with(ContextCurve.UNSEEN, 1e-5);
        assertTrue(ContextLengthMinimum.at(curve.with(ContextCurve.KAPPA, edge)) > 1, "turns at " + edge);
        assertEquals(Double.NaN, ContextLengthMinimum.at(curve.with(ContextCurve.KAPPA, edge + 0.005)));
        assertTrue(ContextLengthMinimum.at(curve.with(ContextCurve.KAPPA, edge + 0.005).with(ContextCurve.UNSEEN, 0)) > 1);
    }

    private static int first(double... errors) {
        return ContextLengthMinimum.first(errors, 0);
    }

    @Test
    void aMapIsARunOfTheStudy() {
        var map = Runner.of(1).run("map", ContextLengthMinimum.STUDY, Grid.of(TURNING)
                .vary(ContextCurve.RHO, 0, 0.1, 1).vary(ContextCurve.KAPPA, 0.1, 0.4, 2, Double.POSITIVE_INFINITY));
        assertEquals(12, map.size());
        for (var cell : map.list()) {
            assertEquals(ContextLengthMinimum.at(cell.setting()), cell.mean(ContextLengthMinimum.TURN), 0);
        }
    }

    @Test
    void anInterruptStopsIt() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> ContextLengthMinimum.at(TURNING));
        assertTrue(Thread.interrupted());
    }
}
