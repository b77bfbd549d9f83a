package org.icllab.theory.pretraining;

import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.icllab.Require;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;
import org.icllab.model.TestError;
import org.icllab.theory.MarchenkoPastur;
import org.icllab.theory.Resolvent;

/**
 * The prediction error of linear attention pretrained by ridge regression on \( n \) contexts, in the limit
 * \( d \to \infty \) with \( \alpha = \ell/d \), \( \kappa = k/d \), \( \tau = n/d^2 \) fixed.
 *
 * <p>One formula holds for every ridge and every law of the test tasks. With \( q = (1+\rho)/\alpha \), the effective
 * ridge \( \varepsilon \ge 0 \) solves
 * \[ \varepsilon\Bigl(1 - \frac{1 - \varepsilon M_\kappa(q+\varepsilon)}{\tau}\Bigr) = \lambda, \]
 * and with \( \nu = q + \varepsilon \), on test tasks of covariance \( T \), \( \mathrm{tr}\,T = 1 \),
 * \[ e(T) = \rho + \nu^2\mathrm{tr}\,T(R+\nu)^{-2} + q\,\mathrm{tr}R^2(R+\nu)^{-2}
 *     + \frac{e(R)}{\tau}\,\mathrm{tr}(T+q)(R+q)(R+\nu)^{-2}. \]
 * \( e_{ICL} = e(I) \). \( e_{IDG} = e(R) \), for which the formula is an equation: its last term is
 * \( e(R)\,df_2/\tau \) with \( df_2 = \mathrm{tr}(R+q)^2(R+\nu)^{-2} \).
 *
 * <p>This is [A4] regrouped so that only positive terms are added; the relative error is about 1e-14. Errors include
 * the label noise \( \rho \). Where the ridgeless errors diverge (\( \tau = 1, \lambda = 0 \)) all are +Infinity.
 *
 * @see "Paper A, ridgeless ICL and IDG errors; theory.md [A4] for every ridge and test covariance"
 */
public final class AttentionRisk {
    /** Both errors in the limit; the dimension does not matter. */
    public static final Study<Pretraining, AttentionRisk> STUDY = Study
            .<Pretraining, AttentionRisk>theory("attention-risk", AttentionRisk::of)
            .measuring(Pretraining.E_ICL, AttentionRisk::icl)
            .measuring(Pretraining.E_IDG, AttentionRisk::idg)
            .measuring(Pretraining.G_TASK, AttentionRisk::gTask);
    private static final double TRACE_TOLERANCE = 1e-9;
    /** Products of a few parameters and their inverses are still numbers. */
    static final double SMALLEST = 1e-30;
    static final double LARGEST = 1e30;

    private final double alpha;
    private final double kappa;
    private final double tau;
    private final double rho;
    private final double lambda;
    private final double effectiveRidge;
    private final double icl;
    private final double idg;

    private AttentionRisk(double alpha, double kappa, double tau, double rho, double lambda) {
        this.alpha = alpha;
        this.kappa = kappa;
        this.tau = tau;
        this.rho = rho;
        this.lambda = lambda;
        MarchenkoPastur tasks = MarchenkoPastur.of(kappa);
        double q = contextNoise();
        double epsilon = lambda > 0 ? fixedPoint(tasks, q, tau, lambda) : ridgelessLimit(q, kappa, tau);
        effectiveRidge = epsilon;
        Resolvent at = Resolvent.of(tasks, q + epsilon);
        double unexplained = rho + at.x() * at.x() * at.onceWeighted() + q * at.twiceWeighted();
        // 1 − df₁/τ, which is λ/ε by the fixed point. The denominator 1 − df₂/τ follows from it by df₁ − df₂ = εh.
        double slack = lambda > 0 ? lambda / epsilon : Math.max(0, (tau - 1) / tau);
        idg = unexplained / (slack + epsilon * reach(at, q) / tau);
        icl = error(at, at.inverseSquared(), reach(at, q));
    }

    /**
     * @param alpha context length per dimension \( \ell/d \), in [1e-30, 1e30]; may be infinite if \( \lambda > 0 \) (the limits
     *     \( \alpha \to \infty \) and \( \lambda \to 0 \) need not commute)
     * @param kappa distinct pretraining tasks per dimension \( k/d \), in [1e-30, 1e30]; +Infinity for a new task in every context
     * @param tau pretraining contexts per squared dimension \( n/d^2 \), in [1e-30, 1e30]
     * @param rho label noise variance \( \rho \), in [0, 1e30], where the signal has variance 1
     * @param lambda ridge \( \lambda \), in [0, 1e30], in the normalisation of [A2]; 0 is the ridgeless limit
     * @return the errors at these parameters
     * @throws IllegalArgumentException if a parameter is out of its range
     */
    public static AttentionRisk of(double alpha, double kappa, double tau, double rho, double lambda) {
        requireRanges(alpha, kappa, tau, rho, lambda);
        return new AttentionRisk(alpha, kappa, tau, rho, lambda);
    }

    /** Refuses what paper A's risks cannot be computed at. */
    static void requireRanges(double alpha, double kappa, double tau, double rho, double lambda) {
        ratio("alpha", alpha);
        ratio("kappa", kappa);
        Require.within("tau", tau, SMALLEST, LARGEST);
        Require.within("rho", rho, 0, LARGEST);
        Require.within("lambda", lambda, 0, LARGEST);
        if (alpha == Double.POSITIVE_INFINITY && lambda == 0) {
            Require.refuse("alpha", alpha, "finite where lambda = 0");
        }
    }

    private static void ratio(String name, double ratio) {
        Require.within(name, ratio, SMALLEST, Double.POSITIVE_INFINITY);
        if (ratio > LARGEST && ratio < Double.POSITIVE_INFINITY) {
            Require.refuse(name, ratio, "at most " + LARGEST + " or +Infinity");
        }
    }

    /** @return the errors in the limit of large d at the ratios of {@code setting} */
    public static AttentionRisk of(Pretraining setting) {
        Require.given("setting", setting);
        return of(setting.alpha(), setting.kappa(), setting.tau(), setting.rho(), setting.lambda());
    }

    /**
     * The errors at the ridge that makes {@code error} smallest.
     *
     * <p>All parameters are in the ranges of {@link #of}, and not so extreme that the best ridge may be beyond 1e30.
     *
     * @param alpha context length per dimension, finite
     * @param kappa distinct pretraining tasks per dimension, possibly infinite
     * @param tau pretraining contexts per squared dimension
     * @param rho label noise variance
     * @param error what to make small: {@code AttentionRisk::icl}, {@code AttentionRisk::idg}, an error on other tasks
     * @return the risk there; {@link #lambda()} is the optimal ridge, to a relative 1e-5 and less precisely where the
     *     error hardly depends on it; 0 where no ridge lowers the error by more than a relative 1e-12
     */
    public static AttentionRisk optimalRidge(double alpha, double kappa, double tau, double rho,
                                             ToDoubleFunction<AttentionRisk> error) {
        Require.given("error", error);
        Require.positive("alpha", alpha);
        return RidgeSearch.minimum(of(alpha, kappa, tau, rho, 0), error);
    }

    /** \( \varepsilon \) at \( \lambda = 0 \): \( (1-\tau)/(\tau M_{\kappa/\tau}(q)) \), and 0 once \( \tau \ge 1 \). */
    private static double ridgelessLimit(double q, double kappa, double tau) {
        return tau < 1 ? (1 - tau) / (tau * MarchenkoPastur.of(kappa / tau).stieltjes(q)) : 0;
    }

    /**
     * \( \varepsilon \) at \( \lambda > 0 \), by Newton on \( F(\varepsilon) = \varepsilon(1 - df_1/\tau) - \lambda \).
     *
     * <p>\( F \) is convex and \( df_1 \le (1+q)/\varepsilon \), so from \( \lambda + (1+q)/\tau \) the iterates fall
     * to the root without ever passing it; they are at rest when rounding stops the fall.
     */
    private static double fixedPoint(MarchenkoPastur tasks, double q, double tau, double lambda) {
        double next = lambda + (1 + q) / tau;
        double epsilon;
        do {
            epsilon = next;
            Resolvent at = Resolvent.of(tasks, q + epsilon);
            double curvature = epsilon * reach(at, q) / tau;
            next = (lambda + epsilon * curvature) / (slack(at, q, epsilon, tau) + curvature);
        } while (next < epsilon);
        return epsilon;
    }

    /**
     * \( 1 - df_1/\tau \) with \( df_1 = \mathrm{tr}(R+q)(R+\nu)^{-1} = m(s+q) = 1 - \varepsilon m \), by the form that
     * cancels less.
     */
    private static double slack(Resolvent at, double q, double epsilon, double tau) {
        double df1 = at.m() * (at.s() + q);
        return (df1 < 0.5 ? tau - df1 : tau - 1 + epsilon * at.m()) / tau;
    }

    /**
     * \( e(T) \).
     *
     * @param at the resolvent at \( \nu \)
     * @param signal \( \mathrm{tr}\,T(R+\nu)^{-2} \)
     * @param noise \( \mathrm{tr}\,T(R+q)(R+\nu)^{-2} \)
     */
    private double error(Resolvent at, double signal, double noise) {
        double nu = at.x();
        double q = contextNoise();
        return rho + nu * nu * signal + q * at.twiceWeighted() + (noise + q * reach(at, q)) / tau * idg;
    }

    /** \( h = \mathrm{tr}(R+q)(R+\nu)^{-2} \): how strongly sampling noise reaches the coefficients. */
    private static double reach(Resolvent at, double q) {
        return at.inverseSquared() * (at.s() * at.s() + q);
    }

    /** @return \( \alpha \), context length per dimension */
    public double alpha() {
        return alpha;
    }

    /** @return \( \kappa \), distinct pretraining tasks per dimension */
    public double kappa() {
        return kappa;
    }

    /** @return \( \tau \), pretraining contexts per squared dimension */
    public double tau() {
        return tau;
    }

    /** @return \( \rho \), label noise variance */
    public double rho() {
        return rho;
    }

    /** @return \( \lambda \), ridge; 0 is the ridgeless limit */
    public double lambda() {
        return lambda;
    }

    /** @return \( q = (1+\rho)/\alpha \), the variance with which a finite context blurs its summary of the task */
    public double contextNoise() {
        return (1 + rho) / alpha;
    }

    /** @return \( \varepsilon \), the ridge at which infinitely many contexts would shrink \( \Gamma \) as much */
    public double effectiveRidge() {
        return effectiveRidge;
    }

    /** @return \( \nu = q + \varepsilon \): on average the learned map is \( \bar\Gamma = R(R+\nu)^{-1} \) */
    public double taskShrinkage() {
        return contextNoise() + effectiveRidge;
    }

    /** @return \( e_{ICL} \), the error on fresh tasks \( N(0, I_d) \) */
    public double icl() {
        return icl;
    }

    /** @return \( e_{IDG} \), the error on fresh contexts of the pretraining tasks */
    public double idg() {
        return idg;
    }

    /** @return \( e_{ICL} \) or \( e_{IDG} \) */
    public double error(TestError which) {
        return Require.given("which", which) == TestError.ICL ? icl : idg;
    }

    /**
     * The error on test tasks \( N(0, T) \) whose covariance shares the eigenvectors of the pool's second moment
     * \( R \): \( T = s(R) \).
     *
     * <p>\( s = 1 \) gives {@link #icl()}, \( s(r) = r \) gives {@link #idg()}. A covariance that knows nothing of the
     * pool enters by its trace alone, since then \( \mathrm{tr}\,Tf(R) = \mathrm{tr}\,T\,\mathrm{tr}f(R) \): any such
     * \( T \) of trace 1 gives {@link #icl()}, however anisotropic, and a mixture of the two kinds gives the mixture of
     * their errors.
     *
     * @param spectrum \( s(r) \ge 0 \), the test tasks' variance along eigenvectors of R with eigenvalue r, with
     *     \( \mathrm{tr}\,s(R) = 1 \); smooth on the continuous part of the spectrum, whereas s(0) is free where
     *     \( \kappa \lt 1 \) (the directions that no pretraining task has)
     * @return \( e(T) \)
     * @throws IllegalArgumentException if a variance is negative or not finite, or the trace is not 1 within 1e-9
     * @throws ArithmeticException as {@link MarchenkoPastur#expectation}
     */
    public double onTasks(DoubleUnaryOperator spectrum) {
        Require.given("spectrum", spectrum);
        MarchenkoPastur tasks = MarchenkoPastur.of(kappa);
        DoubleUnaryOperator variance = r -> Require.nonNegative("spectrum", spectrum.applyAsDouble(r));
        double trace = tasks.expectation(variance);
        if (!(Math.abs(trace - 1) <= TRACE_TOLERANCE)) {
            Require.refuse("trace of spectrum", trace, "1");
        }
        double q = contextNoise();
        Resolvent at = Resolvent.of(tasks, taskShrinkage());
        DoubleUnaryOperator signal = r -> variance.applyAsDouble(r) / ((r + at.x()) * (r + at.x()));
        return error(at, tasks.expectation(signal), tasks.expectation(r -> (r + q) * signal.applyAsDouble(r)));
    }

    /**
     * @return \( g_{task} = e_{ICL} - e_{IDG} \), near 0 for a model that learned to learn; where both diverge, its
     *     limit: +Infinity, or 0 if {@code kappa} is infinite
     */
    public double gTask() {
        if (idg < Double.POSITIVE_INFINITY) {
            return icl - idg;
        }
        return kappa < Double.POSITIVE_INFINITY ? Double.POSITIVE_INFINITY : 0;
    }

    @Override
    public String toString() {
        return "AttentionRisk[alpha=" + alpha + ", kappa=" + kappa + ", tau=" + tau + ", rho=" + rho
                + ", lambda=" + lambda + ", icl=" + icl + ", idg=" + idg + "]";
    }
}
