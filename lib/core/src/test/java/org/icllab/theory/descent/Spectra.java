package org.icllab.theory.descent;

import java.util.Arrays;
import org.icllab.Reference;
import org.icllab.model.Spectrum;

/** Spectra in other units: λ → cλ, ω → ω/c. */
final class Spectra {
    private Spectra() {
    }

    static Spectrum scaled(Spectrum spectrum, double unit) {
        return new Spectrum(Arrays.stream(spectrum.lambda()).map(lambda -> lambda * unit).toArray(),
                Arrays.stream(spectrum.omega()).map(omega -> omega / unit).toArray());
    }

    /** @return the power law of a row of a table, in the row's unit */
    static Spectrum of(Reference.Row row) {
        return scaled(Spectrum.powerLaw((int) row.number("dimension"), row.number("nu"), row.number("beta")), row.number("unit"));
    }
}
