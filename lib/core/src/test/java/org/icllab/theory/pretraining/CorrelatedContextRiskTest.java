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

    /** src/test/reference/pretraining.py, the closed form in 60 digits. */
    @ParameterizedTest
    @CsvSource({
        "7, 0.3, 0.5, 6.299684830827431",
        "128, 0.9, 0.01, 14.074008288480954",
        "80, 0.9995, 0, 1.0268459383078337",
        "1000000, 0.99999, 0.25, 13.1579224358839",
        "1000000, 0.9999999999990905, 0.01, 1.0100006022931798",
        "2147483647, 0.9999999990686774, 0.01, 2.6769897408327785",
    })
    void theEffectiveLengthIsExactHoweverLongOrCorrelatedTheContext(int length, double neighbours, double rho, double effective) {
        assertEquals(effective, CorrelatedContextRisk.effectiveLength(length, neighbours, rho), 2e-14 * effective);
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
