package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CancellationException;
import org.icllab.model.Point;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RotatedTraining.Measurement;
import org.icllab.theory.descent.GammaPath;
import org.icllab.theory.descent.RotatedCovarianceLaw;
import org.icllab.theory.descent.RotatedRisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RotatedTrainingTest {
    private static final Point POINT = Point.empty().with("D", 8).with("ν", 1.25).with("β", 1).with("L", 3)
            .with("Δt", 0.02).with("B", 64).with("E", 4000);

    @Test
    void tiedAndUntiedTrainingFollowTheScalarFlow() {
        GammaPath flow = RotatedCovarianceLaw.of(Spectrum.powerLaw(8, 1.25, 1), 3).flow(new double[] {1, 4});
        for (double tied : new double[] {0, 1}) {
            List<Measurement> trained = RotatedTraining.of(POINT.with("tied", tied))
                    .run(new double[] {1, 4}, RandomStream.of(3));
            for (int i = 0; i < 2; i++) {
                // Euler runs ahead by Δt/2·ln(v(0)/v) ≈ 0.02 in time, chance gives 1 to 2 %: 4 standard errors.
                assertEquals(flow.gamma()[i], trained.get(i).meanGamma(), 0.08 * flow.gamma()[i], "tied = " + tied);
                // 4000 contexts of relative deviation about 1.5 give 2.4 %.
                assertEquals(flow.loss()[i], trained.get(i).loss(), 0.1 * flow.loss()[i], "tied = " + tied);
            }
        }
    }

    @Test
    void layersHaveOneGammaIfTiedAndStayNearEachOtherIfNot() {
        double[] times = {4};
        Measurement tied = RotatedTraining.of(POINT.with("tied", 1)).run(times, RandomStream.of(4)).get(0);
        Measurement untied = RotatedTraining.of(POINT.with("tied", 0)).run(times, RandomStream.of(4)).get(0);
        assertEquals(1, tied.gamma().length);
        assertEquals(0, tied.imbalance());
        assertEquals(3, untied.gamma().length);
        // Equal on average; what the batches' noise leaves between them is some percent.
        assertTrue(untied.imbalance() > 0 && untied.imbalance() < 0.1, "imbalance " + untied.imbalance());
    }

    @Test
    void narrowTrainingFollowsTheFlowOfItsOwnLandscape() {
        // At width N the flow of (D/N)Π is at time t where that of Π is at (D/N)²t.
        RotatedTraining training = RotatedTraining.of(POINT.with("D", 48).with("tied", 1)).atWidth(24);
        GammaPath flow = RotatedRisk.of(Spectrum.powerLaw(48, 1.25, 1), 0.5, Double.POSITIVE_INFINITY)
                .flow(new double[] {4 * 1, 4 * 4}, 3);
        List<Measurement> trained = training.run(new double[] {1, 4}, RandomStream.of(3));
        for (int i = 0; i < 2; i++) {
            // As above, and 1/D = 2 % for the limit of large dimension.
            assertEquals(flow.gamma()[i] / 2, trained.get(i).meanGamma(), 0.1 * flow.gamma()[i] / 2);
            assertEquals(flow.loss()[i], trained.get(i).loss(), 0.12 * flow.loss()[i]);
        }
    }

    @Test
    void fluctuationsAddToTheLoss() {
        double excess = RotatedTraining.of(POINT.with("B", 4).with("tied", 1)).excess(8, RandomStream.of(5));
        assertTrue(excess > 0, "excess " + excess);
    }

    @Test
    void badTimesAreRefused() {
        RotatedTraining training = RotatedTraining.of(POINT.with("tied", 1));
        // Δt = 0.02: not ascending, between two steps, and step counts that are none or beyond an int.
        for (double[] times : new double[][] {{-1}, {1, 1}, {2, 1}, {1.01}, {0.03}, {Double.NaN}, {1e10}, {1e16}}) {
            var refused = assertThrows(IllegalArgumentException.class, () -> training.run(times, RandomStream.of(6)));
            assertTrue(refused.getMessage().startsWith("times["), refused.getMessage());
        }
        for (double time : new double[] {-1, 1.01, Double.NaN, 1e16}) {
            var refused = assertThrows(IllegalArgumentException.class, () -> training.excess(time, RandomStream.of(6)));
            assertTrue(refused.getMessage().startsWith("time = "), refused.getMessage());
        }
    }

    @Test
    void aTimeThatIsAWholeNumberOfStepsButForRoundingIsOne() {
        RotatedTraining training = new RotatedTraining(Spectrum.powerLaw(2, 1, 1), 2, 1, true, 1, 0.1, 1);
        // 0.3/0.1 = 2.9999999999999996.
        assertEquals(1, training.run(new double[] {0.3}, RandomStream.of(1)).size());
    }

    @Test
    void anInterruptStopsTheEvaluationToo() {
        RotatedTraining training = new RotatedTraining(Spectrum.powerLaw(2, 1, 1), 2, 1, true, 1, 0.1, Integer.MAX_VALUE);
        assertInterrupted(() -> training.run(new double[] {0}, RandomStream.of(1)));
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

    @Test
    void badPointsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> RotatedTraining.of(POINT.with("tied", 1).with("D", 7.5)));
    }
}
