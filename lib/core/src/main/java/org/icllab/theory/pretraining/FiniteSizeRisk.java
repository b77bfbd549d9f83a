package org.icllab.theory.pretraining;

import org.icllab.Require;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.model.TestError;

/**
 * The mean prediction errors of {@link AttentionRisk}'s layer at the dimension, context length and numbers of tasks and
 * contexts that an experiment really has, averaged over pools and contexts. Nothing is sampled.
 *
 * <p>A feature \( x\otimes a \), a = [h; s], is made of O(d) random numbers only, so that its squared size under the
 * resolvent fluctuates by a relative \( 1/\sqrt d \). With \( \chi = |x|^2 \) and \( g = \chi\,a^\top Ka \), leaving out
 * one context gives the resolvent's mean \( I_d\otimes K \) and that of Γ* = [Γ_1 | Γ_s],
 * \[ K^{-1} = \frac nd\Bigl(\lambda I + \mathbb E\frac{\chi aa^\top}{1+g}\Bigr),\quad
 *    \bar\Gamma = \frac nd\mathbb E\frac{\chi wa^\top}{1+g}K,\quad
 *    F = n\,\mathbb E\frac{\chi w\cdot(w - \bar\Gamma a)/d + \rho}{1+g}, \]
 * F being the least penalised sum of squares. With \( \lambda I + \eta T \) in place of λI and T the summaries' second
 * moment under test, [A3] becomes \( e = 1+\rho - \frac2d\mathbb E\,w\cdot\bar\Gamma\,\mathbb E[a|w]
 * + \frac1n\partial F/\partial\eta \).
 *
 * <p>For k = ∞ these are two scalar equations, K = diag(c, …, c, c_s). In a pool, K is conditioned on a task w by taking
 * the task out with all its contexts and putting it back, which leaves a 2×2 matrix: K's form on w and on the last
 * coordinate, \( U^{-1} = U_0^{-1} + \frac n{dk}\mathbb E\frac{\chi\,pp^\top}{1+g} \), p = (t, s) with t the summary's
 * part along w. Four more things are of the same order as the fluctuations of χ and of the summary, and are kept:
 * <ul>
 * <li>The last coordinate of \( U_0 \) is K's without the task: \( U_{ss} \), the task put back, averages to \( c_s \).
 * <li>The pool spreads K's spectrum. With \( q_2 = \mathrm{tr}K^2/(\mathrm{tr}K)^2 = 1/(1-\kappa Y^2) \), Y the share by
 *     which a task lowers its own \( w^\top Kw \), that form without the task has the relative variance
 *     \( \frac2{d+2}(q_2-1) \), and the mean \( dc(1 + q_2Y/d) \) and a term from the rest of its contexts.
 * <li>The number m of a task's contexts is binomial. U is solved for each of a few m, the task's contexts seeing m − 1 of
 *     one another: near τ = κ, where a task has as many contexts as dimensions, U is steep in m.
 * <li>At a given m the task's d×d block of the resolvent has a spectrum too: with \( y^2 = \mathbb E(g_w/(1+g))^2 \),
 *     \( g_w \) the part of g by U, that part varies by a further \( \frac2{d+2}\,ry^2/(1-ry^2) \), r = m/d.
 * </ul>
 * Each is a gamma law of that variance. Expectations are sums over Gauss rules.
 *
 * <p><b>What is neglected</b> is of relative order \( 1/d^2 \) at fixed ratios, where the limit neglects 1/d. Against
 * simulation in 64 settings (α .5–100, κ .3–∞, τ .2–5 but for |1 − τ| &lt; .1, ρ .01–1, λ 1e-5–1), the simulation's variance
 * subtracted, the root mean square distance at d = 40 is .5 % of e_ICL and .4 % of e_IDG, of the limit 6.5 % and 4.7 %, and the
 * largest 2.4 %; at d = 20 it is 1.2 % and .7 %, of the limit 15 % and 11 %, and the largest 5.6 %. The coefficient of
 * \( 1/d^2 \) is large near n = d(d+1) without ridge; near κ = 1 for α ≥ 16 and small λ; for pools of few tasks (d = 32: 3 % for
 * k = 2; d = 10: 18 % for k = 2, 6 % for k = 4); and at τ = κ for \( \alpha \gg d^2/4 \) and small λ (α = 1000, d = 16: 20 %).
 *
 * @see "theory.md [A5]"
 */
public final class FiniteSizeRisk {
    /** Both errors at the setting's own dimension. */
    public static final Study<Pretraining, FiniteSizeRisk> STUDY = Study
            .<Pretraining, FiniteSizeRisk>theory("finite-size-risk", FiniteSizeRisk::of)
            .measuring(Pretraining.E_ICL, FiniteSizeRisk::icl)
            .measuring(Pretraining.E_IDG, FiniteSizeRisk::idg)
            .measuring(Pretraining.G_TASK, FiniteSizeRisk::gTask);

    /** Of K's inverse: errors are central differences, of relative error 1e-8 by it and 1e-9 by rounding. */
    private static final double STEP = 1e-4;

    private final double icl;
    private final double idg;

    private FiniteSizeRisk(double icl, double idg) {
        this.icl = icl;
        this.idg = idg;
    }

    /**
     * @param setting with d ≥ 5; λ may be 0, the ridgeless limit on either side of n = d(d+1)
     * @return its errors with tasks on the sphere, as {@code PretrainedGamma} simulates them; +Infinity where they diverge,
     *     at n = d(d+1) without ridge; NaN where the equations have no solution with positive errors, which is met below
     *     d = 10 with a few tasks
     * @throws IllegalArgumentException if the dimension is out of that range, or a count is
     */
    public static FiniteSizeRisk of(Pretraining setting) {
        return of(setting, TaskLaw.SPHERE);
    }

    /**
     * @param setting as in {@link #of(Pretraining)}
     * @param law of the pretraining tasks and of new ones
     * @return its errors with tasks of {@code law}
     * @throws IllegalArgumentException as there
     */
    public static FiniteSizeRisk of(Pretraining setting, TaskLaw law) {
        Require.given("setting, law", setting, law);
        int d = Require.atLeast("dimension", setting.dimension(), 5);
        if (setting.lambda() == 0 && setting.contexts() == d * (d + 1.0)) {
            return new FiniteSizeRisk(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        try {
            FiniteSizeRisk risk = solved(setting, law);
            return risk.icl > 0 && risk.idg > 0 ? risk : new FiniteSizeRisk(Double.NaN, Double.NaN);
        } catch (ArithmeticException unsolved) {
            return new FiniteSizeRisk(Double.NaN, Double.NaN);
        }
    }

    private static FiniteSizeRisk solved(Pretraining setting, TaskLaw law) {
        int d = setting.dimension();
        var equations = new FiniteSizeEquations(setting, law);
        FiniteSizeEquations.Solution base = equations.solve();
        double eta = STEP / (base.mean() * (1 + (1 + setting.rho()) * d / setting.contextLength()));
        double icl = 1 + setting.rho() - 2 * base.learned() + slope(equations, base, eta, 0);
        double idg = Double.isInfinite(setting.tasks()) ? icl
                : 1 + setting.rho() - 2 * base.own() + slope(equations, base, 0, eta);
        return new FiniteSizeRisk(icl, idg);
    }

    /** \( \tfrac1d\mathrm E\,\mathrm{Tr}\,\Gamma^*T\Gamma^{*\top} \), the derivative of the objective over n. */
    private static double slope(FiniteSizeEquations equations, FiniteSizeEquations.Solution base, double onNew, double onOwn) {
        double above = equations.solve(base.state(), onNew, onOwn).objective();
        double below = equations.solve(base.state(), -onNew, -onOwn).objective();
        return (above - below) / (2 * (onNew + onOwn));
    }

    /** @return \( e_{ICL} \), the error on new tasks */
    public double icl() {
        return icl;
    }

    /** @return \( e_{IDG} \), the error on fresh contexts of the pretraining tasks */
    public double idg() {
        return idg;
    }

    /** @return \( e_{ICL} - e_{IDG} \); 0 for fresh tasks */
    public double gTask() {
        return icl == idg ? 0 : icl - idg;
    }

    /** @return \( e_{ICL} \) or \( e_{IDG} \) */
    public double error(TestError which) {
        return which == TestError.ICL ? icl : idg;
    }
}
