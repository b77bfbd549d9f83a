package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.icllab.model.Descent;
import org.icllab.model.NarrowContext;
import org.icllab.model.Study;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.junit.jupiter.api.Test;

class NarrowContextTrialTest {
    private static final NarrowContext SETTING = NarrowContext.of(16, 1.25, 0.75, 0.5, 0.75).measured(6, 0.8, 4);

    private static double[] run(Study<NarrowContext, ?> study) {
        return study.run(SETTING, Trial.of(RandomStream.of(5)));
    }

    private static ProjectedDescent drawn(RandomStream stream) {
        return NarrowContextTrial.draw(SETTING, stream);
    }

    @Test
    void everyNumberStandsAtItsOwnDepthAndStep() {
        ProjectedDescent direct = drawn(RandomStream.of(5));
        double[] values = run(NarrowContextTrial.LOSSES);
        double[][] places = NarrowContextTrial.LOSSES.places(SETTING);
        assertEquals(2 * places.length, values.length);
        for (int i = 0; i < places.length; i++) {
            assertEquals(direct.loss(places[i][0] * places[i][1], places[i][0]), values[i]);
            assertEquals(direct.largestEigenvalue(), values[places.length + i]);
        }
    }

    @Test
    void numbersOfOneDepthNeverStandAtAnother() {
        Results<NarrowContext> deep = Runner.of(1).run("64", NarrowContextTrial.PAIRS, Grid.of(SETTING.measured(64, 0.8, 5)), 4);
        Results<NarrowContext> shallow = Runner.of(1).run("16", NarrowContextTrial.PAIRS, Grid.of(SETTING.measured(16, 0.8, 5)), 4);
        assertEquals(0.8 * 64, deep.get(4).at(NarrowContext.TOTAL));
        assertEquals(0.8 * 16, shallow.get(4).at(NarrowContext.TOTAL));
        assertTrue(deep.get(4).mean(Descent.LOSS) != shallow.get(4).mean(Descent.LOSS));
    }

    @Test
    void aPairHasTwoIndependentDraws() {
        ProjectedDescent first = drawn(RandomStream.of(5).at(0));
        ProjectedDescent second = drawn(RandomStream.of(5).at(1));
        double[] values = run(NarrowContextTrial.PAIRS);
        double gamma = SETTING.totalSteps()[2];
        assertEquals(first.loss(gamma, 6), values[2]);
        double[] power = SETTING.spectrum().power();
        double sum = 0;
        for (int k = 0; k < 16; k++) {
            sum += power[k] * first.diagonal(gamma, 6)[k] * second.diagonal(gamma, 6)[k];
        }
        assertEquals(sum, values[4 + 2], 1e-15);
    }

    @Test
    void shapesAreMeasuredAtTheirOwnStep() {
        ProjectedDescent direct = drawn(RandomStream.of(5));
        double[] expected = Arrays.stream(new double[] {1, 2, 4, 6})
                .map(depth -> direct.loss(SETTING.ownStep() * depth, depth)).toArray();
        assertArrayEquals(expected, run(NarrowContextTrial.SHAPES));
    }

    @Test
    void infinitelyManyLayersEndOnTheFloor() {
        double[] ladder = run(NarrowContextTrial.LADDER);
        double floor = run(NarrowContextTrial.FLOORS)[0];
        assertEquals(drawn(RandomStream.of(5)).loss(2, Double.POSITIVE_INFINITY), ladder[2], 1e-15);
        // Eigenvalues of this narrow M are above 1e-4: e⁻¹⁰⁰ of their directions is left.
        assertEquals(floor, ladder[ladder.length - 1], 1e-12);
        assertTrue(floor > 0 && floor < 1);
    }

    @Test
    void whatIsNotWholeIsNotRun() {
        NarrowContext between = SETTING.with(NarrowContext.WIDTH, 8.5 / 16);
        assertThrows(IllegalArgumentException.class,
                () -> Runner.of(1).run("x", NarrowContextTrial.LOSSES, Grid.of(between)));
    }
}
