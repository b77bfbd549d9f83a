package org.icllab.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.simulation.descent.RegressionContext;

/**
 * B contexts of P labelled points and K points to be predicted, in memory that PyTorch reads in place. It is filled anew
 * at each step.
 */
public final class Batch {
    /** Vector instructions, and with them the last bits of a sum, may depend on where an array begins. */
    private static final int ALIGNMENT = 64;

    private final Size size;
    private final ByteBuffer inputs;
    private final ByteBuffer labels;
    private final ByteBuffer queries;
    private final ByteBuffer targets;

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

    /**
     * A batch as PyTorch's arrays.
     *
     * @param inputs B×P×D
     * @param labels B×P
     * @param queries B×K×D
     * @param targets B×K
     */
    public record Tensors(NDArray inputs, NDArray labels, NDArray queries, NDArray targets) {
    }

    /** @return a batch of zeros */
    public static Batch of(Size size) {
        return new Batch(size);
    }

    /** @return how many contexts, and how large */
    public Size size() {
        return size;
    }

    /** Makes {@code context}, of this batch's dimension and numbers of points, the one with this index. */
    public void set(int index, RegressionContext context) {
        Require.length("context.labels", context.labels().length, size.labelled);
        Require.length("context.targets", context.targets().length, size.evaluated);
        Require.length("context.inputs' column", context.inputs().rows(), size.dimension);
        put(inputs, index, context.inputs().data());
        put(labels, index, context.labels());
        put(queries, index, context.queries().data());
        put(targets, index, context.targets());
    }

    /** Makes the context with index {@code from} of {@code other}, a batch of contexts as large, the one with this index. */
    public void set(int index, Batch other, int from) {
        Require.that(size.equals(other.size.withContexts(size.contexts)), other.size + ": must be of contexts as " + size);
        copy(other.inputs, from, inputs, index, size.labelled * size.dimension);
        copy(other.labels, from, labels, index, size.labelled);
        copy(other.queries, from, queries, index, size.evaluated * size.dimension);
        copy(other.targets, from, targets, index, size.evaluated);
    }

    /** @return a copy of the context with this index */
    public RegressionContext get(int index) {
        return new RegressionContext(
                Matrix.wrap(size.dimension, size.labelled, get(inputs, index, size.labelled * size.dimension)),
                get(labels, index, size.labelled),
                Matrix.wrap(size.dimension, size.evaluated, get(queries, index, size.evaluated * size.dimension)),
                get(targets, index, size.evaluated));
    }

    /** Adds all its numbers to {@code digest}. */
    void addTo(Digest digest) {
        for (ByteBuffer numbers : List.of(inputs, labels, queries, targets)) {
            digest.add(numbers.duplicate());
        }
    }

    /** @return the arrays, which on a CPU share this batch's memory */
    Tensors on(NDManager manager) {
        int b = size.contexts;
        return new Tensors(array(manager, inputs, b, size.labelled, size.dimension),
                array(manager, labels, b, size.labelled),
                array(manager, queries, b, size.evaluated, size.dimension),
                array(manager, targets, b, size.evaluated));
    }

    private static NDArray array(NDManager manager, ByteBuffer values, long... shape) {
        return manager.create(values.duplicate().order(ByteOrder.nativeOrder()), new Shape(shape), DataType.FLOAT32);
    }

    private static ByteBuffer allocate(int... shape) {
        int bytes = Float.BYTES;
        for (int length : shape) {
            bytes = Math.multiplyExact(bytes, length);
        }
        // The slice begins and ends at multiples of the alignment.
        ByteBuffer memory = ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * ALIGNMENT)).alignedSlice(ALIGNMENT);
        return memory.limit(bytes).slice().order(ByteOrder.nativeOrder());
    }

    private static void put(ByteBuffer memory, int index, double[] values) {
        FloatBuffer floats = memory.asFloatBuffer();
        int from = index * values.length;
        for (int i = 0; i < values.length; i++) {
            floats.put(from + i, (float) values[i]);
        }
    }

    private static void copy(ByteBuffer from, int fromIndex, ByteBuffer to, int toIndex, int count) {
        int bytes = count * Float.BYTES;
        to.put(toIndex * bytes, from, fromIndex * bytes, bytes);
    }

    private static double[] get(ByteBuffer memory, int index, int count) {
        FloatBuffer floats = memory.asFloatBuffer();
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = floats.get(index * count + i);
        }
        return values;
    }
}
