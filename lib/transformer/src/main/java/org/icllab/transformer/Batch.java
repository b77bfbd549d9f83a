package org.icllab.transformer;

import java.util.Arrays;
import java.util.List;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Section;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionContext;
import org.icllab.simulation.descent.RegressionEnsemble;

/** B contexts of P labelled points and K points to be predicted, in arrays that are filled anew at each step. */
public final class Batch {
    private final Size size;
    private final double[] inputs;
    private final double[] labels;
    private final double[] queries;
    private final double[] targets;

    private Batch(Size size) {
        this.size = size;
        inputs = allocate(size.contexts, size.labelled, size.dimension);
        labels = allocate(size.contexts, size.labelled);
        queries = allocate(size.contexts, size.evaluated, size.dimension);
        targets = allocate(size.contexts, size.evaluated);
    }

    /**
     * How many contexts, and how large.
     *
     * @param contexts B ≥ 1
     * @param dimension D ≥ 1, of a point
     * @param labelled P ≥ 1 points
     * @param evaluated K ≥ 1 points
     */
    public record Size(int contexts, int dimension, int labelled, int evaluated) {
        /** @throws IllegalArgumentException if a component is out of its range */
        public Size {
            Require.atLeast("contexts", contexts, 1);
            Require.atLeast("dimension", dimension, 1);
            Require.atLeast("labelled", labelled, 1);
            Require.atLeast("evaluated", evaluated, 1);
        }

        /** @return as many contexts as {@code contexts} of this size */
        public Size withContexts(int contexts) {
            return new Size(contexts, dimension, labelled, evaluated);
        }
    }

    /** @return a batch of zeros */
    public static Batch of(Size size) {
        return new Batch(Require.given("size", size));
    }

    /** @return how many contexts, and how large */
    public Size size() {
        return size;
    }

    /** @return the live inputs: point after point, context after context, B·P·D numbers */
    public double[] inputs() {
        return inputs;
    }

    /** @return the live labels: context after context, B·P numbers */
    public double[] labels() {
        return labels;
    }

    /** @return the live points to be predicted, as {@link #inputs()}: B·K·D numbers */
    public double[] queries() {
        return queries;
    }

    /** @return what is to be predicted, live: context after context, B·K numbers */
    public double[] targets() {
        return targets;
    }

    /** Makes {@code context}, of this batch's dimension and numbers of points, the one with this index. */
    public void set(int index, RegressionContext context) {
        Require.given("context", context);
        own(index);
        Require.length("context.labels", context.labelled(), size.labelled);
        Require.length("context.targets", context.evaluated(), size.evaluated);
        Require.length("context.inputs' column", context.inputs().rows(), size.dimension);
        put(context.inputs().data(), 0, inputs, index, size.labelled * size.dimension);
        put(context.labels(), 0, labels, index, size.labelled);
        put(context.queries().data(), 0, queries, index, size.evaluated * size.dimension);
        put(context.targets(), 0, targets, index, size.evaluated);
    }

    /**
     * Makes the context with this index one of {@code regression}, as {@link RegressionEnsemble.Regression#context} draws
     * them, by other random numbers. The points that show its covariance Σ are the columns of \( \sqrt D\,\Sigma^{1/2} \),
     * so that all inputs are one product with normal numbers, where the regression would turn each by itself.
     */
    void draw(int index, RegressionEnsemble.Regression regression, double noiseVariance, RandomStream stream) {
        Section root = Section.of(regression.population().inputs().data(), 0, size.dimension, size.dimension);
        Section task = Section.of(regression.task(), 0, size.dimension, 1);
        points(root, task, inputs, labels, index, size.labelled, stream);
        points(root, task, queries, targets, index, size.evaluated, stream);
        double sigma = Math.sqrt(noiseVariance);
        for (int i = index * size.labelled; i < (index + 1) * size.labelled && sigma > 0; i++) {
            labels[i] += sigma * stream.nextGaussian();
        }
    }

    private void points(Section root, Section task, double[] points, double[] values, int index, int count, RandomStream stream) {
        double share = 1 / Math.sqrt(size.dimension);
        double[] normal = new double[size.dimension * count];
        stream.fillGaussian(normal, 0, normal.length, 1);
        Section drawn = Section.of(points, index * normal.length, size.dimension, count);
        Blas.gemm(share, root, false, Section.of(normal, 0, size.dimension, count), false, 0, drawn);
        Blas.gemm(share, drawn, true, task, false, 0, Section.of(values, index * count, count, 1));
    }

    /** Makes the context with index {@code from} of {@code other}, a batch of contexts as large, the one with this index. */
    public void set(int index, Batch other, int from) {
        Require.given("other", other);
        own(index);
        other.own(from);
        if (size.dimension != other.size.dimension || size.labelled != other.size.labelled || size.evaluated != other.size.evaluated) {
            Require.refuse(other.size + ": must be of contexts as " + size);
        }
        put(other.inputs, from, inputs, index, size.labelled * size.dimension);
        put(other.labels, from, labels, index, size.labelled);
        put(other.queries, from, queries, index, size.evaluated * size.dimension);
        put(other.targets, from, targets, index, size.evaluated);
    }

    /** @return a copy of the context with this index */
    public RegressionContext get(int index) {
        own(index);
        return new RegressionContext(
                Matrix.wrap(size.dimension, size.labelled, get(inputs, index, size.labelled * size.dimension)),
                get(labels, index, size.labelled),
                Matrix.wrap(size.dimension, size.evaluated, get(queries, index, size.evaluated * size.dimension)),
                get(targets, index, size.evaluated));
    }

    private void own(int index) {
        Require.within("index", index, 0, size.contexts - 1);
    }

    /** Adds all its numbers to {@code digest}. */
    void addTo(Digest digest) {
        for (double[] numbers : List.of(inputs, labels, queries, targets)) {
            digest.add(numbers);
        }
    }

    private static double[] allocate(int... shape) {
        double count = 1;
        for (int length : shape) {
            count *= length;
        }
        return new double[Require.room("numbers of a batch", (long) count)];
    }

    private static void put(double[] from, int fromIndex, double[] to, int toIndex, int count) {
        System.arraycopy(from, fromIndex * count, to, toIndex * count, count);
    }

    private static double[] get(double[] numbers, int index, int count) {
        return Arrays.copyOfRange(numbers, index * count, (index + 1) * count);
    }
}
