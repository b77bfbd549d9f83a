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
                    double first = jacobi.getEigenvector(i).getEntry(0);
                    // The decomposition's own error, a few dozen units in the last place of the largest.
                    assertEquals(jacobi.getRealEigenvalue(i), rule.nodes()[i], 1e-13);
                    assertEquals(first * first, rule.weights()[i], 1e-13);
                }
            }
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
                assertEquals(Math.min(1, ratio), rule.integral(x -> 1), 1e-13 * Math.min(1, ratio), n + " nodes at " + ratio);
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
