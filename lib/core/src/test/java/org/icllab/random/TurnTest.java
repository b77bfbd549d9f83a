package org.icllab.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.icllab.linalg.Matrix;
import org.junit.jupiter.api.Test;

class TurnTest {
    @Test
    void aPlaneTurnsByItsAngle() {
        Matrix skew = Matrix.of(new double[][] {{0, -1}, {1, 0}});
        for (double angle : new double[] {0, 1e-9, 0.25, -3, 40}) {
            Matrix turn = Turn.by(skew, angle);
            // What Turn states.
            assertEquals(Math.cos(angle), turn.get(0, 0), 1e-13);
            assertEquals(Math.sin(angle), turn.get(1, 0), 1e-13);
        }
    }

    @Test
    void turnsAreOrthogonalAndAddUp() {
        Matrix skew = Turn.direction(20, RandomStream.of(1));
        Matrix turn = Turn.by(skew, 0.7);
        Matrix product = Turn.by(skew, 0.4).times(Turn.by(skew, 0.3));
        Matrix square = turn.transposeTimes(turn);
        for (int i = 0; i < 400; i++) {
            assertEquals(turn.data()[i], product.data()[i], 1e-13);
            assertEquals(i % 21 == 0 ? 1 : 0, square.data()[i], 1e-13);
        }
    }

    @Test
    void directionsAreSkewWithTheVarianceOfThePublishedOnes() {
        Matrix skew = Turn.direction(400, RandomStream.of(2));
        assertEquals(-skew.get(3, 7), skew.get(7, 3));
        // ‖S‖²/D is (D−1)/2D on average, from 8e4 squares: to five standard deviations, 5·√(2/8e4).
        assertEquals(399.0 / 800, skew.dot(skew) / 400, 0.0125);
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Turn.by(Matrix.zeros(2, 3), 1));
        assertThrows(IllegalArgumentException.class, () -> Turn.by(Matrix.identity(2), 1));
        assertThrows(IllegalArgumentException.class, () -> Turn.by(Matrix.zeros(2, 2), Double.NaN));
    }
}
