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

    @Test
    void nullIsRefusedByName() {
        assertRefused("x = null: must be given", () -> Require.given("x", null));
        assertRefused("y = null: must be given", () -> Require.given("x, y, z", 1, null, 2));
        assertRefused("z = null: must be given", () -> Require.given("x, y, z", 1, 2, new Object[] {null}));
        assertRefused("x[1] = null: must be given", () -> Require.list("x", Arrays.asList(1, null)));
        assertRefused("x = null: must be given", () -> Require.finite("x", (double[]) null));
        assertRefused("x = null: must be given", () -> Require.length("x", null, 3));
        assertRefused("y = NaN: must be a number", () -> Require.numbers("x, y", 1, Double.NaN));
    }

    @Test
    void rangesReadAsPeopleWriteThem() {
        assertRefused("index = 5: must be in [1, 3]", () -> Require.within("index", 5, 1, 3));
        assertRefused("p = 1.5: must be in [0, 0.999]", () -> Require.within("p", 1.5, 0, 0.999));
        assertRefused("x = -1: must be in [0, 1.0E30]", () -> Require.within("x", -1, 0, 1e30));
        assertRefused("index = 0: there is none", () -> Require.within("index", 0, 0, -1));
    }

    @Test
    void aSizeForWhichThereIsNoMemoryIsRefused() {
        assertEquals(7, Require.room("count", 7));
        assertThrows(IllegalArgumentException.class, () -> Require.room("count", 0));
        assertThrows(IllegalArgumentException.class, () -> Require.room("count", Integer.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> Require.memory("count", 1e15));
        assertThrows(IllegalArgumentException.class, () -> Require.memory("count", Double.NaN));
    }

    @Test
    void whatTheCallerNamesStaysOnOneLine() {
        assertRefused("two lines = a b: must be c", () -> Require.refuse("two\nlines", "a\tb", "c"));
        String message = assertThrows(IllegalArgumentException.class,
                () -> Require.refuse("x", "y".repeat(10_000), "short")).getMessage();
        assertTrue(message.length() < 300, message);
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
