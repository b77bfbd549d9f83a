package org.icllab.notebook;

import java.util.ArrayList;
import java.util.List;

/**
 * All that a figure says, before anything is drawn.
 *
 * @param lineWord the legend's word for the lines of a group that has points too
 * @param pointWord the legend's word for its points
 * @param width in pixels
 * @param height in pixels
 * @param cells what stands behind the layers, in a heat map; else null
 * @param sideBySide whether points of several groups at one x stand beside one another
 */
record Plan(String title, Side x, Side y, String lineWord, String pointWord, int width, int height,
        List<Layer> layers, Cells cells, Style style, boolean sideBySide) {
    /** @param from start of the range, NaN to fit the data */
    record Side(String label, Axis axis, double from, double to) {
        /** @return the axis with its range, which holds {@code values} unless it was given */
        Scale scale(double[] values) {
            return Double.isNaN(from) ? Scale.fitting(axis, values) : Scale.fixed(axis, from, to);
        }
    }

    Plan withX(Side side) {
        return new Plan(title, side, y, lineWord, pointWord, width, height, layers, cells, style, sideBySide);
    }

    Plan withY(Side side) {
        return new Plan(title, x, side, lineWord, pointWord, width, height, layers, cells, style, sideBySide);
    }

    Plan withWords(String line, String point) {
        return new Plan(title, x, y, line, point, width, height, layers, cells, style, sideBySide);
    }

    Plan withSize(int newWidth, int newHeight) {
        return new Plan(title, x, y, lineWord, pointWord, newWidth, newHeight, layers, cells, style, sideBySide);
    }

    /** The style, and the size that is usual in it. */
    Plan with(Style other) {
        boolean paper = other == Style.PAPER;
        return new Plan(title, x, y, lineWord, pointWord, paper ? 440 : cells == null ? 800 : 760,
                paper ? 330 : cells == null ? 500 : 540, layers, cells, other, sideBySide);
    }

    boolean isForPaper() {
        return style == Style.PAPER;
    }

    Plan with(List<Layer> more) {
        List<Layer> all = new ArrayList<>(layers);
        all.addAll(more);
        return withLayers(List.copyOf(all));
    }

    Plan withLayers(List<Layer> others) {
        return new Plan(title, x, y, lineWord, pointWord, width, height, others, cells, style, sideBySide);
    }

    Plan withPointsSideBySide() {
        return new Plan(title, x, y, lineWord, pointWord, width, height, layers, cells, style, true);
    }

    Plan with(Cells others) {
        return new Plan(title, x, y, lineWord, pointWord, width, height, layers, others, style, sideBySide);
    }

    /** @return whether the layer's group has both a line and points: the legend then shows both in one row */
    boolean isPair(Layer layer) {
        return layer.isColoured() && !layer.label().isEmpty() && layers.stream()
                .anyMatch(l -> l.isColoured() && l.kind() != layer.kind() && l.group().equals(layer.group()));
    }

    /** @return what the legend calls {@code layer}: its label, or the word for its kind */
    String entry(Layer layer) {
        String word = layer.kind() == Layer.Kind.LINE ? lineWord : layer.kind() == Layer.Kind.POINTS ? pointWord : "";
        return layer.label().isEmpty() ? word : layer.label();
    }

    /** @return whether the legend says what lines and points are, once for all groups that have both */
    boolean explainsKinds() {
        return !lineWord.isEmpty() && layers.stream().anyMatch(this::isPair);
    }

    /** @return the figure in words, for readers who cannot see it */
    String description() {
        StringBuilder words = new StringBuilder("x: " + x.label() + "; y: " + y.label());
        if (cells != null) {
            words.append("; colour: ").append(cells.colour().label());
        }
        layers.stream().map(this::entry).distinct().forEach(entry -> words.append("; ").append(entry));
        if (explainsKinds()) {
            words.append("; lines: ").append(lineWord).append(", points: ").append(pointWord);
        }
        return words.toString();
    }
}
