package org.icllab.theory.descent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.linalg.Vectors;
import org.icllab.model.Spectrum;

/**
 * The best step sizes of \( L \) layers on rotated contexts, if each layer may have its own:
 * \[ \min_{\gamma^1\dots\gamma^L}\sum_k\omega_k\lambda_k\prod_\ell\Bigl(1-\frac{\gamma^\ell\lambda_k}{L}\Bigr)^2. \]
 *
 * <p>The product is any polynomial of degree \( L \) that is 1 at 0. The best one is the residual of \( L \) steps of
 * conjugate gradients; its zeros \( \theta_\ell = L/\gamma^\ell \) are the nodes of the Gauss rule of the weights
 * \( \omega_k\lambda_k^2 \) on the eigenvalues, which Lanczos's method finds. Equal layers are a saddle of this loss: where
 * they rest, differences between layers grow at {@link RotatedCovarianceLaw#escapeRate}. The loss is 0 for
 * \( L\ge D \), and right to about 1e-16 of 1.
 *
 * @param steps \( \gamma^1\le\dots\le\gamma^L \); only as many as there are different eigenvalues if \( L \) is more, since the
 *     other layers may stand still
 * @param loss what they leave
 * @see "theory.md [B11]; Hestenes and Stiefel (1952) for conjugate gradients"
 */
public record LayerwiseOptimum(double[] steps, double loss) {
    /** A remainder this small beside the vector is rounding: all eigenvalues that differ have been met. */
    private static final double ROUNDING = 1e-13;

    /** Copies the array. */
    public LayerwiseOptimum {
        steps = Require.finite("steps", steps).clone();
        Require.numbers("loss", loss);
    }

    /**
     * @param spectrum \( \lambda_k \) and \( \omega_k \)
     * @param depth \( L \), an integer from 1 to 2²⁰
     * @return the optimum
     */
    public static LayerwiseOptimum of(Spectrum spectrum, double depth) {
        Require.given("spectrum", spectrum);
        Require.that(new Layers(depth).finite(), "depth = " + depth + ": must be finite");
        double[] lambda = spectrum.lambda();
        double[] power = spectrum.power();
        int count = (int) Math.min(depth, lambda.length);
        double[] steps = Arrays.stream(nodes(lambda, power, count)).map(node -> depth / node).sorted().toArray();
        return new LayerwiseOptimum(steps, count == lambda.length ? 0 : residual(lambda, power, count));
    }

    /** The zeros: eigenvalues of Lanczos's tridiagonal matrix. */
    private static double[] nodes(double[] lambda, double[] power, int count) {
        List<double[]> basis = krylov(lambda, k -> Math.sqrt(power[k] * lambda[k]), count);
        Matrix tridiagonal = Matrix.zeros(basis.size(), basis.size());
        for (int i = 0; i < basis.size(); i++) {
            double[] image = Vectors.times(basis.get(i), lambda);
            for (int j = Math.max(0, i - 1); j <= i; j++) {
                double entry = Vectors.dot(basis.get(j), image);
                tridiagonal.set(i, j, entry);
                tridiagonal.set(j, i, entry);
            }
        }
        return SymmetricEigen.of(tridiagonal).values();
    }

    /**
     * The loss: what of √(ωλ) lies outside of all that layers can add. The product over the zeros would multiply their
     * rounding.
     */
    private static double residual(double[] lambda, double[] power, int count) {
        double[] rest = Arrays.stream(power).map(Math::sqrt).toArray();
        for (double[] direction : krylov(lambda, k -> Math.sqrt(power[k]) * lambda[k], count)) {
            Vectors.axpy(-Vectors.dot(direction, rest), direction, rest);
        }
        return Vectors.dot(rest, rest);
    }

    /** An orthonormal basis of v, Λv, Λ²v, …: each vector orthogonalised against all before it, twice. */
    private static List<double[]> krylov(double[] lambda, IntToDoubleFunction start, int count) {
        List<double[]> basis = new ArrayList<>();
        double[] next = IntStream.range(0, lambda.length).mapToDouble(start).toArray();
        double before = 0;
        while (basis.size() < count && Vectors.norm(next) > ROUNDING * before) {
            Interrupt.check();
            Vectors.scale(1 / Vectors.norm(next), next);
            basis.add(next);
            next = Vectors.times(next, lambda);
            before = Vectors.norm(next);
            for (int pass = 0; pass < 2; pass++) {
                for (double[] other : basis) {
                    Vectors.axpy(-Vectors.dot(other, next), other, next);
                }
            }
        }
        return basis;
    }

    /** @return a copy */
    @Override
    public double[] steps() {
        return steps.clone();
    }
}
