package org.icllab.theory.descent;

import org.icllab.Require;
import org.icllab.model.Spectrum;

/**
 * The exponents of paper B's scaling law for power-law spectra,
 * \[ \mathcal L(t, N, L, P) \approx c_t t^{-\beta/(2+\beta)} + c_N N^{-\nu\beta} + c_L L^{-\beta} + c_P P^{-\nu\beta}, \]
 * and of the shapes that make the most of a compute budget by it. All are exponents' sizes: a loss falls as the
 * resource to minus that power, a shape grows as compute to that power.
 *
 * <p>The exponents of width and context are those of the printed floors. The full ones, {@link RotatedFloor}, have
 * \( \nu\min(\beta, 1) \) for width and \( \nu\min(\beta, 2) \) for context: for easy tasks, \( \beta > 1 \), a wide model
 * pays less than the law promises, and {@link #shapesByFullFloor} are the shapes.
 *
 * @param capacity \( \nu \), in [1e-30, 1e30]: \( \lambda_k = k^{-\nu} \)
 * @param source \( \beta \), in [1e-30, 1e30]: \( \omega_k\lambda_k \propto k^{-\nu\beta-1} \)
 * @see "Paper B, Result 8; theory.md [B10]; Spectrum#powerLaw"
 */
public record ScalingLaw(double capacity, double source) {
    private static final double SMALLEST = 1e-30;
    private static final double LARGEST = 1e30;

    /** @throws IllegalArgumentException if a parameter is out of its range */
    public ScalingLaw {
        Require.within("capacity", capacity, SMALLEST, LARGEST);
        Require.within("source", source, SMALLEST, LARGEST);
    }

    /**
     * @param capacity \( \nu > 0 \)
     * @param source \( \beta > 0 \)
     * @return the law
     */
    public static ScalingLaw of(double capacity, double source) {
        return new ScalingLaw(capacity, source);
    }

    /** @return \( \beta/(2+\beta) \): loss against training time */
    public double time() {
        return source / (2 + source);
    }

    /** @return \( \nu\beta \): loss against width, and against context length */
    public double width() {
        return capacity * source;
    }

    /** @return \( \nu\min(\beta, 1) \): loss against width by the full floor */
    public double widthByFullFloor() {
        return capacity * Math.min(source, 1);
    }

    /** @return \( \beta \): loss against depth */
    public double depth() {
        return source;
    }

    /** @return what compute \( tN^2L \) is shared by */
    public Shapes shapes() {
        return new Shapes(2, width());
    }

    /** @return what compute \( tN^2L \) is shared by if width has the exponent of its full floor */
    public Shapes shapesByFullFloor() {
        return new Shapes(2, widthByFullFloor());
    }

    /** @return what compute \( tP^2N^2L \) is shared by, context in proportion to width */
    public Shapes shapesWithContext() {
        return new Shapes(4, width());
    }

    /** @return what compute \( tL \) is shared by, at a width that costs nothing and never binds */
    public Shapes shapesOfDepth() {
        return new Shapes(0, width());
    }

    /**
     * The exponents of compute \( tN^cL \) at which no term of the law outgrows the others,
     * \( N^{-w} \sim L^{-\beta} \sim t^{-\beta/(2+\beta)} \). In the law \( w = \nu\beta \).
     */
    public final class Shapes {
        private final double cost;
        /** L grows as N to this power, ν in the law. */
        private final double deepening;

        private Shapes(double cost, double width) {
            this.cost = cost;
            deepening = width / source;
        }

        private double total() {
            return cost + deepening * (3 + source);
        }

        /** @return \( 1/(c+\nu(3+\beta)) \) in the law: width against compute */
        public double width() {
            return 1 / total();
        }

        /** @return \( \nu/(c+\nu(3+\beta)) \) in the law: depth against compute; it is to width as \( N^\nu \) */
        public double depth() {
            return deepening / total();
        }

        /** @return \( \nu(2+\beta)/(c+\nu(3+\beta)) \) in the law: training time against compute */
        public double time() {
            return deepening * (2 + source) / total();
        }

        /** @return \( \nu\beta/(c+\nu(3+\beta)) \) in the law: loss against compute */
        public double loss() {
            return deepening * source / total();
        }
    }
}
