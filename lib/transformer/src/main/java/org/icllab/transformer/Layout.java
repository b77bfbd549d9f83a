package org.icllab.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.icllab.Require;

/**
 * How a model's weights lie in one vector: an optimiser's step is then a few operations however many weights there are,
 * and a checkpoint is a few vectors.
 */
public final class Layout {
    private final List<String> names = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();
    private final Map<String, Integer> offsets = new HashMap<>();
    private final int size;

    private Layout(List<String> names, List<Shape> shapes) {
        this.names.addAll(names);
        this.shapes.addAll(shapes);
        int end = 0;
        for (int i = 0; i < names.size(); i++) {
            Require.that(offsets.put(names.get(i), end) == null, "weights " + names.get(i) + ": must be named once");
            end = Math.addExact(end, Math.toIntExact(shapes.get(i).size()));
        }
        size = end;
    }

    /** @return no weights yet */
    public static Layout empty() {
        return new Layout(List.of(), List.of());
    }

    /** @return these weights, then an array of the given shape, by rows */
    public Layout with(String name, long... shape) {
        List<String> moreNames = new ArrayList<>(names);
        List<Shape> moreShapes = new ArrayList<>(shapes);
        moreNames.add(name);
        moreShapes.add(new Shape(shape));
        return new Layout(moreNames, moreShapes);
    }

    /** @return the number of weights */
    public int size() {
        return size;
    }

    List<String> names() {
        return names;
    }

    Shape shape(String name) {
        offset(name);
        return shapes.get(names.indexOf(name));
    }

    int offset(String name) {
        Integer offset = offsets.get(name);
        return offset != null ? offset : Require.<Integer>refuse("weights", name, "one of " + names);
    }

    /** @return the arrays by name, as parts of the vector {@code weights} through which gradients flow */
    Map<String, NDArray> split(NDArray weights) {
        long[] bounds = names.stream().skip(1).mapToLong(offsets::get).toArray();
        NDList parts = weights.split(bounds, 0);
        Map<String, NDArray> arrays = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            arrays.put(names.get(i), parts.get(i).reshape(shapes.get(i)));
        }
        return arrays;
    }
}
