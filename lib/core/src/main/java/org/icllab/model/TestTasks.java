package org.icllab.model;

/**
 * What a layer that was pretrained on a pool is tested on beside new tasks and the pool's own: Gaussian tasks
 * \( \mathcal N(0, T) \), \( \mathrm{tr}\,T = 1 \). R is the pool's second moment.
 *
 * @see "theory.md §3, the error on any test task covariance"
 */
public final class TestTasks {
    /** p of test tasks with \( T = R^p/\mathrm{tr}R^p \): T = I at 0, T = R at 1. */
    public static final Parameter POWER = Parameter.real("power", "p", "", "0: new tasks, 1: as the pool", Range.atLeast(0));
    /** The error for a power. */
    public static final Quantity E = Quantity.of("e", "error");
    /** T is the same in all directions in which the pool has tasks, and 0 elsewhere. */
    public static final Quantity INSIDE = Quantity.of("inside", "error in the span of the pool");
    /** T is the same in all directions in which the pool has no task; NaN if there is none. */
    public static final Quantity OUTSIDE = Quantity.of("outside", "error outside the span of the pool");
    /** T is the same in half of the directions, chosen without regard to the pool. */
    public static final Quantity HALF = Quantity.of("half", "error in the first d/2 coordinates");
    /** T is the second moment of another pool of the same size. */
    public static final Quantity OTHER_POOL = Quantity.of("other pool", "error on the covariance of another pool");

    private TestTasks() {
    }
}
