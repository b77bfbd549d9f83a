package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void aPointAgreesWithinItsIntervalAndTheAllowance() {
        // One point, 2 ± 0.1 of five trials: at 99.9 % Student's t with 4 degrees of freedom is 8.610 (any table).
        Results<Probe> results = Fixed.of(Fixed.result(1, 2, 0.1));
        double edge = 2 - 0.8610;
        assertTrue(results.compare(Probe.VALUE, probe -> edge + 1e-3, probe -> 0).holds());
        assertFalse(results.compare(Probe.VALUE, probe -> edge - 1e-3, probe -> 0).holds());
        assertTrue(results.compare(Probe.VALUE, probe -> edge - 1e-3, probe -> 0.01).holds());
    }

    @Test
    void theWorstPointIsTheOneClosestToItsLimit() {
        Results<Probe> results = Fixed.of(Fixed.result(1, 1.01, 0), Fixed.result(2, 1.1, 0), Fixed.result(3, 0.95, 0));
        Comparison comparison = results.compare(Probe.VALUE, probe -> 1, probe -> 0.06);
        assertEquals(2, comparison.agreeing());
        assertEquals("2 of 3 points, 0 within their drawn bar; closest to its limit: 10.0 % off, 0.0 % interval and"
                + " 6.0 % allowed, at "
                + Probe.BASE.with(Probe.MEAN, 2).text(), comparison.toString());
    }

    /** Every way to compare: results of the mean m, with what theory says multiplied by the factor. */
    private static Stream<DoubleFunction<Comparison>> comparisons(double allowance) {
        Grid<Probe> grid = Grid.of(Probe.BASE).vary(Probe.MEAN, 4, 5, 6, 7);
        Results<Probe> dots = Runner.of(1).run("dots", Probe.NORMAL, grid, 8);
        Results<Probe> line = Runner.of(1).run("line", Probe.FORMULA, grid);
        // A twice and once as large size, whose means differ by a first order that is extrapolated away.
        Results<Probe> sizes = Runner.of(1).run("sizes", Probe.NORMAL, Grid.of(Probe.BASE).vary(Probe.MEAN, 8, 16), 40)
                .extrapolated(Probe.MEAN);
        return Stream.of(
                factor -> dots.compare(Probe.VALUE, s -> factor * s.mean(), s -> allowance),
                factor -> dots.compareAt(Probe.VALUE, r -> factor * r.at(Probe.MEAN), r -> allowance),
                factor -> dots.compare(Probe.VALUE, line, t -> factor * t.mean(Probe.VALUE), t -> allowance),
                factor -> dots.at(Probe.MEAN, 5).compare(Probe.VALUE, s -> factor * s.mean(), s -> allowance),
                factor -> sizes.compare(Probe.VALUE, s -> factor * 24, s -> allowance));
    }

    @Test
    void aSimulationThatIsShiftedByItsStatedLimitFails() {
        for (double allowance : new double[] {0, 0.01, 0.2}) {
            comparisons(allowance).forEach(comparison -> {
                Comparison stated = comparison.apply(1);
                assertTrue(stated.holds(), stated::toString);
                // From where it is, by its distance and just over its limit, to either side.
                double left = 1 - (1 + 1e-9) * stated.allowed() - stated.distance();
                assertFalse(comparison.apply(left).holds(), stated::toString);
                assertFalse(comparison.apply(1 / left).holds(), stated::toString);
            });
        }
    }

    @Test
    void theoryIsFoundByItsSettingWhateverItsOrder() {
        Results<Probe> dots = Fixed.of(Fixed.result(1, 1, 0.1), Fixed.result(2, 2, 0.1));
        Results<Probe> line = Runner.of(1).run("line", Probe.FORMULA, Grid.of(Probe.BASE).vary(Probe.MEAN, 2.0, 5.0, 1.0));
        assertTrue(dots.compare(Probe.VALUE, line, result -> 0).holds());
        assertThrows(IllegalArgumentException.class,
                () -> Fixed.of(Fixed.result(3, 1, 0.1)).compare(Probe.VALUE, line, result -> 0));
    }

    @Test
    void whatIsExpectedAndAllowedIsMadeOfTheorysResults() {
        Results<Probe> dots = Fixed.of(Fixed.result(2, 3, 0));
        Results<Probe> line = Runner.of(1).run("line", Probe.FORMULA, Grid.of(Probe.BASE).vary(Probe.MEAN, 2.0));
        assertFalse(dots.compare(Probe.VALUE, line, theory -> 0.49).holds());
        assertTrue(dots.compare(Probe.VALUE, line, theory -> theory.mean(Probe.VALUE) / 3.9).holds());
        assertTrue(dots.compare(Probe.VALUE, line, theory -> theory.mean(Probe.VALUE) + 1, theory -> 1e-9).holds());
    }

    @Test
    void aResultThatIsNotANumberNeverAgrees() {
        assertFalse(Fixed.of(Fixed.result(1, Double.NaN, 0.1)).compare(Probe.VALUE, probe -> 1, probe -> 1).holds());
    }

    @Test
    void withoutIntervalsOrPointsThereIsNothingToCompare() {
        Results<Probe> single = Runner.of(1).run("x", Probe.NORMAL, Grid.of(Probe.BASE), 4);
        assertThrows(IllegalArgumentException.class, () -> single.compare(Probe.VALUE, p -> 1, p -> 0));
        Results<Probe> none = new Results<>("none", List.of());
        assertThrows(IllegalArgumentException.class, () -> none.compare(Probe.VALUE, p -> 1, p -> 0));
        assertThrows(IllegalArgumentException.class,
                () -> Fixed.of(Fixed.result(1, 1, 0)).compare(Probe.PATH, p -> 1, p -> 0));
    }

    @Test
    void anExactPointIsNeverTheWorst() {
        Comparison comparison = Fixed.of(Fixed.result(1, 1.5, 0), Fixed.result(2, 1, 0)).compare(Probe.VALUE, probe -> 1, probe -> 0);
        assertTrue(comparison.toString().startsWith("1 of 2 points"), comparison::toString);
        assertEquals(0.5, comparison.distance(), 1e-12);
    }
}
