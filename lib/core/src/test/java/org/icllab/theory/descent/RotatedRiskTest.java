package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.complex.Complex;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Test;

class RotatedRiskTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final Spectrum SPECTRUM = Spectrum.powerLaw(128, 1.25, 0.75);

    @Test
    void lossHasThePublishedValues() {
        // Reference document of the project, §6: five digits.
        RotatedRisk wide = RotatedRisk.of(Spectrum.powerLaw(512, 1.25, 0.75), 0.5, INFINITY);
        assertArrayEquals(new double[] {0.53065, 0.32616, 0.22377}, wide.atDepth(4).loss(new double[] {1, 2, 3.2}), 5e-6);
        assertEquals(0.20147, RotatedRisk.of(SPECTRUM, 0.5, 2).atDepth(4).loss(4), 5e-6);
    }

    @Test
    void fullWidthAndInfiniteContextGiveThePopulationLoss() {
        RotatedRisk risk = RotatedRisk.of(SPECTRUM, 1, INFINITY);
        for (double depth : new double[] {1, 2, 4, 8, 64, 1024, INFINITY}) {
            RotatedCovarianceLaw law = RotatedCovarianceLaw.of(SPECTRUM, depth);
            for (double part = 0.01; part < 2.2; part *= 1.3) {
                double gamma = part * Math.min(depth, 200);
                assertEquals(law.loss(gamma), risk.atDepth(depth).loss(gamma), 1e-10 * law.loss(gamma), "γ = " + gamma);
            }
        }
    }

    @Test
    void oneLayerNeedsOnlyTwoMoments() {
        // E M = α_N Λ. E ΠXΠ = α_N² X + α_N(1−α_N) tr(X) I and E Σ̂ΩΣ̂ = ΛΩΛ + Λ Tr(ΛΩ)/P, to leading order in 1/D.
        for (double[] ratio : new double[][] {{0.5, 2}, {0.125, 0.5}, {1, 0.25}, {0.5, INFINITY}, {0.25, 0.25}}) {
            double n = ratio[0];
            double p = 128 * ratio[1];
            double second = n * n * (sum(k -> omega(k) * cube(lambda(k))) + sum(k -> square(lambda(k))) / p)
                    + n * (1 - n) * sum(SPECTRUM.lambda()) / 128
                    * (sum(k -> omega(k) * square(lambda(k))) + sum(SPECTRUM.lambda()) / p);
            for (double gamma : new double[] {0.1, 0.8, 2.5}) {
                double expected = 1 - 2 * gamma * n * sum(k -> omega(k) * square(lambda(k))) + gamma * gamma * second;
                // The contour's stated accuracy; both sides are the same limit.
                assertEquals(expected, RotatedRisk.of(SPECTRUM, n, ratio[1]).atDepth(1).loss(gamma), 1e-11 * expected);
            }
        }
    }

    @Test
    void twoPointFunctionIsThatOfTheFullEquations() {
        for (double[] ratio : new double[][] {{0.5, 2}, {0.125, 0.5}, {0.75, 0.25}, {0.5, INFINITY}}) {
            RotatedResolvent resolvent = new RotatedResolvent(SPECTRUM, ratio[0], ratio[1], false);
            FullEquations full = new FullEquations(SPECTRUM, ratio[0], ratio[1]);
            RotatedResolvent.Node start = resolvent.leftOf(-0.3);
            Complex[] points = {new Complex(-0.1, 0.2), new Complex(0.2, 0.4), new Complex(0.5, -0.3)};
            RotatedResolvent.Node at = start;
            for (Complex z : points) {
                // Around the spectrum's left end, not across it.
                at = resolvent.follow(z.getImaginary() < 0 ? start : at, z);
                Complex other = new Complex(-0.2, 0.1);
                Complex expected = full.pair(z, other);
                Complex actual = resolvent.pair(at, resolvent.follow(start, other));
                // Partial fractions and the full equations round differently: a few hundred units in the last place.
                assertEquals(0, actual.subtract(expected).abs() / expected.abs(), 1e-11, z.toString());
            }
        }
    }

    @Test
    void edgeIsThatOfKnownLaws() {
        double[] ones = new double[50];
        Arrays.fill(ones, 1);
        double[] omega = new double[50];
        Arrays.fill(omega, 1 / 50.0);
        Spectrum white = new Spectrum(ones, omega);
        // Marchenko–Pastur at full width; the projector's own eigenvalue 1; and the product of the two, whose
        // non-zero part is Marchenko–Pastur of P points in N dimensions. Brent's method: 1e-9 squared, and rounding.
        assertEquals(Math.pow(1 + Math.sqrt(0.5), 2), RotatedRisk.of(white, 1, 2).spectralEdge(), 1e-9);
        assertEquals(1, RotatedRisk.of(white, 0.5, INFINITY).spectralEdge(), 1e-9);
        assertEquals(Math.pow(1 + Math.sqrt(0.25), 2), RotatedRisk.of(white, 0.5, 2).spectralEdge(), 1e-9);
        for (double narrow : new double[] {1e-6, 1e-8, 1e-11}) {
            assertEquals(4, RotatedRisk.of(white, narrow, narrow).spectralEdge(), 1e-4);
        }
    }

    @Test
    void floorIsWhereTheInfinitelyDeepLossGoes() {
        for (double[] ratio : new double[][] {{0.5, INFINITY}, {0.5, 2}, {1, 0.5}, {0.25, 0.5}, {0.5, 0.25}}) {
            RotatedRisk risk = RotatedRisk.of(SPECTRUM, ratio[0], ratio[1]);
            // Eigenvalues of M next to 0 are of the order of λ_D = 2e-3: e^(−1e6·…) is gone.
            assertEquals(risk.floor(), risk.atDepth(INFINITY).loss(1e6), 1e-8 * risk.floor(), Arrays.toString(ratio));
        }
        assertEquals(0, RotatedRisk.of(SPECTRUM, 1, 1).floor());
        assertEquals(INFINITY, RotatedRisk.of(SPECTRUM, 0.5, 0.5).floor());
    }

    @Test
    void floorsKeepTheirDigitsNextToFullRank() {
        // reference/floor.py: N/D, P/D, floor. Far from full rank the two formulas of that script and of the library agree.
        double[][] reference = {
            {1 - 1e-6, INFINITY, 1.0729507728804802e-8},
            {1 - 1e-9, INFINITY, 1.072949739751452e-11},
            {1, 1 - 1e-9, 5.4667477519812422e-12},
            {1 - 5e-9, 1 - 1e-8, 0.010729497500433262},
            {1 - 1e-8, 1 - 5e-9, 0.021458995237069246},
            {0.5, 0.25, 0.034862372962458837},
            {0.25, 0.5, 0.060570037616924606},
        };
        Spectrum spectrum = Spectrum.powerLaw(512, 1.25, 0.75);
        for (double[] row : reference) {
            assertEquals(row[2], RotatedRisk.of(spectrum, row[0], row[1]).floor(), 1e-12 * row[2], Arrays.toString(row));
        }
    }

    @Test
    void contoursOfAbsurdStepsAreRefusedAtOnce() {
        for (double gamma : new double[] {1e6, 1e16, 1e300}) {
            assertTimeoutPreemptively(Duration.ofSeconds(5), () ->
                    assertThrows(ArithmeticException.class, () -> RotatedRisk.of(SPECTRUM, 0.5, 2).contour(gamma, 4)));
        }
    }

    @Test
    void aLossThatFallsForEverHasItsOptimumAtItsFloor() {
        // Width beyond context: at γ = 1e7 the loss is its floor but for rounding, and has no slope.
        for (double width = 0.3; width <= 1; width += 0.1) {
            RotatedRisk risk = RotatedRisk.of(Spectrum.powerLaw(64, 1.25, 0.75), width, 0.25);
            Optimum optimum = risk.atDepth(INFINITY).optimum();
            assertTrue(optimum.loss() <= risk.floor() && optimum.loss() > 0.9 * 0.0974, width + ": " + optimum);
        }
    }

    @Test
    void optimumIsLowestOfAll() {
        RotatedRisk risk = RotatedRisk.of(SPECTRUM, 0.5, 0.6);
        for (double depth : new double[] {1, 8, INFINITY}) {
            Optimum optimum = risk.atDepth(depth).optimum();
            for (double factor : new double[] {0.5, 0.9, 0.99, 1.01, 1.1, 2}) {
                assertTrue(risk.atDepth(depth).loss(factor * optimum.gamma()) >= optimum.loss(), depth + " " + factor);
            }
        }
        // Next to the threshold N = P the best step is a finite one.
        assertTrue(risk.atDepth(INFINITY).optimum().loss() < 0.9 * risk.floor());
        assertEquals(0, RotatedRisk.of(SPECTRUM, 1, 2).atDepth(INFINITY).optimum().loss());
    }

    @Test
    void flowIsThatOfThePopulationAtFullWidth() {
        double[] times = {0, 0.5, 3, 40, 1e3, 1e5};
        for (double depth : new double[] {1, 8, INFINITY}) {
            GammaPath expected = RotatedCovarianceLaw.of(SPECTRUM, depth).flow(times);
            GammaPath actual = RotatedRisk.of(SPECTRUM, 1, INFINITY).atDepth(depth).flow(times);
            // The flow is right to 1e-9 of itself.
            assertArrayEquals(expected.loss(), actual.loss(), 2e-9);
            assertEquals(expected.loss()[3], RotatedRisk.of(SPECTRUM, 1, INFINITY).atDepth(depth).flow(40).loss()[0], 2e-9);
        }
    }

    @Test
    void flowDescendsTheLandscape() {
        RotatedRisk risk = RotatedRisk.of(SPECTRUM, 0.25, 0.5);
        for (double t : new double[] {1, 30}) {
            GammaPath path = risk.atDepth(4).flow(t * 0.999, t, t * 1.001);
            double speed = (path.gamma()[2] - path.gamma()[0]) / (0.002 * t);
            double gamma = path.gamma()[1];
            double slope = (risk.atDepth(4).loss(gamma * 1.001) - risk.atDepth(4).loss(gamma * 0.999)) / (0.002 * gamma);
            // Central differences over a thousandth: relative error about 1e-6.
            assertEquals(-slope, speed, 1e-5 * speed);
        }
    }

    @Test
    void meanMapIsThatOfOneResolvent() {
        for (double[] ratio : new double[][] {{0.5, 2}, {0.125, 0.5}, {0.5, 0.25}, {0.5, 0.5}, {1, INFINITY}}) {
            RotatedRisk mean = RotatedRisk.ofMean(SPECTRUM, ratio[0], ratio[1]);
            // E M = α_N Λ is all that one layer needs.
            double expected = sum(k -> omega(k) * lambda(k) * square(1 - 0.8 * ratio[0] * lambda(k)));
            assertEquals(expected, mean.atDepth(1).loss(0.8), 1e-11 * expected);
            double rank = Math.min(1, Math.min(ratio[0], ratio[1]));
            double k = rank == 1 ? 0 : kernel(128 * rank);
            assertEquals(sum(i -> omega(i) * lambda(i) * square(k / (k + lambda(i)))), mean.floor(), 1e-12);
        }
        // A convex function of A: the mean's loss is not above the mean loss.
        assertTrue(RotatedRisk.ofMean(SPECTRUM, 0.5, 2).atDepth(4).loss(4) < RotatedRisk.of(SPECTRUM, 0.5, 2).atDepth(4).loss(4));
    }

    /** The root of Tr Λ(k + Λ)⁻¹ = rank, by bisection. */
    private static double kernel(double rank) {
        double low = 0;
        double high = 1e3;
        for (int i = 0; i < 200; i++) {
            double k = (low + high) / 2;
            boolean above = sum(j -> lambda(j) / (k + lambda(j))) > rank;
            low = above ? k : low;
            high = above ? high : k;
        }
        return low;
    }

    @Test
    void curvatureIsTheSecondDifference() {
        RotatedRisk risk = RotatedRisk.of(SPECTRUM, 0.25, 0.5);
        for (double depth : new double[] {1, 2, 3, 8, INFINITY}) {
            double h = 1e-3;
            double difference = (risk.atDepth(depth).loss(2 + h) - 2 * risk.atDepth(depth).loss(2) + risk.atDepth(depth).loss(2 - h)) / h / h;
            // h² of fourth differences, and rounding of 1e-13 over h².
            assertEquals(difference, risk.curvature(2, new Layers(depth)), 1e-5 * difference, "depth " + depth);
        }
    }

    @Test
    void longFlowsComeToRest() {
        // The flow is there at 1e5 or so; followed to the end in steps of that size it would take for ever.
        RotatedRisk risk = RotatedRisk.of(Spectrum.powerLaw(500, 1.25, 0.75), 0.002, 0.002);
        for (double time : new double[] {1e9, 2.5e16, 1e20}) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () ->
                    assertEquals(risk.atDepth(1).optimum().loss(), risk.atDepth(1).flow(time).loss()[0], 1e-9));
        }
    }

    @Test
    void stepsFarPastStabilityAreRefusedAndNearOnesAreNot() {
        RotatedRisk risk = RotatedRisk.of(SPECTRUM, 0.5, 2);
        double edge = 2 * 64 / risk.spectralEdge();
        assertTrue(risk.atDepth(64).loss(1.2 * edge) > 1e6);
        String message = assertThrows(ArithmeticException.class, () -> risk.atDepth(64).loss(1e5 * edge)).getMessage();
        assertTrue(message.contains("edge of stability"), message);
    }

    @Test
    void valuesDoNotDependOnWhatWasAskedBefore() {
        RotatedRisk used = RotatedRisk.of(SPECTRUM, 0.5, 2);
        for (double gamma : new double[] {700, 0.01, 30, 2}) {
            used.atDepth(512).loss(gamma);
        }
        assertEquals(RotatedRisk.of(SPECTRUM, 0.5, 2).atDepth(8).loss(5), used.atDepth(8).loss(5));
    }

    @Test
    void refusesRatiosAndDepthsOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> RotatedRisk.of(SPECTRUM, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> RotatedRisk.of(SPECTRUM, 1.1, 1));
        assertThrows(IllegalArgumentException.class, () -> RotatedRisk.of(SPECTRUM, 1, 0));
        RotatedRisk risk = RotatedRisk.of(SPECTRUM, 0.5, 2);
        assertThrows(IllegalArgumentException.class, () -> risk.atDepth(2.5).loss(1));
        assertThrows(IllegalArgumentException.class, () -> risk.atDepth(1 << 15).loss(1));
        assertThrows(IllegalArgumentException.class, () -> risk.atDepth(2).loss(-1));
    }

    private static double lambda(int k) {
        return SPECTRUM.lambda()[k];
    }

    private static double omega(int k) {
        return SPECTRUM.omega()[k];
    }

    private static double sum(IntToDoubleFunction term) {
        double sum = 0;
        for (int k = 0; k < 128; k++) {
            sum += term.applyAsDouble(k);
        }
        return sum;
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }

    private static double square(double x) {
        return x * x;
    }

    private static double cube(double x) {
        return x * x * x;
    }

    /**
     * Theory.md §6 line by line: traces over the spectrum, response functions of both projections, and k found from
     * far away, where it is iω/α_N.
     */
    private static final class FullEquations {
        private final double[] lambda;
        private final double[] omega;
        private final double width;
        private final double context;

        FullEquations(Spectrum spectrum, double width, double context) {
            lambda = spectrum.lambda();
            // Traces below are divided by D; with Ω times D they sum to one.
            omega = Arrays.stream(spectrum.omega()).map(w -> w * lambda.length).toArray();
            this.width = width;
            this.context = context;
        }

        Complex pair(Complex z1, Complex z2) {
            Complex k = root(z1);
            Complex l = root(z2);
            Complex s = k.multiply(one().subtract(trace(k).divide(context)));
            Complex r = l.multiply(one().subtract(trace(l).divide(context)));
            Complex psi = z1.negate().divide(s);
            Complex phi = z2.negate().divide(r);
            Complex forward = trace(k).divide(psi);
            Complex forward2 = trace(l).divide(phi);
            Complex back = one().divide(trace(k)).subtract(1).multiply(psi);
            Complex back2 = one().divide(trace(l)).subtract(1).multiply(phi);
            Complex both = psi.multiply(phi);
            Complex sr = s.multiply(r);
            Complex a = one().subtract(single(k, i -> 1)).subtract(single(l, i -> 1))
                    .add(sr.multiply(two(k, l, i -> 1, i -> 1, s, r))).divide(both);
            Complex num = new Complex(mean(i -> omega[i])).subtract(single(k, i -> omega[i]))
                    .subtract(single(l, i -> omega[i]))
                    .add(sr.multiply(two(k, l, i -> omega[i], i -> 1, s, r))).divide(both);
            Complex b = new Complex(width).divide(back.add(1).multiply(back2.add(1)))
                    .add(new Complex(1 - width).divide(back.multiply(back2)));
            Complex chi = one().divide(forward.multiply(forward2));
            Complex vv = num.divide(one().subtract(chi.subtract(one().divide(b)).multiply(a)));
            Complex noise = vv.divide(b).subtract(vv.multiply(chi));
            return two(k, l, i -> lambda[i], i -> omega[i], s, r)
                    .subtract(noise.multiply(two(k, l, i -> lambda[i], i -> 1, s, r))).divide(both);
        }

        private Complex root(Complex z) {
            Complex far = z.multiply(1000 / z.abs());
            Complex k = far.negate().divide(width);
            for (int step = 0; step <= 4000; step++) {
                Complex at = far.multiply(Math.pow(z.abs() / 1000, step / 4000.0));
                for (int i = 0; i < 6; i++) {
                    Complex h = new Complex(1e-7 * k.abs());
                    Complex slope = residual(k.add(h), at).subtract(residual(k.subtract(h), at)).divide(h.multiply(2));
                    k = k.subtract(residual(k, at).divide(slope));
                }
            }
            return k;
        }

        private Complex residual(Complex k, Complex z) {
            Complex t = trace(k);
            return new Complex(width).subtract(t).multiply(k).multiply(one().subtract(t.divide(context)))
                    .add(one().subtract(t).multiply(z));
        }

        /** s tr XR = tr X k G. */
        private Complex single(Complex k, IntToDoubleFunction x) {
            Complex sum = Complex.ZERO;
            for (int i = 0; i < lambda.length; i++) {
                sum = sum.add(k.multiply(x.applyAsDouble(i)).divide(k.add(lambda[i])));
            }
            return sum.divide(lambda.length);
        }

        /** tr T R X R'. */
        private Complex two(Complex k, Complex l, IntToDoubleFunction t, IntToDoubleFunction x, Complex s, Complex r) {
            Complex direct = product(k, l, i -> t.applyAsDouble(i) * x.applyAsDouble(i));
            Complex carried = product(k, l, i -> t.applyAsDouble(i) * lambda[i])
                    .multiply(product(k, l, i -> lambda[i] * x.applyAsDouble(i)).divide(context))
                    .divide(one().subtract(product(k, l, i -> lambda[i] * lambda[i]).divide(context)));
            return k.multiply(l).divide(s.multiply(r)).multiply(direct.add(carried));
        }

        private Complex product(Complex k, Complex l, IntToDoubleFunction x) {
            Complex sum = Complex.ZERO;
            for (int i = 0; i < lambda.length; i++) {
                sum = sum.add(new Complex(x.applyAsDouble(i)).divide(k.add(lambda[i]).multiply(l.add(lambda[i]))));
            }
            return sum.divide(lambda.length);
        }

        private Complex trace(Complex k) {
            Complex sum = Complex.ZERO;
            for (double value : lambda) {
                sum = sum.add(new Complex(value).divide(k.add(value)));
            }
            return sum.divide(lambda.length);
        }

        private double mean(IntToDoubleFunction x) {
            double sum = 0;
            for (int i = 0; i < lambda.length; i++) {
                sum += x.applyAsDouble(i);
            }
            return sum / lambda.length;
        }

        private static Complex one() {
            return Complex.ONE;
        }
    }
}
