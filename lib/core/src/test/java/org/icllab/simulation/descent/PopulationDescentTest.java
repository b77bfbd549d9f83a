package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.icllab.linalg.Matrix;
import org.icllab.model.ShallowTraining;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble.Regression;
import org.junit.jupiter.api.Test;

class PopulationDescentTest {
    private static final int D = 5;
    private static final int DEPTH = 3;
    private final Spectrum law = Spectrum.powerLaw(D, 1, 1);

    @Test
    void gradientsMatchFiniteDifferencesInEveryLayer() {
        for (RegressionEnsemble ensemble : List.of(RegressionEnsemble.fixed(law.lambda(), law.omega()),
                RegressionEnsemble.rotated(law.lambda(), law.omega()))) {
            Regression regression = ensemble.draw(RandomStream.of(1));
            List<Matrix> gammas = randomLayers();
            PopulationDescent descent = PopulationDescent.of(gammas, regression);
            for (int layer = 0; layer < DEPTH; layer++) {
                for (int i = 0; i < D; i++) {
                    double expected = difference(gammas, regression, layer, i, (i + 2) % D);
                    double actual = descent.left().get(layer)[i] * descent.right().get(layer)[(i + 2) % D];
                    // Central differences with step 1e-5: error of order 1e-10 and rounding 1e-16/1e-5.
                    assertEquals(expected, actual, 1e-9);
                }
            }
        }
    }

    private static double difference(List<Matrix> gammas, Regression regression, int layer, int row, int column) {
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            List<Matrix> moved = new ArrayList<>(gammas);
            Matrix matrix = gammas.get(layer).copy();
            matrix.set(row, column, matrix.get(row, column) + (side == 0 ? 1e-5 : -1e-5));
            moved.set(layer, matrix);
            losses[side] = PopulationDescent.of(moved, regression).loss();
        }
        return (losses[0] - losses[1]) / 2e-5;
    }

    @Test
    void theLossOfAScalarLayerIsItsClosedSum() {
        // β, Σ diagonal, Γ = γI: Σ_k β_k² λ_k (1 − γλ_k/L)^{2L}.
        Regression regression = RegressionEnsemble.fixed(law.lambda(), law.omega()).draw(RandomStream.of(2));
        double gamma = 1.7;
        double expected = 0;
        for (int k = 0; k < D; k++) {
            double task = regression.task()[k];
            expected += task * task * law.lambda()[k] * Math.pow(1 - gamma * law.lambda()[k] / DEPTH, 2 * DEPTH);
        }
        List<Matrix> layers = Collections.nCopies(DEPTH, Matrix.identity(D).scaled(gamma));
        assertEquals(expected, PopulationDescent.of(layers, regression).loss(), 1e-14);
    }

    @Test
    void lossesStartAtOneOnAverage() {
        // Σ ω_kλ_k = 1; the batch mean of 2000 losses, each of variance 2 Σ (ω_kλ_k)² < 2, to five standard errors.
        RegressionEnsemble ensemble = RegressionEnsemble.rotated(law.lambda(), law.omega());
        double loss = new DescentSgd(ensemble, 2, true, 2000, 0.1, 1).run(new int[] {0}, RandomStream.of(3)).get(0).loss();
        assertEquals(1, loss, 5 * Math.sqrt(2.0 / 2000));
    }

    @Test
    void tiedAndUntiedTakeTheSameFirstStep() {
        RegressionEnsemble ensemble = RegressionEnsemble.rotated(law.lambda(), law.omega());
        Matrix tied = new DescentSgd(ensemble, DEPTH, true, 16, 0.1, 1).run(new int[] {1}, RandomStream.of(4))
                .get(0).gammas().get(0);
        for (Matrix untied : new DescentSgd(ensemble, DEPTH, false, 16, 0.1, 1).run(new int[] {1}, RandomStream.of(4))
                .get(0).gammas()) {
            // At Γ = 0 every layer has the same gradient: only the order of summation differs.
            for (int i = 0; i < tied.data().length; i++) {
                assertEquals(tied.data()[i], untied.data()[i], 1e-14);
            }
        }
    }

    @Test
    void divergenceStopsWithItsStep() {
        RegressionEnsemble ensemble = RegressionEnsemble.rotated(law.lambda(), law.omega());
        var diverged = assertThrows(ArithmeticException.class,
                () -> new DescentSgd(ensemble, 4, true, 4, 1e4, 1).run(new int[] {500}, RandomStream.of(5)));
        assertEquals("training diverged at step", diverged.getMessage().substring(0, 25));
    }

    @Test
    void stepsThatDoNotAscendFromZeroAreRefused() {
        var sgd = new DescentSgd(RegressionEnsemble.isotropic(2), 1, true, 1, 0.1, 1);
        for (int[] steps : new int[][] {{5, 3}, {4, 4}, {-1}, {0, 2, 1}}) {
            var refused = assertThrows(IllegalArgumentException.class, () -> sgd.run(steps, RandomStream.of(1)));
            assertEquals("recorded[", refused.getMessage().substring(0, 9));
        }
    }

    @Test
    void badArgumentsAreRefused() {
        RegressionEnsemble ensemble = RegressionEnsemble.isotropic(2);
        assertThrows(IllegalArgumentException.class, () -> PopulationDescent.of(List.of(Matrix.zeros(2, 3)),
                ensemble.draw(RandomStream.of(1))));
        assertThrows(IllegalArgumentException.class, () -> PopulationDescent.of(List.of(Matrix.zeros(3, 3)),
                ensemble.draw(RandomStream.of(1))));
        assertThrows(IllegalArgumentException.class, () -> new DescentSgd(ensemble, 0, true, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new DescentSgd(ensemble, 1, true, 1, Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new ShallowTraining(10, -1, 1, 1, 0, 0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> ShallowSgd.of(new ShallowTraining(10, 1, 1, 0.01, 0, 0.1, 1)));
    }

    private static List<Matrix> randomLayers() {
        List<Matrix> gammas = new ArrayList<>();
        for (int layer = 0; layer < DEPTH; layer++) {
            Matrix gamma = Matrix.zeros(D, D);
            RandomStream.of(9).at(layer).fillGaussian(gamma.data(), 0, D * D, 0.5);
            gammas.add(gamma);
        }
        return gammas;
    }
}
