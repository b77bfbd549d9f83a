package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

/** In other units of the inputs, λ → cλ, γ → γ/c, t → t/c²: what theory says of losses does not change. */
class UnitsTest {
    private static final double[] UNITS = {1e-6, 1e-3, 7, 1e3, 1e6};
    /** In the unit of the largest eigenvalue: from the start over the power law to rest. */
    private static final double[] TIMES = {1e-6, 0.1, 1, 30, 1e3, 1e6};
    private static final double[] STEPS = {1e-6, 0.01, 0.3, 1, 1.7};
    private static final List<Spectrum> SPECTRA = List.of(Spectrum.powerLaw(1, 1, 1), Spectrum.powerLaw(8, 1.25, 0.75),
            Spectrum.powerLaw(64, 2, 0.5), Spectrum.powerLaw(40, 0, 1));

    @Test
    void lossesAndFlowsOfRotatedContextsDoNotDependOnTheUnit() {
        for (double depth : new double[] {1, 5, 32, Double.POSITIVE_INFINITY}) {
            assertInvariant(spectrum -> RotatedCovarianceLaw.of(spectrum, depth), 0, "rotated, L = " + depth);
        }
    }

    @Test
    void lossesAndFlowsOfNarrowModelsDoNotDependOnTheUnit() {
        for (double depth : new double[] {1, 4, 32, Double.POSITIVE_INFINITY}) {
            for (double[] ratios : new double[][] {{0.5, Double.POSITIVE_INFINITY}, {0.5, 0.75}, {0.25, 1}}) {
                assertInvariant(spectrum -> RotatedRisk.of(spectrum, ratios[0], ratios[1]).atDepth(depth), 1e-16,
                        "narrow, L = " + depth + ", " + Arrays.toString(ratios));
            }
        }
    }

    @Test
    void lossesAndFlowsAtFiniteSizeDoNotDependOnTheUnit() {
        for (double depth : new double[] {1, 4, 32}) {
            assertInvariant(spectrum -> FiniteSizeCorrection.of(spectrum, 0.5, Double.POSITIVE_INFINITY).atDepth(depth), 1e-15,
                    "finite size, L = " + depth);
        }
    }

    private static void assertInvariant(Function<Spectrum, Landscape> landscape, double rounding, String what) {
        for (Spectrum spectrum : SPECTRA) {
            Landscape own = landscape.apply(spectrum);
            double most = Math.min(own.edge(), own.depth() == Double.POSITIVE_INFINITY ? 4 : own.edge());
            GammaPath path = own.flow(TIMES);
            for (double unit : UNITS) {
                Landscape other = landscape.apply(Spectra.scaled(spectrum, unit));
                String where = what + ", " + spectrum + ", unit " + unit;
                for (double step : STEPS) {
                    double gamma = step / 2 * most;
                    assertSame(own.loss(gamma), other.loss(gamma / unit), 1, where + ", γ = " + gamma);
                    assertSame(own.slope(gamma), other.slope(gamma / unit) / unit, -own.slope(0), where + ", γ = " + gamma);
                }
                GammaPath scaled = other.flow(Arrays.stream(TIMES).map(t -> t / unit / unit).toArray());
                for (int i = 0; i < TIMES.length; i++) {
                    // A slope that is a contour integral is rounded to 1e-16 of the one at the start, and γ by that times t.
                    assertSame(path.gamma()[i], scaled.gamma()[i] * unit, -1e13 * rounding * own.slope(0) * TIMES[i],
                            where + ", γ at t = " + TIMES[i]);
                    assertSame(path.loss()[i], scaled.loss()[i], 1, where + ", loss at t = " + TIMES[i]);
                }
            }
        }
    }

    /** 1e-12 of the number; next to a zero, 1e-13 of its size at the start. */
    private static void assertSame(double expected, double actual, double atStart, String where) {
        assertTrue(Math.abs(actual - expected) <= 1e-12 * Math.abs(expected) + 1e-13 * atStart,
                () -> actual + " for " + expected + ", off by " + (actual - expected) + ", at " + where);
    }
}
