package org.icllab.theory.descent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Vectors;
import org.icllab.model.BandedDescent;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;

/**
 * Deep linear attention on contexts that are rotated within bands \( B_1,\dots,B_M \) of the spectrum only, each of m
 * directions, Haar in each. Symmetry makes \( \Gamma \) one step size a band,
 * \[ \mathcal L(q) = \sum_b\sum_{i\in B_b}\omega_i\lambda_i\Bigl(1-\frac{q_b\lambda_i}{L}\Bigr)^{2L}, \qquad
 *    \dot q_b = -\frac{\partial\mathcal L}{\partial q_b}. \]
 * Bands of one direction are {@link FixedCovarianceLaw}, one band of all is {@link RotatedCovarianceLaw}, and so is each
 * band by itself: of its share \( s_b = \sum_{i\in B_b}\omega_i\lambda_i \) of the loss, at the time \( s_bt \).
 *
 * <p>Gradient flow of the whole matrix \( \Gamma \) is m times slower, since a band's gradient is shared by its m diagonal
 * entries.
 *
 * @param bands the bands in order
 * @see "theory.md [B11]"
 */
public record BandedCovarianceLaw(List<BandedCovarianceLaw.Band> bands) {
    /** The flow at the times of training. */
    public static final Study<BandedDescent, double[][]> STUDY = along("banded-flow",
            setting -> of(setting).curves(setting.times()));

    /** What SGD does on average if its batches are endless: descent by the setting's time steps. */
    public static final Study<BandedDescent, double[][]> STEPS = along("banded-steps",
            setting -> of(setting).stepped(setting.timeStep(), setting.steps()));

    /** @throws IllegalArgumentException if there is no band */
    public BandedCovarianceLaw {
        bands = Require.list("bands", bands);
        Require.atLeast("bands.size", bands.size(), 1);
    }

    /**
     * One band, rotated within itself.
     *
     * @param share \( s_b > 0 \), its part of the loss before training
     * @param spectrum its directions, scaled so that its own loss is 1 before training
     * @param landscape its own loss over \( q_b \)
     */
    public record Band(double share, Spectrum spectrum, RotatedCovarianceLaw landscape) {
        public Band {
            Require.positive("share", share);
            Require.given("spectrum, landscape", spectrum, landscape);
        }

        private static Band of(double[] lambda, double[] omega, double depth) {
            double share = 0;
            for (int i = 0; i < lambda.length; i++) {
                share += omega[i] * lambda[i];
            }
            double whole = share;
            Spectrum own = new Spectrum(lambda, Arrays.stream(omega).map(value -> value / whole).toArray());
            return new Band(share, own, RotatedCovarianceLaw.of(own, depth));
        }

        /** @return its largest eigenvalue over its smallest: what depth is needed for */
        public double conditionNumber() {
            var range = Arrays.stream(spectrum.lambda()).summaryStatistics();
            return range.getMax() / range.getMin();
        }

        /**
         * @param times finite, not negative, in ascending order
         * @return \( q_b \) and the band's own loss at these times
         */
        public GammaPath flow(double... times) {
            Require.given("times", times);
            GammaPath path = landscape.flow(Arrays.stream(times).map(t -> share * t).toArray());
            return new GammaPath(times, path.gamma(), path.loss());
        }
    }

    /**
     * @param spectrum \( \lambda_k \) and \( \omega_k \), band after band
     * @param band m, the directions of a band: a divisor of D
     * @param depth \( L \), an integer from 1 to 2²⁰, or {@link Double#POSITIVE_INFINITY}
     * @return the law
     */
    public static BandedCovarianceLaw of(Spectrum spectrum, int band, double depth) {
        int d = Require.given("spectrum", spectrum).dimension();
        Require.within("band", band, 1, d);
        Require.that(d % band == 0, "band = " + band + ": must divide D = " + d);
        double[] lambda = spectrum.lambda();
        double[] omega = spectrum.omega();
        List<Band> bands = new ArrayList<>();
        for (int from = 0; from < d; from += band) {
            bands.add(Band.of(Arrays.copyOfRange(lambda, from, from + band), Arrays.copyOfRange(omega, from, from + band),
                    depth));
        }
        return new BandedCovarianceLaw(bands);
    }

    /** @return the law of a setting, tied or not */
    public static BandedCovarianceLaw of(BandedDescent setting) {
        Require.given("setting", setting);
        return of(setting.spectrum(), setting.band(), setting.depth());
    }

    private static Study<BandedDescent, double[][]> along(String name, Function<BandedDescent, double[][]> path) {
        return Study.theory(name, path).along(BandedDescent.TIME, BandedDescent::times)
                .curve(BandedDescent.LOSS, curves -> curves[0]).curve(BandedDescent.FIRST_STEP, curves -> curves[1]);
    }

    /** @return the largest condition number of a band */
    public double conditionNumber() {
        return bands.stream().mapToDouble(Band::conditionNumber).max().orElseThrow();
    }

    /**
     * @param times finite, not negative, in ascending order
     * @return \( \mathcal L \) at these times, 1 at 0
     */
    public double[] loss(double... times) {
        return curves(times)[0];
    }

    /** @return what tied layers come to in the end, \( \min_q\mathcal L \): 0 only if \( \lambda \) is constant in every band */
    public double floor() {
        return bands.stream().mapToDouble(band -> band.share * band.landscape.optimum().loss()).sum();
    }

    /**
     * @return the least loss of untied layers, with a step size for each band and layer: see {@link LayerwiseOptimum}
     * @throws IllegalArgumentException if the depth is infinite
     */
    public double untiedFloor() {
        return bands.stream()
                .mapToDouble(band -> band.share * LayerwiseOptimum.of(band.spectrum, band.landscape.depth()).loss()).sum();
    }

    private double[][] curves(double[] times) {
        Require.given("times", times);
        List<GammaPath> paths = bands.stream().map(band -> band.flow(times)).toList();
        double[] loss = new double[times.length];
        for (int b = 0; b < bands.size(); b++) {
            Vectors.axpy(bands.get(b).share, paths.get(b).loss(), loss);
        }
        return new double[][] {loss, paths.get(0).gamma()};
    }

    /** Euler's method with steps of {@code timeStep}. */
    private double[][] stepped(double timeStep, int[] steps) {
        double[] loss = new double[steps.length];
        double[] first = new double[steps.length];
        for (Band band : bands) {
            double q = 0;
            for (int step = 0, next = 0; next < steps.length; step++) {
                Interrupt.check();
                if (step == steps[next]) {
                    loss[next] += band.share * band.landscape.loss(q);
                    first[next] = band == bands.get(0) ? q : first[next];
                    next++;
                }
                q -= timeStep * band.share * band.landscape.slope(q);
            }
        }
        return new double[][] {loss, first};
    }
}
