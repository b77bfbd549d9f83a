package org.icllab.notebook;

import org.icllab.Require;

/** Sentences that a notebook states, each checked against the numbers it has just computed. */
public final class Claims {
    private Claims() {
    }

    /**
     * Shows the claim with ✓ or ✗ and its numbers, and stops the notebook if it does not hold.
     *
     * @param sentence what is claimed, as the reader should read it
     * @param holds whether the computed numbers bear it out
     * @param numbers the numbers it rests on, such as {@code "peak at τ = 1.02 ± 0.03"}
     * @throws ClaimFailed if the claim does not hold
     */
    public static void claim(String sentence, boolean holds, String numbers) {
        Require.given("sentence, numbers", sentence, numbers);
        String line = sentence + (numbers.isBlank() ? "" : " (" + numbers + ")");
        Kernel.show("text/html", html(sentence, holds, numbers), (holds ? "✓ " : "✗ ") + line);
        if (!holds) {
            if (Kernel.isRunning()) {
                Stop.SHARED.now();
            }
            throw new ClaimFailed("Claim does not hold: " + line);
        }
    }

    static String html(String sentence, boolean holds, String numbers) {
        String colour = holds ? "var(--jp-success-color1, #2e7d32)" : "var(--jp-error-color1, #c62828)";
        return "<div style=\"border-left:4px solid " + colour + ";padding:2px 0 2px 10px;margin:4px 0\">"
                + "<b style=\"color:" + colour + "\">" + (holds ? "✓" : "✗") + "</b> " + Text.escape(sentence)
                + (numbers.isBlank() ? "" : "<br><span style=\"opacity:.75\">" + Text.escape(numbers) + "</span>")
                + "</div>";
    }
}
