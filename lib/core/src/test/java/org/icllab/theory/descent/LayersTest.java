package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void powersMatchExactArithmetic() {
        MathContext digits = new MathContext(60);
        for (int depth : new int[] {1, 2, 3, 16, 64, 1000}) {
            Layers layers = new Layers(depth);
            for (double share : new double[] {0, 1e-12, 0.01, 0.49, 0.5, 0.7, 1.5, 2, 3}) {
                double x = share * depth;
                BigDecimal left = BigDecimal.ONE.subtract(new BigDecimal(x).divide(new BigDecimal(depth), digits))
                        .pow(depth, digits);
                // x enters divided by L, which rounds once; the power multiplies that by up to L.
                double rounding = 1e-15 * (1 + depth * share);
                assertEquals(left.doubleValue(), layers.left(x), rounding * Math.abs(left.doubleValue()));
                double learned = BigDecimal.ONE.subtract(left).doubleValue();
                // Relative, except where (1 − x/L)^L comes back to 1 beyond x = L.
                assertEquals(learned, layers.learned(x), rounding * (Math.abs(learned) + (share > 0.5 ? 1 : 0)));
            }
        }
    }

    @Test
    void infiniteDepthIsTheLimitOfDeepOnes() {
        Layers deep = new Layers(1 << 20);
        Layers infinite = new Layers(INFINITY);
        for (double x : new double[] {1e-9, 0.3, 2, 10}) {
            // (1 − x/L)^L = e^{−x}(1 − x²/2L + …).
            double gap = x * x / (1 << 20);
            assertEquals(infinite.left(x), deep.left(x), gap * infinite.left(x));
            assertEquals(infinite.decline(x), deep.decline(x), (gap + 1e-4) * infinite.left(x));
            assertEquals(infinite.learned(x), deep.learned(x), 1e-14 * x + gap * infinite.left(x));
            assertEquals(infinite.stepLeaving(x), deep.stepLeaving(x), gap);
        }
    }

    @Test
    void nothingIsEverNaN() {
        for (double depth : new double[] {1, 2, 3, 64, 1 << 20, INFINITY}) {
            Layers layers = new Layers(depth);
            for (double x : new double[] {0, Double.MIN_VALUE, depth, 2 * depth, 1e10, 1e300, INFINITY}) {
                assertFalse(Double.isNaN(layers.left(x)), x + " at " + depth);
                assertFalse(Double.isNaN(layers.learned(x)), x + " at " + depth);
                assertFalse(Double.isNaN(layers.decline(x)), x + " at " + depth);
            }
        }
    }

    @Test
    void depthMustBeAPositiveIntegerOrInfinite() {
        for (double depth : new double[] {0, -1, 0.5, 2.5, 1 << 21, Double.NaN, Double.NEGATIVE_INFINITY}) {
            String message = assertThrows(IllegalArgumentException.class, () -> new Layers(depth)).getMessage();
            assertTrue(message.startsWith("depth = "), message);
        }
    }
}
