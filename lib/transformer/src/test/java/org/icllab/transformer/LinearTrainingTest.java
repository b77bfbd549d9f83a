package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.icllab.model.Point;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.theory.descent.BalancedAttentionLaw;
import org.icllab.theory.descent.GammaPath;
import org.icllab.theory.descent.InContextDescent;
import org.icllab.theory.descent.RotatedCovarianceLaw;
import org.junit.jupiter.api.Test;

class LinearTrainingTest {
    private static final double[] TIMES = {0, 1, 2, 4};
    private static final Point COMMON = Point.empty().with("D", 24).with("L", 4).with("w", 0.4).with("B", 64)
            .with("Δt", 0.005).with("cut", 1).with("E", 5000);

    @Test
    void rotatedContextsFollowTheScalarFlow() {
        Point point = COMMON.with("P", Double.POSITIVE_INFINITY).with("ν", 1.25).with("β", 1.25);
        GammaPath law = BalancedAttentionLaw.of(RotatedCovarianceLaw.of(Spectrum.powerLaw(24, 1.25, 1.25), 4))
                .flow(0.4, TIMES);
        // γ grows by up to four times a unit of time: a delay of two steps is 4 %. Where it does, the loss falls as fast
        // again; SGD's fluctuations around γI add a few per cent to it, the test's contexts 2 %.
        check(law, point, 0.04, 0.12);
    }

    @Test
    void isotropicContextsFollowTheScalarFlow() {
        GammaPath law = BalancedAttentionLaw.of(InContextDescent.of(4, 4, 0)).flow(0.4, TIMES);
        // At D = 24 the landscape is away from its limit by about 4/D of itself.
        check(law, COMMON.with("P", 96), 0.04 + 2.0 / 24, 0.12 + 4.0 / 24);
    }

    private static void check(GammaPath law, Point point, double gamma, double loss) {
        List<LinearTraining.Measurement> run = LinearTraining.of(point).run(TIMES, "cpu", RandomStream.of(1));
        for (int i = 0; i < TIMES.length; i++) {
            assertEquals(law.gamma()[i], run.get(i).gamma(), gamma * law.gamma()[i], "γ at " + TIMES[i]);
            assertEquals(law.loss()[i], run.get(i).loss(), loss * law.loss()[i], "loss at " + TIMES[i]);
            // The flow conserves them; a step of η breaks that by η² times a squared gradient, below 1.
            assertEquals(0, Arrays.stream(run.get(i).conserved()).map(Math::abs).max().orElseThrow(), 0.005);
        }
    }
}
