package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.Descent;
import org.icllab.model.IsotropicDescent;
import org.icllab.study.Grid;
import org.icllab.study.Result;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class InContextDescentStudyTest {
    private static final IsotropicDescent BASE = new IsotropicDescent(1, 1.5, 0.3, 4, 0.2, 1);

    @Test
    void lossIsTheLandscapesAtAllStepsTogether() {
        Result<IsotropicDescent> result = Runner.of(1).run("loss", InContextDescent.STUDY, Grid.of(BASE)).only();
        assertEquals(InContextDescent.loss(1.5, 4, 0.8, 0.3), result.mean(Descent.LOSS), 0);
    }

    @Test
    void bayesErrorIsTheMeanOverTheSpectrum() {
        // (1−α)₊ + ∫ρ_α(λ)σ²/(αλ+σ²)dλ over the support, λ = 1 + 1/α + 2/√α·cos θ, by 3000 midpoints in θ: α, σ², error.
        double[][] reference = {{0.5, 0.25, 0.6403882032022075}, {1.125, 0.0625, 0.1732501170411748},
            {2, 1, Math.sqrt(2) - 1}, {8, 0.25, 0.034320292076111786}, {0.5, 0, 0.5}, {2, 0, 0}};
        for (double[] row : reference) {
            // Rounding of a sum of 3000 terms.
            assertEquals(row[2], InContextDescent.of(row[0], 1, row[1]).bayes(), 1e-14, "α = " + row[0]);
        }
    }

    @Test
    void noDepthBeatsBayes() {
        Results<IsotropicDescent> best = Runner.of(1).run("best", InContextDescent.OPTIMUM, Grid.of(BASE)
                .vary(Descent.ALPHA, 0.5, 1, 4).vary(Descent.NOISE, 0.1, 1)
                .vary(Descent.L, 1, 3, 16, Double.POSITIVE_INFINITY));
        for (Result<IsotropicDescent> result : best.list()) {
            assertTrue(result.mean(InContextDescent.LOWEST) > result.mean(InContextDescent.BAYES), result.text());
            assertEquals(InContextDescent.of(result.setting()).optimum().gamma(),
                    result.mean(InContextDescent.BEST_GAMMA), 0);
        }
    }

    @Test
    void oneLayersCorrectionIsThatOfItsParabola() {
        // E (1/D) Tr (1 − γR)² = 1 − 2γ + γ²(1 + 1/α + 1/P), and the noise costs γ²σ²/α (1/D) E Tr R.
        for (double alpha : new double[] {0.4, 1, 3}) {
            IsotropicDescent setting = new IsotropicDescent(20, alpha, 0.3, 1, 0.7, 1);
            Result<IsotropicDescent> result = Runner.of(1).run("at D", InContextDescent.AT_DIMENSION, Grid.of(setting)).only();
            double added = 0.49 / (alpha * 20);
            assertEquals(added, result.mean(InContextDescent.CORRECTION), 1e-12);
            assertEquals(InContextDescent.loss(alpha, 1, 0.7, 0.3) + added, result.mean(Descent.LOSS), 1e-12);
        }
    }
}
