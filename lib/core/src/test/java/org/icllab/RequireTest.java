package org.icllab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
