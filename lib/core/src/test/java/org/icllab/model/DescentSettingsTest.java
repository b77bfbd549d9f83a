package org.icllab.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DescentSettingsTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void stepsAddUpToTheTotal() {
        assertEquals(4, new IsotropicDescent(10, 2, 0, 8, 0.5, 1).gamma(), 0);
        IsotropicDescent endless = new IsotropicDescent(10, 2, 0, INFINITY, 0.5, 1);
        assertThrows(IllegalArgumentException.class, endless::gamma);
    }

    @Test
    void countsAreRatiosRounded() {
        assertEquals(5, new IsotropicDescent(10, 0.52, 0, 1, 0.5, 1).labelled());
        ShallowTraining training = new ShallowTraining(10, 0.52, 1.04, 0.66, 0, 0.1, 3);
        assertEquals(5, training.labelled());
        assertEquals(10, training.evaluated());
        assertEquals(7, training.batch());
        ShallowTraining inTheory = training.with(Descent.TAU, INFINITY);
        assertThrows(IllegalArgumentException.class, inTheory::batch);
    }

    @Test
    void marksEndAtTheHorizonAndStandOnce() {
        ShallowTraining training = new ShallowTraining(10, 1, 1, 1, 0, 0.1, 95);
        assertArrayEquals(new double[] {0, 10, 19, 28, 38, 48, 57, 66, 76, 86, 95}, training.tenths(), 0);
        assertEquals(96, training.everyStep().length);
        assertArrayEquals(new double[] {0, 1, 2, 3}, training.with(Descent.STEPS, 3).tenths(), 0);
    }

    @Test
    void whatIsOutOfRangeIsRefusedByItsSymbol() {
        refused("γ/L", () -> new IsotropicDescent(10, 2, 0, 8, -0.1, 1));
        refused("σ²", () -> new IsotropicDescent(10, 2, -0.1, 8, 0.1, 1));
        refused("L", () -> new IsotropicDescent(10, 2, 0, 0, 0.1, 1));
        refused("η", () -> new ShallowTraining(10, 1, 1, 1, 0, 0, 3));
        refused("steps", () -> new ShallowTraining(10, 1, 1, 1, 0, 0.1, 0));
        refused("κ", () -> new ShallowTraining(10, 1, Double.NaN, 1, 0, 0.1, 3));
    }

    private static void refused(String symbol, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertEquals(symbol, message.substring(0, message.indexOf(" = ")));
    }
}
