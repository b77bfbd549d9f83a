package org.icllab.theory.descent;

import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.model.ShallowTraining;
import org.icllab.model.Study;

/**
 * The mean loss of SGD on one layer at finite D, P, K and B, exactly: what {@link ShallowSgdLaw} is the limit of.
 *
 * <p>A step is \( \Gamma \leftarrow \Gamma + \tfrac\eta B\sum_n\hat\Sigma^\star_n(\beta_n - \Gamma v_n)v_n^\top \) with
 * \( v = \hat\Sigma\beta + \tfrac{\sigma\sqrt D}PX^\top\varepsilon \), which is independent of Γ. Turning inputs and tasks
 * changes no mean, so that \( \mathrm E\,vv^\top = rI \), \( \mathrm E\,|v|^2vv^\top \) and
 * \( \mathrm E\,|v|^2v\beta^\top \) are multiples of I, and \( m = \tfrac1D\mathrm E\,\mathrm{Tr}\,\Gamma \) and
 * \( c = \tfrac1D\mathrm E\|\Gamma\|_F^2 \) know of nothing but each other:
 * \[ m' = m + \eta(1 - rm), \qquad c' = c + 2\eta(m - rc) + \eta^2\Bigl[\bigl(1 - \tfrac1B\bigr)(1 - 2rm + r^2c)
 *     + \tfrac1B\bigl(1 + \tfrac{D+1}K\bigr)(u_0 - 2u_1m + u_2c)\Bigr], \]
 * \( r = 1 + \tfrac{D+1}P + \sigma^2\tfrac DP,\ u_0 = \tfrac1D\mathrm E|\beta|^2|v|^2,\
 * u_1 = \tfrac1D\mathrm E\,\beta\cdot v\,|v|^2,\ u_2 = \tfrac1D\mathrm E|v|^4 \). The loss is \( 1 - 2m + c \).
 *
 * @see "theory.md [B3], the update; the moments of v from its two statistics, as in ShallowSgd"
 */
public final class ShallowSgdMean {
    /** \( \frac1D\|\Gamma - I\|_F^2 \) after every step. */
    public static final Study<ShallowTraining, double[]> STUDY = Study
            .<ShallowTraining, double[]>theory("shallow-sgd-mean", setting -> of(setting).losses(setting.steps()))
            .along(ShallowTraining.TAKEN, ShallowTraining::everyStep)
            .curve(ShallowTraining.DISTANCE, losses -> losses);

    private final double eta;
    private final double r;
    /** \( 1 - 1/B \), the weight of two different contexts of a step. */
    private final double different;
    /** \( \frac1B(1 + (D+1)/K) \), that of the same twice, whose \( |\hat\Sigma^\star e|^2 \) fresh points lengthen. */
    private final double same;
    private final double u0;
    private final double u1;
    private final double u2;

    private ShallowSgdMean(ShallowTraining setting) {
        double d = setting.dimension();
        double p = setting.labelled();
        eta = setting.eta();
        different = 1 - 1.0 / setting.batch();
        same = (1 + (d + 1) / setting.evaluated()) / setting.batch();
        double s = setting.noise() * d;
        r = 1 + (d + 1 + s) / p;
        // Given β, and with S = VC, C ~ χ²_P, V = |β|² + s: Pv is A = |β|C + √(sC)g along β, and has the square VC·X,
        // X ~ χ²_{D−1}, across. Moments of |β|² ~ χ²_D, of C and of X, and of V|β|² and V²:
        double b1 = d;
        double b2 = d * (d + 2);
        double c1 = p;
        double c2 = c1 * (p + 2);
        double c3 = c2 * (p + 4);
        double c4 = c3 * (p + 6);
        double x1 = d - 1;
        double x2 = x1 * (d + 1);
        double vb = b2 + s * b1;
        double vv = vb + s * b1 + s * s;
        u0 = (b2 * c2 + s * b1 * c1 + x1 * vb * c1) / (p * p * d);
        u1 = (b2 * c3 + 3 * s * b1 * c2 + x1 * vb * c2) / (p * p * p * d);
        u2 = (b2 * c4 + 6 * s * b1 * c3 + 3 * s * s * c2 + 2 * x1 * (vb * c3 + s * (b1 + s) * c2) + x2 * vv * c2)
                / (p * p * p * p * d);
    }

    /** @return the mean at the setting's counts, which are its ratios' rounded */
    public static ShallowSgdMean of(ShallowTraining setting) {
        Require.given("setting", setting);
        return new ShallowSgdMean(setting);
    }

    /** @return the learning rate from which on the mean of \( \|\Gamma\|_F^2 \) grows for ever */
    public double stabilityLimit() {
        return 2 * r / (different * r * r + same * u2);
    }

    /**
     * @param steps ≥ 0
     * @return \( \frac1D\mathrm E\|\Gamma - I\|_F^2 \) before each step and after the last: steps + 1 numbers, the first
     *     1, +Infinity where it overflows
     */
    public double[] losses(int steps) {
        double[] losses = new double[Require.room("steps + 1", steps + 1L)];
        double contraction = 1 - 2 * eta * r + eta * eta * (different * r * r + same * u2);
        double m = 0;
        double c = 0;
        for (int step = 0; step <= steps; step++) {
            Interrupt.check();
            double loss = 1 - 2 * m + c;
            // Once m overflows as well, ∞ − ∞.
            losses[step] = loss < Double.POSITIVE_INFINITY ? loss : Double.POSITIVE_INFINITY;
            c = contraction * c + 2 * eta * m + eta * eta * (different * (1 - 2 * r * m) + same * (u0 - 2 * u1 * m));
            m += eta * (1 - r * m);
        }
        return losses;
    }
}
