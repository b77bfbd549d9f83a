package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    @Test
    void claimThatHoldsPrintsATickAndItsNumbersWithoutAKernel() {
        assertEquals("✓ The peak is at τ = 1 (τ = 1.02 ± 0.03)" + System.lineSeparator(),
                printed(() -> Claims.claim("The peak is at τ = 1", true, "τ = 1.02 ± 0.03")));
    }

    @Test
    void claimThatFailsIsShownThenStopsWithOneLine() {
        String shown = printed(() -> {
            ClaimFailed failed = assertThrows(ClaimFailed.class, () -> Claims.claim("1 > 2", false, "1, 2"));
            assertEquals("Claim does not hold: 1 > 2 (1, 2)", failed.getMessage());
            assertEquals(0, failed.getStackTrace().length);
        });
        assertEquals("✗ 1 > 2 (1, 2)" + System.lineSeparator(), shown);
    }

    @Test
    void claimIsEscaped() {
        String html = Claims.html("a < b & c", true, "<i>");
        assertTrue(html.contains("a &lt; b &amp; c") && html.contains("&lt;i&gt;"), html);
    }

    private static String printed(Runnable action) {
        PrintStream console = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setOut(console);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
