package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.CorrelatedPretraining;
import org.icllab.model.Pretraining;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrelatedContextRiskTest {
    /** src/test/reference/pretraining.py, the sum over all pairs; theory.md [A7]. Tolerance: half of the last digit. */
    @ParameterizedTest
    @CsvSource({"1, 98", "2, 60", "3, 42", "4, 32", "5, 26"})
    void theEffectiveLengthOf128ExamplesFalls(double correlation, double effective) {
        assertEquals(effective, CorrelatedContextRisk.effectiveLength(128, Math.exp(-1 / correlation), 0.01), 0.5);
    }

    @Test
    void theEffectiveLengthRunsFromAllToOneExample() {
        assertEquals(50, CorrelatedContextRisk.effectiveLength(50, 0, 0.3), 1e-12);
        assertEquals(50 * 1.3 / 50.3, CorrelatedContextRisk.effectiveLength(50, 1, 0.3), 1e-12);
        double last = 51;
        for (double r = 0; r <= 1; r += 1.0 / 1024) {
            double here = CorrelatedContextRisk.effectiveLength(50, r, 0.3);
            assertTrue(here < last || r < 0.01 && here <= last);
            last = here;
        }
    }

    @Test
    void theClosedFormIsTheSumWhereTheyMeet() {
        // 1 − s = 1e-3 from both sides; the sum's derivative in s, up to ℓ²/3, times the distance.
        assertEquals(CorrelatedContextRisk.effectiveLength(80, Math.sqrt(0.999 - 1e-12), 0),
                CorrelatedContextRisk.effectiveLength(80, Math.sqrt(0.999 + 1e-12), 0), 1e-9);
    }

    @Test
    void theErrorsAreThoseOfTheShorterContext() {
        CorrelatedPretraining setting = CorrelatedPretraining.of(Pretraining.of(100, 3, 0.7, 2, 0.1, 0.01), 2);
        Pretraining shorter = CorrelatedContextRisk.shortened(setting);
        assertTrue(shorter.alpha() < 0.6 * setting.alpha());
        assertEquals(AttentionRisk.of(shorter).icl(), CorrelatedContextRisk.of(setting).icl(), 0);
        assertEquals(setting.independent(), CorrelatedContextRisk.shortened(setting.with(CorrelatedPretraining.CORRELATION, 0)));
        assertThrows(IllegalArgumentException.class, () -> CorrelatedContextRisk.effectiveLength(0, 0.5, 0));
        assertThrows(IllegalArgumentException.class, () -> CorrelatedContextRisk.effectiveLength(5, 1.5, 0));
    }
}
