package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

class ScalingLawTest {
    @Test
    void exponentsAreThePapers() {
        ScalingLaw law = ScalingLaw.of(1.25, 0.75);
        assertEquals(0.75 / 2.75, law.time(), 1e-15);
        assertEquals(0.9375, law.width(), 1e-15);
        assertEquals(0.75, law.depth(), 1e-15);
        // νβ/(2 + ν(3+β)), νβ/(4 + ν(3+β)), β/(3+β).
        assertEquals(0.9375 / 6.6875, law.shapes().loss(), 1e-15);
        assertEquals(0.9375 / 8.6875, law.shapesWithContext().loss(), 1e-15);
        assertEquals(0.75 / 3.75, law.shapesOfDepth().loss(), 1e-15);
    }

    @Test
    void bestShapesBalanceTheTermsAndSpendTheBudget() {
        for (double capacity : new double[] {0.8, 1.25, 2}) {
            ScalingLaw law = ScalingLaw.of(capacity, 1.5);
            ScalingLaw.Shapes shapes = law.shapes();
            assertEquals(shapes.loss(), shapes.width() * law.width(), 1e-15);
            assertEquals(shapes.loss(), shapes.depth() * law.depth(), 1e-15);
            assertEquals(shapes.loss(), shapes.time() * law.time(), 1e-15);
            assertEquals(1, shapes.time() + 2 * shapes.width() + shapes.depth(), 1e-15);
            assertEquals(capacity, shapes.depth() / shapes.width(), 1e-15);
            ScalingLaw.Shapes context = law.shapesWithContext();
            assertEquals(1, context.time() + 4 * context.width() + context.depth(), 1e-15);
        }
    }

    @Test
    void fullFloorsAreThoseOfTheTwoPointFormula() {
        for (double source : new double[] {0.75, 3}) {
            ScalingLaw law = ScalingLaw.of(1.5, source);
            RotatedFloor floor = RotatedFloor.of(Spectrum.powerLaw(1 << 18, 1.5, source));
            double width = Math.log(floor.width(1 << 9, Double.POSITIVE_INFINITY)
                    / floor.width(1 << 10, Double.POSITIVE_INFINITY)) / Math.log(2);
            double context = Math.log(floor.context(1 << 9) / floor.context(1 << 10)) / Math.log(2);
            // The next term of the sums is smaller by k^|β − 1|, 5 % to 8 % at k ≈ 3e-5, and its slope a part of that.
            assertEquals(law.widthByFullFloor(), width, 0.06 * width);
            assertEquals(1.5 * Math.min(source, 2), context, 0.06 * context);
        }
    }

    @Test
    void shapesByFullFloorBalanceItToo() {
        for (double source : new double[] {0.75, 1, 2}) {
            ScalingLaw law = ScalingLaw.of(1.25, source);
            ScalingLaw.Shapes shapes = law.shapesByFullFloor();
            assertEquals(shapes.loss(), shapes.width() * law.widthByFullFloor(), 1e-15);
            assertEquals(shapes.loss(), shapes.depth() * law.depth(), 1e-15);
            assertEquals(shapes.loss(), shapes.time() * law.time(), 1e-15);
            assertEquals(1, shapes.time() + 2 * shapes.width() + shapes.depth(), 1e-15);
        }
        assertEquals(ScalingLaw.of(1, 0.5).shapes().loss(), ScalingLaw.of(1, 0.5).shapesByFullFloor().loss(), 1e-15);
    }

    @Test
    void exponentsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ScalingLaw.of(0, 1));
        assertThrows(IllegalArgumentException.class, () -> ScalingLaw.of(1, Double.NaN));
    }
}
