package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.icllab.model.Baseline;
import org.icllab.model.Pretraining;
import org.icllab.model.TaskLaw;
import org.junit.jupiter.api.Test;

/** Ends are hit, and nothing lies beyond them: a ratio's grid up to 1 holds no number that is refused. */
class GridTest {
    @Test
    void linearEndsAreExactAndTheOrderIsKept() {
        for (int i = 1; i <= 99; i++) {
            for (int count = 2; count <= 60; count++) {
                assertGrid(0.01 * i, 1, Grid.linear(0.01 * i, 1, count));
                assertGrid(1, 0.01 * i, Grid.linear(1, 0.01 * i, count));
                assertGrid(-i / 7.0, i / 3.0, Grid.linear(-i / 7.0, i / 3.0, count));
            }
        }
        assertArrayEquals(new double[] {0, 0.25, 0.5, 0.75, 1}, Grid.linear(0, 1, 5));
        assertArrayEquals(new double[] {3, 3, 3}, Grid.linear(3, 3, 3));
    }

    @Test
    void settingsOfOneKindBecomeThoseOfAnother() {
        Grid<Pretraining> grid = Grid.of(Pretraining.of(8, 2, 0.5, 1, 0.1, 0)).vary(Pretraining.ALPHA, 1, 4);
        Grid<Baseline> tested = grid.map(setting -> Baseline.of(setting, TaskLaw.SPHERE, 5));
        assertEquals(List.of(new Baseline(8, 1, 0.5, 0.1, TaskLaw.SPHERE, 5),
                new Baseline(8, 4, 0.5, 0.1, TaskLaw.SPHERE, 5)), tested.settings());
    }

    @Test
    void logarithmicEndsAreExactAndTheOrderIsKept() {
        for (int from = 1; from <= 100; from++) {
            for (int to = from + 1; to <= 100; to++) {
                for (int count : new int[] {2, 3, 5, 40}) {
                    assertGrid(from, to, Grid.logarithmic(from, to, count));
                    assertGrid(1.0 / from, 1.0 / to, Grid.logarithmic(1.0 / from, 1.0 / to, count));
                }
            }
        }
        assertGrid(0.5, 1500, Grid.logarithmic(0.5, 1500, 1000));
        assertGrid(Double.MIN_VALUE, Double.MAX_VALUE, Grid.logarithmic(Double.MIN_VALUE, Double.MAX_VALUE, 1000));
        assertArrayEquals(new double[] {7, 7, 7}, Grid.logarithmic(7, 7, 3));
    }

    @Test
    void decadesAreExact() {
        double[] decades = {1e-3, 1e-2, 0.1, 1, 10, 100, 1000, 1e4, 1e5};
        assertArrayEquals(decades, Grid.logarithmic(1e-3, 1e5, 9));
    }

    @Test
    void neighboursOfALogarithmicGridHaveOneRatio() {
        double[] values = Grid.logarithmic(0.5, 1500, 100);
        for (int i = 1; i < values.length; i++) {
            assertEquals(Math.pow(3000, 1 / 99.0), values[i] / values[i - 1], 1e-14);
        }
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Grid.linear(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Grid.linear(Double.NaN, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> Grid.linear(0, Double.POSITIVE_INFINITY, 2));
        assertThrows(IllegalArgumentException.class, () -> Grid.linear(-1e308, 1e308, 2));
        assertThrows(IllegalArgumentException.class, () -> Grid.logarithmic(0, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> Grid.logarithmic(1, Double.NaN, 2));
    }

    private static void assertGrid(double from, double to, double[] values) {
        assertEquals(from, values[0], 0);
        assertEquals(to, values[values.length - 1], 0);
        for (int i = 1; i < values.length; i++) {
            assertTrue(from < to ? values[i - 1] < values[i] : values[i - 1] > values[i],
                    "from " + from + " to " + to + ", value " + i + " = " + values[i]);
        }
    }
}
