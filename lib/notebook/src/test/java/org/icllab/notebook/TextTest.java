package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1", "0.30000000000000004, 0.3", "-2.5, −2.5", "0, 0", "-0.0, 0", "1000000, 1000000", "1234567.8, 1234600",
        "6.02214e23, 6.0221·10²³", "1e-10, 10⁻¹⁰", "-1e-10, −10⁻¹⁰", "0.000123456, 0.00012346", "999999.9, 1000000",
        "Infinity, ∞", "-Infinity, −∞"})
    void numberHasFiveSignificantDigits(double value, String shown) {
        assertEquals(shown, Text.number(value, 5));
    }

    @Test
    void missingNumberIsBlank() {
        assertEquals("", Text.number(Double.NaN, 5));
    }

    @ParameterizedTest
    @CsvSource({"τ = n/d², τ", "e_ICL ± 95 %, e_ICL ± 95 %", "L(γ) = loss, L(γ)"})
    void symbolStandsBeforeTheEqualsSign(String name, String symbol) {
        assertEquals(symbol, Text.symbol(name));
    }
}
