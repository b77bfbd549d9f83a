package org.icllab.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.IterativeLegendreGaussIntegrator;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.Test;

class MarchenkoPasturTest {
    private static final double[] RATIOS = {0.1, 0.5, 0.9, 1, 1.1, 2, 50};
    private static final double[] POINTS = {0.01, 0.3, 1, 7, 400};
    /** Closed forms lose a few units in the last place and nothing else. */
    private static final double ROUNDING = 1e-14;

    @Test
    void stieltjesAndDerivativeMatchHighPrecision() {
        // [M1] computed with 50-digit arithmetic (700 digits for the extreme ratios): ratio, x, M, M'.
        double[][] reference = {
            {0.25, 0x1p-40, 824633720832.08333, -9.0669436471097188e+23},
            {0.25, 0.5, 1.5687293044088437, -3.0232122106248004},
            {0.25, 1024, 0.00097561345608435072, -9.518252114448215e-7},
            {1, 0x1p-40, 1048575.5000001192, -5.7646075230335795e+17},
            {1, 0.5, 1, -1.3333333333333333},
            {1, 1024, 0.00097561068379366765, -9.5181711052216392e-7},
            {4, 0x1p-40, 1.3333333333311775, -2.3703703703607889},
            {4, 0.5, 0.74456264653802866, -0.61495092631651785},
            {4, 1024, 0.00097560998819091601, -9.5181507543536833e-7},
            {Double.POSITIVE_INFINITY, 0x1p-40, 0.99999999999909051, -0.99999999999818101},
            {Double.POSITIVE_INFINITY, 0.5, 0.66666666666666667, -0.44444444444444444},
            {1e-12, 0.5, 1.999999999998, -3.999999999996},
            {1e12, 0.5, 0.66666666666696296, -0.44444444444503704},
            {1 + 0x1p-30, 0x1p-60, 663608942.54512797, -2.1146540463993231e+26},
            {1 - 0x1p-30, 0x1p-60, 1737350765.2034872, -1.44940544330659e+27},
            {1e-150, 1, 1, -1},
            {1e-300, 1e-100, 1e100, -1e200},
        };
        for (double[] row : reference) {
            MarchenkoPastur law = MarchenkoPastur.of(row[0]);
            assertClose(row[2], law.stieltjes(row[1]), ROUNDING, "M at ratio " + row[0] + ", x " + row[1]);
            assertClose(row[3], derivative(law, row[1]), ROUNDING, "M' at ratio " + row[0] + ", x " + row[1]);
        }
    }

    private static double derivative(MarchenkoPastur law, double x) {
        return -Resolvent.of(law, x).inverseSquared();
    }

    @Test
    void stieltjesAtZeroIsTheMeanInverseEigenvalue() {
        assertEquals(1.0, MarchenkoPastur.of(Double.POSITIVE_INFINITY).stieltjes(0));
        assertClose(1 / (1 - 1 / 4.0), MarchenkoPastur.of(4).stieltjes(0), ROUNDING, "M(0)");
        assertClose(-Math.pow(1 - 1 / 4.0, -3), derivative(MarchenkoPastur.of(4), 0), ROUNDING, "M'(0)");
        for (double ratio : new double[] {0.5, 1}) {
            assertEquals(Double.POSITIVE_INFINITY, MarchenkoPastur.of(ratio).stieltjes(0));
            assertEquals(Double.NEGATIVE_INFINITY, derivative(MarchenkoPastur.of(ratio), 0));
        }
    }

    @Test
    void stieltjesIsTheIntegralOfTheDensity() {
        for (double ratio : RATIOS) {
            MarchenkoPastur law = MarchenkoPastur.of(ratio);
            // 1e-9: the tolerance asked of the integrator.
            assertClose(Math.min(1, ratio), integrated(law, lambda -> 1), 1e-9, "mass at " + ratio);
            for (double x : POINTS) {
                double direct = law.atomAtZero() / x + integrated(law, lambda -> 1 / (lambda + x));
                assertClose(direct, law.stieltjes(x), 1e-9, "M at ratio " + ratio + ", x " + x);
            }
        }
    }

    @Test
    void stieltjesMatchesSampledWishart() {
        int dimension = 200;
        MersenneTwister random = new MersenneTwister(20240518);
        for (int samples : new int[] {100, 400}) {
            RealMatrix wishart = wishart(dimension, samples, random);
            MarchenkoPastur law = MarchenkoPastur.of((double) samples / dimension);
            for (double x : new double[] {0.1, 1, 10}) {
                RealMatrix shifted = wishart.add(MatrixUtils.createRealIdentityMatrix(dimension).scalarMultiply(x));
                double sampled = new CholeskyDecomposition(shifted).getSolver().getInverse().getTrace() / dimension;
                // The normalised trace of one real Wishart matrix misses its limit by O(1/d); four times that.
                assertClose(sampled, law.stieltjes(x), 4.0 / dimension, samples + " samples, x " + x);
            }
        }
    }

    @Test
    void derivativeMatchesFiniteDifferences() {
        for (double ratio : RATIOS) {
            MarchenkoPastur law = MarchenkoPastur.of(ratio);
            for (double x : POINTS) {
                double h = x / 500;
                double difference = (law.stieltjes(x - 2 * h) - 8 * law.stieltjes(x - h) + 8 * law.stieltjes(x + h)
                        - law.stieltjes(x + 2 * h)) / (12 * h);
                // Five-point rule: truncation 4(h/x)⁴ = 6e-11 relative, rounding 1e-16·500; ten times that.
                assertClose(difference, derivative(law, x), 1e-9, "M' at ratio " + ratio + ", x " + x);
            }
        }
    }

    @Test
    void expectationMatchesKnownMoments() {
        for (double ratio : new double[] {0.01, 0.5, 0.99, 1 - 1e-7, 1, 1 + 1e-7, 1.01, 2, 1e6, Double.POSITIVE_INFINITY}) {
            MarchenkoPastur law = MarchenkoPastur.of(ratio);
            // Moments 1, 1, 1 + 1/c, 1 + 3/c + 1/c²; 1e-11: ten times the tolerance of expectation.
            assertClose(1, law.expectation(lambda -> 1), 1e-11, "mass at " + ratio);
            assertClose(1, law.expectation(lambda -> lambda), 1e-11, "mean at " + ratio);
            assertClose(1 + 1 / ratio, law.expectation(lambda -> lambda * lambda), 1e-11, "second at " + ratio);
            assertClose(1 + 3 / ratio + 1 / (ratio * ratio), law.expectation(lambda -> lambda * lambda * lambda), 1e-11,
                    "third at " + ratio);
            assertClose(law.stieltjes(0.05), law.expectation(lambda -> 1 / (lambda + 0.05)), 1e-11, "M at " + ratio);
        }
    }

    @Test
    void correctionIsThatOfRealWishartMatrices() {
        for (double ratio : new double[] {0.2, 1, 1.5, 40}) {
            MarchenkoPastur law = MarchenkoPastur.of(ratio);
            // E tr R, R² and R³ are 1, 1 + 1/c + 1/k, and 1 + 3/c + 1/c² + 3(k + d)/k² + 4/k², exactly.
            assertEquals(0, law.correction(lambda -> lambda), 1e-12);
            assertClose(1 / ratio, law.correction(lambda -> lambda * lambda), 1e-11, "second at " + ratio);
            assertClose(3 * (1 + 1 / ratio) / ratio, law.correction(lambda -> lambda * lambda * lambda), 1e-11,
                    "third at " + ratio);
        }
        assertEquals(0, MarchenkoPastur.of(Double.POSITIVE_INFINITY).correction(Math::exp), 1e-12);
        assertThrows(ArithmeticException.class, () -> MarchenkoPastur.of(1).correction(lambda -> 1 / lambda));
    }

    @Test
    void expectationRefusesWhatItCannotResolve() {
        MarchenkoPastur touching = MarchenkoPastur.of(1);
        assertThrows(ArithmeticException.class, () -> touching.expectation(lambda -> 1 / lambda));
        assertThrows(ArithmeticException.class, () -> touching.expectation(lambda -> Double.NaN));
    }

    @Test
    void expectationSeesPeaksAndJumps() {
        // reference/marchenko_pastur.py: 1e-12 is what is promised.
        assertClose(2.8209482703573373e-4, MarchenkoPastur.of(0.5).expectation(x -> Math.exp(-1e6 * (x - 1) * (x - 1))),
                1e-12, "wide peak");
        assertClose(6.3483002455063598e-5,
                MarchenkoPastur.of(2).expectation(x -> Math.exp(-1e8 * (x - 1.2345) * (x - 1.2345))), 1e-12, "peak");
        assertClose(0.42399578489613144, MarchenkoPastur.of(2).expectation(x -> x > 1 ? 1 : 0), 1e-12, "jump");
        assertClose(0.39042089446629297, MarchenkoPastur.of(0.99).expectation(x -> x > 1 ? 1 : 0), 1e-12, "jump");
        assertEquals(0.0, MarchenkoPastur.of(0.99).expectation(x -> 0));
    }

    @Test
    void lawDescribesItsSupport() {
        MarchenkoPastur law = MarchenkoPastur.of(0.25);
        assertEquals(0.25, law.ratio());
        assertEquals(1.0, law.supportLower());
        assertEquals(9.0, law.supportUpper());
        assertEquals(0.75, law.atomAtZero());
        assertEquals(0.0, law.density(0.99));
        assertEquals(0.0, law.density(9.01));
        // c√((λ₊−λ)(λ−λ₋))/(2πλ) at λ = 5: 0.25·4/(10π).
        assertEquals(1 / (10 * Math.PI), law.density(5), 1e-16);
        assertEquals(0.0, MarchenkoPastur.of(3).atomAtZero());
        assertEquals(Double.POSITIVE_INFINITY, MarchenkoPastur.of(1).density(0));
        assertEquals(Double.POSITIVE_INFINITY, MarchenkoPastur.of(Double.POSITIVE_INFINITY).density(1));
        assertEquals(0.0, MarchenkoPastur.of(Double.POSITIVE_INFINITY).density(1.5));
    }

    @Test
    void badInputIsRefusedByName() {
        MarchenkoPastur law = MarchenkoPastur.of(2);
        for (double ratio : new double[] {0, -1, Double.NaN}) {
            assertRefused("ratio", () -> MarchenkoPastur.of(ratio));
        }
        for (double x : new double[] {-1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused("x", () -> law.stieltjes(x));
        }
        assertRefused("x", () -> law.density(Double.NaN));
    }

    /** \( \int \rho f \) by Gauss–Legendre in the angle \( \varphi \) that smooths both edges. */
    private static double integrated(MarchenkoPastur law, DoubleUnaryOperator f) {
        double lower = law.supportLower();
        double width = law.supportUpper() - lower;
        return new IterativeLegendreGaussIntegrator(40, 1e-9, 1e-12).integrate(1_000_000, phi -> {
            double lambda = lower + width * Math.sin(phi) * Math.sin(phi);
            return law.density(lambda) * f.applyAsDouble(lambda) * width * Math.sin(2 * phi);
        }, 0, Math.PI / 2);
    }

    private static RealMatrix wishart(int dimension, int samples, MersenneTwister random) {
        RealMatrix tasks = MatrixUtils.createRealMatrix(samples, dimension);
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < dimension; j++) {
                tasks.setEntry(i, j, random.nextGaussian());
            }
        }
        return tasks.transpose().multiply(tasks).scalarMultiply(1.0 / samples);
    }

    private static void assertClose(double expected, double actual, double relative, String what) {
        assertEquals(expected, actual, relative * Math.abs(expected), what);
    }

    private static void assertRefused(String name, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith(name + " = "), message);
    }

    @Test
    void aLawNextToTheSquareOneHasMassOneToo() {
        for (int k = 3; k <= 15; k++) {
            for (double sign : new double[] {-1, 1}) {
                double ratio = 1 + sign * Math.pow(10, -k) * 3;
                assertEquals(1, MarchenkoPastur.of(ratio).expectation(x -> 1), 2e-12);
                assertEquals(1, MarchenkoPastur.of(ratio).expectation(x -> x), 2e-12);
            }
        }
    }
}
