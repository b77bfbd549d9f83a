package org.icllab.simulation.descent;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;
import org.icllab.random.Haar;
import org.icllab.random.LazyRotation;
import org.icllab.random.RandomStream;
import org.icllab.random.WishartFactor;

/**
 * Where paper B's contexts come from: inputs \( x \sim \mathcal N(0,\Sigma) \) and a task \( \beta \), both of which may
 * change from context to context.
 *
 * <p>In the inputs' eigenbasis \( \Sigma = \mathrm{diag}(\lambda) \) and \( \beta_k \sim \mathcal N(0,\omega_k) \).
 * <b>Fixed</b> covariance: that basis is the same in every context. <b>Rotated</b>: each context has its own, a Haar
 * rotation O, so that \( \Sigma = O\,\mathrm{diag}(\lambda)\,O^\top \). <b>Banded</b>: O turns directions within bands
 * only. <b>Isotropic</b>: λ = ω = 1.
 *
 * @see "Paper B, section 2; theory.md §4–5 (ISO, FS, RRS), [B11]"
 */
public final class RegressionEnsemble {
    private final double[] lambda;
    private final double[] omega;
    private final double[] roots;
    private final double[] spread;
    private final boolean rotated;
    private final int band;

    private RegressionEnsemble(double[] lambda, double[] omega, boolean rotated, int band) {
        this.lambda = Require.nonNegative("lambda", lambda);
        this.omega = Require.nonNegative("omega", Require.length("omega", omega, lambda.length));
        this.rotated = rotated;
        this.band = band;
        roots = Arrays.stream(lambda).map(Math::sqrt).toArray();
        spread = Arrays.stream(omega).map(Math::sqrt).toArray();
    }

    /**
     * @param dimension D ≥ 1
     * @return Σ = I, β ~ N(0, I)
     */
    public static RegressionEnsemble isotropic(int dimension) {
        double[] ones = new double[Require.room("dimension", dimension)];
        Arrays.fill(ones, 1);
        return new RegressionEnsemble(ones, ones, false, 1);
    }

    /**
     * @param lambda variances of the inputs, ≥ 0
     * @param omega variances of the tasks, ≥ 0, equally many
     */
    public static RegressionEnsemble fixed(double[] lambda, double[] omega) {
        return new RegressionEnsemble(lambda, omega, false, 1);
    }

    /** As {@link #fixed}, in a basis that is drawn anew for each context. */
    public static RegressionEnsemble rotated(double[] lambda, double[] omega) {
        return new RegressionEnsemble(lambda, omega, true, Require.given("lambda", lambda).length);
    }

    /**
     * As {@link #fixed}, with a rotation within each band that is drawn anew for each context.
     *
     * @param lambda variances of the inputs, ≥ 0, band after band
     * @param omega variances of the tasks, ≥ 0, equally many
     * @param band directions of a band, a divisor of their number; all of them give the law of {@link #rotated}, by other
     *     random numbers
     */
    public static RegressionEnsemble banded(double[] lambda, double[] omega, int band) {
        Require.given("lambda", lambda);
        Require.within("band", band, 1, lambda.length);
        Require.that(lambda.length % band == 0, "band = " + band + ": must divide D = " + lambda.length);
        return new RegressionEnsemble(lambda, omega, false, band);
    }

    /** @return D */
    public int dimension() {
        return lambda.length;
    }

    /** @return numbers that a regression holds, of whose rotation at most so many directions were looked at */
    double numbers(double directions) {
        double d = lambda.length;
        return rotated ? 2 * d * Math.min(d, directions) : band > 1 ? 2 * d * d : d;
    }

    /**
     * Regressions side by side.
     *
     * @param count B ≥ 1
     * @return B regressions; under one covariance, where B &gt; D, D columns with the same sum of \( \beta\beta^\top \),
     *     exactly in law: the factor of a Wishart matrix
     */
    Batch batch(int count, RandomStream stream) {
        if (rotated || band > 1) {
            return Batch.of(IntStream.range(0, count).mapToObj(n -> draw(stream)).toList());
        }
        int d = lambda.length;
        Matrix tasks;
        if (count > d) {
            tasks = WishartFactor.of(count, d).draw(stream).transpose();
        } else {
            tasks = Matrix.zeros(d, count);
            stream.fillGaussian(tasks.data(), 0, d * count, 1);
        }
        return new Batch(scaledRows(spread, tasks), vectors -> scaledRows(lambda, vectors.copy()));
    }

    /**
     * Regressions side by side.
     *
     * @param tasks β of each, D×m
     * @param covariance makes, of a vector v for each, D×m, a new matrix of Σv
     */
    record Batch(Matrix tasks, UnaryOperator<Matrix> covariance) {
        private static Batch of(List<Regression> regressions) {
            int d = regressions.get(0).task.length;
            Matrix tasks = Matrix.zeros(d, regressions.size());
            for (int n = 0; n < regressions.size(); n++) {
                System.arraycopy(regressions.get(n).task, 0, tasks.data(), n * d, d);
            }
            return new Batch(tasks, vectors -> {
                Matrix images = Matrix.zeros(d, regressions.size());
                for (int n = 0; n < regressions.size(); n++) {
                    System.arraycopy(regressions.get(n).covariance.apply(vectors.column(n)), 0, images.data(), n * d, d);
                }
                return images;
            });
        }
    }

    private static Matrix scaledRows(double[] factors, Matrix matrix) {
        double[] data = matrix.data();
        for (int i = 0; i < data.length; i += factors.length) {
            for (int k = 0; k < factors.length; k++) {
                data[i + k] *= factors[k];
            }
        }
        return matrix;
    }

    /** @return one context's covariance and task */
    public Regression draw(RandomStream stream) {
        Require.given("stream", stream);
        double[] inEigenbasis = new double[lambda.length];
        for (int k = 0; k < lambda.length; k++) {
            inEigenbasis[k] = spread[k] * stream.nextGaussian();
        }
        if (!rotated) {
            return band == 1
                    ? new Regression(inEigenbasis, v -> Vectors.times(v, lambda), v -> Vectors.times(v, roots),
                            () -> Matrix.identity(lambda.length).timesDiagonal(roots))
                    : turned(inEigenbasis, Haar.banded(lambda.length, band, stream));
        }
        // A stream of its own: whether a last direction is drawn may hang on rounding, and must not shift what follows.
        LazyRotation rotation = LazyRotation.of(lambda.length, stream.fork());
        return new Regression(rotation.apply(inEigenbasis),
                v -> rotation.apply(Vectors.times(rotation.applyTranspose(v), lambda)),
                v -> rotation.apply(Vectors.times(v, roots)), () -> rotation.matrix().timesDiagonal(roots));
    }

    private Regression turned(double[] inEigenbasis, Matrix basis) {
        Matrix covariance = basis.timesDiagonal(lambda).timesTranspose(basis);
        return new Regression(basis.times(inEigenbasis), covariance::times, v -> basis.times(Vectors.times(v, roots)),
                () -> basis.timesDiagonal(roots));
    }

    /** One context's task β and its covariance Σ, known by its products. */
    public static final class Regression {
        private final double[] task;
        private final UnaryOperator<double[]> covariance;
        private final UnaryOperator<double[]> root;
        private final Supplier<Matrix> wholeRoot;

        private Regression(double[] task, UnaryOperator<double[]> covariance, UnaryOperator<double[]> root,
                Supplier<Matrix> wholeRoot) {
            this.task = task;
            this.covariance = covariance;
            this.root = root;
            this.wholeRoot = wholeRoot;
        }

        /** @return a copy of β, length D */
        public double[] task() {
            return task.clone();
        }

        /** @return Σv, for v of length D; NaN of NaN */
        public double[] covarianceTimes(double[] v) {
            return covariance.apply(Require.length("v", v, task.length));
        }

        /**
         * A context of this regression: \( x \sim \mathcal N(0,\Sigma) \), \( y = \beta\cdot x/\sqrt D + \sigma\varepsilon \), ε standard normal.
         *
         * @param labelled P ≥ 1 labelled points
         * @param evaluated K ≥ 1 points to be predicted; their targets carry no noise
         * @param noiseVariance σ² ≥ 0, the label noise's variance
         */
        public RegressionContext context(int labelled, int evaluated, double noiseVariance, RandomStream stream) {
            Require.given("stream", stream);
            Require.atLeast("labelled", labelled, 1);
            Require.atLeast("evaluated", evaluated, 1);
            double sigma = Math.sqrt(Require.nonNegative("noiseVariance", noiseVariance));
            Matrix inputs = inputs(labelled, stream);
            double[] labels = inputs.transposeTimes(task);
            for (int i = 0; i < labelled; i++) {
                labels[i] = labels[i] / Math.sqrt(task.length) + sigma * stream.nextGaussian();
            }
            Matrix queries = inputs(evaluated, stream);
            return new RegressionContext(inputs, labels, queries, labels(queries));
        }

        /**
         * A context without label noise of P' = min(P, D) labelled points and K' = min(K, D) to be predicted, whose second
         * moments \( \tfrac1{P'}\sum xx^\top \) and \( \tfrac1{P'}\sum yx \) have the law of those of P and K points. To a
         * model that knows points by these moments only it is in law one of {@link #context}, and takes fewer numbers.
         *
         * @param labelled P ≥ 1
         * @param evaluated K ≥ 1
         */
        public RegressionContext summary(int labelled, int evaluated, RandomStream stream) {
            Require.given("stream", stream);
            Matrix root = wholeRoot.get();
            Matrix inputs = moments(root, Require.atLeast("labelled", labelled, 1), stream);
            Matrix queries = moments(root, Require.atLeast("evaluated", evaluated, 1), stream);
            return new RegressionContext(inputs, labels(inputs), queries, labels(queries));
        }

        private static Matrix moments(Matrix root, int points, RandomStream stream) {
            Matrix factor = WishartFactor.of(points, root.rows()).draw(stream);
            return root.timesTranspose(factor.scaled(Math.sqrt((double) factor.rows() / points)));
        }

        private double[] labels(Matrix points) {
            double[] labels = points.transposeTimes(task);
            Vectors.scale(1 / Math.sqrt(task.length), labels);
            return labels;
        }

        /**
         * A context that shows Σ exactly, as infinitely many points would: the D points \( \sqrt D\,\Sigma^{1/2}e_i \),
         * labelled without noise and then to be predicted. Any model that knows its inputs by their covariance only
         * predicts with the error it has on infinitely many points.
         */
        public RegressionContext population() {
            double scale = Math.sqrt(task.length);
            Matrix points = wholeRoot.get().scaled(scale);
            double[] values = Arrays.stream(points.transposeTimes(task)).map(y -> y / scale).toArray();
            return new RegressionContext(points, values, points, values);
        }

        private Matrix inputs(int count, RandomStream stream) {
            int d = task.length;
            Matrix inputs = Matrix.zeros(d, count);
            double[] z = new double[d];
            for (int i = 0; i < count; i++) {
                stream.fillGaussian(z, 0, d, 1);
                System.arraycopy(root.apply(z), 0, inputs.data(), i * d, d);
            }
            return inputs;
        }
    }
}
