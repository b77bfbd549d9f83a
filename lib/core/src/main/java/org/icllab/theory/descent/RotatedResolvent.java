package org.icllab.theory.descent;

import java.util.Arrays;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.complex.Complex;
import org.icllab.model.Spectrum;
import org.icllab.theory.Minimum;

/**
 * The deterministic equivalent of the resolvent of \( M = \Pi\hat\Sigma \): \( \Pi \) projects on \( N \) directions
 * that are rotated at random against \( \Lambda \), \( \hat\Sigma \) is the covariance of \( P \) samples.
 *
 * <p>At a point \( z \) off the spectrum everything follows from two sums over the eigenvalues,
 * \[ t(k) = \frac1D\sum_i\frac{\lambda_i}{k+\lambda_i}, \qquad u(k) = \sum_i\frac{\omega_i\lambda_i}{k+\lambda_i}, \]
 * at the root \( k(z) \) of \( (\alpha_N - t)\,k\,(1 - t/\alpha_P) + (1-t)\,z = 0 \) that is \( -z/\alpha_N \) far
 * away. Products of two resolvents need sums with \( (k+\lambda)(k'+\lambda) \) below; by partial fractions they are
 * differences of the same two.
 *
 * @see "Paper B, Result 7 and appendix F.4; theory.md [B9]"
 */
final class RotatedResolvent {
    private static final int INTERVALS = 64;
    private static final int MOST_STEPS = 60;
    private static final int MOST_HALVINGS = 40;
    /** Newton's step doubles the digits: after one of 1e-9 of k, only rounding is left. */
    private static final double SETTLED = 1e-9;
    /** A root farther from its prediction than this part of the step may be another one. */
    private static final double STRAY = 0.5;

    private final double[] lambda;
    private final double[] power;
    private final double width;
    private final double context;
    private final double largest;
    private final boolean ofMean;

    /**
     * @param width \( \alpha_N \) in (0, 1]
     * @param context \( \alpha_P > 0 \), possibly infinite
     * @param ofMean whether pairs are products of the mean resolvent, not means of the product
     */
    RotatedResolvent(Spectrum spectrum, double width, double context, boolean ofMean) {
        lambda = spectrum.lambda();
        power = spectrum.power();
        largest = Arrays.stream(lambda).max().orElseThrow();
        this.width = width;
        this.context = context;
        this.ofMean = ofMean;
    }

    /** What there is to know at one point; the mean resolvent is {@code gain}·\( (k+\Lambda)^{-1} \) there. */
    record Node(Complex z, Complex k, Complex gain, Complex t, Complex tSlope, Complex u, Complex uSlope) {
        /** @return the node at the mirrored point */
        Node conjugate() {
            return new Node(z.conjugate(), k.conjugate(), gain.conjugate(), t.conjugate(), tSlope.conjugate(),
                    u.conjugate(), uSlope.conjugate());
        }
    }

    /**
     * The upper edge of the spectrum: the least \( z(k) \) over real \( k < -\lambda_1 \).
     *
     * @return the edge, to about 1e-13
     */
    double edge() {
        // At k = −λ₁ itself t is infinite, and z(k) there the limit from below. Narrow models of short contexts have it far out.
        return largest * Minimum.between(Math.ulp(1.0), Math.max(1e6, 10 / Math.sqrt(width * context)), INTERVALS,
                excess -> point(-largest * (1 + excess)) / largest).value();
    }

    /** \( z(k) \), the inverse of \( k(z) \). */
    private double point(double k) {
        double t = trace(k);
        return -(width - t) * k * (1 - t / context) / (1 - t);
    }

    private double trace(double k) {
        double sum = 0;
        for (double value : lambda) {
            sum += value / (k + value);
        }
        return sum / lambda.length;
    }

    /** The node at a point to the left of the spectrum, where k is real and positive. */
    Node leftOf(double z) {
        UnivariateFunction equation = k -> {
            double t = trace(k);
            return (width - t) * k * (1 - t / context) + (1 - t) * z;
        };
        // k ≥ −z, with equality at full width and infinite context, where rounding could hide the sign.
        double low = Math.max(RotatedFloor.kernel(lambda, Math.min(width, context)), -z * (1 - 1e-12));
        double high = 2 * low;
        while (equation.value(high) <= 0) {
            high *= 2;
        }
        return node(new Complex(z), new Complex(root(equation, low, high)));
    }

    private static double root(UnivariateFunction function, double low, double high) {
        if (function.value(low) >= 0) {
            return low;
        }
        return new BrentSolver(1e-15, 1e-300, 1e-300).solve(1000, function, low, high);
    }

    /**
     * Follows the root from one point to another by Newton's method, in shorter steps where it strays.
     *
     * @throws ArithmeticException if no step is short enough
     */
    Node follow(Node from, Complex z) {
        Node at = from;
        double step = 1;
        for (double done = 0; done < 1;) {
            step = Math.min(step, 1 - done);
            Complex next = done + step >= 1 ? z : from.z.add(z.subtract(from.z).multiply(done + step));
            Node reached = newton(at, next);
            if (reached == null) {
                step /= 2;
                if (step < Math.scalb(1.0, -MOST_HALVINGS)) {
                    throw new ArithmeticException("the resolvent at z = " + z + " was not found from " + from.z);
                }
            } else {
                at = reached;
                done += step;
            }
        }
        return at;
    }

    /** @return the node, or null if Newton's method does not settle near where the tangent points */
    private Node newton(Node from, Complex z) {
        Complex ahead = from.k.add(z.subtract(from.z).multiply(slope(from)));
        double room = STRAY * ahead.subtract(from.k).abs();
        Complex k = ahead;
        for (int i = 0; i < MOST_STEPS; i++) {
            Sum sum = sum(lambda, k);
            Complex t = sum.value.divide(lambda.length);
            Complex change = residual(z, k, t).divide(derivative(z, k, t, sum.slope.divide(lambda.length)));
            k = k.subtract(change);
            if (k.subtract(ahead).abs() > room + SETTLED * k.abs()) {
                return null;
            }
            if (change.abs() <= SETTLED * k.abs()) {
                return node(z, k);
            }
        }
        return null;
    }

    private Complex residual(Complex z, Complex k, Complex t) {
        return minus(width, t).multiply(k).multiply(minus(1, t.divide(context))).add(minus(1, t).multiply(z));
    }

    private Complex derivative(Complex z, Complex k, Complex t, Complex tSlope) {
        Complex rest = minus(1, t.divide(context));
        Complex free = minus(width, t);
        return free.multiply(rest)
                .subtract(tSlope.multiply(rest.multiply(k).add(free.multiply(k).divide(context)).add(z)));
    }

    /** \( dk/dz \). */
    private Complex slope(Node at) {
        return minus(1, at.t).negate().divide(derivative(at.z, at.k, at.t, at.tSlope));
    }

    private static Complex minus(double a, Complex b) {
        return new Complex(a - b.getReal(), -b.getImaginary());
    }

    private Node node(Complex z, Complex k) {
        Sum t = sum(lambda, k);
        Sum u = sum(power, k);
        double d = lambda.length;
        return new Node(z, k, k.divide(z), t.value.divide(d), t.slope.divide(d), u.value, u.slope);
    }

    /** \( \sum_iw_i/(k+\lambda_i) \), and its derivative with respect to k. */
    private record Sum(Complex value, Complex slope) {}

    private Sum sum(double[] weights, Complex k) {
        double value = 0;
        double valueIm = 0;
        double slope = 0;
        double slopeIm = 0;
        for (int i = 0; i < lambda.length; i++) {
            double re = k.getReal() + lambda[i];
            double im = k.getImaginary();
            double scale = 1 / (re * re + im * im);
            double g = re * scale;
            double gi = -im * scale;
            value += weights[i] * g;
            valueIm += weights[i] * gi;
            slope -= weights[i] * (g * g - gi * gi);
            slopeIm -= weights[i] * (2 * g * gi);
        }
        return new Sum(new Complex(value, valueIm), new Complex(slope, slopeIm));
    }

    /**
     * The two-point function \( C(z, z') \simeq \mathrm{Tr}\,\Lambda(z-M)^{-1}\Omega(z'-M^\top)^{-1} \).
     *
     * <p>With \( G = (k+\Lambda)^{-1} \), \( a_i = \frac1D\mathrm{Tr}\,\Lambda^iGG' \),
     * \( b_i = \mathrm{Tr}\,\Omega\Lambda^iGG' \) and \( q = kk'/(\alpha_P - a_2) \), theory.md's equations reduce to
     * \[ C = \frac{kk'}{zz'}\,\frac{1}{1-a_2/\alpha_P}\left[b_1 + \frac{(1-\alpha_N)\,a_1\,(b_2 + q\,a_1b_1)}
     *    {\alpha_N(1-t-t') + tt' - (1-\alpha_N)(a_2 + q\,a_1^2)}\right]. \]
     * The mean resolvent is \( \frac kz(k+\Lambda)^{-1} \), so that of the product of two means only
     * \( \frac{kk'}{zz'}b_1 \) is left.
     */
    Complex pair(Node x, Node y) {
        Complex gap = y.k.subtract(x.k);
        boolean same = gap.abs() == 0;
        Complex a1 = same ? x.tSlope.negate() : x.t.subtract(y.t).divide(gap);
        Complex b1 = same ? x.uSlope.negate() : x.u.subtract(y.u).divide(gap);
        Complex gains = x.gain.multiply(y.gain);
        if (ofMean) {
            return gains.multiply(b1);
        }
        Complex a2 = x.t.subtract(y.k.multiply(a1));
        Complex b2 = x.u.subtract(y.k.multiply(b1));
        Complex unsampled = minus(1, a2.divide(context));
        Complex q = x.k.multiply(y.k).multiply(a1).divide(context).divide(unsampled);
        Complex seen = a2.add(q.multiply(a1));
        Complex lost = b2.add(q.multiply(b1));
        Complex balance = minus(1, x.t.add(y.t)).multiply(width).add(x.t.multiply(y.t))
                .subtract(seen.multiply(1 - width));
        return b1.add(a1.multiply(lost).multiply(1 - width).divide(balance)).multiply(gains).divide(unsampled);
    }
}
