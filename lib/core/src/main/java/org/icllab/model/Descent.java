package org.icllab.model;

import org.icllab.Require;

/**
 * What the settings of paper B have in common: parameters and quantities of in-context descent.
 *
 * @see "Paper B, model setup; theory.md §4"
 */
public interface Descent {
    /** D: dimension of an input. */
    Parameter D = Parameter.integer("dimension", "D", "", "dimension of an input", Range.atLeast(1));
    /** Layers; theory also takes infinitely many. */
    Parameter L = Parameter.real("depth", "L", "", "layers", Range.atLeast(1).orInfinite());
    /** α = P/D: labelled points per dimension. */
    Parameter ALPHA = Parameter.real("alpha", "α", "P/D", "labelled points per dimension", Range.above(0).orInfinite());
    /** σ²: variance of the label noise. */
    Parameter NOISE = Parameter.real("noise", "σ²", "", "variance of the label noise", Range.atLeast(0));
    /** ν: inputs' variances fall as k^−ν. */
    Parameter NU = Parameter.real("nu", "ν", "", "inputs' variances fall as k^−ν", Range.atLeast(0));
    /** β: the loss's shares fall as k^−(νβ+1). */
    Parameter BETA = Parameter.real("beta", "β", "", "the loss's shares fall as k^−(νβ+1)", Range.atLeast(0));
    /** κ = K/D: evaluated points per dimension. */
    Parameter KAPPA = Parameter.real("kappa", "κ", "K/D", "evaluated points per dimension", Range.above(0).orInfinite());
    /** τ = B/D: contexts in a step per dimension. */
    Parameter TAU = Parameter.real("tau", "τ", "B/D", "contexts in a step per dimension", Range.above(0).orInfinite());
    /** η: learning rate. */
    Parameter ETA = Parameter.real("eta", "η", "", "learning rate", Range.above(0));
    /** Frames' columns do not tell T from t. */
    Parameter STEPS = Parameter.integer("steps", "steps", "", "of training", Range.atLeast(1));
    /** B: contexts in a step. */
    Parameter BATCH = Parameter.integer("batch", "B", "", "contexts in a step", Range.atLeast(1));
    /** Δt: time of a step. */
    Parameter TIME_STEP = Parameter.real("timeStep", "Δt", "", "time of a step", Range.above(0));
    /** E: fresh contexts that a loss is taken on. */
    Parameter EVALUATED = Parameter.integer("evaluated", "E", "", "fresh contexts that a loss is taken on", Range.atLeast(1));
    /** t: training time. */
    Parameter TIME = Parameter.real("time", "t", "", "training time", Range.atLeast(0));
    /** T in formulas; the columns of frames do not tell T from t. */
    Parameter HORIZON = Parameter.real("horizon", "t_end", "", "time at which training ends", Range.above(0));

    /** loss: in-context error without the noise's share. */
    Quantity LOSS = Quantity.of("loss", "in-context error without the noise's share");
    /** γ: step size of all layers together. */
    Quantity GAMMA = Quantity.of("γ", "step size of all layers together");

    /**
     * @return {@code depth}, as a number of layers that can be built
     * @throws IllegalArgumentException if it is not an integer
     */
    static int layers(double depth) {
        return depth == (int) depth ? (int) depth
                : Require.<Integer>refuse(L.symbol(), depth, "an integer, to be so many layers");
    }

    /**
     * @return {@code time} in steps of {@code timeStep}
     * @throws IllegalArgumentException unless it is a whole number of them, to within 1e-6 of a step
     */
    static int steps(double time, double timeStep) {
        double steps = time / timeStep;
        double whole = Math.rint(steps);
        return whole >= 0 && whole <= Integer.MAX_VALUE && Math.abs(steps - whole) <= 1e-6 ? (int) whole
                : Require.<Integer>refuse(TIME.symbol(), time, "0 … " + Integer.MAX_VALUE
                        + " whole time steps of " + timeStep);
    }
}
