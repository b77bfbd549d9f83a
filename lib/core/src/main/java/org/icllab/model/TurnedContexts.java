package org.icllab.model;

import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.icllab.random.Turn;

/**
 * Γ = LΣ⁻¹, perfect for contexts of covariance Σ, on contexts and tasks that are turned by exp(θS).
 *
 * @param dimension D ≥ 1
 * @param nu ν ≥ 0
 * @param beta β ≥ 0
 * @param depth L ≥ 1, an integer
 * @param turn which skew S: the seed it is drawn with
 * @param angle θ
 * @param tasks ≥ 1, on which a simulation takes its loss
 * @see "Paper B, Result 5, figure 3c; theory.md [B5]"
 */
public record TurnedContexts(int dimension, double nu, double beta, double depth, int turn, double angle, int tasks)
        implements Setting<TurnedContexts>, Layered {
    /** S: which way to turn. */
    public static final Parameter TURN = Parameter.integer("turn", "S", "", "which way to turn", Range.atLeast(0));
    /** θ: angle. */
    public static final Parameter ANGLE = Parameter.real("angle", "θ", "", "angle", Range.finite());
    /** tasks: sampled tasks. */
    public static final Parameter TASKS = Parameter.integer("tasks", "tasks", "", "sampled tasks", Range.atLeast(1));

    /** L_OOD: loss on rotated contexts. */
    public static final Quantity L_OOD = Quantity.of("L_OOD", "loss on rotated contexts");

    /** @throws IllegalArgumentException if a component is out of its range */
    public TurnedContexts {
        dimension = D.check(dimension);
        nu = NU.check(nu);
        beta = BETA.check(beta);
        depth = L.check(depth);
        turn = TURN.check(turn);
        angle = ANGLE.check(angle);
        tasks = TASKS.check(tasks);
    }

    /** @return variances of inputs and tasks before the turn */
    public Spectrum spectrum() {
        return Spectrum.powerLaw(dimension, nu, beta);
    }

    /** @return S, as {@link Turn#direction} draws it */
    public Matrix skew() {
        return Turn.direction(dimension, RandomStream.of(turn));
    }
}
