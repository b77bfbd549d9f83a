package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Numbers by test/reference/mean_of_means.py. */
class EstimateTest {
    @Test
    void meanOfTwoHasWelchsDegreesOfFreedom() {
        Estimate mean = Estimate.mean(List.of(Estimate.of(1, 2, 4, 7), Estimate.of(3, 3.5, 5)));
        assertEquals((14.0 / 4 + 11.5 / 3) / 2, mean.mean(), 1e-15);
        assertEquals(0.7264831572567789, mean.standardError(), 1e-15);
        assertEquals(1 + (int) 4.10373001776199, mean.trials());
    }

    @Test
    void meanOfLikeOnesHasTheFreedomOfAll() {
        Estimate one = Estimate.of(1, 2, 4, 7);
        Estimate mean = Estimate.mean(Collections.nCopies(5, one));
        assertEquals(1 + 5 * 3, mean.trials());
        assertEquals(one.standardError() / Math.sqrt(5), mean.standardError(), 1e-15);
    }

    @Test
    void meanOfOneIsIt() {
        Estimate one = Estimate.of(1, 2, 4);
        assertEquals(one, Estimate.mean(List.of(one)));
    }

    @Test
    void meanOfWhatDoesNotVaryIsExact() {
        assertEquals(new Estimate(3, 0, 3), Estimate.mean(List.of(Estimate.of(2, 2), Estimate.of(4, 4))));
    }

    @Test
    void differenceHasWelchsInterval() {
        Estimate difference = Estimate.of(1, 2, 4, 7).minus(Estimate.of(3, 3.5, 5));
        assertEquals(14.0 / 4 - 11.5 / 3, difference.mean(), 1e-15);
        assertEquals(2 * 0.7264831572567789, difference.standardError(), 1e-15);
        assertEquals(1 + (int) 4.10373001776199, difference.trials());
        assertEquals(difference.mean() - difference.halfWidth(), difference.low());
        assertEquals(difference.mean() + difference.halfWidth(), difference.high());
    }

    @Test
    void oneTrialIsRefused() {
        Estimate one = Estimate.of(1);
        Estimate two = Estimate.of(1, 2);
        assertRefused("other.trials = 1: must be an integer ≥ 2", () -> two.minus(one));
        assertRefused("trials = 1: must be an integer ≥ 2", () -> one.minus(two));
        assertRefused("estimates[1].trials = 1: must be an integer ≥ 2", () -> Estimate.mean(List.of(two, one)));
        assertRefused("estimates.size() = 0: must be an integer ≥ 1", () -> Estimate.mean(List.of()));
    }

    @Test
    void noErrorIsNegative() {
        assertRefused("standardError = -5: must be ≥ 0, or NaN", () -> new Estimate(1, -5, 3));
        assertTrue(Double.isNaN(new Estimate(1, Double.NaN, 1).halfWidth()));
    }

    private static void assertRefused(String message, Executable bad) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, bad).getMessage());
    }
}
