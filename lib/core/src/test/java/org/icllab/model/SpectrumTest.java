package org.icllab.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpectrumTest {
    @Test
    void powerLawHasItsExponents() {
        Spectrum spectrum = Spectrum.powerLaw(100, 1.5, 0.75);
        assertEquals(100, spectrum.dimension());
        assertEquals(1, Arrays.stream(spectrum.power()).sum(), 1e-14);
        for (int k : new int[] {2, 10, 100}) {
            // One power function each, to a few units in the last place.
            assertEquals(Math.pow(k, -1.5), spectrum.lambda()[k - 1], 1e-15);
            assertEquals(Math.pow(k, -1.5 * 0.75 - 1), spectrum.power()[k - 1] / spectrum.power()[0], 1e-14);
        }
    }

    @Test
    void arraysAreCopied() {
        double[] lambda = {1, 0.5};
        double[] omega = {0.5, 1};
        Spectrum spectrum = new Spectrum(lambda, omega);
        lambda[0] = 7;
        spectrum.omega()[1] = 7;
        assertEquals(1, spectrum.lambda()[0]);
        assertEquals(1, spectrum.omega()[1]);
    }

    @Test
    void equalNumbersMakeEqualSpectra() {
        assertEquals(Spectrum.powerLaw(5, 1, 2), Spectrum.powerLaw(5, 1, 2));
        assertEquals(Spectrum.powerLaw(5, 1, 2).hashCode(), Spectrum.powerLaw(5, 1, 2).hashCode());
        assertNotEquals(Spectrum.powerLaw(5, 1, 2), Spectrum.powerLaw(5, 1, 2.5));
    }

    @Test
    void flatSpectraArePowerLawsToo() {
        // 1/k over the sum 1 + 1/2 + 1/3 = 11/6; two roundings.
        assertArrayEquals(new double[] {1, 1, 1}, Spectrum.powerLaw(3, 0, 0).lambda());
        assertArrayEquals(new double[] {6. / 11, 3. / 11, 2. / 11}, Spectrum.powerLaw(3, 0, 0).omega(), 3e-16);
    }

    @Test
    void whatUnderflowsIsRefusedByName() {
        assertRefused("capacity = 200.0: lambda of direction 1000", () -> Spectrum.powerLaw(1000, 200, 0.1));
        assertRefused("source = 200.0: omega·lambda of direction 1000", () -> Spectrum.powerLaw(1000, 1, 200));
        assertRefused("capacity = ", () -> Spectrum.powerLaw(2, 1e200, 1e200));
    }

    @Test
    void badInputIsRefusedByName() {
        assertRefused("lambda.length = ", () -> new Spectrum(new double[0], new double[0]));
        assertRefused("omega.length = ", () -> new Spectrum(new double[] {1}, new double[] {0.5, 0.5}));
        assertRefused("lambda[1] = ", () -> new Spectrum(new double[] {1, 0}, new double[] {1, 1}));
        assertRefused("omega[0] = ", () -> new Spectrum(new double[] {1, 1}, new double[] {-1, 2}));
        assertRefused("Σ omega[k]·lambda[k] = ", () -> new Spectrum(new double[] {1, 1}, new double[] {1, 1}));
        assertRefused("capacity = ", () -> Spectrum.powerLaw(3, -1e-300, 1));
        assertRefused("source = ", () -> Spectrum.powerLaw(3, 1, Double.NaN));
        assertRefused("dimension = ", () -> Spectrum.powerLaw(0, 1, 1));
    }

    private static void assertRefused(String start, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith(start), message);
    }
}
