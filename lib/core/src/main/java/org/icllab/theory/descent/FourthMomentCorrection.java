package org.icllab.theory.descent;

import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.Spectrum;

/**
 * What inputs that are not Gaussian add to the loss of Gaussian ones, to first order in \( 1/P \).
 *
 * <p>A context's covariance is \( \hat\Sigma = \Lambda + E \), and \( \mathbb EE_{im}^2 \) is
 * \( \frac1P(\langle x_i^2x_m^2\rangle - \delta_{im}\lambda_i^2) \) for inputs of any law. Beside Gaussian inputs of the
 * same variances only the fourth cumulants
 * \( \kappa_{im} = \langle x_i^2x_m^2\rangle - (1+2\delta_{im})\lambda_i\lambda_m \) are left, and the loss's second
 * order in \( E \) turns them into
 * \[ \Delta(\gamma) = \frac{\gamma^2}{PL^2}\sum_{i,m}\kappa_{im}\,
 *    \bigl[\omega_i\lambda_m\,h_{L-1}(u_i,u_m)^2 + 2\,\omega_i\lambda_i\,u_i^L\,h_{L-2}(u_i,u_i,u_m)\bigr], \qquad
 *    u_i = 1 - \frac{\gamma\lambda_i}L, \]
 * with \( h_n \) the complete homogeneous polynomial of degree \( n \). One layer is quadratic in \( E \), and the formula
 * exact for it. Deeper ones leave \( O(1/P^2) \).
 *
 * @see "theory.md [B12], the project's own; measured against contexts of data in notebook 20"
 */
public final class FourthMomentCorrection {
    private static final int DEEPEST = 4096;

    private final double[] lambda;
    private final double[] omega;
    private final Matrix moments;
    private final int contextLength;

    private FourthMomentCorrection(Spectrum spectrum, Matrix moments, int contextLength) {
        lambda = spectrum.lambda();
        omega = spectrum.omega();
        this.moments = moments;
        this.contextLength = contextLength;
    }

    /**
     * @param spectrum \( D \) directions
     * @param moments \( \langle x_i^2x_m^2\rangle \) along them, D×D
     * @param contextLength \( P \ge 1 \)
     * @return the correction to Gaussian inputs' loss on contexts of that length, at full width
     */
    public static FourthMomentCorrection of(Spectrum spectrum, Matrix moments, int contextLength) {
        int d = Require.given("spectrum", spectrum).dimension();
        return new FourthMomentCorrection(spectrum, Matrix.require("moments", moments, d, d).copy(),
                Require.atLeast("contextLength", contextLength, 1));
    }

    /**
     * @param gamma total step size \( \gamma \ge 0 \)
     * @param depth \( L \), from 1 to 4096
     * @return \( \Delta(\gamma) \), below 0 where the inputs' fourth moments are less than Gaussian
     * @throws ArithmeticException if it overflows, far past the edge of stability
     */
    public double at(double gamma, int depth) {
        Require.nonNegative("gamma", gamma);
        Require.within("depth", depth, 1, DEEPEST);
        if (gamma == 0) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < lambda.length; i++) {
            for (int m = 0; m < lambda.length; m++) {
                sum += cumulant(i, m) * price(i, m, gamma / depth, depth);
            }
        }
        double correction = gamma / depth * (gamma / depth) * sum / contextLength;
        if (!Double.isFinite(correction)) {
            throw new ArithmeticException("gamma = " + gamma + ": the correction overflows, so far past the edge of stability");
        }
        return correction;
    }

    private double cumulant(int i, int m) {
        return moments.get(i, m) - (i == m ? 3 : 1) * lambda[i] * lambda[m];
    }

    private double price(int i, int m, double step, int depth) {
        double a = 1 - step * lambda[i];
        double b = 1 - step * lambda[m];
        double once = 0;
        double twice = 0;
        double power = 1;
        for (int n = 0; n < depth; n++) {
            twice = a * twice + once;
            once = a * once + power;
            power *= b;
        }
        return omega[i] * (lambda[m] * once * once + 2 * lambda[i] * Math.pow(a, depth) * twice);
    }
}
