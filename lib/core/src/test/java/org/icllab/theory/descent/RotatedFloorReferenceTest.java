package org.icllab.theory.descent;

import static org.icllab.Reference.assertNear;

import org.icllab.Reference;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

/** [B9]'s two-point function at 0 at 40 digits, up to D = 10 000 and ranks of 1 − 1e-12: reference/floors.py. */
class RotatedFloorReferenceTest {
    @Test
    void floorsAreThoseOfTheTwoPointFunctionInEveryUnit() {
        Reference.each("floors", row -> {
            Spectrum spectrum = Spectra.of(row);
            double width = row.number("width");
            double context = row.number("context");
            // Sums of up to 10 000 rounded powers, and the rounding of 1/(1 − N/P).
            assertNear(row.number("floor"), RotatedRisk.of(spectrum, width, context).floor(), 1e-11, row);
            assertNear(row.number("mean"), RotatedRisk.ofMean(spectrum, width, context).floor(), 1e-11, row);
        });
    }
}
