package org.icllab.transformer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.icllab.Require;

/**
 * How a model's weights lie in one vector: an optimiser's step is then one loop however many weights there are, and a
 * checkpoint is a few vectors.
 */
public final class Layout {
    private final List<String> names = new ArrayList<>();
    private final List<int[]> shapes = new ArrayList<>();
    private final Map<String, Integer> offsets = new HashMap<>();
    private final int size;

    private Layout(List<String> names, List<int[]> shapes) {
        this.names.addAll(names);
        this.shapes.addAll(shapes);
        int end = 0;
        for (int i = 0; i < names.size(); i++) {
            Require.that(offsets.put(names.get(i), end) == null, "weights " + names.get(i) + ": must be named once");
            end = Require.room("size", (long) end + count(shapes.get(i)));
        }
        size = end;
    }

    /** @return no weights yet */
    public static Layout empty() {
        return new Layout(List.of(), List.of());
    }

    /**
     * @param name that no other array has
     * @param shape lengths of its axes, ≥ 1 each, by rows
     * @return these weights, then that array
     */
    public Layout with(String name, int... shape) {
        Require.given("name, shape", name, shape);
        for (int i = 0; i < shape.length; i++) {
            Require.atLeast("shape[" + i + "]", shape[i], 1);
        }
        List<String> moreNames = new ArrayList<>(names);
        List<int[]> moreShapes = new ArrayList<>(shapes);
        moreNames.add(name);
        moreShapes.add(shape.clone());
        return new Layout(moreNames, moreShapes);
    }

    /** @return the number of weights */
    public int size() {
        return size;
    }

    List<String> names() {
        return names;
    }

    /** @return the length of the array's axes */
    int[] shape(String name) {
        offset(name);
        return shapes.get(names.indexOf(name));
    }

    /** @return the number of elements of the array */
    int count(String name) {
        return count(shape(name));
    }

    int offset(String name) {
        Integer offset = offsets.get(name);
        return offset != null ? offset : Require.<Integer>refuse("name", name, "one of " + names);
    }

    private static int count(int[] shape) {
        double count = 1;
        for (int length : shape) {
            count *= length;
        }
        return Require.room("size", (long) count);
    }
}
