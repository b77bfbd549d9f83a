package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.icllab.model.Study;
import org.junit.jupiter.api.Test;

class ExtrapolationTest {
    /** Its mean is μ + 6/n + 32/n². */
    private static final Study<Probe, Double> FALLING = Study.<Probe, Double>simulation("falling", (probe, stream) ->
            probe.mean() + 6.0 / probe.size() + 32.0 / probe.size() / probe.size()
            + probe.deviation() * stream.nextGaussian()).measuring(Probe.VALUE, value -> value);
    /** The same at each of three times, t times as large. */
    private static final Study<Probe, Double> CURVE = Study.<Probe, Double>simulation("curve", (probe, stream) ->
            1 + 6.0 / probe.size()).along(Probe.TIME, probe -> new double[] {1, 2, 3})
            .curve(Probe.VALUE, value -> new double[] {value, 2 * value, 3 * value});

    @Test
    void theFirstOrderIsGoneAndTheSecondChangesSign() {
        Grid<Probe> grid = Grid.of(Probe.BASE.with(Probe.DEVIATION, 0)).vary(Probe.MEAN, 1.0, 5.0)
                .vary(Probe.SIZE, 4, 8, 16, 24);
        Results<Probe> results = Runner.of(1).run("falling", FALLING, grid, 2).extrapolated(Probe.SIZE);
        // 2·32/n² − 32/(n/2)² = −64/n²; the size 24 has no half.
        assertArrayEquals(new double[] {8, 16, 8, 16}, results.values(Probe.SIZE));
        assertArrayEquals(new double[] {0, 0.75, 4, 4.75}, results.means(Probe.VALUE), 1e-14);
    }

    @Test
    void trialsAreCombinedOneByOne() {
        Results<Probe> results = Runner.of(1).run("falling", FALLING, Grid.of(Probe.BASE).vary(Probe.SIZE, 4, 8), 50);
        double[] half = results.get(0).samples(Probe.VALUE);
        double[] whole = results.get(1).samples(Probe.VALUE);
        Result<Probe> combined = results.extrapolated(Probe.SIZE).only();
        assertEquals(50, combined.trials());
        assertEquals(2 * whole[7] - half[7], combined.samples(Probe.VALUE)[7], 0);
        // √(2² + 1²) of one trial's σ = 0.5, over √50; the estimate of a deviation from 50 trials is uncertain by 10 %.
        assertEquals(0.5 * Math.sqrt(5.0 / 50), combined.estimate(Probe.VALUE).standardError(), 0.06);
        assertEquals(0.5 * Math.sqrt(5), combined.estimate(Probe.VALUE).deviation(), 0.45);
    }

    @Test
    void aCurveIsCombinedMarkByMark() {
        Results<Probe> results = Runner.of(1).run("curve", CURVE, Grid.of(Probe.BASE).vary(Probe.SIZE, 3, 6), 5)
                .extrapolated(Probe.SIZE);
        assertArrayEquals(new double[] {1, 2, 3}, results.values(Probe.TIME));
        assertArrayEquals(new double[] {1, 2, 3}, results.means(Probe.VALUE), 1e-15);
        assertTrue(results.compareAt(Probe.VALUE, result -> result.at(Probe.TIME), result -> 1e-12).holds());
    }

    @Test
    void overTheoryEveryNumberIsInItsUnits() {
        Grid<Probe> grid = Grid.of(Probe.BASE).vary(Probe.SIZE, 3, 6);
        Results<Probe> results = Runner.of(1).run("curve", CURVE, grid, 5);
        Results<Probe> theory = Runner.of(1).run("theory", Study.<Probe, Probe>theory("times", probe -> probe)
                .along(Probe.TIME, probe -> new double[] {1, 2, 3}).curve(Probe.VALUE, probe -> new double[] {4, 8, 12}), grid);
        Results<Probe> over = results.over(theory);
        assertArrayEquals(new double[] {0.75, 0.75, 0.75, 0.5, 0.5, 0.5}, over.means(Probe.VALUE), 1e-15);
        assertArrayEquals(new double[] {0.25, 0.25, 0.25}, over.extrapolated(Probe.SIZE).means(Probe.VALUE), 1e-15);
        Results<Probe> half = theory.at(Probe.SIZE, 3);
        assertThrows(IllegalArgumentException.class, () -> results.over(half));
    }

    @Test
    void anotherSettingIsNoHalf() {
        Probe base = Probe.BASE.with(Probe.SIZE, 8);
        Results<Probe> results = Runner.of(1).run("falling", FALLING,
                Grid.of(base, base.with(Probe.SIZE, 4).with(Probe.MEAN, 7)), 2);
        var refused = assertThrows(IllegalArgumentException.class, () -> results.extrapolated(Probe.SIZE));
        assertEquals("falling: no setting stands in it with half its n too", refused.getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> new Results<Probe>("none", List.of()).extrapolated(Probe.SIZE));
    }
}
