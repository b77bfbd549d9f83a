package org.icllab.theory.descent;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.model.TurnedContexts;

/**
 * What \( \Gamma = L\Sigma^{-1} \), perfect for contexts of covariance \( \Sigma = \mathrm{diag}(\lambda) \), makes of
 * contexts whose covariances are rotated, \( \Sigma' = R\Sigma R^\top \) and \( \Omega' = R\,\Omega R^\top \) with
 * \( R = e^{\theta S} \):
 * \[ L_{OOD} = \mathrm{Tr}\,\Omega'\bigl[(I-\Sigma^{-1}\Sigma')^L\bigr]^\top\Sigma'(I-\Sigma^{-1}\Sigma')^L
 *    = \sum_k\omega_k\lambda_k\bigl(W^{2L}\bigr)_{kk}, \qquad
 *    W = I - \Sigma^{1/2}R^\top\Sigma^{-1}R\,\Sigma^{1/2}. \]
 *
 * <p>The second form follows by a change of basis. \( W \) is symmetric, so that an eigendecomposition gives any power
 * of it, and it is computed from \( R - I \), so that small angles lose no digits.
 *
 * @see "Paper B, Result 5, figure 3c; theory.md [B5]"
 */
public final class Brittleness {
    /** The loss at all angles and depths, for a way to turn. */
    public static final Study<TurnedContexts, Double> STUDY = Study
            .theory("brittleness", Brittleness::lossAt)
            .measuring(TurnedContexts.L_OOD, loss -> loss);

    private static final double SKEW = 1e-12;

    private final double[] lambda;
    private final double[] power;
    private final Matrix skew;
    /** Of \( S^\top S = -S^2 \); its eigenvalues are the squared angular velocities of the rotation. */
    private final SymmetricEigen turning;

    private Brittleness(Spectrum spectrum, Matrix skew) {
        lambda = spectrum.lambda();
        power = spectrum.power();
        this.skew = skew;
        turning = SymmetricEigen.of(skew.transposeTimes(skew));
    }

    /**
     * @param spectrum \( \lambda_k \) and \( \omega_k \) of the contexts trained on, \( D \) each
     * @param skew \( S \), D×D with \( S^\top = -S \) to 1e-12 of its largest entry
     * @return the loss as a function of angle and depth
     * @throws IllegalArgumentException if {@code skew} has another shape or is not skew
     */
    public static Brittleness of(Spectrum spectrum, Matrix skew) {
        int d = Require.given("spectrum", spectrum).dimension();
        double largest = Arrays.stream(Matrix.require("skew", skew, d, d).data()).map(Math::abs).max().orElse(0);
        for (int j = 0; j < skew.columns(); j++) {
            for (int i = 0; i <= j; i++) {
                Require.that(Math.abs(skew.get(i, j) + skew.get(j, i)) <= SKEW * largest,
                        "skew[" + i + "][" + j + "] = " + skew.get(i, j) + ": must be −skew[" + j + "][" + i + "] = "
                                + -skew.get(j, i));
            }
        }
        return new Brittleness(spectrum, skew.copy());
    }

    /** @return the loss at all angles and depths of contexts turned the setting's way */
    public static Brittleness of(TurnedContexts setting) {
        Require.given("setting", setting);
        return of(setting.spectrum(), setting.skew());
    }

    private static double lossAt(TurnedContexts setting) {
        return of(setting).loss(setting.angle(), setting.layers());
    }

    /**
     * @param theta angle \( \theta \), any finite number
     * @param depth \( L \ge 1 \)
     * @return \( L_{OOD} \), 0 at \( \theta = 0 \); +Infinity where it overflows
     */
    public double loss(double theta, int depth) {
        Require.finite("theta", theta);
        Require.atLeast("depth", depth, 1);
        SymmetricEigen left = SymmetricEigen.of(left(theta));
        Matrix vectors = left.vectors();
        double[] values = left.values();
        double sum = 0;
        for (int j = 0; j < lambda.length; j++) {
            double share = 0;
            for (int k = 0; k < lambda.length; k++) {
                share += power[k] * vectors.get(k, j) * vectors.get(k, j);
            }
            sum += share * Math.pow(values[j], 2.0 * depth);
        }
        return sum;
    }

    /** \( W = -(G + G^\top + G^\top G) \), \( G = \Sigma^{-1/2}(R-I)\Sigma^{1/2} \). */
    private Matrix left(double theta) {
        Matrix g = rotationMinusIdentity(theta);
        int n = lambda.length;
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                g.set(i, j, g.get(i, j) * Math.sqrt(lambda[j] / lambda[i]));
            }
        }
        Matrix w = g.transposeTimes(g);
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                w.set(i, j, -(w.get(i, j) + g.get(i, j) + g.get(j, i)));
            }
        }
        return w;
    }

    /**
     * \( e^{\theta S} - I = \bigl[U\,\mathrm{diag}(\cos(\theta s) - 1) + SU\,\mathrm{diag}(\sin(\theta s)/s)\bigr]
     * U^\top \), where \( S^\top S = U\,\mathrm{diag}(s^2)\,U^\top \): even and odd parts of the exponential series.
     */
    private Matrix rotationMinusIdentity(double theta) {
        Matrix u = turning.vectors();
        double[] squares = turning.values();
        Matrix su = skew.times(u);
        Matrix sum = Matrix.zeros(u.rows(), u.columns());
        for (int j = 0; j < u.columns(); j++) {
            double s = Math.sqrt(Math.max(0, squares[j]));
            double half = Math.sin(theta * s / 2);
            double sine = s > 0 ? Math.sin(theta * s) / s : theta;
            for (int i = 0; i < u.rows(); i++) {
                sum.set(i, j, -2 * half * half * u.get(i, j) + sine * su.get(i, j));
            }
        }
        return sum.timesTranspose(u);
    }
}
