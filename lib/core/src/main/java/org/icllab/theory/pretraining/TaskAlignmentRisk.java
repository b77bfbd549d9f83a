package org.icllab.theory.pretraining;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.model.AlignedPretraining;
import org.icllab.model.Study;
import org.icllab.model.TaskSpectrum;
import org.icllab.theory.SpectrumResolvent;

/**
 * The prediction error of linear attention pretrained on Gaussian tasks of any covariance C and tested on tasks of any
 * covariance T, in the limit of {@link AttentionRisk}, which it equals at C = I. Without ridge a relative 1e-16/|1 − τ| is lost.
 *
 * <p>With \( c = \mathrm{tr}\,C \), \( q = (c+\rho)/\alpha \), \( q_T = (\mathrm{tr}\,T+\rho)/\alpha_T \) for test
 * contexts of \( \alpha_Td \) examples, R the pool's second moment, ε the effective ridge of {@link AttentionRisk} with
 * {@link SpectrumResolvent} in place of M, and ν = q + ε,
 * \[ e(T) = \rho + \nu^2\mathrm{tr}\,T(R+\nu)^{-2} + q_T\,\mathrm{tr}R^2(R+\nu)^{-2}
 *     + \frac{e(R)}{\tau}\,\mathrm{tr}(T+q_T)(R+q)(R+\nu)^{-2}. \]
 * It is linear in T: \( e(T) = e_0 + \mathrm{tr}\,T\mathcal K \) with the misalignment kernel
 * \( \mathcal K = \nu^2(R+\nu)^{-2} + \frac{e(R)}{\tau}(R+q)(R+\nu)^{-2} \), which is diagonal in C's eigenbasis; there
 * T enters by its diagonal alone. {@link #idg} is e(R), on the pool's own tasks in contexts as long as those of
 * pretraining. Where the ridgeless errors diverge (τ = 1, λ = 0) they are +Infinity.
 *
 * <p>One equation in one unknown is solved, by Newton's method on a convex function from above the root, which it cannot
 * pass. The limit is \( d \to \infty \) with the spectra's shape fixed; errors of order 1/d remain at finite d.
 *
 * @see "Letey, Zavatone-Veth, Lu, Pehlevan, arXiv 2509.26551; theory.md [A6]"
 */
public final class TaskAlignmentRisk {
    /** All three errors; the dimension says how many directions the power laws have. */
    public static final Study<AlignedPretraining, Errors> STUDY = Study
            .<AlignedPretraining, Errors>theory("task-alignment-risk", TaskAlignmentRisk::errors)
            .measuring(AlignedPretraining.E_TEST, Errors::test)
            .measuring(AlignedPretraining.E_MATCHED, Errors::matched)
            .measuring(AlignedPretraining.E_IDG, Errors::idg);

    private final double[] variances;
    private final double q;
    private final double tau;
    private final double rho;
    private final double effectiveRidge;
    private final SpectrumResolvent at;
    private final double idg;

    /**
     * The errors of a setting.
     *
     * @param test e(T)
     * @param matched e(C)
     * @param idg e(R)
     */
    public record Errors(double test, double matched, double idg) {
        /** @throws IllegalArgumentException if an error is no number */
        public Errors {
            Require.numbers("test, matched, idg", test, matched, idg);
        }
    }

    private TaskAlignmentRisk(TaskSpectrum train, double alpha, double kappa, double tau, double rho, double lambda) {
        variances = train.variances();
        this.tau = tau;
        this.rho = rho;
        double c = train.mean();
        q = (c + rho) / alpha;
        boolean ridged = lambda > 0 || tau < 1;
        // ε ≤ λ + (c+q)/τ by df₁ ≤ (c+q)/ε, and s ≤ ν + c/κ.
        double start = q + (ridged ? lambda + (c + q) / tau : 0) + c / kappa;
        SpectrumResolvent found = ridged ? fixedPoint(start, 1 / kappa, lambda) : inverse(start, 1 / kappa);
        // Without ridge it is 0 exactly, so that the errors are infinite where they diverge.
        double above = tau < Math.min(1, kappa) ? found.z() - q : ridgeAt(found, lambda);
        effectiveRidge = ridged ? above : 0;
        at = found.withPoint(q + effectiveRidge);
        double slack = lambda > 0 ? lambda / effectiveRidge : Math.max(0, (tau - 1) / tau);
        double nu = q + effectiveRidge;
        double unexplained = rho + nu * nu * at.onceWeighted() + q * at.twiceWeighted(variances);
        idg = unexplained / (slack + effectiveRidge * reach(at) / tau);
    }

    /**
     * @param train C's eigenvalues, the variances of pretraining tasks
     * @param alpha context length per dimension, in [1e-30, 1e30], or +Infinity if λ &gt; 0
     * @param kappa distinct pretraining tasks per dimension, in [1e-30, 1e30]; +Infinity for a new task in every context
     * @param tau pretraining contexts per squared dimension, in [1e-30, 1e30]
     * @param rho label noise variance, in [0, 1e30]
     * @param lambda ridge, in [0, 1e30], in the normalisation of [A2]; 0 is the ridgeless limit
     * @return the risk at these parameters
     * @throws IllegalArgumentException if a parameter is out of its range
     */
    public static TaskAlignmentRisk of(TaskSpectrum train, double alpha, double kappa, double tau, double rho,
                                       double lambda) {
        Require.given("train", train);
        AttentionRisk.requireRanges(alpha, kappa, tau, rho, lambda);
        return new TaskAlignmentRisk(train, alpha, kappa, tau, rho, lambda);
    }

    /** @return the risk after the pretraining of {@code setting}, for any test */
    public static TaskAlignmentRisk of(AlignedPretraining setting) {
        Require.given("setting", setting);
        return of(setting.trainTasks(), setting.alpha(), setting.kappa(), setting.tau(), setting.rho(), setting.lambda());
    }

    /** @return all three errors of {@code setting} */
    public static Errors errors(AlignedPretraining setting) {
        TaskAlignmentRisk risk = of(Require.given("setting", setting));
        return new Errors(risk.on(setting.testTasks(), setting.testAlpha()),
                risk.on(setting.trainTasks(), setting.testAlpha()), risk.idg);
    }

    /** \( \nu(s) = q \): at ε = 0. ν is convex in s and rises from the root on. */
    private SpectrumResolvent inverse(double start, double inverseRatio) {
        double next = start;
        SpectrumResolvent here;
        do {
            here = SpectrumResolvent.at(variances, inverseRatio, next);
            double step = (here.z() - q) * here.slope();
            next = Math.max(q, here.s() - step);
        } while (next < here.s());
        return here;
    }

    /**
     * \( F(\varepsilon) = \varepsilon(1 - df_1/\tau) = \lambda \) with \( \varepsilon = \nu(s) - q \). F is convex in ε
     * and ν in s, both rise from the root on, hence so is F in s: Newton's iterates fall to the root.
     */
    private SpectrumResolvent fixedPoint(double start, double inverseRatio, double lambda) {
        double next = start;
        SpectrumResolvent here;
        do {
            here = SpectrumResolvent.at(variances, inverseRatio, next);
            double epsilon = here.z() - q;
            double slack = slack(here, epsilon);
            double rise = slack + epsilon * reach(here) / tau;
            next = Math.max(q, here.s() - (epsilon * slack - lambda) * here.slope() / rise);
        } while (next < here.s());
        return here;
    }

    /**
     * ε at the root s, without the difference \( \nu(s) - q \), of which few digits are left where tasks are few: the
     * fixed point's equation itself, \( (\nu-q)\bigl((\tau-t)\nu - qst_0\bigr) = \lambda\tau\nu \) with
     * \( t_0 = \mathrm{tr}(C+s)^{-1} \), as a quadratic. τ &gt; t there, by far if τ ≥ min(1, κ).
     */
    private double ridgeAt(SpectrumResolvent found, double lambda) {
        double own = q * (tau - found.t());
        double other = q * found.s() * found.trace();
        double ridge = lambda * tau;
        double root = Math.sqrt((own - other) * (own - other) + ridge * (2 * (own + other) + ridge));
        double difference = other + ridge - own;
        return difference >= 0 ? (difference + root) / (2 * (tau - found.t())) : 2 * ridge * q / (root - difference);
    }

    /** \( 1 - df_1/\tau \), \( df_1 = \mathrm{tr}(R+q)(R+\nu)^{-1} = t + qm = 1 - \varepsilon m \), by what cancels less. */
    private double slack(SpectrumResolvent here, double epsilon) {
        double df1 = here.t() + q * here.m();
        return (df1 < 0.5 ? tau - df1 : tau - 1 + epsilon * here.m()) / tau;
    }

    /** \( h = \mathrm{tr}(R+q)(R+\nu)^{-2} \). */
    private double reach(SpectrumResolvent here) {
        return here.onceWeighted() + q / here.z() / here.z() * here.shrunk();
    }

    /** @return ε, the ridge at which infinitely many contexts would shrink Γ as much */
    public double effectiveRidge() {
        return effectiveRidge;
    }

    /** @return e(R), the error on the pretraining tasks in contexts of the pretraining's length */
    public double idg() {
        return idg;
    }

    /**
     * The misalignment kernel: what a unit of the test tasks' variance costs along each direction.
     *
     * @return \( \mathcal K_j \), in the order of the pretraining tasks' variances
     */
    public double[] kernel() {
        return Arrays.stream(variances).map(c -> at.shrunk(c) + idg / tau * reach(c)).toArray();
    }

    /**
     * @param test T's eigenvalues, in the order of the pretraining tasks' variances; T need not share their
     *     eigenvectors: its diagonal in their basis counts
     * @param testAlpha length of test contexts per dimension, &gt; 0, possibly infinite
     * @return e(T), the error on new tasks N(0, T)
     * @throws IllegalArgumentException if the numbers of directions differ, or the length is out of its range
     */
    public double on(TaskSpectrum test, double testAlpha) {
        Require.length("test.variances", Require.given("test", test).dimension(), variances.length);
        Require.positiveOrInfinite("testAlpha", testAlpha);
        double noise = (test.mean() + rho) / testAlpha;
        double[] kernel = kernel();
        double[] power = test.variances();
        double cost = 0;
        for (int j = 0; j < kernel.length; j++) {
            // A direction without variance costs nothing, even where the kernel is infinite.
            cost += power[j] > 0 ? power[j] * kernel[j] : 0;
        }
        double blur = noise > 0 ? noise * (at.twiceWeighted(variances) + idg / tau * reach(at)) : 0;
        return rho + cost / kernel.length + blur;
    }

    /**
     * How the error on test tasks answers to the pretraining tasks' spectrum: \( d\,\partial e(T)/\partial c_j \) at a
     * fixed mean of it. Differences between directions count: what variance moved from one to another changes.
     *
     * @param test T's eigenvalues, in the order of the pretraining tasks' variances
     * @param testAlpha length of test contexts per dimension, &gt; 0, possibly infinite
     * @return the slopes, in that order
     * @throws IllegalArgumentException as {@link #on}; or if the error is infinite
     */
    public double[] slopes(TaskSpectrum test, double testAlpha) {
        double error = on(test, testAlpha);
        if (Double.isInfinite(error)) {
            Require.refuse("e(T)", error, "finite, to have a slope");
        }
        return new Slopes(test.variances(), (test.mean() + rho) / testAlpha).perDirection();
    }

    /**
     * The differential of e(T). With \( x_j = s/(c_j+s) \) all that it depends on are s and the means
     * t of 1 − x, u of x(1 − x), and weighted by T those of x² and x(1 − x), and s by its equation on t.
     */
    private final class Slopes {
        private final double[] power;
        private final double testNoise;
        private final double s = at.s();
        private final double z = at.z();
        private final double inverseRatio = at.inverseRatio();
        private final double sigma = at.slope();
        private final double u = s * at.a();
        private final double squared = z * z;
        private double missed;
        private double met;

        Slopes(double[] power, double testNoise) {
            this.power = power;
            this.testNoise = testNoise;
            for (int j = 0; j < power.length; j++) {
                double x = s / (variances[j] + s);
                missed += power[j] * x * x / power.length;
                met += power[j] * x * (1 - x) / power.length;
            }
        }

        /** de by changes of s, t, u, and of the means weighted by T. */
        private double change(double ds, double dt, double du, double dMissed, double dMet) {
            double dz = z / s * ds - s * inverseRatio * dt;
            double dSigma = sigma * sigma * inverseRatio * (dt - du);
            double spread = u * u * inverseRatio;
            double dSpread = 2 * u * inverseRatio * sigma * du + spread * dSigma;
            double shrunk = at.shrunk();
            double dShrunk = -dt - du + dSpread;
            double dTwice = dt - du + dSpread;
            double dOnce = (u * dSigma + sigma * du - at.onceWeighted() * ds) / s;
            double blur = q / squared;
            double dBlur = -2 * blur * dz / z;
            double dReach = dOnce + shrunk * dBlur + blur * dShrunk;
            double dFreedom = freedom(dz, dt);
            double dUnexplained = 2 * z * at.onceWeighted() * dz + squared * dOnce + q * dTwice;
            double left = 1 - (at.t() + q * at.m() - effectiveRidge * reach(at)) / tau;
            double dIdg = (dUnexplained + idg / tau * (dFreedom - reach(at) * dz - effectiveRidge * dReach)) / left;
            double bias = missed + u * sigma * inverseRatio * met;
            double dBias = dMissed + inverseRatio * (u * sigma * dMet + sigma * met * du + u * met * dSigma);
            double dTested = (met * dSigma + sigma * dMet - sigma * met / s * ds) / s + bias * dBlur + blur * dBias;
            return dBias + testNoise * dTwice + dIdg / tau * (sigma * met / s + blur * bias + testNoise * reach(at))
                    + idg / tau * (dTested + testNoise * dReach);
        }

        /** The change of \( df_1 = t + q(1-t)/z \). */
        private double freedom(double dz, double dt) {
            return dt * (1 - q / z) - q * (1 - at.t()) / squared * dz;
        }

        /** The change of what is zero at the root: \( z - q \), or \( \varepsilon(1 - df_1/\tau) - \lambda \). */
        private double equation(double ds, double dt) {
            double dz = z / s * ds - s * inverseRatio * dt;
            if (effectiveRidge == 0) {
                return dz;
            }
            return dz * (1 - (at.t() + q * at.m()) / tau) - effectiveRidge * freedom(dz, dt) / tau;
        }

        double[] perDirection() {
            double[] shifts = new double[4];
            for (int j = 0; j < power.length; j++) {
                double x = s / (variances[j] + s);
                double turn = x * (1 - x) / s / power.length;
                shifts[0] -= turn;
                shifts[1] += turn * (1 - 2 * x);
                shifts[2] += turn * 2 * x * power[j];
                shifts[3] += turn * (1 - 2 * x) * power[j];
            }
            double along = change(1, shifts[0], shifts[1], shifts[2], shifts[3]);
            double byShare = change(0, 1, 0, 0, 0) - along * equation(0, 1) / equation(1, shifts[0]);
            double bySpread = change(0, 0, 1, 0, 0);
            double byMissed = change(0, 0, 0, 1, 0);
            double byMet = change(0, 0, 0, 0, 1);
            double[] slopes = new double[power.length];
            for (int j = 0; j < slopes.length; j++) {
                double x = s / (variances[j] + s);
                double centre = 1 - 2 * x;
                slopes[j] = x * x / s * (byShare - centre * bySpread - power[j] * (2 * x * byMissed + centre * byMet));
            }
            return slopes;
        }
    }

    /** The entry of \( (R+q)(R+\nu)^{-2} \) along a direction of variance c. */
    private double reach(double c) {
        return at.onceWeighted(c) + q / at.z() / at.z() * at.shrunk(c);
    }
}
