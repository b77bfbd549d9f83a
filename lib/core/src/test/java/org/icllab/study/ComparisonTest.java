package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.icllab.model.Point;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void aPointAgreesWithinItsIntervalAndTheAllowance() {
        // One point, 2 ± 0.1 of five trials: at 99.9 % Student's t with 4 degrees of freedom is 8.610 (any table).
        List<Result> results = List.of(result(1, 2, 0.1));
        double edge = 2 - 0.8610;
        assertTrue(Comparison.of(results, "e", point -> edge + 1e-3, point -> 0).holds());
        assertFalse(Comparison.of(results, "e", point -> edge - 1e-3, point -> 0).holds());
        assertTrue(Comparison.of(results, "e", point -> edge - 1e-3, point -> 0.01).holds());
    }

    @Test
    void theWorstPointIsTheOneClosestToItsLimit() {
        List<Result> results = List.of(result(1, 1.01, 0), result(2, 1.1, 0), result(3, 0.95, 0));
        Comparison comparison = Comparison.of(results, "e", point -> 1, point -> 0.06);
        assertEquals(2, comparison.agreeing());
        assertEquals("2 of 3 points; closest to its limit: 10.0 % off, 6.0 % allowed, at x = 2", comparison.toString());
    }

    @Test
    void aResultThatIsNotANumberNeverAgrees() {
        Comparison comparison = Comparison.of(List.of(result(1, Double.NaN, 0.1)), "e", point -> 1, point -> 1);
        assertFalse(comparison.holds());
    }

    @Test
    void withoutIntervalsOrPointsThereIsNothingToCompare() {
        Result single = new Result(Point.empty(), Map.of("e", Estimate.of(1)));
        assertThrows(IllegalArgumentException.class, () -> Comparison.of(List.of(single), "e", p -> 1, p -> 0));
        assertThrows(IllegalArgumentException.class, () -> Comparison.of(List.of(), "e", p -> 1, p -> 0));
        assertThrows(IllegalArgumentException.class,
                () -> Comparison.of(List.of(result(1, 1, 0)), "elsewhere", p -> 1, p -> 0));
    }

    private static Result result(double x, double mean, double standardError) {
        return new Result(Point.empty().with("x", x), Map.of("e", new Estimate(mean, standardError, 5)));
    }
}
