package org.icllab.random;

import org.icllab.Require;
import org.icllab.linalg.Matrix;

/**
 * Rotations \( e^{\theta S} \) away from the basis in which contexts were trained on.
 *
 * @see "Paper B, Result 5; theory.md [B5]"
 */
public final class Turn {
    /** Halvings bring the exponent to a norm below this, where {@link #TERMS} terms leave less than 1e-17. */
    private static final double SMALL = 0.5;
    private static final int TERMS = 14;
    /** A sum of S and its transpose this small beside S is rounding. */
    private static final double SKEWNESS = 1e-12;

    /** Beyond it whole turns cost too many digits of what is left of them. */
    private static final double LARGEST = 1e6;

    private Turn() {
    }

    /**
     * A random direction to turn in.
     *
     * @param dimension D ≥ 1
     * @return \( S = (A - A^\top)/(2\sqrt D) \), A with standard normal entries: D×D, entries of variance 1/(2D), its
     *     largest angular velocity about √2
     */
    public static Matrix direction(int dimension, RandomStream stream) {
        Require.given("stream", stream);
        Matrix skew = Matrix.zeros(Require.atLeast("dimension", dimension, 1), dimension);
        for (int j = 0; j < dimension; j++) {
            for (int i = 0; i < j; i++) {
                double entry = stream.nextGaussian() / Math.sqrt(2.0 * dimension);
                skew.set(i, j, entry);
                skew.set(j, i, -entry);
            }
        }
        return skew;
    }

    /**
     * @param skew S, D×D with \( S^\top = -S \)
     * @param angle θ, with \( |\theta|\,\|S\|_F \le 10^6 \)
     * @return \( e^{\theta S} \), orthogonal, by its series for a small angle, squared back; right to 1e-13 for
     *     \( |\theta|\,\|S\|_F \) up to 100, and to 1e-15 times it beyond
     */
    public static Matrix by(Matrix skew, double angle) {
        Matrix.require("skew", skew, Require.given("skew", skew).rows(), skew.rows());
        Require.that(skew.plus(skew.transpose()).norm() <= SKEWNESS * skew.norm(), "skew: must be its transpose's negative");
        double norm = skew.norm() * Math.abs(Require.finite("angle", angle));
        Require.within("|angle|·‖skew‖", norm, 0, LARGEST);
        int halvings = norm > SMALL ? Math.getExponent(norm / SMALL) + 1 : 0;
        Matrix exponent = skew.scaled(Math.scalb(angle, -halvings));
        Matrix rotation = Matrix.identity(skew.rows());
        for (int term = TERMS; term > 0; term--) {
            rotation = exponent.times(rotation).scaled(1.0 / term).plusDiagonal(1);
        }
        for (int i = 0; i < halvings; i++) {
            rotation = rotation.times(rotation);
        }
        return rotation;
    }
}
