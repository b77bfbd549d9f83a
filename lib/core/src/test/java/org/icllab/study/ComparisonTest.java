package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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

    @Test
    void aSimulationThatIsShiftedByItsStatedLimitFails() {
        for (double allowance : new double[] {0, 0.01, 0.2}) {
            Results<Probe> dots = Runner.of(1).run("dots", Probe.NORMAL, Grid.of(Probe.BASE).vary(Probe.MEAN, 4, 5, 6, 7), 8);
            Comparison stated = dots.compare(Probe.VALUE, Probe::mean, probe -> allowance);
            assertTrue(stated.holds(), stated::toString);
            double left = 1 - stated.allowed() - stated.distance();
            for (double factor : new double[] {left, 1 / left}) {
                assertFalse(dots.compare(Probe.VALUE, probe -> factor * probe.mean(), probe -> allowance).holds());
            }
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
}
