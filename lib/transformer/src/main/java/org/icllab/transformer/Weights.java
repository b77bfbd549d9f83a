package org.icllab.transformer;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;

/**
 * The values of a model's weights.
 *
 * @param layout their names and shapes
 * @param values all of them, in the layout's order; not copied, nor looked at
 */
public record Weights(Layout layout, double[] values) {
    /** @throws IllegalArgumentException if there are not as many values as the layout has */
    public Weights {
        Require.given("layout, values", layout, values);
        Require.length("values", values.length, layout.size());
    }

    /** @return all zero */
    public static Weights zeros(Layout layout) {
        return new Weights(layout, new double[Require.given("layout", layout).size()]);
    }

    /** @return a copy of the array {@code name}, by rows */
    public double[] array(String name) {
        int from = layout.offset(name);
        return Arrays.copyOfRange(values, from, from + layout.count(name));
    }

    /** @return a copy of the array {@code name}; one of a single axis is a column */
    public Matrix matrix(String name) {
        int[] shape = layout.shape(name);
        int columns = shape.length > 1 ? shape[1] : 1;
        return Matrix.wrap(columns, shape[0], array(name)).transpose();
    }

    /** @return these weights with the array {@code name} set to {@code matrix} */
    public Weights with(String name, Matrix matrix) {
        Require.length("the array " + name, Require.given("matrix", matrix).data().length, layout.count(name));
        return with(name, i -> matrix.get(i / matrix.columns(), i % matrix.columns()));
    }

    /** @return these weights with {@code value} on the diagonal of the array {@code name}, zero elsewhere */
    public Weights withDiagonal(String name, double value) {
        Require.finite("value", value);
        int[] shape = layout.shape(name);
        Require.that(shape.length == 2, "weights = " + name + ": must have two axes, to have a diagonal");
        int columns = shape[1];
        return with(name, i -> i / columns == i % columns ? value : 0);
    }

    /** @return these weights with every element of the array {@code name} set to {@code value} */
    public Weights withConstant(String name, double value) {
        Require.finite("value", value);
        return with(name, i -> value);
    }

    /** @return these weights with independent normal elements of the given deviation in the array {@code name} */
    public Weights withGaussian(String name, double deviation, RandomStream stream) {
        Require.nonNegative("deviation", deviation);
        Require.given("stream", stream);
        return with(name, i -> deviation * stream.nextGaussian());
    }

    private Weights with(String name, IntToDoubleFunction element) {
        double[] changed = values.clone();
        int from = layout.offset(name);
        for (int i = 0; i < layout.count(name); i++) {
            changed[from + i] = element.applyAsDouble(i);
        }
        return new Weights(layout, changed);
    }
}
