package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KernelTest {
    /** A kernel's display that is broken. */
    public static String display(Object content) {
        throw new IllegalStateException("no room for " + content);
    }

    @Test
    void aBrokenDisplayIsNotTakenForNoKernel() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertEquals(Optional.empty(), Kernel.call(KernelTest.class.getMethod("display", Object.class), "it"));
        } finally {
            System.setErr(before);
        }
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("no room for it"), said.toString(StandardCharsets.UTF_8));
    }
}
