package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.junit.jupiter.api.Test;

class ContextLengthMinimumTest {
    private static final double[] ALPHAS = logarithmic(500);

    @Test
    void theMinimumIsWhereTheErrorTurns() {
        // Panel 2B's κ = 0.4, against a minimiser that knows no grid: at most one grid step, a factor 10^(5/499), away.
        double alpha = ContextLengthMinimum.of(0.5, 0, AttentionRisk::icl, ALPHAS).at(0.4, 0.1);
        double exact = new BrentOptimizer(1e-10, 1e-10).optimize(new MaxEval(200), GoalType.MINIMIZE,
                new UnivariateObjectiveFunction(a -> AttentionRisk.of(a, 0.4, 0.5, 0.1, 0).icl()),
                new SearchInterval(1, 30)).getPoint();
        assertEquals(0, Math.log10(alpha / exact), 5.0 / 499);
    }

    @Test
    void anErrorThatFallsAllTheWayHasNone() {
        // Panel 2C's κ = 2 and panel 2A's: monotone in the paper.
        assertEquals(Double.NaN, ContextLengthMinimum.of(20, 0, AttentionRisk::icl, ALPHAS).at(2, 0.5));
        assertEquals(Double.NaN, ContextLengthMinimum.of(0.5, 0, AttentionRisk::idg, ALPHAS).at(2, 0.5));
    }

    @Test
    void theFirstOfSeveralMinimaCountsAndTheEndsDoNot() {
        double[] alphas = {1, 2, 3, 4, 5, 6, 7};
        double[] errors = {3, 2, 4, 1, 1, 5, 0};
        ContextLengthMinimum minimum =
                ContextLengthMinimum.of(1, 1, risk -> errors[(int) risk.alpha() - 1], alphas);
        assertEquals(2, minimum.at(1, 0));
        assertEquals(Double.NaN, ContextLengthMinimum.of(1, 1, AttentionRisk::alpha, alphas).at(1, 0));
        assertEquals(Double.NaN, ContextLengthMinimum.of(1, 1, risk -> -risk.alpha(), alphas).at(1, 0));
        assertEquals(4, ContextLengthMinimum.of(1, 1, risk -> errors[(int) risk.alpha() - 1], 3, 4, 5, 6).at(1, 0));
    }

    @Test
    void aPlateauHasNone() {
        // κ = ∞, α to 1e20: the error falls to its limit and stays, but for its last digits.
        double[] alphas = IntStream.rangeClosed(0, 400).mapToDouble(i -> Math.pow(10, i / 20.0)).toArray();
        assertEquals(Double.NaN, ContextLengthMinimum.of(10, 0, AttentionRisk::icl, alphas).at(Double.POSITIVE_INFINITY, 0.1));
    }

    @Test
    void anInterruptStopsTheScan() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class,
                () -> ContextLengthMinimum.of(0.5, 0, AttentionRisk::icl, ALPHAS).at(0.4, 0.1));
        assertTrue(Thread.interrupted());
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ContextLengthMinimum.of(0, 0, AttentionRisk::icl, ALPHAS));
        assertThrows(IllegalArgumentException.class, () -> ContextLengthMinimum.of(1, -1, AttentionRisk::icl, ALPHAS));
        assertThrows(IllegalArgumentException.class, () -> ContextLengthMinimum.of(1, 0, AttentionRisk::icl, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> ContextLengthMinimum.of(1, 0, AttentionRisk::icl, 1, 2, 2));
        ContextLengthMinimum minimum = ContextLengthMinimum.of(1, 1, AttentionRisk::icl, 1, 2, 3);
        assertThrows(IllegalArgumentException.class, () -> minimum.at(0, 0));
    }

    private static double[] logarithmic(int count) {
        double[] alphas = new double[count];
        for (int i = 0; i < count; i++) {
            alphas[i] = Math.pow(10, -2 + 5.0 * i / (count - 1));
        }
        return alphas;
    }
}
