package org.icllab.theory.pretraining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import org.apache.commons.math3.random.HaltonSequenceGenerator;
import org.junit.jupiter.api.Test;

/** Against AttentionRisk, which works by another unknown, and is itself tested against high precision. */
class RidgelessRisksTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void theyAreThoseOfOnePointAtATime() {
        int count = 2000;
        double[][] point = new double[4][count];
        HaltonSequenceGenerator halton = new HaltonSequenceGenerator(4);
        halton.skipTo(1);
        for (int i = 0; i < count; i++) {
            double[] u = halton.nextVector();
            for (int j = 0; j < 4; j++) {
                point[j][i] = Math.pow(10, (i % 2 == 0 ? 8 : 2) * (u[j] - 0.5));
            }
            point[1][i] = i % 7 == 0 ? INFINITY : i % 11 == 0 ? 1 + 1e-12 * (i % 5 - 2) : point[1][i];
            point[2][i] = i % 13 == 0 ? point[1][i] < INFINITY ? point[1][i] : 1 - 1e-9 : point[2][i];
            point[3][i] = i % 17 == 0 ? 0 : point[3][i];
        }
        assertSame(point[0], point[1], point[2], point[3]);
    }

    @Test
    void anyArrayMayBeOneNumber() {
        double[] taus = DoubleStream.iterate(0.05, tau -> tau * 1.04).limit(130).toArray();
        for (double kappa : new double[] {0.5, 1, INFINITY}) {
            assertSame(new double[] {10}, new double[] {kappa}, taus, new double[] {0.01});
        }
        assertSame(taus, new double[] {0.4}, new double[] {0.5}, taus);
    }

    @Test
    void theyAreRightAtTheEndsOfTheirRanges() {
        double[] ends = {1e-30, 1e-10, 1, 1e10, 1e30};
        for (double alpha : ends) {
            for (double kappa : ends) {
                for (double tau : new double[] {1e-30, 0.5, 2, 1e30}) {
                    assertSame(new double[] {alpha}, new double[] {kappa}, new double[] {tau}, ends);
                }
            }
        }
    }

    @Test
    void bothDivergeAtOneContextPerParameter() {
        RidgelessRisks risks = RidgelessRisks.of(new double[] {3}, new double[] {2, INFINITY}, new double[] {1}, new double[] {0.1});
        assertEquals(INFINITY, risks.icl()[0]);
        assertEquals(INFINITY, risks.idg()[1]);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        double[] one = {1};
        assertTrue(assertThrows(IllegalArgumentException.class, () -> RidgelessRisks.of(new double[2], new double[3], one, one))
                .getMessage().contains("one length"));
        assertThrows(IllegalArgumentException.class, () -> RidgelessRisks.of(one, one, new double[] {0.5, -1}, one));
        assertThrows(IllegalArgumentException.class, () -> RidgelessRisks.of(new double[] {INFINITY}, one, one, one));
    }

    private static void assertSame(double[] alpha, double[] kappa, double[] tau, double[] rho) {
        RidgelessRisks risks = RidgelessRisks.of(alpha, kappa, tau, rho);
        for (int i = 0; i < risks.icl().length; i++) {
            AttentionRisk risk = AttentionRisk.of(at(alpha, i), at(kappa, i), at(tau, i), at(rho, i), 0);
            assertEquals(risk.icl(), risks.icl()[i], 1e-12 * risk.icl(), () -> "ICL of " + risk);
            assertEquals(risk.idg(), risks.idg()[i], 1e-12 * risk.idg(), () -> "IDG of " + risk);
        }
    }

    private static double at(double[] array, int i) {
        return array[array.length == 1 ? 0 : i];
    }
}
