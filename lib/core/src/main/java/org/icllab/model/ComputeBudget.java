package org.icllab.model;

import org.icllab.Require;

/**
 * A budget of compute for descent on randomly rotated contexts, and what it is spent on.
 *
 * @param dimension D ≥ 1
 * @param nu ν ≥ 0
 * @param beta β ≥ 0
 * @param compute C &gt; 0
 * @param cost what C counts beside time and depth
 * @see "Paper B, Results 8 and 9; theory.md [B10]"
 */
public record ComputeBudget(int dimension, double nu, double beta, double compute, Cost cost)
        implements Setting<ComputeBudget>, Descent {
    /** What compute is spent on. */
    public enum Cost {
        /** \( C = tL \): width is free, and full. */
        DEPTH,
        /** \( C = tN^2L \): contexts of any length are free. */
        WIDTH,
        /** \( C = tP^2N^2L \). */
        CONTEXT
    }

    /** C: compute. */
    public static final Parameter COMPUTE = Parameter.real("compute", "C", "", "compute", Range.above(0));
    /** cost: tL, tN²L or tP²N²L. */
    public static final Parameter COST = Parameter.choice("cost", "cost", "tL, tN²L or tP²N²L", Cost.class);

    /** N: width of the best shape. */
    public static final Quantity BEST_WIDTH = Quantity.of("N", "width of the best shape");
    /** L: depth of the best shape. */
    public static final Quantity BEST_DEPTH = Quantity.of("L", "depth of the best shape");
    /** P: context length of the best shape. */
    public static final Quantity BEST_CONTEXT = Quantity.of("P", "context length of the best shape");
    /** t: training time of the best shape. */
    public static final Quantity BEST_TIME = Quantity.of("t", "training time of the best shape");

    /** @throws IllegalArgumentException if a component is out of its range */
    public ComputeBudget {
        dimension = D.check(dimension);
        nu = NU.check(nu);
        beta = BETA.check(beta);
        compute = COMPUTE.check(compute);
        Require.that(cost != null, "cost = null: must be a kind of cost");
    }

    /**
     * @param dimension \( D \)
     * @param nu \( \nu \)
     * @param beta \( \beta \)
     * @param compute \( C \)
     * @return the budget C = tN²L
     */
    public static ComputeBudget of(int dimension, double nu, double beta, double compute) {
        return new ComputeBudget(dimension, nu, beta, compute, Cost.WIDTH);
    }

    /** @return the same budget, spent so */
    public ComputeBudget on(Cost cost) {
        return new ComputeBudget(dimension, nu, beta, compute, cost);
    }

    /** @return variances of inputs and tasks */
    public Spectrum spectrum() {
        return Spectrum.powerLaw(dimension, nu, beta);
    }
}
