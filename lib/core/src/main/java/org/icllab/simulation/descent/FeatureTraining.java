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
import org.icllab.random.LazyRotation;
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
 *
 * @param loss the loss at each time: the mean over fresh contexts, exact over tasks and queries
 * @param gamma \( \tfrac1D\mathrm{Tr}\,X \) at each time
 * @see "Paper B, figures 4a and 4c; theory.md [B6]"
 */
public record FeatureTraining(double[] loss, double[] gamma) {
    /** So many batches make the first step, half as many the second, a third the third, and so on down to one. */
    private static final int FIRST = 64;

    /** Loss and mean γ along time. */
    public static final Study<FeatureDescent, FeatureTraining> STUDY = Study
            .simulation("feature-training", FeatureTraining::run)
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

    /** The diagonals of X and W, and their contexts. */
    private static final class Layers {
        private final FeatureDescent setting;
        private final int depth;
        private final double[] lambda;
        private final double[] roots;
        private final double[] omega;
        private final WishartFactor points;
        /** W's eigenvalues, squared. */
        private final double[] speeds;
        private final double[] x;

        Layers(FeatureDescent setting, RandomStream stream) {
            this.setting = setting;
            depth = setting.layers();
            Spectrum spectrum = setting.spectrum();
            int d = spectrum.dimension();
            lambda = spectrum.lambda();
            omega = spectrum.omega();
            roots = Arrays.stream(lambda).map(value -> Math.sqrt(value / setting.labelled())).toArray();
            points = WishartFactor.of(setting.labelled(), d);
            Matrix weights = WishartFactor.of(setting.features(), d).draw(stream);
            speeds = Arrays.stream(SymmetricEigen.of(weights.transposeTimes(weights)).values())
                    .map(w -> w / setting.features() * w / setting.features()).toArray();
            x = new double[d];
        }

        /** R with RᵀR = Σ̂ in the inputs' eigenbasis. */
        private Matrix root(RandomStream stream) {
            return points.draw(stream).timesDiagonal(roots);
        }

        void step(RandomStream stream, int number) {
            double[] gradient = new double[x.length];
            // The first steps are the largest, and all later ones remember their noise.
            int batch = setting.batch() * Math.max(1, FIRST / number);
            for (int n = 0; n < batch; n++) {
                add(gradient, root(stream), stream);
            }
            for (int i = 0; i < x.length; i++) {
                x[i] -= setting.eta() / batch * speeds[i] * gradient[i];
                if (!Double.isFinite(x[i])) {
                    throw new ArithmeticException("training diverged at step " + number + ": take an eta smaller than "
                            + setting.eta());
                }
            }
        }

        /** Adds the diagonal of one context's ∂L/∂X, for one task. */
        private void add(double[] sum, Matrix root, RandomStream stream) {
            int d = x.length;
            double[] inEigenbasis = new double[d];
            for (int k = 0; k < d; k++) {
                inEigenbasis[k] = Math.sqrt(omega[k]) * stream.nextGaussian();
            }
            LazyRotation rotation = LazyRotation.of(d, stream.fork());
            double[] error = rotation.apply(inEigenbasis);
            double[][] seen = new double[depth][];
            for (int layer = 0; layer < depth; layer++) {
                seen[layer] = sampled(rotation, root, error);
                Vectors.axpy(-1.0 / depth, Vectors.times(x, seen[layer]), error);
            }
            double[] back = rotation.apply(Vectors.times(rotation.applyTranspose(error), lambda));
            for (int layer = depth - 1; layer >= 0; layer--) {
                Vectors.axpy(-2.0 / depth, Vectors.times(back, seen[layer]), sum);
                if (layer > 0) {
                    Vectors.axpy(-1.0 / depth, sampled(rotation, root, Vectors.times(x, back)), back);
                }
            }
        }

        private static double[] sampled(LazyRotation rotation, Matrix root, double[] v) {
            return rotation.apply(root.transposeTimes(root.times(rotation.applyTranspose(v))));
        }

        /** The losses of all X on the same contexts. */
        double[] losses(double[][] all, RandomStream stream) {
            double[] losses = new double[all.length];
            for (int n = 0; n < setting.evaluated(); n++) {
                Interrupt.check();
                Matrix basis = Haar.orthogonal(x.length, stream);
                Matrix root = root(stream);
                Matrix covariance = root.transposeTimes(root);
                for (int i = 0; i < all.length; i++) {
                    losses[i] += loss(basis.transpose().timesDiagonal(all[i]).times(basis).times(covariance))
                            / setting.evaluated();
                }
            }
            return losses;
        }

        /** \( \mathrm{Tr}\,\Lambda(1-M/L)^L\Omega\bigl((1-M/L)^L\bigr)^\top \). */
        private double loss(Matrix layer) {
            Matrix once = layer.scaled(-1.0 / depth).plusDiagonal(1);
            Matrix left = Matrix.identity(x.length);
            for (int rest = depth; rest > 0; rest >>= 1) {
                left = (rest & 1) == 1 ? left.times(once) : left;
                once = rest > 1 ? once.times(once) : once;
            }
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                for (int i = 0; i < x.length; i++) {
                    sum += lambda[i] * left.get(i, j) * left.get(i, j) * omega[j];
                }
            }
            return sum;
        }
    }
}
