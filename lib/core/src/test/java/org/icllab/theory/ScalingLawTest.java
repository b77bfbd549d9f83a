package org.icllab.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    void exponentsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ScalingLaw.of(0, 1));
        assertThrows(IllegalArgumentException.class, () -> ScalingLaw.of(1, Double.NaN));
    }
}
