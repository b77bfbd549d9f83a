package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InspectionTest {
    @Test
    void aCursorBehindANameIsTakenToItsLastLetter() {
        assertEquals(12, Inspection.within("AttentionRisk", 13));
        assertEquals(12, Inspection.within("AttentionRisk.of", 13));
        assertEquals(15, Inspection.within("AttentionRisk.of(1)", 16));
    }

    @Test
    void anyOtherCursorStays() {
        assertEquals(4, Inspection.within("AttentionRisk", 4));
        assertEquals(0, Inspection.within("AttentionRisk", 0));
        assertEquals(0, Inspection.within("", 0));
        assertEquals(5, Inspection.within("a(1) ", 5));
        assertEquals(9, Inspection.within("short", 9));
    }

    @Test
    void withoutAKernelThereIsNothingToDo() {
        Inspection.behindNames();
    }
}
