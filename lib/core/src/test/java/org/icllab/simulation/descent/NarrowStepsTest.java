package org.icllab.simulation.descent;

import static org.icllab.model.RotatedDescent.EVALUATED;
import static org.icllab.model.RotatedDescent.GAMMA;
import static org.icllab.model.RotatedDescent.LOSS;
import static org.icllab.model.RotatedDescent.RIDGE;
import static org.icllab.model.RotatedDescent.TIME;
import static org.icllab.model.RotatedDescent.WIDTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.RotatedDescent;
import org.icllab.study.Comparison;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.descent.RotatedCovarianceLaw;
import org.junit.jupiter.api.Test;

class NarrowStepsTest {
    private static final RotatedDescent SETTING = RotatedDescent.of(12, 1.25, 0.75, 3, 1, 0.125, 100, 4);

    @Test
    void atFullWidthItIsDescentOfTheLaw() {
        var law = RotatedCovarianceLaw.of(SETTING);
        double gamma = 0;
        for (int step = 0; step < 32; step++) {
            gamma -= 0.125 * law.slope(gamma);
        }
        var end = Runner.of(1).run("steps", NarrowSteps.STUDY, Grid.of(SETTING)).at(TIME, 4).only();
        assertEquals(gamma, end.mean(GAMMA), 1e-12 * gamma);
        assertEquals(law.loss(gamma), end.mean(LOSS), 1e-12);
    }

    @Test
    void oneLayerOfAnyWidthHasItsExactParabola() {
        for (double ridge : new double[] {0, 0.1}) {
            RotatedDescent narrow = SETTING.with(RotatedDescent.L, 1).with(WIDTH, 4).with(RIDGE, ridge)
                    .with(EVALUATED, 400);
            Results<RotatedDescent> drawn = Runner.of(2).run("steps", NarrowSteps.STUDY, Grid.of(narrow), 10);
            Comparison near = drawn.at(TIME, 4).compare(LOSS, s -> exact(s, 4), s -> 1e-3);
            assertTrue(near.holds() && near.interval() < 0.05, near::toString);
        }
    }

    /** E ΠXΠ = aX + b Tr(X) I with N² = D²(a − b) + 2Db and N/D = a + Db, from the traces of E Π⊗Π. */
    private static double exact(RotatedDescent s, double time) {
        double d = s.dimension();
        double n = s.width();
        double b = n * (d - n) / (d * (d - 1) * (d + 2));
        double a = n / d - d * b;
        double first = 0;
        double second = 0;
        double trace = 0;
        double[] lambda = s.spectrum().lambda();
        double[] power = s.spectrum().power();
        for (int k = 0; k < d; k++) {
            first += power[k] * lambda[k];
            second += power[k] * lambda[k] * lambda[k];
            trace += lambda[k];
        }
        double square = a * second + b * trace * first + s.ridge() / n;
        double g = 0;
        for (int step = 0; step < time / s.timeStep(); step++) {
            g += s.timeStep() * (d / n) * (d / n) * 2 * (n / d * first - square * g);
        }
        return 1 - 2 * g * n / d * first + square * g * g;
    }

    @Test
    void trainingWithLargeBatchesFollowsIt() {
        RotatedDescent narrow = SETTING.with(WIDTH, 5).with(RotatedDescent.BATCH, 60).with(EVALUATED, 200);
        var steps = Runner.of(3).run("steps", NarrowSteps.STUDY, Grid.of(narrow), 5);
        var trained = Runner.of(3).run("trained", RotatedTraining.STUDY, Grid.of(narrow), 8);
        // ΔtN/B is 1 %; a thousand draws know the mean to about as much.
        Comparison near = trained.compare(LOSS, steps, s -> 0.02);
        assertTrue(near.holds() && near.interval() < 0.25, near::toString);
    }
}
