package org.icllab.simulation.descent;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.linalg.Vectors;
import org.icllab.model.FeatureDescent;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.random.Haar;
import org.icllab.random.RandomStream;
import org.icllab.random.WishartFactor;

/**
 * SGD on descent layers that see rotated contexts of P points through Gaussian weights A, N×D, and what it has come to at
 * the setting's times.
 *
 * <p>The layers apply \( X\hat\Sigma \), \( X = \frac1NA^\top\Gamma A \) with the trained Γ, N×N. A step of Γ moves X by
 * \( -\eta\,W\frac{\partial\mathcal L}{\partial X}W \), \( W = A^\top A/N \). Contexts know no basis; so the mean gradient
 * is diagonal in W's eigenbasis if X is, as it is at the start. The training here keeps its diagonal alone, as an average
 * over the reflections of that basis would: the noise of the other entries is left out, and D numbers are trained for D².
 * W's basis is drawn uniformly and so may be any. Step n is of \( B\max(1,\lfloor64/n\rfloor) \) contexts.
 * A draw of basis and points serves sixteen contexts, each with a task of its own and its coordinates in a new order: a
 * uniform basis stays one in any order.
 *
 * @param loss the loss at each time: the mean over fresh contexts, exact over tasks and queries
 * @param gamma \( \tfrac1D\mathrm{Tr}\,X \) at each time
 * @see "Paper B, figures 4a and 4c; theory.md [B6]"
 */
public record FeatureTraining(double[] loss, double[] gamma) {
    /** So many batches make the first step, half as many the second, a third the third, and so on down to one. */
    private static final int FIRST = 64;
    /** Contexts that one draw of basis and points serves. */
    private static final int SHARED = 16;
    /** Of D×D numbers, that a training holds at once. */
    private static final int MATRICES = 8;

    /** Loss and mean γ along time. */
    public static final Study<FeatureDescent, FeatureTraining> STUDY = Study
            .simulation("feature-training", FeatureTraining::run)
            .needing(FeatureTraining::bytes)
            .along(FeatureDescent.TIME, FeatureDescent::times)
            .curve(FeatureDescent.LOSS, FeatureTraining::loss)
            .curve(FeatureDescent.GAMMA, FeatureTraining::gamma);

    /**
     * Copies the arrays.
     *
     * @throws IllegalArgumentException if they are not of one length
     */
    public FeatureTraining {
        loss = Require.finite("loss", loss).clone();
        gamma = Require.finite("gamma", Require.length("gamma", gamma, loss.length)).clone();
    }

    /** @return a copy */
    @Override
    public double[] loss() {
        return loss.clone();
    }

    /** @return a copy */
    @Override
    public double[] gamma() {
        return gamma.clone();
    }

    /**
     * Trains from X = 0.
     *
     * @throws ArithmeticException if training diverges
     * @throws CancellationException if the thread is interrupted
     */
    public static FeatureTraining run(FeatureDescent setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        Layers layers = new Layers(setting, stream.at(0));
        int[] looks = setting.looks();
        double[][] x = new double[looks.length][];
        RandomStream contexts = stream.at(1);
        for (int step = 1, next = 0; next < looks.length; step++) {
            Interrupt.check();
            layers.step(contexts, step);
            if (looks[next] == step) {
                x[next++] = layers.x.clone();
            }
        }
        return new FeatureTraining(layers.losses(x, stream.at(2)),
                Arrays.stream(x).mapToDouble(at -> Arrays.stream(at).average().orElseThrow()).toArray());
    }

    private static long bytes(FeatureDescent setting) {
        return (long) MATRICES * Double.BYTES * setting.dimension() * setting.dimension();
    }

    /** The diagonals of X and W, and their contexts. */
    private static final class Layers {
        private final FeatureDescent setting;
        private final int depth;
        private final double[] lambda;
        private final double[] roots;
        private final double[] omega;
        private final double[] spread;
        private final WishartFactor points;
        /** W's eigenvalues, squared. */
        private final double[] speeds;
        private final double[] x;
        /** The draw that is in use, and for how many more contexts. */
        private Matrix basis;
        private Matrix seenCovariance;
        private Matrix covariance;
        private int left;

        Layers(FeatureDescent setting, RandomStream stream) {
            this.setting = setting;
            depth = setting.layers();
            Spectrum spectrum = setting.spectrum();
            int d = spectrum.dimension();
            lambda = spectrum.lambda();
            omega = spectrum.omega();
            spread = Arrays.stream(omega).map(Math::sqrt).toArray();
            roots = Arrays.stream(lambda).map(value -> Math.sqrt(value / setting.labelled())).toArray();
            points = WishartFactor.of(setting.labelled(), d);
            Matrix weights = WishartFactor.of(setting.features(), d).draw(stream);
            speeds = Arrays.stream(SymmetricEigen.of(weights.transposeTimes(weights)).values())
                    .map(w -> w / setting.features() * w / setting.features()).toArray();
            x = new double[d];
        }

        /** Σ̂ in the inputs' eigenbasis. */
        private Matrix sampled(RandomStream stream) {
            Matrix root = points.draw(stream).timesDiagonal(roots);
            return root.transposeTimes(root);
        }

        /** One draw of basis and points, in the frame of W. */
        private void draw(RandomStream stream) {
            Interrupt.check();
            basis = Haar.orthogonal(x.length, stream);
            seenCovariance = basis.times(sampled(stream)).timesTranspose(basis);
            covariance = basis.timesDiagonal(lambda).timesTranspose(basis);
            left = SHARED;
        }

        void step(RandomStream stream, int number) {
            double[] gradient = new double[x.length];
            // The first steps are the largest, and all later ones remember their noise.
            int batch = setting.batch() * Math.max(1, FIRST / number);
            for (int missing = batch; missing > 0;) {
                if (left == 0) {
                    draw(stream);
                }
                int count = Math.min(left, missing);
                add(gradient, count, stream);
                left -= count;
                missing -= count;
            }
            for (int i = 0; i < x.length; i++) {
                x[i] -= setting.eta() / batch * speeds[i] * gradient[i];
                if (!Double.isFinite(x[i])) {
                    throw new ArithmeticException("training diverged at step " + number + ": take an eta smaller than "
                            + setting.eta());
                }
            }
        }

        /** Adds the diagonals of ∂L/∂X of contexts of one draw, each for one task; a column each. */
        private void add(double[] sum, int count, RandomStream stream) {
            int d = x.length;
            int[][] orders = new int[count][d];
            Matrix permuted = Matrix.zeros(d, count);
            Matrix tasks = Matrix.zeros(d, count);
            for (int n = 0; n < count; n++) {
                Arrays.setAll(orders[n], k -> k);
                stream.shuffle(orders[n]);
                for (int k = 0; k < d; k++) {
                    permuted.set(k, n, x[orders[n][k]]);
                    tasks.set(k, n, spread[k] * stream.nextGaussian());
                }
            }
            Matrix error = basis.times(tasks);
            double[][] seen = new double[depth][];
            for (int layer = 0; layer < depth; layer++) {
                seen[layer] = seenCovariance.times(error).data();
                Vectors.axpy(-1.0 / depth, Vectors.times(permuted.data(), seen[layer]), error.data());
            }
            Matrix back = covariance.times(error);
            for (int layer = depth - 1; layer >= 0; layer--) {
                double[] product = Vectors.times(back.data(), seen[layer]);
                for (int i = 0; i < product.length; i++) {
                    sum[orders[i / d][i % d]] -= 2.0 / depth * product[i];
                }
                if (layer > 0) {
                    Matrix passed = Matrix.wrap(d, count, Vectors.times(permuted.data(), back.data()));
                    Vectors.axpy(-1.0 / depth, seenCovariance.times(passed).data(), back.data());
                }
            }
        }

        /** The losses of all X on the same contexts. */
        double[] losses(double[][] all, RandomStream stream) {
            double[] losses = new double[all.length];
            for (int n = 0; n < setting.evaluated(); n++) {
                Interrupt.check();
                Matrix turn = Haar.orthogonal(x.length, stream);
                Matrix points = sampled(stream);
                for (int i = 0; i < all.length; i++) {
                    losses[i] += loss(turn.transpose().timesDiagonal(all[i]).times(turn).times(points))
                            / setting.evaluated();
                }
            }
            return losses;
        }

        /** \( \mathrm{Tr}\,\Lambda(1-M/L)^L\Omega\bigl((1-M/L)^L\bigr)^\top \). */
        private double loss(Matrix layer) {
            Matrix once = layer.scaled(-1.0 / depth).plusDiagonal(1);
            Matrix whole = Matrix.identity(x.length);
            for (int rest = depth; rest > 0; rest >>= 1) {
                whole = (rest & 1) == 1 ? whole.times(once) : whole;
                once = rest > 1 ? once.times(once) : once;
            }
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                for (int i = 0; i < x.length; i++) {
                    sum += lambda[i] * whole.get(i, j) * whole.get(i, j) * omega[j];
                }
            }
            return sum;
        }
    }
}
