package org.icllab.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ResolventTest {
    @Test
    void everyTraceIsItsIntegralOverTheSpectrum() {
        for (double ratio : new double[] {0.2, 0.8, 1, 1.5, 20, Double.POSITIVE_INFINITY}) {
            MarchenkoPastur law = MarchenkoPastur.of(ratio);
            for (double x : new double[] {0.02, 0.5, 3, 200}) {
                Resolvent at = Resolvent.of(law, x);
                assertTrace(law, lambda -> 1 / (lambda + x), at.m());
                assertTrace(law, lambda -> lambda / (lambda + x), at.t());
                assertTrace(law, lambda -> 1 / square(lambda + x), at.inverseSquared());
                assertTrace(law, lambda -> lambda / square(lambda + x), at.onceWeighted());
                assertTrace(law, lambda -> square(lambda / (lambda + x)), at.twiceWeighted());
            }
        }
    }

    private static void assertTrace(MarchenkoPastur law, DoubleUnaryOperator f, double actual) {
        double expected = law.expectation(f);
        // Ten times the tolerance of expectation.
        assertEquals(expected, actual, 1e-11 * expected);
    }

    private static double square(double value) {
        return value * value;
    }
}
