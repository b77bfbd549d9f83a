package org.icllab.random;

import org.apache.commons.rng.core.source64.L64X128Mix;

/**
 * The chi-square law by rejection from a cubed normal number (Marsaglia, Tsang 2000), in {@link StrictMath}: its bits
 * are specified, where those of commons-rng's sampler hang on {@link Math#log} and {@link Math#pow}.
 *
 * @see "G. Marsaglia, W. W. Tsang, A simple method for generating gamma variables, 2000"
 */
final class ChiSquare {
    private ChiSquare() {
    }

    /** @return a chi-square number of \( k > 0 \) degrees of freedom: twice a gamma number of shape k/2 */
    static double next(L64X128Mix generator, double degreesOfFreedom) {
        double shape = degreesOfFreedom / 2;
        if (shape >= 1) {
            return 2 * nextGamma(generator, shape);
        }
        // A gamma number of shape a + 1 times U^(1/a) is one of shape a.
        double logarithm = StrictMath.log(Ziggurat.positive(generator.nextLong()));
        return 2 * nextGamma(generator, shape + 1) * StrictMath.exp(logarithm / shape);
    }

    private static double nextGamma(L64X128Mix generator, double shape) {
        double scale = shape - 1.0 / 3;
        double slope = 1 / (3 * Math.sqrt(scale));
        while (true) {
            double x = Ziggurat.next(generator);
            double t = slope * x;
            double root = 1 + t;
            if (root <= 0) {
                continue;
            }
            double u = generator.nextDouble();
            double square = x * x;
            if (u < 1 - 0.0331 * square * square
                    || StrictMath.log(u) < 0.5 * square + scale * curvature(t)) {
                return scale * (root * root * root);
            }
        }
    }

    /** @return \( 1 - v + \log v \) for \( v = (1 + t)^3 \), without the cancellation at small t */
    private static double curvature(double t) {
        return 3 * (StrictMath.log1p(t) - t) - t * t * (3 + t);
    }
}
