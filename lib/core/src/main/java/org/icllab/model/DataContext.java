package org.icllab.model;

/**
 * In-context descent by Γ = γI on contexts of P points whose law the setting does not say: rows of a table, or Gaussian
 * inputs of its spectrum.
 *
 * @param contextLength P ≥ 1
 * @param depth L ≥ 1; a simulation needs an integer
 * @param step γ ≥ 0, of all layers together
 * @see "theory.md [B12]"
 */
public record DataContext(int contextLength, double depth, double step) implements Setting<DataContext>, Layered {
    /** P: labelled points of a context. */
    public static final Parameter P = Parameter.integer("contextLength", "P", "", "labelled points of a context",
            Range.atLeast(1));
    /** γ: step size of all layers together. */
    public static final Parameter STEP = RotatedStep.STEP;

    /** @throws IllegalArgumentException if a component is out of its range */
    public DataContext {
        contextLength = P.check(contextLength);
        depth = L.check(depth);
        step = STEP.check(step);
    }
}
