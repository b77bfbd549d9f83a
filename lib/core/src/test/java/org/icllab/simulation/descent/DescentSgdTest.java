package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.icllab.linalg.Matrix;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble.Regression;
import org.junit.jupiter.api.Test;

class DescentSgdTest {
    private static final Spectrum SPECTRUM = Spectrum.powerLaw(4, 1.25, 0.75);
    private static final RegressionEnsemble FIXED = RegressionEnsemble.fixed(SPECTRUM.lambda(), SPECTRUM.omega());

    /** A batch that goes through the layers as one matrix takes the step that its tasks take one by one. */
    @Test
    void theStepIsTheMeanOverTheBatch() {
        int depth = 3;
        for (boolean tied : new boolean[] {true, false}) {
            List<Matrix> now = new DescentSgd(FIXED, depth, tied, 3, 0.3, 1).run(new int[] {2}, RandomStream.of(9))
                    .get(0).gammas();
            List<Matrix> by = Collections.nCopies(tied ? 1 : depth, Matrix.zeros(4, 4)).stream().map(Matrix::copy).toList();
            RandomStream stream = RandomStream.of(9);
            for (int step = 0; step < 2; step++) {
                List<Matrix> layers = (tied ? Collections.nCopies(depth, by.get(0)) : by).stream().map(Matrix::copy).toList();
                for (int n = 0; n < 3; n++) {
                    Regression task = FIXED.draw(stream);
                    PopulationDescent descent = PopulationDescent.of(layers, task);
                    for (int layer = 0; layer < depth; layer++) {
                        add(by.get(tied ? 0 : layer), -0.1 * (tied ? 1 : depth), descent.left().get(layer),
                                descent.right().get(layer));
                    }
                }
            }
            for (int i = 0; i < by.size(); i++) {
                assertArrayEquals(by.get(i).data(), now.get(i).data(), 1e-14);
            }
        }
    }

    /** Of more tasks than directions only the sum of ββᵀ is drawn: mean and variance of the first loss are theirs. */
    @Test
    void aLargeBatchHasTheLawOfItsTasks() {
        DescentSgd sgd = new DescentSgd(FIXED, 1, true, 10, 0.1, 1);
        int trials = 4000;
        double mean = 0;
        double square = 0;
        for (int n = 0; n < trials; n++) {
            double loss = sgd.run(new int[] {0}, RandomStream.of(n)).get(0).loss();
            mean += loss / trials;
            square += loss * loss / trials;
        }
        double spread = 0;
        for (double power : SPECTRUM.power()) {
            spread += 2 * power * power / 10;
        }
        // Four standard errors: √(spread/4000) of the mean, about 4 % of the variance.
        assertEquals(1, mean, 4 * Math.sqrt(spread / trials));
        assertEquals(spread, square - mean * mean, 0.15 * spread);
    }

    private static void add(Matrix to, double factor, double[] left, double[] right) {
        for (int i = 0; i < left.length; i++) {
            for (int j = 0; j < right.length; j++) {
                to.set(i, j, to.get(i, j) + factor * left[i] * right[j]);
            }
        }
    }
}
