package org.icllab.theory.descent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.complex.Complex;
import org.icllab.Interrupt;

/**
 * Double contour integrals around the spectrum of \( M \),
 * \( \oint\!\oint\frac{dz\,dz'}{(2\pi i)^2} f(z)h(z')C(z,z') \simeq \mathrm{Tr}\,\Lambda f(M)\,\Omega\,h(M)^\top \),
 * for functions of \( \gamma z \) with \( \gamma \) up to a given reach.
 *
 * <p>The trapezoid rule on an ellipse with the ends of the spectrum as its foci converges geometrically, by
 * \( e^{-\eta} \) a node. A flat ellipse needs more nodes, a round one makes \( (1-\gamma z/L)^L \) large:
 * \( \eta \simeq 2/\sqrt{\gamma\cdot\mathrm{edge}} \) makes it \( e \) at the ends, and the nodes a multiple of
 * \( \sqrt{\gamma\cdot\mathrm{edge}} \). The lower half of the ellipse mirrors the upper one and is not computed.
 */
final class Contour {
    private static final double ROUNDEST = 1.5;
    /** Where |f| is below e⁻⁴⁰ of its largest value, a node adds nothing that rounding would keep. */
    private static final double NEGLIGIBLE = 40;

    private final List<RotatedResolvent.Node> nodes = new ArrayList<>();
    private final List<Complex> weights = new ArrayList<>();
    /** C at pairs (i, j ≤ i) of upper nodes, and with the second one mirrored: real and imaginary parts in turn. */
    private final double[][] upper;
    private final double[][] mirrored;

    /**
     * @param edge upper end of the spectrum
     * @param reach the largest \( \gamma\cdot\mathrm{edge} \); used down to half of it
     * @param whole whether f matters at the spectrum's upper end; else it falls there like \( e^{-\gamma z} \)
     * @param intervals m, even: the upper half of the ellipse has m + 1 nodes, ends included
     */
    Contour(RotatedResolvent resolvent, double edge, double reach, boolean whole, int intervals) {
        double eta = Math.min(ROUNDEST, 2 / Math.sqrt(reach));
        for (int j = 0; j <= intervals; j++) {
            Interrupt.check();
            Complex angle = new Complex(eta, -Math.PI * j / intervals);
            boolean end = j == 0 || j == intervals;
            Complex z = Complex.ONE.subtract(angle.cosh()).multiply(edge / 2);
            if (!whole && z.getReal() / edge * reach / 2 > NEGLIGIBLE) {
                break;
            }
            nodes.add(j == 0 ? resolvent.leftOf(z.getReal()) : resolvent.follow(nodes.get(j - 1), end ? real(z) : z));
            // The end nodes are their own mirror images: half of each here, half there.
            weights.add(angle.sinh().multiply(edge / 4 / intervals * (end ? 0.5 : 1)));
        }
        upper = table(resolvent, nodes);
        mirrored = table(resolvent, nodes.stream().map(RotatedResolvent.Node::conjugate).toList());
    }

    private static Complex real(Complex z) {
        return new Complex(z.getReal());
    }

    private double[][] table(RotatedResolvent resolvent, List<RotatedResolvent.Node> others) {
        return IntStream.range(0, nodes.size()).mapToObj(i -> {
            Interrupt.check();
            double[] row = new double[2 * i + 2];
            for (int j = 0; j <= i; j++) {
                Complex value = resolvent.pair(nodes.get(i), others.get(j));
                row[2 * j] = value.getReal();
                row[2 * j + 1] = value.getImaginary();
            }
            return row;
        }).toArray(double[][]::new);
    }

    /** @return about how much memory the tables take */
    long bytes() {
        return 16L * nodes.size() * (nodes.size() + 20);
    }

    /** @return the points \( z \) of the upper half, from the left end on */
    Complex[] points() {
        return nodes.stream().map(RotatedResolvent.Node::z).toArray(Complex[]::new);
    }

    /**
     * An integral and how far the rule with half the nodes is from it; since the rule converges geometrically, its own
     * error is about the square of that one's.
     */
    record Value(double value, double halfRule) {
    }

    /** @return the integral of \( f(z)h(z')C(z,z') \), for f and h real on the real axis */
    Value integral(UnaryOperator<Complex> f, UnaryOperator<Complex> h) {
        double[] fs = weighted(f);
        double[] hs = h == f ? fs : weighted(h);
        double full = sum(fs, hs, 1);
        return new Value(full, Math.abs(4 * sum(fs, hs, 2) - full));
    }

    private double[] weighted(UnaryOperator<Complex> f) {
        double[] values = new double[2 * nodes.size()];
        for (int j = 0; j < nodes.size(); j++) {
            Complex value = f.apply(nodes.get(j).z()).multiply(weights.get(j));
            values[2 * j] = value.getReal();
            values[2 * j + 1] = value.getImaginary();
        }
        return values;
    }

    /** The sum over all pairs of the ellipse's nodes, four at a time: (i, j), and either or both mirrored. */
    private double sum(double[] f, double[] h, int stride) {
        double sum = 0;
        for (int i = 0; i < nodes.size(); i += stride) {
            double fi = f[2 * i];
            double fii = f[2 * i + 1];
            double hi = h[2 * i];
            double hii = h[2 * i + 1];
            double row = 0;
            for (int j = 0; j <= i; j += stride) {
                int re = 2 * j;
                int im = 2 * j + 1;
                double same = fi * h[re] - fii * h[im] + f[re] * hi - f[im] * hii;
                double sameIm = fi * h[im] + fii * h[re] + f[re] * hii + f[im] * hi;
                double cross = fi * h[re] + fii * h[im] + f[re] * hi + f[im] * hii;
                double crossIm = fii * h[re] - fi * h[im] + f[re] * hii - f[im] * hi;
                double term = same * upper[i][re] - sameIm * upper[i][im]
                        + cross * mirrored[i][re] - crossIm * mirrored[i][im];
                row += j == i ? term / 2 : term;
            }
            sum += row;
        }
        return 2 * sum;
    }
}
