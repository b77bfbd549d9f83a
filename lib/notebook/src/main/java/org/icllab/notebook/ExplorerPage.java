package org.icllab.notebook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.icllab.model.Setting;

/**
 * An explorer for pages without a kernel: a picture, and how its lines run at each combination of the sliders' values.
 * Where scripts are not allowed the picture is there all the same.
 */
final class ExplorerPage<S extends Setting<S>> {
    private static final Collector<CharSequence, ?, String> ARRAY = Collectors.joining(",", "[", "]");

    private final S start;
    private final Function<S, Figure> figure;
    private final List<Knob> knobs;

    ExplorerPage(S start, Function<S, Figure> figure, List<Knob> knobs) {
        this.start = start;
        this.figure = figure;
        this.knobs = knobs;
    }

    String html() {
        int first = 0;
        int figures = 1;
        for (Knob knob : knobs) {
            first = first * knob.values().length + knob.nearest(start.value(knob.parameter()));
            figures *= knob.values().length;
        }
        Plan plan = figure.apply(setting(first)).plan();
        Canvas canvas = Canvas.of(plan);
        List<List<String>> lines = IntStream.range(0, figures).parallel()
                .mapToObj(place -> canvas.paths(figure.apply(setting(place)).plan())).toList();
        Map<String, Integer> ways = new LinkedHashMap<>();
        String places = lines.stream().map(own -> own.stream().map(line -> {
            ways.putIfAbsent(line, ways.size());
            return String.valueOf(ways.get(line));
        }).collect(ARRAY)).collect(ARRAY);
        String svg = canvas.svg(lines.get(first));
        String id = "explorer-" + Integer.toHexString(svg.hashCode());
        return "<div id=\"" + id + "\"><img alt=\"" + Text.escape(plan.title()) + "\" src=\"data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8)) + "\"></div>\n<script>("
                + script() + ")(\"" + id + "\"," + sliders() + "," + ways.keySet().stream().map(ExplorerPage::quoted)
                .collect(ARRAY) + "," + places + ");</script>";
    }

    private String sliders() {
        return knobs.stream().map(knob -> "[" + quoted(knob.parameter().label()) + ","
                + Arrays.stream(knob.values()).mapToObj(Knob::text).map(ExplorerPage::quoted).collect(ARRAY) + ","
                + knob.nearest(start.value(knob.parameter())) + "]").collect(ARRAY);
    }

    private S setting(int place) {
        S setting = start;
        int rest = place;
        for (int i = knobs.size() - 1; i >= 0; i--) {
            double[] values = knobs.get(i).values();
            setting = setting.with(knobs.get(i).parameter(), values[rest % values.length]);
            rest /= values.length;
        }
        return setting;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("</", "<\\/") + '"';
    }

    private static String script() {
        try (InputStream in = ExplorerPage.class.getResourceAsStream("explorer.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
