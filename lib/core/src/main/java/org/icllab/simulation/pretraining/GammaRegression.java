package org.icllab.simulation.pretraining;

import org.icllab.Require;

/**
 * Pretraining linear attention: ridge regression of the last label on the feature,
 * \( \Gamma^* = \arg\min_\Gamma \sum_\mu (y^\mu_{\ell+1} - \langle\Gamma,H^\mu\rangle)^2
 *    + \tfrac nd\lambda\|\Gamma\|_F^2 \).
 *
 * <p>Three solvers give the same answer, each within 1e-6 of Γ*'s Frobenius norm, or refuse; {@link Solver#AUTO} takes
 * the one that should be quickest. With n contexts and p = d(d+1) parameters the equations of {@code DIRECT} and
 * {@code ITERATIVE} have p − n eigenvalues that are the ridge alone, those of {@code DUAL} n − p, and what rounding
 * leaves of such a solution grows as 1/λ. Below {@link Solver#leastRidge} they refuse.
 *
 * @see "Paper A, eq. for Γ*; theory.md [A2]"
 */
public final class GammaRegression {
    /** How the minimum is found; n contexts, p = d(d+1) parameters. */
    public enum Solver {
        /** The quickest of the other three that can be asked, by n, d and λ alone: the same on every machine. */
        AUTO(0),
        /** Normal equations in p dimensions, \( O(np^2 + p^3) \): the reference; for n below p with λ ≥ 1e-7. */
        DIRECT(1e-7),
        /**
         * The n×n kernel \( (X^\top X)\circ(A^\top A) \), \( O(n^3 + n^2d) \), from n = 2048 on and away from p in single precision,
         * refined in double: for n above p with λ ≥ 1e-7.
         */
        DUAL(1e-7),
        /**
         * Conjugate gradients without forming a matrix, \( O(np) \) an iteration, preconditioned by a Kronecker product, from
         * n/p of about 1.14 on or for as large a ridge in single precision, refined in double; for n below p with λ ≥ 1e-5.
         */
        ITERATIVE(1e-5);

        /** Measured against singular values at d = 2 … 12: errors are below 2e-15/λ, and CG can tell from λ = 5e-6 on. */
        private final double leastRidge;

        Solver(double leastRidge) {
            this.leastRidge = leastRidge;
        }

        /** @return the least λ for equations that are singular without it */
        public double leastRidge() {
            return leastRidge;
        }
    }

    /** AUTO forms no matrix with more rows, 2 GiB, while ITERATIVE can be asked: several trials run at once. */
    private static final int MOST_ROWS = 1 << 14;

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
        Require.given("sample", sample);
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
     * @throws IllegalArgumentException if the solver cannot take this problem (its message says why, and which can)
     * @throws ArithmeticException if the equations are so nearly singular that rounding leaves less than the accuracy
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public ReducedAttention solve(Solver solver) {
        Require.given("solver", solver);
        Solver taken = solver == Solver.AUTO ? quickest(sample.dimension(), sample.size(), ridge) : solver;
        double missing = parameters(sample.dimension()) - sample.size();
        Require.that((taken == Solver.DUAL ? -missing : missing) <= 0 || ridge >= taken.leastRidge, "ridge = " + ridge + ": " + taken + " needs a ridge ≥ "
                + taken.leastRidge + " when n " + (taken == Solver.DUAL ? "> d(d+1); use ITERATIVE" : "< d(d+1); use DUAL"));
        return new ReducedAttention(switch (taken) {
            case DIRECT -> DirectSolver.solve(sample, penalty);
            case DUAL -> DualSolver.solve(sample, penalty);
            default -> IterativeSolver.solve(sample, penalty, threads).gamma();
        });
    }

    /**
     * The memory of a fit by {@link Solver#AUTO} with one thread, its sample included.
     *
     * @param dimension d ≥ 1
     * @param contexts n ≥ 1
     * @param ridge λ ≥ 0
     * @return bytes that must be free at once, within about 10 % from 10 MB on
     */
    public static long bytes(int dimension, long contexts, double ridge) {
        Require.atLeast("dimension", dimension, 1);
        Require.that(contexts >= 1, "contexts = " + contexts + ": must be an integer ≥ 1");
        Require.nonNegative("ridge", ridge);
        double p = parameters(dimension);
        double n = contexts;
        double numbers = 2.0 * (dimension + 1) * n + switch (quickest(dimension, contexts, ridge)) {
            case DIRECT -> p * p + 2 * p + DirectSolver.workingNumbers();
            case DUAL -> DualSolver.workingNumbers(dimension, n);
            default -> IterativeSolver.workingNumbers(dimension, n, ridge);
        };
        return (long) Math.min(8 * numbers, Long.MAX_VALUE);
    }

    private static Solver quickest(int dimension, long contexts, double ridge) {
        double n = contexts;
        double p = parameters(dimension);
        boolean under = n <= p;
        double rows = under ? n : p;
        boolean iterates = n >= p || ridge >= Solver.ITERATIVE.leastRidge;
        double dense = under ? n * n * (n / 3 + 4 * dimension) : p * p * (p / 3 + n);
        double iterative = IterativeSolver.expectedIterations(n / p, ridge) * 4 * n * p;
        boolean forms = !iterates || rows <= MOST_ROWS && dense < iterative;
        return !forms ? Solver.ITERATIVE : under ? Solver.DUAL : Solver.DIRECT;
    }

    private static double parameters(int dimension) {
        return (double) dimension * (dimension + 1);
    }
}
