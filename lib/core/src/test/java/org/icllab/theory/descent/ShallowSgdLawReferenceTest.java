package org.icllab.theory.descent;

import org.icllab.Reference;
import org.junit.jupiter.api.Test;

/** [B3] step by step at 40 digits: reference/shallow.py. */
class ShallowSgdLawReferenceTest {
    @Test
    void lossesAreThoseOfTheRecursion() {
        Reference.each("shallow", row -> {
            ShallowSgdLaw law = ShallowSgdLaw.of(row.number("alpha"), row.number("kappa"), row.number("tau"), row.number("sigma2"),
                    row.number("eta"));
            // Powers to 1000 multiply the rounding of their base.
            Reference.assertNear(row.number("loss"), law.loss((int) row.number("step")), 1e-12, row);
        });
    }
}
