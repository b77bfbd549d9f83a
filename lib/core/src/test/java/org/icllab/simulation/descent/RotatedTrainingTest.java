package org.icllab.simulation.descent;

import static org.icllab.model.RotatedDescent.BATCH;
import static org.icllab.model.RotatedDescent.GAMMA;
import static org.icllab.model.RotatedDescent.IMBALANCE;
import static org.icllab.model.RotatedDescent.LAYER;
import static org.icllab.model.RotatedDescent.LAYER_GAMMA;
import static org.icllab.model.RotatedDescent.LOSS;
import static org.icllab.model.RotatedDescent.TIED;
import static org.icllab.model.RotatedDescent.TIME;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CancellationException;
import org.icllab.model.RotatedDescent;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RotatedTraining.Measurement;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.descent.GammaPath;
import org.icllab.theory.descent.NarrowFlow;
import org.icllab.theory.descent.RotatedCovarianceLaw;
import org.icllab.theory.descent.RotatedRisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RotatedTrainingTest {
    /** t = 1, 2, 4. */
    private static final RotatedDescent SETTING = RotatedDescent.of(8, 1.25, 1, 3, 64, 0.02, 4000, 4);

    @Test
    void tiedAndUntiedTrainingFollowTheScalarFlow() {
        Grid<RotatedDescent> grid = Grid.of(SETTING).vary(TIED, 0, 1);
        Results<RotatedDescent> flow = Runner.of(3).run("flow", RotatedCovarianceLaw.STUDY, grid);
        Results<RotatedDescent> trained = Runner.of(3).run("trained", RotatedTraining.STUDY, grid);
        assertEquals(2 * 3, trained.size());
        for (int i = 0; i < trained.size(); i++) {
            double gamma = flow.get(i).mean(GAMMA);
            double loss = flow.get(i).mean(LOSS);
            // Euler runs ahead by Δt/2·ln(v(0)/v(t)) ≈ 0.02 in time, chance gives 1 to 2 %: 4 standard errors.
            assertEquals(gamma, trained.get(i).mean(GAMMA), 0.08 * gamma, trained.get(i).text());
            // 4000 contexts of relative deviation about 1.5 give 2.4 %.
            assertEquals(loss, trained.get(i).mean(LOSS), 0.1 * loss, trained.get(i).text());
        }
    }

    @Test
    void layersHaveOneGammaIfTiedAndStayNearEachOtherIfNot() {
        Grid<RotatedDescent> grid = Grid.of(SETTING).vary(TIED, 0, 1);
        Results<RotatedDescent> layers = Runner.of(4).run("layers", RotatedTraining.LAYERS, grid);
        Results<RotatedDescent> whole = Runner.of(4).run("whole", RotatedTraining.STUDY, grid);
        assertArrayEquals(new double[] {1}, layers.at(TIED, 1).distinct(LAYER));
        assertArrayEquals(new double[] {1, 2, 3}, layers.at(TIED, 0).distinct(LAYER));
        assertEquals(0, whole.at(TIED, 1).at(TIME, 4).only().mean(IMBALANCE));
        double[] gammas = layers.at(TIED, 0).at(TIME, 4).means(LAYER_GAMMA);
        // Two trainings, each known to 2 %.
        double gamma = whole.at(TIED, 0).at(TIME, 4).only().mean(GAMMA);
        assertEquals(gamma, Arrays.stream(gammas).average().orElseThrow(), 0.1 * gamma);
        double imbalance = whole.at(TIED, 0).at(TIME, 4).only().mean(IMBALANCE);
        // Equal on average; what the batches' noise leaves between them is some percent.
        assertTrue(imbalance > 0 && imbalance < 0.1, "imbalance " + imbalance);
    }

    @Test
    void imbalanceIsTheRangeOverTheMean() {
        Measurement measurement = new Measurement(0.5, new double[] {2, 1, 3});
        assertEquals(2, measurement.meanGamma());
        assertEquals(1, measurement.imbalance());
    }

    @Test
    void narrowTrainingFollowsTheFlowOfItsOwnLandscape() {
        // At width N the flow of (D/N)Π is at time t where that of Π is at (D/N)²t.
        RotatedDescent narrow = new RotatedDescent(48, 1.25, 1, 3, 24, true, 64, 1.0 / 64, 4000, 4, 0);
        GammaPath flow = RotatedRisk.of(Spectrum.powerLaw(48, 1.25, 1), 0.5, Double.POSITIVE_INFINITY)
                .atDepth(3).flow(Arrays.stream(narrow.times()).map(t -> 4 * t).toArray());
        List<Measurement> trained = RotatedTraining.run(narrow, RandomStream.of(3)).measurements();
        for (int i = 0; i < trained.size(); i++) {
            // As above, and 1/D = 2 % for the limit of large dimension.
            assertEquals(flow.gamma()[i] / 2, trained.get(i).meanGamma(), 0.1 * flow.gamma()[i] / 2);
            assertEquals(flow.loss()[i], trained.get(i).loss(), 0.12 * flow.loss()[i]);
        }
    }

    /** With a penalty that outweighs the loss's curvature the flow of N and D still says where SGD comes to rest. */
    @Test
    void aPenalisedLossFollowsItsFlow() {
        RotatedDescent penalised = SETTING.with(RotatedDescent.WIDTH, 4).with(RotatedDescent.RIDGE, 0.02);
        Measurement last = RotatedTraining.run(penalised, RandomStream.of(3)).measurements().get(2);
        double expected = NarrowFlow.of(penalised).loss(4)[0];
        double without = NarrowFlow.of(penalised.with(RotatedDescent.RIDGE, 0)).loss(4)[0];
        assertTrue(expected > 1.05 * without, expected + " and " + without);
        // 4000 contexts and the 1/D² that the flow at N and D leaves out.
        assertEquals(expected, last.loss(), 0.04 * expected);
    }

    @Test
    void theLawOfFullWidthRefusesNarrowModels() {
        RotatedDescent narrow = SETTING.with(RotatedDescent.WIDTH, 4);
        var refused = assertThrows(IllegalArgumentException.class, () -> RotatedCovarianceLaw.of(narrow));
        assertEquals("N = 4: must be D = 8", refused.getMessage());
    }

    @Test
    void aDepthBetweenIntegersIsRefused() {
        for (double depth : new double[] {2.5, Double.POSITIVE_INFINITY}) {
            var refused = assertThrows(IllegalArgumentException.class,
                    () -> RotatedTraining.run(SETTING.with(RotatedDescent.L, depth), RandomStream.of(1)));
            assertTrue(refused.getMessage().startsWith("L = "), refused.getMessage());
        }
    }

    @Test
    void fluctuationsAddToTheLossTheMoreTheSmallerTheBatch() {
        Results<RotatedDescent> results = Runner.of(5).run("fluctuations", GammaFluctuations.STUDY,
                Grid.of(SETTING.with(RotatedDescent.HORIZON, 8)).vary(BATCH, 4, 16), 8);
        double coarse = results.get(0).mean(RotatedDescent.EXCESS);
        double fine = results.get(1).mean(RotatedDescent.EXCESS);
        // In proportion to 1/B; eight trials know each to some 20 %.
        assertTrue(fine > 0 && coarse > 2 * fine && coarse < 8 * fine, coarse + " and " + fine);
    }

    @Test
    void anInterruptStopsTheEvaluationToo() {
        RotatedDescent endless = RotatedDescent.of(2, 1, 1, 1, 1, 1, Integer.MAX_VALUE, 1);
        assertInterrupted(() -> RotatedTraining.run(endless, RandomStream.of(1)));
    }

    private static void assertInterrupted(Executable work) {
        Thread caller = Thread.currentThread();
        // After a moment, when the one step is over.
        new Timer(true).schedule(new TimerTask() {
            @Override
            public void run() {
                caller.interrupt();
            }
        }, 200);
        assertThrows(CancellationException.class, work);
        assertTrue(Thread.interrupted());
    }
}
