package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import org.icllab.model.Descent;
import org.icllab.model.IsotropicDescent;
import org.icllab.random.RandomStream;
import org.icllab.study.Estimate;
import org.icllab.study.Grid;
import org.icllab.study.Runner;
import org.icllab.theory.descent.InContextDescent;
import org.junit.jupiter.api.Test;

class IsotropicAttentionTest {
    private static final IsotropicDescent ONE_LAYER = new IsotropicDescent(4, 1.5, 0.3, 1, 0.4, 50);

    @Test
    void oneLayersLossHasItsExactMean() {
        // One step leaves E(1/D)Tr[(1 − γΣ̂)² + (σ²/α)γ²Σ̂], and for P Gaussian points in D dimensions
        // E(1/D)TrΣ̂ = 1, E(1/D)TrΣ̂² = 1 + (D + 1)/P.
        double gamma = ONE_LAYER.step();
        double exact = 1 - 2 * gamma + gamma * gamma * (1 + 5.0 / 6 + 0.3 / 1.5);
        Estimate loss = Runner.of(1).run("loss", IsotropicAttention.STUDY, Grid.of(ONE_LAYER), 400).only()
                .estimate(Descent.LOSS);
        // Four standard errors: exceeded by chance once in fifteen thousand seeds.
        assertEquals(exact, loss.mean(), 4 * loss.standardError());
    }

    @Test
    void deepModelsLossesAgreeWithTheory() {
        for (double noise : new double[] {0, 0.25}) {
            IsotropicDescent setting = new IsotropicDescent(48, 0.5, noise, 8, 0.25, 8);
            Estimate loss = Runner.of(2).run("loss", IsotropicAttention.STUDY, Grid.of(setting), 10).only()
                    .estimate(Descent.LOSS);
            // Four standard errors, and 1/D for the finite dimension.
            assertEquals(InContextDescent.of(setting).loss(2), loss.mean(), 4 * loss.standardError() + 1.0 / 48);
        }
    }

    @Test
    void lowestLossIsTheMinimumOfTheParabolaThroughAnyThreeSteps() {
        RandomStream stream = RandomStream.of(3);
        double[] losses = new double[3];
        for (int step = 0; step < 3; step++) {
            losses[step] = IsotropicAttention.loss(ONE_LAYER.with(IsotropicDescent.STEP, step), stream.at(0));
        }
        double curvature = losses[0] - 2 * losses[1] + losses[2];
        double slope = (losses[2] - losses[0]) / 2 - curvature;
        // Rounding of losses up to about 4.
        assertEquals(losses[0] - slope * slope / (2 * curvature), IsotropicAttention.lowest(ONE_LAYER, stream), 1e-13);
    }

    @Test
    void anInterruptStopsIt() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> IsotropicAttention.loss(ONE_LAYER, RandomStream.of(4)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void whatCannotBeSimulatedIsRefused() {
        RandomStream stream = RandomStream.of(4);
        for (double depth : new double[] {1.5, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class,
                    () -> IsotropicAttention.loss(ONE_LAYER.with(Descent.L, depth), stream));
        }
        assertThrows(IllegalArgumentException.class,
                () -> IsotropicAttention.loss(ONE_LAYER.with(Descent.ALPHA, 0.1), stream));
        assertThrows(IllegalArgumentException.class,
                () -> IsotropicAttention.lowest(ONE_LAYER.with(Descent.L, 2), stream));
    }
}
