package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.model.Point;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

class RotatedAdamTest {
    private static final Point POINT = Point.empty().with("D", 8).with("P", 16).with("K", 8).with("L", 2).with("H", 2)
            .with("B", 16).with("ν", 1).with("β", 1).with("w", 0.4).with("η", 0.05).with("E", 200);

    @Test
    void everyModelStartsAtOneAndLearns() {
        for (int model = 0; model <= 2; model++) {
            for (double decay : new double[] {0, 1e-3}) {
                Point point = POINT.with("model", model).with("decay", decay);
                double[] losses = RotatedAdam.of(point).run(new int[] {0, 150}, "cpu", RandomStream.of(1));
                // Attention of strength 0.4 to some power takes a few per cent away at most.
                assertEquals(1, losses[0], 0.08, point.toString());
                assertTrue(losses[1] < 0.7, losses[1] + " with " + point);
            }
        }
    }

    @Test
    void unknownModelIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RotatedAdam.of(POINT.with("decay", 0).with("model", 3)));
    }
}
