package org.icllab.theory.descent;

import org.icllab.Reference;
import org.junit.jupiter.api.Test;

/** [B2] by quadrature over the density at 30 digits: reference/isotropic.py. */
class InContextDescentReferenceTest {
    @Test
    void lossAndSlopeAreThoseOfTheIntegral() {
        Reference.each("isotropic", row -> {
            InContextDescent descent = InContextDescent.of(row.number("alpha"), row.number("depth"), row.number("sigma2"));
            double gamma = row.number("gamma");
            // Sums of some hundred rounded terms; the slope is the difference of what noise costs and the signal gains, each
            // up to some ten times as large.
            Reference.assertNear(row.number("loss"), descent.loss(gamma), 1e-13, row);
            Reference.assertNear(row.number("slope"), descent.slope(gamma), 2e-12, row);
        });
    }
}
