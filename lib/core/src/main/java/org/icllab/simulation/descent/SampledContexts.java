package org.icllab.simulation.descent;

import java.util.Arrays;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;
import org.icllab.linalg.Vectors;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;

/**
 * Contexts of finite length, drawn once, and the loss on them of Γ = γI at any γ.
 *
 * <p>In the inputs' eigenbasis a context is its sample covariance \( \hat\Sigma = \frac1P\sum_\mu x_\mu x_\mu^\top \), and
 * the mean over tasks and queries is exact:
 * \[ \mathcal L(\gamma) = \Bigl\langle\mathrm{Tr}\,\Omega\,(1-\tfrac\gamma L\hat\Sigma)^L\Lambda(1-\tfrac\gamma L\hat\Sigma)^L
 *    \Bigr\rangle . \]
 * With \( \hat\Sigma = U\,\mathrm{diag}(s)\,U^\top \) that is \( \sum_{jk}C_{jk}f(s_j)f(s_k) \),
 * \( C = (U^\top\Omega U)\circ(U^\top\Lambda U) \), \( f(s) = (1-\gamma s/L)^L \). Rotated contexts have the same loss as
 * these, since Γ knows no basis.
 *
 * @see "Paper B, model; theory.md [B2], [B6] at finite D and P, [B12]"
 */
public final class SampledContexts {
    private final double[][] eigenvalues;
    private final Matrix[] weights;

    private SampledContexts(int contexts) {
        eigenvalues = new double[contexts][];
        weights = new Matrix[contexts];
    }

    /**
     * @param spectrum variances of inputs and tasks
     * @param labelled P ≥ 1 points in a context, without noise
     * @param contexts how many are drawn, ≥ 1
     * @throws IllegalArgumentException if a number is less than 1
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static SampledContexts of(Spectrum spectrum, int labelled, int contexts, RandomStream stream) {
        Require.given("spectrum, stream", spectrum, stream);
        int d = spectrum.dimension();
        Require.room("labelled", Require.atLeast("labelled", labelled, 1) * (long) d);
        Require.room("contexts", Require.atLeast("contexts", contexts, 1) * (long) d * d);
        SampledContexts drawn = new SampledContexts(contexts);
        double[] lambda = spectrum.lambda();
        double[] roots = Arrays.stream(lambda).map(value -> Math.sqrt(value / labelled)).toArray();
        for (int n = 0; n < contexts; n++) {
            Interrupt.check();
            Matrix points = Matrix.zeros(labelled, d);
            stream.fillGaussian(points.data(), 0, d * labelled, 1);
            points = points.timesDiagonal(roots);
            SymmetricEigen eigen = SymmetricEigen.of(points.transposeTimes(points));
            Matrix directions = eigen.vectors().transpose();
            drawn.put(n, eigen, directions.timesDiagonal(spectrum.omega()).timesTranspose(directions),
                    directions.timesDiagonal(lambda).timesTranspose(directions));
        }
        return drawn;
    }

    /**
     * Contexts whose points are rows of a table, drawn with replacement: \( \Lambda \) is then the rows' second moment,
     * and nothing else is assumed of their law.
     *
     * @param rows n×D, finite: the inputs, in any basis
     * @param tasks D×T, finite: \( \Omega \) is their sum of \( \beta\beta^\top \), not necessarily diagonal with
     *     \( \Lambda \)
     * @param labelled P ≥ 1 points in a context, without noise
     * @param contexts how many are drawn, ≥ 1
     * @throws IllegalArgumentException if a number is less than 1, or the sizes do not fit
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static SampledContexts ofRows(Matrix rows, Matrix tasks, int labelled, int contexts, RandomStream stream) {
        int count = Matrix.require("rows", rows).rows();
        int d = rows.columns();
        Matrix.require("tasks", tasks, d, Matrix.require("tasks", tasks).columns());
        Require.given("stream", stream);
        Require.room("labelled", Require.atLeast("labelled", labelled, 1) * (long) d);
        Require.room("contexts", Require.atLeast("contexts", contexts, 1) * (long) d * d);
        SampledContexts drawn = new SampledContexts(contexts);
        Matrix moment = rows.transposeTimes(rows).scaled(1.0 / count);
        for (int n = 0; n < contexts; n++) {
            Interrupt.check();
            Matrix points = Matrix.zeros(labelled, d);
            for (int i = 0; i < labelled; i++) {
                int row = stream.nextInt(count);
                for (int k = 0; k < d; k++) {
                    points.set(i, k, rows.get(row, k));
                }
            }
            SymmetricEigen eigen = SymmetricEigen.of(points.transposeTimes(points).scaled(1.0 / labelled));
            Matrix turned = eigen.vectors().transposeTimes(tasks);
            drawn.put(n, eigen, turned.timesTranspose(turned),
                    eigen.vectors().transposeTimes(moment.times(eigen.vectors())));
        }
        return drawn;
    }

    /** A context by its decomposition, with Ω and Λ in its eigenbasis; Ω is overwritten. */
    private void put(int n, SymmetricEigen eigen, Matrix tasks, Matrix queries) {
        for (int i = 0; i < tasks.data().length; i++) {
            tasks.data()[i] *= queries.data()[i];
        }
        weights[n] = tasks;
        eigenvalues[n] = eigen.values();
    }

    /**
     * As {@link #of}, with equal variances in all directions.
     *
     * @param dimension D ≥ 1
     */
    public static SampledContexts isotropic(int dimension, int labelled, int contexts, RandomStream stream) {
        double[] lambda = new double[Require.room("dimension", dimension)];
        double[] omega = new double[dimension];
        Arrays.fill(lambda, 1);
        Arrays.fill(omega, 1.0 / dimension);
        return of(new Spectrum(lambda, omega), labelled, contexts, stream);
    }

    /** @return the largest eigenvalue of any context's covariance: \( 2L/s \) is the edge of stability */
    public double largest() {
        return Arrays.stream(eigenvalues).mapToDouble(s -> s[s.length - 1]).max().orElseThrow();
    }

    /**
     * @param gamma total step size, finite
     * @param layers L, from 1 to 2²⁰
     * @return the mean loss, 1 at γ = 0
     * @throws ArithmeticException if it overflows, far past the edge of stability
     */
    public double loss(double gamma, int layers) {
        Require.finite("gamma", gamma);
        Require.layers(layers);
        double sum = 0;
        for (int n = 0; n < eigenvalues.length; n++) {
            double[] left = left(n, gamma, layers, layers);
            sum += Vectors.dot(left, weights[n].times(left));
        }
        return computed(sum / eigenvalues.length, gamma);
    }

    /**
     * @param gamma total step size, finite
     * @param layers L, from 1 to 2²⁰
     * @return \( d\mathcal L/d\gamma \)
     * @throws ArithmeticException if it overflows, far past the edge of stability
     */
    public double slope(double gamma, int layers) {
        Require.finite("gamma", gamma);
        Require.layers(layers);
        double sum = 0;
        for (int n = 0; n < eigenvalues.length; n++) {
            double[] declines = Vectors.times(left(n, gamma, layers, layers - 1), eigenvalues[n]);
            sum -= 2 * Vectors.dot(declines, weights[n].times(left(n, gamma, layers, layers)));
        }
        return computed(sum / eigenvalues.length, gamma);
    }

    private static double computed(double value, double gamma) {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException("gamma = " + gamma + ": the loss cannot be computed so far past the edge of stability");
        }
        return value;
    }

    /**
     * The same at one depth, where \( \mathcal L(\gamma) \) is a polynomial of degree 2L: from γ = 0 to just past the edge
     * of stability known by its values at 2L + 1 points, at a cost that does not grow with the number of contexts.
     *
     * @param layers L, from 1 to 4096
     */
    public AtDepth atDepth(int layers) {
        Require.within("layers", layers, 1, 4096);
        return new AtDepth(layers);
    }

    /** The loss at one depth, exact but for rounding. */
    public final class AtDepth {
        private final int layers;
        private final double end;
        private final double[] nodes;
        private final double[] losses;
        private final double[] slopes;

        /** A distance whose inverse still is a number. */
        private static final double TINY = 1e-300;

        private AtDepth(int layers) {
            this.layers = layers;
            // Not so far past the edge of stability that its large values would hide the small ones.
            end = edge() * (1 + 4.0 / layers);
            nodes = new double[2 * layers + 1];
            Arrays.setAll(nodes, i -> end * StrictMath.pow(StrictMath.sin(Math.PI * i / (4 * layers)), 2));
            losses = Arrays.stream(nodes).map(gamma -> SampledContexts.this.loss(gamma, layers)).toArray();
            slopes = Arrays.stream(nodes).map(gamma -> SampledContexts.this.slope(gamma, layers)).toArray();
        }

        /** @return \( 2L/s \), s the largest eigenvalue of any context's covariance: the edge of stability */
        public double edge() {
            return 2 * layers / largest();
        }

        /**
         * @return \( \mathcal L(\gamma) \)
         * @throws ArithmeticException as {@link SampledContexts#loss}
         */
        public double loss(double gamma) {
            Require.finite("gamma", gamma);
            return isBetween(gamma) ? between(losses, gamma) : SampledContexts.this.loss(gamma, layers);
        }

        /**
         * @return \( d\mathcal L/d\gamma \)
         * @throws ArithmeticException as {@link SampledContexts#slope}
         */
        public double slope(double gamma) {
            Require.finite("gamma", gamma);
            return isBetween(gamma) ? between(slopes, gamma) : SampledContexts.this.slope(gamma, layers);
        }

        /** Beyond its nodes a polynomial of this degree is not known by its values there. */
        private boolean isBetween(double gamma) {
            return gamma >= 0 && gamma <= end;
        }

        /** The barycentric formula at Chebyshev's points. */
        private double between(double[] values, double gamma) {
            double above = 0;
            double below = 0;
            for (int i = 0; i < nodes.length; i++) {
                if (Math.abs(gamma - nodes[i]) < TINY) {
                    return values[i];
                }
                double weight = (i == 0 || i == nodes.length - 1 ? 0.5 : 1) * (i % 2 == 0 ? 1 : -1) / (gamma - nodes[i]);
                above += weight * values[i];
                below += weight;
            }
            return above / below;
        }
    }

    private double[] left(int n, double gamma, int layers, int power) {
        return Vectors.power(Arrays.stream(eigenvalues[n]).map(s -> 1 - gamma * s / layers).toArray(), power);
    }
}
