package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

class FiniteSizeCorrectionTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void oneLayerMissesTheGaussianFourthMoment() {
        // E Σ̂ΩΣ̂ = ΛΩΛ(1 + 1/P) + Λ Tr(ΛΩ)/P exactly; the limit drops the 1/P in the bracket.
        Spectrum spectrum = Spectrum.powerLaw(400, 1.25, 0.75);
        double missing = 0;
        for (int k = 0; k < 400; k++) {
            missing += spectrum.power()[k] * Math.pow(spectrum.lambda()[k], 2) / 800 * 0.7 * 0.7;
        }
        // The next order is v = 1/800 times Σλ²/Σωλ³ ≈ 6.
        assertEquals(missing, FiniteSizeCorrection.of(spectrum, 1, 2).at(0.7, 1), 1e-2 * missing);
    }

    @Test
    void oneLayerMissesTheProjectorsFourthMoment() {
        // A diagonal entry of Π has the mean square N(N + 2)/(D(D + 2)); the limit has α² + α(1 − α)/D.
        double d = 1e4;
        double exact = 2500 * 2502.0 / d / (d + 2);
        double limit = 0.0625 + 0.25 * 0.75 / d;
        double spread = FiniteSizeCorrection.of(Spectrum.powerLaw((int) d, 1, 1), 0.25, INFINITY).spread();
        // Next order: 1/N.
        assertEquals(exact - limit, 0.0625 * spread, 1e-3 * (exact - limit));
    }

    @Test
    void nothingIsMissingWithoutChance() {
        FiniteSizeCorrection correction = FiniteSizeCorrection.of(Spectrum.powerLaw(32, 1.25, 0.75), 1, INFINITY);
        assertEquals(0, correction.at(3, 4));
        assertEquals(0, FiniteSizeCorrection.of(Spectrum.powerLaw(32, 1.25, 0.75), 0.5, 2).at(0, 4));
        assertThrows(IllegalArgumentException.class, () -> correction.at(-1, 4));
        assertThrows(IllegalArgumentException.class, () -> correction.at(1, 0));
    }

    @Test
    void theMinimumOfOneLayerIsThatOfASteeperParabola() {
        // 𝓛 = 1 − 2aγ + bγ² becomes 1 − 2aγ + b(1 + v)γ².
        FiniteSizeCorrection correction = FiniteSizeCorrection.of(Spectrum.powerLaw(32, 1.25, 0.75), 0.25, INFINITY);
        Optimum limit = RotatedRisk.of(Spectrum.powerLaw(32, 1.25, 0.75), 0.25, INFINITY).atDepth(1).optimum();
        Optimum finite = correction.atDepth(1).optimum();
        assertEquals(limit.gamma() / (1 + correction.spread()), finite.gamma(), 1e-9 * limit.gamma());
        assertEquals(1 - (1 - limit.loss()) / (1 + correction.spread()), finite.loss(), 1e-9);
    }

    @Test
    void withoutChanceTheLandscapeIsTheLimits() {
        Spectrum spectrum = Spectrum.powerLaw(32, 1.25, 0.75);
        assertEquals(RotatedRisk.of(spectrum, 1, INFINITY).atDepth(4).loss(2),
                FiniteSizeCorrection.of(spectrum, 1, INFINITY).atDepth(4).loss(2));
        assertThrows(IllegalArgumentException.class,
                () -> FiniteSizeCorrection.of(spectrum, 0.5, 2).atDepth(INFINITY));
    }
}
