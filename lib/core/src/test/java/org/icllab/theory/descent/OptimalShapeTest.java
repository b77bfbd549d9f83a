package org.icllab.theory.descent;

import java.time.Duration;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.Spectrum;
import org.icllab.theory.descent.OptimalShape.Shape;
import org.junit.jupiter.api.Test;

class OptimalShapeTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final Spectrum SPECTRUM = Spectrum.powerLaw(24, 1.25, 0.75);

    @Test
    void noOtherShapeIsBetter() {
        OptimalShape shapes = OptimalShape.of(SPECTRUM);
        for (double compute : new double[] {30, 3e3, 3e5}) {
            Shape best = shapes.at(compute);
            for (int width = 1; width <= 24; width++) {
                for (int depth = 1; depth <= 40; depth++) {
                    // The flow's loss is right to 1e-9.
                    double loss = shapes.shape(compute, width, depth, INFINITY).loss();
                    assertTrue(loss >= best.loss() - 1e-9, width + " × " + depth + ": " + loss + " < " + best);
                }
            }
            assertEquals(compute, best.time() * best.width() * best.width() * best.depth(), 1e-9 * compute);
        }
    }

    @Test
    void noOtherContextIsBetter() {
        OptimalShape shapes = OptimalShape.withContext(SPECTRUM);
        Shape best = shapes.at(1e6);
        for (int width = 1; width <= 24; width += 1) {
            for (int depth = 1; depth <= 6; depth++) {
                for (int context = 1; context <= 96; context += context / 8 + 1) {
                    double loss = shapes.shape(1e6, width, depth, context).loss();
                    assertTrue(loss >= best.loss() - 1e-9, width + " " + depth + " " + context + " < " + best);
                }
            }
        }
        assertEquals(1e6, best.time() * Math.pow(best.contextLength() * best.width(), 2) * best.depth(), 1e-3);
    }

    @Test
    void featuresHaveUnitVarianceSoThatWidthCostsNoTime() {
        // At γ = 0 the loss falls at the rate (2Σωλ²)² whatever the width.
        Shape narrow = OptimalShape.of(SPECTRUM).shape(1e-5 * 36, 6, 1, INFINITY);
        Shape wide = OptimalShape.of(SPECTRUM).shape(1e-5 * 576, 24, 1, INFINITY);
        assertEquals(1e-5, narrow.time(), 1e-18);
        // Second order in time: 1e-5 of the fall, times a few; rounding 1e-16 of one against 1e-4.
        assertEquals(1 - wide.loss(), 1 - narrow.loss(), 1e-3 * (1 - wide.loss()));
    }

    @Test
    void depthAloneAgreesWithThePopulationFlow() {
        Shape shape = OptimalShape.atFullWidth(SPECTRUM).shape(120, 24, 6, INFINITY);
        assertEquals(20, shape.time(), 1e-12);
        assertEquals(RotatedCovarianceLaw.of(SPECTRUM, 6).flow(new double[] {20}).loss()[0], shape.loss(), 1e-9);
    }

    @Test
    void easyLandscapesAndLargeBudgetsTakeBoundedTime() {
        OptimalShape shapes = OptimalShape.of(Spectrum.powerLaw(3, 1.25, 0.75));
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertTrue(shapes.at(1e10).loss() < 1e-7));
    }

    @Test
    void budgetsAtWhichShapesDifferByRoundingAreRefused() {
        OptimalShape shapes = OptimalShape.of(Spectrum.powerLaw(3, 1.25, 0.75));
        for (double compute : new double[] {1e-100, 1e-10, 1e18, 1e30, 1e100}) {
            String message = assertTimeoutPreemptively(Duration.ofSeconds(60),
                    () -> assertThrows(ArithmeticException.class, () -> shapes.at(compute)).getMessage());
            assertTrue(message.startsWith("compute = " + compute) && message.endsWith("is rounding"), message);
        }
        assertThrows(IllegalArgumentException.class, () -> shapes.at(1e300));
        assertThrows(IllegalArgumentException.class, () -> shapes.at(1e-300));
        assertThrows(IllegalArgumentException.class, () -> shapes.at(Double.MIN_VALUE, 1));
    }

    @Test
    void shapesOutOfRangeAreRefused() {
        OptimalShape shapes = OptimalShape.of(SPECTRUM);
        assertThrows(IllegalArgumentException.class, () -> shapes.at(0));
        assertThrows(IllegalArgumentException.class, () -> shapes.shape(1, 25, 1, INFINITY));
        assertThrows(IllegalArgumentException.class, () -> shapes.shape(1, 4, 0, INFINITY));
        assertThrows(IllegalArgumentException.class, () -> shapes.shape(1, 4, 1, 10));
        assertThrows(IllegalArgumentException.class, () -> OptimalShape.withContext(SPECTRUM).shape(1, 4, 1, INFINITY));
        assertThrows(IllegalArgumentException.class, () -> OptimalShape.withContext(SPECTRUM).shape(1, 4, 1, 1.5));
        assertThrows(IllegalArgumentException.class, () -> OptimalShape.atFullWidth(SPECTRUM).shape(1, 4, 1, INFINITY));
    }
}
