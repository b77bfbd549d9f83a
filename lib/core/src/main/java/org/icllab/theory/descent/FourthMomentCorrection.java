package org.icllab.theory.descent;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.Spectrum;

/**
 * What inputs that are not Gaussian add to the loss of Gaussian ones, to first order in \( 1/P \).
 *
 * <p>A context's covariance is \( \hat\Sigma = \Lambda + E \), and \( \mathbb EE_{im}E_{mj} \) is
 * \( \frac1P(\langle x_ix_jx_m^2\rangle - \delta_{im}\delta_{ij}\lambda_i^2) \) for inputs of any law. Beside Gaussian
 * inputs of the same variances only the fourth cumulants
 * \( \kappa_{ijm} = \langle x_ix_jx_m^2\rangle - \delta_{ij}(1+2\delta_{im})\lambda_i\lambda_m \) are left, and the
 * loss's second order in \( E \) turns them into
 * \[ \Delta(\gamma) = \frac{\gamma^2}{PL^2}\sum_{i,j,m}\Omega_{ij}\kappa_{ijm}\,
 *    \bigl[\lambda_m\,h_{L-1}(u_i,u_m)\,h_{L-1}(u_j,u_m) + 2\lambda_j\,u_j^L\,h_{L-2}(u_i,u_j,u_m)\bigr], \qquad
 *    u_i = 1 - \frac{\gamma\lambda_i}L, \]
 * with \( \Omega \) the tasks' covariance and \( h_n \) the complete homogeneous polynomial of degree \( n \). One layer is
 * quadratic in \( E \), and the formula exact for it. Deeper ones leave \( O(1/P^2) \).
 *
 * @see "theory.md [B12], the project's own; measured against contexts of data in notebook 20"
 */
public final class FourthMomentCorrection {
    private static final int DEEPEST = 4096;

    private final double[] lambda;
    private final List<Pair> pairs;
    private final int contextLength;

    /** @param cumulants \( \Omega_{ij}\kappa_{ijm} \), over m */
    private record Pair(int i, int j, double[] cumulants) {
    }

    private FourthMomentCorrection(double[] lambda, List<Pair> pairs, int contextLength) {
        this.lambda = lambda;
        this.pairs = pairs;
        this.contextLength = contextLength;
    }

    /**
     * @param spectrum \( D \) directions, whose tasks have the covariance \( \mathrm{diag}\,\omega \)
     * @param moments \( \langle x_i^2x_m^2\rangle \) along them, D×D
     * @param contextLength \( P \ge 1 \)
     * @return the correction to Gaussian inputs' loss on contexts of that length, at full width
     */
    public static FourthMomentCorrection of(Spectrum spectrum, Matrix moments, int contextLength) {
        int d = Require.given("spectrum", spectrum).dimension();
        Matrix.require("moments", moments, d, d);
        Require.atLeast("contextLength", contextLength, 1);
        double[] lambda = spectrum.lambda();
        double[] omega = spectrum.omega();
        return new FourthMomentCorrection(lambda, IntStream.range(0, d).mapToObj(i -> new Pair(i, i, IntStream.range(0, d)
                .mapToDouble(m -> omega[i] * (moments.get(i, m) - gaussian(lambda, i, i, m))).toArray())).toList(), contextLength);
    }

    /**
     * As the other form, for tasks of any covariance.
     *
     * @param lambda \( \lambda \), variances of the inputs, ≥ 0, length D
     * @param moments for each m the D×D matrix of \( \langle x_ix_jx_m^2\rangle \)
     * @param tasks \( \Omega \), D×D, symmetric
     * @param contextLength \( P \ge 1 \)
     */
    public static FourthMomentCorrection of(double[] lambda, List<Matrix> moments, Matrix tasks, int contextLength) {
        int d = Require.nonNegative("lambda", lambda).length;
        Require.length("moments", Require.list("moments", moments).size(), d);
        moments.forEach(moment -> Matrix.require("a moment", moment, d, d));
        Matrix.require("tasks", tasks, d, d);
        Require.atLeast("contextLength", contextLength, 1);
        double[] own = lambda.clone();
        return new FourthMomentCorrection(own, IntStream.range(0, d * d).filter(at -> tasks.data()[at] != 0).mapToObj(at -> {
            int i = at % d;
            int j = at / d;
            return new Pair(i, j, IntStream.range(0, d).mapToDouble(m -> tasks.get(i, j)
                    * (moments.get(m).get(i, j) - gaussian(own, i, j, m))).toArray());
        }).toList(), contextLength);
    }

    private static double gaussian(double[] lambda, int i, int j, int m) {
        return i == j ? (i == m ? 3 : 1) * lambda[i] * lambda[m] : 0;
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
        double[] u = Arrays.stream(lambda).map(value -> 1 - gamma / depth * value).toArray();
        double sum = pairs.stream().mapToDouble(pair -> total(pair, u, depth)).sum();
        double correction = gamma / depth * (gamma / depth) * sum / contextLength;
        if (!Double.isFinite(correction)) {
            throw new ArithmeticException("gamma = " + gamma + ": the correction overflows, so far past the edge of stability");
        }
        return correction;
    }

    private double total(Pair pair, double[] u, int depth) {
        double a = u[pair.i];
        double b = u[pair.j];
        double left = 2 * lambda[pair.j] * Math.pow(b, depth);
        double sum = 0;
        for (int m = 0; m < u.length; m++) {
            double one = 0;
            double other = 0;
            double both = 0;
            double power = 1;
            for (int n = 0; n < depth; n++) {
                both = b * both + one;
                one = a * one + power;
                other = b * other + power;
                power *= u[m];
            }
            sum += pair.cumulants[m] * (lambda[m] * one * other + left * both);
        }
        return sum;
    }
}
