package org.icllab.theory.descent;

import static org.icllab.Reference.assertNear;

import org.icllab.Reference;
import org.junit.jupiter.api.Test;

/** Closed forms and flows on power laws of 1 to 10 000 directions, in units from 1e-6 to 1e6: reference/spectra.py. */
class SpectraReferenceTest {
    @Test
    void flowsPassWhereTheQuadratureSaysAndLossesAreThoseOfTheSum() {
        Reference.each("spectra", row -> {
            double time = row.number("time");
            double gamma = row.number("gamma");
            double loss = row.number("loss");
            double depth = row.number("depth");
            switch (row.text("law")) {
                case "fixed" -> {
                    FixedCovarianceLaw law = FixedCovarianceLaw.of(Spectra.of(row), depth);
                    assertNear(gamma, law.gamma((int) row.number("dimension"), time), 1e-13, row);
                    // Up to 10 000 terms, each rounded with its eigenvalue.
                    assertNear(loss, law.loss(time), 1e-12, row);
                }
                case "rotated" -> {
                    RotatedCovarianceLaw law = RotatedCovarianceLaw.of(Spectra.of(row), depth);
                    assertNear(loss, law.loss(gamma), 1e-12, row);
                    // 1e-11 of the time is promised, which moves γ by less.
                    assertNear(gamma, law.flow(time).gamma()[0], 1e-11, row);
                }
                default -> {
                    BalancedAttentionLaw law = BalancedAttentionLaw.of(RotatedCovarianceLaw.of(Spectra.of(row), depth));
                    // γ runs away at the end of a plateau, dγ/γ = (v t/γ) dt/t with v t/γ of up to some hundred here.
                    assertNear(gamma, law.flow(row.number("start"), time).gamma()[0], 1e-9, row);
                }
            }
        });
    }
}
