package org.icllab.theory.pretraining;

import org.icllab.Reference;
import org.junit.jupiter.api.Test;

/** [A4] as theory.md prints it, at 60 digits: reference/risk.py. */
class AttentionRiskReferenceTest {
    @Test
    void errorsAreThoseOfThePrintedFormulas() {
        // 1e-14 is documented; next to τ = 1, where errors diverge as 1/(τ − 1), and next to κ = 1 the rounding of M is multiplied.
        Reference.each("risk", row -> {
            AttentionRisk risk = AttentionRisk.of(row.number("alpha"), row.number("kappa"), row.number("tau"), row.number("rho"),
                    row.number("lambda"));
            Reference.assertNear(row.number("icl"), risk.icl(), 3e-14, row);
            Reference.assertNear(row.number("idg"), risk.idg(), 3e-14, row);
        });
    }
}
