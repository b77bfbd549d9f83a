package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {
    /** The range is widened by a millionth so that ticks on its ends are drawn. */
    private static final double TICK_MARGIN = 1e-5;

    @Test
    void logAxisPlacesDecadesAtWholeNumbers() {
        Scale scale = Scale.fixed(Axis.LOG, 0.01, 1000);
        assertEquals(-2, scale.low(), TICK_MARGIN);
        assertEquals(3, scale.high(), TICK_MARGIN);
        // log10 of a power of ten is exact.
        assertEquals(1, scale.at(10), 0);
        assertEquals("0.01", scale.tick(-2));
        assertEquals("1000", scale.tick(3));
    }

    @Test
    void wideLogAxisIsLabelledInPowersOfTen() {
        Scale scale = Scale.fixed(Axis.LOG, 1e-8, 1e3);
        assertEquals("10⁻⁸", scale.tick(-8));
        assertEquals("10⁰", scale.tick(0));
    }

    @Test
    void linearAxisIsDrawnInPowersOfTenOfItsLength() {
        Scale scale = Scale.fixed(Axis.LINEAR, 0, 4e-9);
        // A quotient of two doubles: one rounding.
        assertEquals(2.5, scale.at(2.5e-9), 1e-15);
        assertEquals("2.5·10⁻⁹", scale.tick(2.5));
        assertEquals("0", scale.tick(-1e-9));
    }

    @Test
    void whatCannotBeDrawnIsAGap() {
        Scale log = Scale.fixed(Axis.LOG, 1, 10);
        for (double value : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertTrue(Double.isNaN(log.at(value)), () -> value + " is drawn");
        }
        assertTrue(Double.isNaN(Scale.fixed(Axis.LINEAR, 0, 1).at(Double.NEGATIVE_INFINITY)));
    }

    @Test
    void errorBarBelowZeroEndsAtTheEdgeOfALogAxis() {
        Scale log = Scale.fixed(Axis.LOG, 0.1, 10);
        assertEquals(log.low(), log.edge(-3), 0);
        assertEquals(log.low(), log.edge(0), 0);
        assertEquals(log.high(), log.edge(1e9), 0);
    }

    @Test
    void fittedAxisHoldsItsDataAndIgnoresTheRest() {
        Scale log = Scale.fitting(Axis.LOG, new double[] {0.2, 300, 0, -1, Double.NaN, Double.POSITIVE_INFINITY});
        assertTrue(log.low() < Math.log10(0.2) && log.high() > Math.log10(300));
        assertTrue(log.span() < 4, "three decades and the margins");
        Scale linear = Scale.fitting(Axis.LINEAR, new double[] {0.2, 2});
        assertTrue(linear.at(0.2) > linear.low() && linear.at(2) < linear.high());
        assertEquals(0, linear.low(), TICK_MARGIN);
    }

    @Test
    void fittedAxisOfOneValueOrNoneHasALength() {
        for (Axis axis : Axis.values()) {
            assertTrue(Scale.fitting(axis, new double[] {7, 7}).span() > 0);
            assertTrue(Scale.fitting(axis, new double[] {Double.NaN}).span() > 0);
        }
        assertTrue(Scale.fitting(Axis.LINEAR, new double[] {0}).span() > 0);
    }

    @Test
    void minorTicksAreOneToNineOfEachDecade() {
        double[] ticks = Scale.fixed(Axis.LOG, 1, 100).minorTicks();
        assertEquals(19, ticks.length, "1 … 9, 10 … 90 and 100");
        assertEquals(Math.log10(2), ticks[1], 0);
        assertEquals(1 + Math.log10(9), ticks[17], 0);
        assertEquals(0, Scale.fixed(Axis.LOG, 1e-4, 1e4).minorTicks().length, "too many to be seen");
    }

    @Test
    void aShortLogAxisIsLabelledAtOneTwoAndFive() {
        assertEquals(List.of("0.5", "1", "2", "5", "10"), labels(Scale.fitting(Axis.LOG, new double[] {0.5, 16}), 8));
        assertEquals(List.of("0.01", "0.1"), labels(Scale.fixed(Axis.LOG, 0.01, 0.9), 3), "no room for more");
        assertEquals(List.of("2·10⁻⁶", "5·10⁻⁶", "10⁻⁵", "2·10⁻⁵"), labels(Scale.fixed(Axis.LOG, 2e-6, 3e-5), 8));
    }

    @Test
    void aStillShorterOneIsLabelledInEqualSteps() {
        assertEquals(List.of("6", "8", "10", "12", "14", "16"), labels(Scale.fitting(Axis.LOG, new double[] {6, 9, 16}), 8));
        assertEquals(List.of("0.2", "0.25", "0.3"), labels(Scale.fixed(Axis.LOG, 0.2, 0.3), 4));
    }

    @Test
    void aFittedLogAxisIsNoLongerThanItsData() {
        assertTrue(Scale.fitting(Axis.LOG, new double[] {0.2, 0.4}).span() < 0.35, "an octave and the margins");
    }

    @Test
    void ticksAreRoundAndAsManyAsThereIsRoomFor() {
        assertEquals(List.of("0", "2", "4", "6"), labels(Scale.fixed(Axis.LINEAR, 0, 7), 5));
        assertEquals(List.of("−1", "−0.5", "0", "0.5", "1"), labels(Scale.fixed(Axis.LINEAR, -1, 1), 6));
        assertEquals(List.of("0.01", "0.1", "1", "10", "100", "1000"), labels(Scale.fixed(Axis.LOG, 0.01, 1000), 8));
        assertEquals(List.of("0.01", "1", "100"), labels(Scale.fixed(Axis.LOG, 0.01, 1000), 3));
        assertEquals(List.of("2", "5", "10"), labels(Scale.fixed(Axis.LOG, 1.5, 12), 8));
        List<String> far = labels(Scale.fixed(Axis.LINEAR, 10_000_000_000.0, 10_000_000_001.0), 6);
        assertTrue(far.size() > 2 && far.stream().distinct().count() == far.size(), far::toString);
    }

    @Test
    void turnedAxisRunsTheOtherWay() {
        Scale turned = Scale.fixed(Axis.LOG, 1, 100).turned();
        assertEquals(turned.high(), turned.edge(0), 0);
        assertEquals(turned.low(), turned.edge(1e9), 0);
        assertTrue(turned.at(2) > turned.at(3));
        assertEquals("10", turned.tick(turned.at(10)));
        assertEquals(19, turned.minorTicks().length);
        assertEquals(List.of("1", "2", "5", "10"), labels(Scale.fixed(Axis.LOG, 0.9, 11).turned(), 8));
    }

    private static List<String> labels(Scale scale, int most) {
        return Arrays.stream(scale.ticks(most)).mapToObj(scale::tick).toList();
    }
}
