package org.icllab.theory.pretraining;

import java.util.stream.DoubleStream;
import org.icllab.Require;
import org.icllab.linalg.Vectors;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.model.TestError;
import org.icllab.theory.GammaRule;

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
 * <p>For k = ∞ these are two scalar equations, K = diag(c, …, c, c_s). A pool of up to eight tasks, fewer than d and with at least 2.5 d
 * contexts each, is solved as it is: K is a matrix on the tasks' span and the last coordinate, and c across. The mean over pools is that of
 * an orthogonal one times a factor for every pair, the mean over the cosine between two tasks (with Gaussian tasks also one for
 * every length).
 *
 * <p>In other pools K is conditioned on a task w by taking the task out with all its contexts and putting it back, which leaves
 * a 2×2 matrix: K's form on w and on the last coordinate, \( U^{-1} = U_0^{-1} + \frac n{dk}\mathbb E\frac{\chi\,pp^\top}{1+g} \), p = (t, s) with t the summary's
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
 * largest 2.4 %; at d = 20 it is 1.2 % and .7 %, of the limit 15 % and 11 %, and the largest 5.6 %. In 32 settings of two to five
 * tasks it is .9 % and .8 % at d = 10, .5 % and .3 % at d = 20. The coefficient of \( 1/d^2 \) is large near n = d(d+1) without ridge; near κ = 1 for
 * α ≥ 16 and small λ, there above all at d = 10 (nine tasks: 20 %); and at τ = κ for \( \alpha \gg d^2/4 \) and small λ
 * (α = 1000, d = 16: 20 %).
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

    /** Of K: errors are differences of fourth order, of a relative error of some 1e-9 by it, and up to 1e-5 by rounding. */
    private static final double STEP = 2e-3;
    /** Up to this number of tasks, fewer than d, a pool is solved as it is if its tasks have this many contexts per dimension. */
    private static final int MOST_FEW = 8;
    private static final double FULL = 2.5;
    private static final int LENGTHS = 3;

    private final double icl;
    private final double idg;
    private final double gap;

    private FiniteSizeRisk(double icl, double idg) {
        this(icl, idg, icl - idg);
    }

    private FiniteSizeRisk(double icl, double idg, double gap) {
        this.icl = icl;
        this.idg = idg;
        this.gap = gap;
    }

    /**
     * @param setting with d ≥ 5; λ may be 0, the ridgeless limit on either side of n = d(d+1)
     * @return its errors with tasks on the sphere, as {@code PretrainedGamma} simulates them; +Infinity where they diverge,
     *     at n = d(d+1) without ridge; NaN where no solution with positive errors is found, which is met without ridge for
     *     n within some ten of d(d+1), and below d = 10 with few contexts for each of a few tasks
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
            double infinity = Double.POSITIVE_INFINITY;
            return new FiniteSizeRisk(infinity, infinity, setting.tasks() < infinity ? infinity : 0);
        }
        try {
            FiniteSizeRisk risk = solved(setting, law);
            return risk.icl > 0 && risk.idg > 0 ? risk : new FiniteSizeRisk(Double.NaN, Double.NaN);
        } catch (ArithmeticException unsolved) {
            return new FiniteSizeRisk(Double.NaN, Double.NaN);
        }
    }

    private static FiniteSizeRisk solved(Pretraining setting, TaskLaw law) {
        double k = setting.tasks();
        int d = setting.dimension();
        boolean few = k <= MOST_FEW && k < d && setting.contexts() >= FULL * k * d;
        return few ? ofFewTasks(setting, law) : solved(setting, new FiniteSizeEquations(setting, law));
    }

    /**
     * The mean over pools. Tasks on the sphere differ by their pairs' cosines, of mean 0 and variance 1/d and uncorrelated;
     * Gaussian ones by their lengths too. What each of these changes is taken to be a factor, independent of the others'.
     */
    private static FiniteSizeRisk ofFewTasks(Pretraining setting, TaskLaw law) {
        int d = setting.dimension();
        int k = (int) setting.tasks();
        FiniteSizeRisk even = ofPool(setting, law, 0, 1);
        FiniteSizeRisk mean = even;
        if (k > 1) {
            // The rule's third node is 0.
            double cosine = Math.sqrt(3.0 / (d + 2));
            double weight = 1 / (2 * d * cosine * cosine);
            mean = mean.times(k * (k - 1) / 2, even, new double[] {1 - 2 * weight, weight, weight},
                    even, ofPool(setting, law, cosine, 1), ofPool(setting, law, -cosine, 1));
        }
        if (law == TaskLaw.GAUSSIAN) {
            GammaRule squares = GammaRule.of(2.0 / d, LENGTHS);
            FiniteSizeRisk[] risks = DoubleStream.of(squares.nodes()).mapToObj(square -> ofPool(setting, law, 0, square))
                    .toArray(FiniteSizeRisk[]::new);
            mean = mean.times(k, even, squares.weights(), risks);
        }
        return mean;
    }

    /** These errors times a power of how much larger the mean of others is than {@code even}. */
    private FiniteSizeRisk times(int power, FiniteSizeRisk even, double[] weights, FiniteSizeRisk... others) {
        double onNew = 0;
        double onOwn = 0;
        for (int i = 0; i < weights.length; i++) {
            onNew += weights[i] * others[i].icl;
            onOwn += weights[i] * others[i].idg;
        }
        return new FiniteSizeRisk(icl * Math.pow(onNew / even.icl, power), idg * Math.pow(onOwn / even.idg, power));
    }

    private static FiniteSizeRisk ofPool(Pretraining setting, TaskLaw law, double cosine, double square) {
        return solved(setting, new FewTasksEquations(setting, law, pool((int) setting.tasks(), cosine, square)));
    }

    /** The root of the Gram matrix over d of k tasks, orthogonal but for the first two, of length √d but for the first. */
    private static double[][] pool(int k, double cosine, double square) {
        double[][] tasks = new double[k][k];
        for (int j = 0; j < k; j++) {
            tasks[j][j] = 1;
        }
        tasks[0][0] = Math.sqrt(square);
        if (cosine != 0) {
            double sum = Math.sqrt(1 + cosine) / 2;
            double difference = Math.sqrt(1 - cosine) / 2;
            tasks[0][0] = tasks[1][1] = sum + difference;
            tasks[0][1] = tasks[1][0] = sum - difference;
        }
        return tasks;
    }

    private static FiniteSizeRisk solved(Pretraining setting, ErrorEquations equations) {
        ErrorEquations.Solution base = equations.solve();
        double icl = 1 + setting.rho() - 2 * base.learned() + slope(equations, base, STEP * base.onNew(), 0);
        double idg = Double.isInfinite(setting.tasks()) ? icl
                : 1 + setting.rho() - 2 * base.own() + slope(equations, base, 0, STEP * base.onOwn());
        return new FiniteSizeRisk(icl, idg);
    }

    /** \( \tfrac1d\mathrm E\,\mathrm{Tr}\,\Gamma^*T\Gamma^{*\top} \), the derivative of the objective over n. */
    private static double slope(ErrorEquations equations, ErrorEquations.Solution base, double onNew, double onOwn) {
        double sum = 0;
        double[] change = new double[base.state().length];
        for (int i : new int[] {1, -1, 2, -2}) {
            double[] start = base.state().clone();
            Vectors.axpy(i, change, start);
            ErrorEquations.Solution there = equations.solve(start, i * onNew, i * onOwn);
            if (i == 1) {
                change = Vectors.minus(there.state(), base.state());
            }
            sum += (Math.abs(i) == 1 ? 8 : -1) * Math.signum(i) * there.objective();
        }
        return sum / (12 * (onNew + onOwn));
    }

    /** @return \( e_{ICL} \), the error on new tasks */
    public double icl() {
        return icl;
    }

    /** @return \( e_{IDG} \), the error on fresh contexts of the pretraining tasks */
    public double idg() {
        return idg;
    }

    /** @return \( e_{ICL} - e_{IDG} \); where both diverge +Infinity, but always 0 for fresh tasks */
    public double gTask() {
        return gap;
    }

    /** @return \( e_{ICL} \) or \( e_{IDG} \) */
    public double error(TestError which) {
        return Require.given("which", which) == TestError.ICL ? icl : idg;
    }
}
