package org.icllab.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FixedPointTest {
    @Test
    void aSlowIterationIsAccelerated() {
        AtomicInteger calls = new AtomicInteger();
        double[] solution = FixedPoint.solve(x -> {
            calls.incrementAndGet();
            return new double[] {0.999 * x[0] + 1e-3 * Math.cos(x[1]), 0.99 * x[1] + 0.01 * x[0] * x[0]};
        }, new double[] {1, 0.5}, 1, 1e-13);
        // At rest: x₀ = cos x₁, x₁ = x₀². The residual is 1e-3 of the distance.
        assertEquals(Math.cos(solution[1]), solution[0], 1e-9);
        assertEquals(solution[0] * solution[0], solution[1], 1e-9);
        // The plain iteration takes 20 000.
        assertTrue(calls.get() < 100, calls + " calls");
    }

    @Test
    void aMapWithoutAFixedPointIsRefused() {
        assertThrows(ArithmeticException.class, () -> FixedPoint.solve(x -> new double[] {x[0] + 1}, new double[1], 1, 1e-12));
        assertThrows(ArithmeticException.class,
                () -> FixedPoint.solve(x -> new double[] {Double.NaN}, new double[1], 1, 1e-12));
    }

    @Test
    void anInterruptStopsTheSearch() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> FixedPoint.solve(x -> x, new double[1], 1, 1e-12));
        assertTrue(Thread.interrupted());
    }
}
