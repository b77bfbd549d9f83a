package org.icllab.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ZigguratTest {
    private static final double R = 3.654152885361009;
    private static final double V = 0.004928673233974655;

    private static double f(double x) {
        return StrictMath.exp(-0.5 * x * x);
    }

    @Test
    void whatLinesDecideIsWhatTheDensityDecides() {
        RandomStream stream = RandomStream.of(16);
        double outer = R;
        for (int layer = 1; layer < 255; layer++) {
            double inner = Math.sqrt(-2 * StrictMath.log(V / outer + f(outer)));
            double low = f(outer);
            double high = f(inner);
            for (int i = 0; i < 4000; i++) {
                double x = inner + stream.nextDouble() * (outer - inner);
                double here = (f(x) - low) / (high - low);
                // A half anywhere, a half so near to f that it is between f and the lines, or nearly.
                double height = i % 2 == 0 ? stream.nextDouble() : here * (1 + 1e-3 * stream.nextGaussian());
                if (Math.abs(height - here) > 1e-11) {
                    assertEquals(height < here, Ziggurat.isUnder(layer, x, height), layer + ", " + x + ", " + height);
                }
            }
            outer = inner;
        }
    }
}
