package org.icllab.theory.descent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.icllab.model.Spectrum;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LandscapesTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final Spectrum SPECTRUM = Spectrum.powerLaw(40, 1.25, 0.75);

    private static List<Landscape> depths(Function<Double, Landscape> landscape) {
        return DoubleStream.of(1, 2, 3, 16, 64, INFINITY).boxed().map(landscape).toList();
    }

    @Nested
    class Isotropic extends LandscapeContract {
        @Override
        List<Landscape> landscapes() {
            return depths(depth -> InContextDescent.of(1.5, depth, 0.3));
        }
    }

    @Nested
    class IsotropicWithoutNoise extends LandscapeContract {
        @Override
        List<Landscape> landscapes() {
            return depths(depth -> InContextDescent.of(0.75, depth, 0));
        }
    }

    @Nested
    class Rotated extends LandscapeContract {
        @Override
        List<Landscape> landscapes() {
            return depths(depth -> RotatedCovarianceLaw.of(SPECTRUM, depth));
        }
    }

    @Nested
    class OneDirection extends LandscapeContract {
        @Override
        List<Landscape> landscapes() {
            Spectrum one = new Spectrum(new double[] {1}, new double[] {1});
            return DoubleStream.of(1, 2, INFINITY).boxed()
                    .map(depth -> (Landscape) RotatedCovarianceLaw.of(one, depth)).toList();
        }
    }

    @Nested
    class NarrowAtFiniteSize extends LandscapeContract {
        @Override
        List<Landscape> landscapes() {
            FiniteSizeCorrection correction = FiniteSizeCorrection.of(SPECTRUM, 0.5, 2);
            return DoubleStream.of(1, 2, 3, 16, 64).mapToObj(correction::atDepth).toList();
        }
    }

    @Nested
    class Narrow extends LandscapeContract {
        @Override
        List<Landscape> landscapes() {
            return depths(RotatedRisk.of(SPECTRUM, 0.5, 2)::atDepth);
        }
    }

    @Nested
    class FullWidth extends LandscapeContract {
        @Override
        List<Landscape> landscapes() {
            return depths(RotatedRisk.of(SPECTRUM, 1, INFINITY)::atDepth);
        }
    }

    @Test
    void nothingDependsOnTheUnitOfTheInputs() {
        double[] times = {0.1, 1, 30, 1e3, 1e7};
        for (double depth : new double[] {1, 2, 8, 64, INFINITY}) {
            // At late times the narrow landscape's flow is shifted by its slope's rounding.
            checkUnits(spectrum -> RotatedCovarianceLaw.of(spectrum, depth), times, 1e-12);
            checkUnits(spectrum -> RotatedRisk.of(spectrum, 0.5, 2).atDepth(depth), Arrays.copyOf(times, 4), 1e-10);
        }
    }

    private static void checkUnits(Function<Spectrum, Landscape> landscapes, double[] times, double tolerance) {
        Landscape one = landscapes.apply(SPECTRUM);
        GammaPath path = one.flow(times);
        GammaPath balanced = BalancedAttentionLaw.of(one).flow(0.3, times);
        for (double unit : new double[] {1e-6, 1e-3, 7, 1e3, 1e6}) {
            Landscape other = landscapes.apply(new Spectrum(Arrays.stream(SPECTRUM.lambda()).map(x -> x * unit).toArray(),
                    Arrays.stream(SPECTRUM.omega()).map(x -> x / unit).toArray()));
            GammaPath scaled = other.flow(Arrays.stream(times).map(t -> t / unit / unit).toArray());
            // γ = 2w⁵ and ẇ ∝ w⁴λ: a start smaller by c^(1/5), and times longer by c^(3/5) less.
            GammaPath weights = BalancedAttentionLaw.of(other).flow(0.3 * Math.pow(unit, -0.2),
                    Arrays.stream(times).map(t -> t * Math.pow(unit, -0.4)).toArray());
            for (int i = 0; i < times.length; i++) {
                assertEquals(path.gamma()[i], scaled.gamma()[i] * unit, tolerance * path.gamma()[i], "γ, unit " + unit);
                assertEquals(path.loss()[i], scaled.loss()[i], tolerance * path.loss()[i] + 1e-13, "loss, unit " + unit);
                // The plateau's end multiplies the rounding of time and start.
                assertEquals(balanced.gamma()[i], weights.gamma()[i] * unit, 100 * tolerance * balanced.gamma()[i]);
            }
            assertEquals(one.optimum().loss(), other.optimum().loss(), tolerance * one.optimum().loss() + 1e-13);
        }
    }
}
