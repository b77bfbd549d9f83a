package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InspectionTest {
    @Test
    void aCursorBehindANameIsTakenToItsLastLetter() {
        assertEquals(12, Inspection.within("AttentionRisk", 13));
        assertEquals(12, Inspection.within("AttentionRisk.of", 13));
        assertEquals(15, Inspection.within("AttentionRisk.of(1)", 16));
        assertEquals(15, Inspection.within("AttentionRisk.of(", 17));
        assertEquals(15, Inspection.within("AttentionRisk.of(", 33), "beyond the end");
    }

    @Test
    void anyOtherCursorStays() {
        assertEquals(4, Inspection.within("AttentionRisk", 4));
        assertEquals(0, Inspection.within("AttentionRisk", 0));
        assertEquals(0, Inspection.within("", 0));
        assertEquals(5, Inspection.within("a(1) ", 5));
        assertEquals(1, Inspection.within("(", 1));
    }

    @Test
    void whatIsOfferedHasItsKind() {
        assertEquals("function", Inspection.kind("optimalRidge("));
        assertEquals("function", Inspection.kind("icl()"));
        assertEquals("class", Inspection.kind("AttentionRisk"));
        assertEquals("instance", Inspection.kind("lab"));
    }

    @Test
    void withoutAKernelThereIsNothingToDo() {
        Inspection.begin();
    }
}
