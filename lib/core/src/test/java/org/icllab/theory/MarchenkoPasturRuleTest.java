package org.icllab.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.junit.jupiter.api.Test;

class MarchenkoPasturRuleTest {
    private static final double[] RATIOS = {0.01, 0.5, 0.999999, 1, 1.000001, 1.5, 4, 1e8};

    @Test
    void nodesAreEigenvaluesOfTheJacobiMatrix() {
        // The orthogonal polynomials' recurrence: diagonal 1, 1 + 1/c, 1 + 1/c, ..., off-diagonal 1/√c.
        for (double ratio : new double[] {1, 1.000001, 1.5, 4, 100}) {
            for (int n : new int[] {2, 5, 17, 65}) {
                double[] diagonal = new double[n];
                Arrays.fill(diagonal, 1 + 1 / ratio);
                diagonal[0] = 1;
                double[] offDiagonal = new double[n - 1];
                Arrays.fill(offDiagonal, 1 / Math.sqrt(ratio));
                EigenDecomposition jacobi = new EigenDecomposition(diagonal, offDiagonal);
                MarchenkoPasturRule rule = MarchenkoPasturRule.of(ratio, n);
                for (int i = 0; i < n; i++) {
                    // They come in descending order.
                    int at = n - 1 - i;
                    double first = jacobi.getEigenvector(at).getEntry(0);
                    // The decomposition's own error, a few dozen units in the last place of the largest.
                    assertEquals(jacobi.getRealEigenvalue(at), rule.nodes()[i], 1e-13);
                    assertEquals(first * first, rule.weights()[i], 1e-13);
                }
            }
        }
    }

    @Test
    void nodesAndWeightsMatchHighPrecision() {
        // By bisection with 40 digits: ratio, n, index from the lower edge, node, weight.
        double[][] reference = {
            {1, 1000, 1, 2.4649350421643993e-6, 0.0019989992678985297},
            {1 + 0x1p-20, 1000, 1, 2.4658871982423882e-6, 0.0019986137509361283},
            {1 + 0x1p-20, 1000, 1000, 3.9999882329235699, 4.9274056925109359e-9},
            {4, 33, 1, 0.25402754117658449, 0.0018095512140140418},
            {4, 33, 20, 1.5122378981207356, 0.036493850876149602},
            {1e8, 5, 2, 0.99990000749990625, 0.25001874999990429},
        };
        for (double[] row : reference) {
            MarchenkoPasturRule rule = MarchenkoPasturRule.of(row[0], (int) row[1]);
            int at = (int) row[2] - 1;
            assertEquals(row[3], rule.nodes()[at], 1e-14 * row[3]);
            // At the upper edge the sine has lost up to 3n units in the last place.
            assertEquals(row[4], rule.weights()[at], 1e-12 * row[4]);
        }
    }

    @Test
    void momentsAreExactUpToTheirDegree() {
        for (double ratio : RATIOS) {
            MarchenkoPasturRule two = MarchenkoPasturRule.of(ratio, 2);
            // Moments min(1, c), 1, 1 + 1/c, 1 + 3/c + 1/c²; two nodes reach degree 3, three beat it. 1e-14: rounding.
            double[] moments = {Math.min(1, ratio), 1, 1 + 1 / ratio, 1 + 3 / ratio + 1 / (ratio * ratio)};
            for (int k = 0; k < moments.length; k++) {
                int power = k;
                assertEquals(moments[k], two.integral(x -> Math.pow(x, power)), 1e-14 * moments[k], k + " at " + ratio);
            }
        }
    }

    @Test
    void weightsArePositiveAndAddUpToTheContinuousMass() {
        for (double ratio : RATIOS) {
            for (int n : new int[] {1, 2, 33, 4097}) {
                MarchenkoPasturRule rule = MarchenkoPasturRule.of(ratio, n);
                assertTrue(Arrays.stream(rule.weights()).allMatch(weight -> weight > 0));
                assertTrue(Arrays.stream(rule.nodes()).allMatch(node -> node > 0));
                // Thousands of terms, each rounded.
                double mass = Math.min(1, ratio);
                assertEquals(mass, rule.integral(x -> 1), 1e-13 * mass, n + " nodes at " + ratio);
            }
        }
    }

    @Test
    void infiniteRatioIsUnitMassAtOne() {
        MarchenkoPasturRule rule = MarchenkoPasturRule.of(Double.POSITIVE_INFINITY, 9);
        assertTrue(Arrays.stream(rule.nodes()).allMatch(node -> node == 1));
        assertEquals(1, rule.integral(x -> x), 1e-15);
    }
}
