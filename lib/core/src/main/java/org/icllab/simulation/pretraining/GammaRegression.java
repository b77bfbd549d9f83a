package org.icllab.simulation.pretraining;

import org.icllab.Require;

/**
 * Pretraining linear attention: ridge regression of the last label on the feature,
 * \( \Gamma^* = \arg\min_\Gamma \sum_\mu (y^\mu_{\ell+1} - \langle\Gamma,H^\mu\rangle)^2
 *    + \tfrac nd\lambda\|\Gamma\|_F^2 \).
 *
 * <p>Three solvers give the same answer; {@link Solver#AUTO} takes the one that should be quickest.
 *
 * @see "Paper A, eq. for Γ*; theory.md [A2]"
 */
public final class GammaRegression {
    /** How the minimum is found; n contexts, p = d(d+1) parameters. */
    public enum Solver {
        /** The quickest of the other three for the sample's shape and the ridge. */
        AUTO,
        /** Normal equations in p dimensions, \( O(np^2 + p^3) \): the reference. */
        DIRECT,
        /** The n×n kernel, a Hadamard product \( (X^\top X)\circ(A^\top A) \), \( O(n^3 + n^2d) \): for n below p. */
        DUAL,
        /** Conjugate gradients without forming a matrix, \( O(np) \) an iteration, preconditioned by a Kronecker product. */
        ITERATIVE
    }

    private final FeatureSample sample;
    private final double penalty;
    private final double ridge;
    private final int threads;

    private GammaRegression(FeatureSample sample, double ridge, int threads) {
        this.sample = sample;
        this.ridge = ridge;
        this.penalty = ridge * sample.size() / sample.dimension();
        this.threads = threads;
    }

    /**
     * @param sample the pretraining contexts' features
     * @param ridge λ ≥ 0; at 0 the least-squares solution, of least norm when n &lt; p
     */
    public static GammaRegression of(FeatureSample sample, double ridge) {
        return new GammaRegression(sample, Require.nonNegative("ridge", ridge), 1);
    }

    /** @return the same problem, its iterations shared by {@code threads} ≥ 1; the result has the same bits */
    public GammaRegression withThreads(int threads) {
        return new GammaRegression(sample, ridge, Require.atLeast("threads", threads, 1));
    }

    /** @return Γ* by the quickest solver */
    public ReducedAttention solve() {
        return solve(Solver.AUTO);
    }

    /**
     * @return Γ*
     * @throws IllegalArgumentException if the solver cannot take this problem (its message says why)
     * @throws ArithmeticException if the equations are singular, or the iteration does not reach its tolerance
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public ReducedAttention solve(Solver solver) {
        switch (solver) {
            case DIRECT:
                return new ReducedAttention(DirectSolver.solve(sample, penalty));
            case DUAL:
                return new ReducedAttention(DualSolver.solve(sample, penalty));
            case ITERATIVE:
                Require.that(ridge > 0 || sample.size() >= parameters(),
                        "ridge = 0: the iterative solver needs a ridge > 0 when n < d(d+1); use DUAL");
                return new ReducedAttention(IterativeSolver.solve(sample, penalty, threads).gamma());
            default:
                return solve(quickest());
        }
    }

    private Solver quickest() {
        double n = sample.size();
        // A quarter of the heap: other trials may hold a kernel of the same size at the same time.
        boolean fits = n * n < Integer.MAX_VALUE && 8 * n * n < Runtime.getRuntime().maxMemory() / 4.0;
        double dual = n * n * (n / 3 + 4 * sample.dimension());
        double iterative = IterativeSolver.expectedIterations(n / parameters(), ridge) * 4 * n * parameters();
        return n <= parameters() && fits && (ridge == 0 || dual < iterative) ? Solver.DUAL : Solver.ITERATIVE;
    }

    private double parameters() {
        return (double) sample.dimension() * (sample.dimension() + 1);
    }
}
