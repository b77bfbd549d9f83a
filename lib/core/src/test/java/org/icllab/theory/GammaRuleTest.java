package org.icllab.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GammaRuleTest {
    private static double mean(GammaRule rule, DoubleUnaryOperator f) {
        double sum = 0;
        for (int i = 0; i < rule.nodes().length; i++) {
            sum += rule.weights()[i] * f.applyAsDouble(rule.nodes()[i]);
        }
        return sum;
    }

    @Test
    void polynomialsUpToTwiceTheNodesAreExact() {
        for (double variance : new double[] {0, 1e-8, 0.01, 0.4, 1, 3}) {
            for (int count : new int[] {1, 2, 3, 4, 7, 20}) {
                GammaRule rule = GammaRule.of(variance, count);
                double moment = 1;
                for (int power = 0; power < 2 * count; power++) {
                    // E xᵖ = (1+V)(1+2V)…(1+(p−1)V). Rounding.
                    assertEquals(1, mean(rule, powerOf(power)) / moment, 1e-11, variance + " " + count + " " + power);
                    moment *= 1 + power * variance;
                }
                assertArrayEquals(Arrays.stream(rule.nodes()).sorted().toArray(), rule.nodes());
                assertEquals(count, Arrays.stream(rule.weights()).filter(w -> w > 0).count());
            }
        }
    }

    private static DoubleUnaryOperator powerOf(int power) {
        return x -> Math.pow(x, power);
    }

    @Test
    void theNormalRuleHasItsMoments() {
        GammaRule rule = GammaRule.normal(5);
        // Rounding.
        assertEquals(0, mean(rule, x -> x), 1e-14);
        assertEquals(105, mean(rule, x -> Math.pow(x, 8)), 1e-10);
    }

    @Test
    void anInverseChiSquareConvergesAsItShould() {
        // E 1/x = 1/(1 − V); the error of n nodes is n! Γ(s)/Γ(s+n), s = 1/V, of the whole.
        assertEquals(20.0 / 18, mean(GammaRule.of(0.1, 6), x -> 1 / x), 3e-4);
        assertEquals(20.0 / 18, mean(GammaRule.of(0.1, 30), x -> 1 / x), 2e-8);
    }

    @Test
    void whatIsNoRuleIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> GammaRule.of(-1, 3));
        assertThrows(IllegalArgumentException.class, () -> GammaRule.of(0.1, 0));
        assertRefused("nodes: must be ascending", new double[] {2, 1}, new double[] {0.5, 0.5});
        assertRefused("weights[0] = -3: must be a finite number ≥ 0", new double[] {1, 2}, new double[] {-3, 4});
        assertRefused("sum of weights = 7: must be in [0.999999999, 1.000000001]", new double[] {1, 2}, new double[] {3, 4});
    }

    private static void assertRefused(String message, double[] nodes, double[] weights) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> new GammaRule(nodes, weights)).getMessage());
    }
}
