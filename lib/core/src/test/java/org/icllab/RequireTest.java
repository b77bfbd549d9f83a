package org.icllab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RequireTest {
    @Test
    void refusalNamesParameterValueAndRange() {
        var refused = assertThrows(IllegalArgumentException.class, () -> Require.positive("alpha", -1));
        assertEquals("alpha = -1: must be a finite number > 0", refused.getMessage());
    }

    @Test
    void notANumberIsRefusedEverywhere() {
        double nan = Double.NaN;
        assertThrows(IllegalArgumentException.class, () -> Require.positive("x", nan));
        assertThrows(IllegalArgumentException.class, () -> Require.positiveOrInfinite("x", nan));
        assertThrows(IllegalArgumentException.class, () -> Require.nonNegative("x", nan));
        assertThrows(IllegalArgumentException.class, () -> Require.finite("x", nan));
        assertThrows(IllegalArgumentException.class, () -> Require.within("x", nan, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Require.finite("x", new double[] {1, nan}));
    }

    @Test
    void infinityIsRefusedWhereItMakesNoSense() {
        double infinity = Double.POSITIVE_INFINITY;
        assertThrows(IllegalArgumentException.class, () -> Require.positive("x", infinity));
        assertThrows(IllegalArgumentException.class, () -> Require.nonNegative("x", infinity));
        assertEquals(infinity, Require.positiveOrInfinite("x", infinity));
    }

    @Test
    void aRatioStandsForAWholeNumberOfThings() {
        assertEquals(25, Require.count("alpha", 2.5, 10));
        assertEquals(1, Require.count("alpha", 0.06, 10));
        assertEquals(3, Require.count("tau", 0.03, 100));
        for (double bad : new double[] {0.05, 0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e10}) {
            var refused = assertThrows(IllegalArgumentException.class, () -> Require.count("alpha", bad, 10));
            assertTrue(refused.getMessage().endsWith(
                    ": must be a ratio whose count, alpha × 10, rounds to 1 … 2147483647"), refused.getMessage());
        }
    }

    @Test
    void stackTraceStartsOutsideTheLibrary() {
        var refused = assertThrows(IllegalArgumentException.class, () -> Require.positive("alpha", -1));
        assertFalse(refused.getStackTrace()[0].getClassName().startsWith("org.icllab."));
    }

    @Test
    void stackTraceIsEmptyInANotebookCell() {
        var error = new IllegalArgumentException("as thrown under a cell");
        error.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("org.icllab.theory.AttentionRisk", "of", "AttentionRisk.java", 1),
            new StackTraceElement("REPL.$JShell$12", "do_it$", null, 3)
        });
        assertEquals("[]", Arrays.toString(Require.trimmed(error).getStackTrace()));
    }
}
