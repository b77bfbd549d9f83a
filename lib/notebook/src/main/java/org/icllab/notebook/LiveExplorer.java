package org.icllab.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.icllab.model.Setting;
import org.icllab.notebook.Drops.Points;

/** An explorer of Jupyter's own widgets: sliders, a button and a view of HTML, which the kernel answers. */
final class LiveExplorer<S extends Setting<S>> {
    private final Function<S, Figure> figure;
    private final List<Knob> knobs;
    private final Drops<S> drops;
    private final List<Widget> sliders = new ArrayList<>();
    private final Widget view;
    private final Widget box;
    private final Latest simulation = new Latest();
    private final S start;
    private final Canvas canvas;

    LiveExplorer(S start, Function<S, Figure> figure, List<Knob> knobs, Drops<S> drops) {
        this.start = start;
        this.figure = figure;
        this.knobs = knobs;
        this.drops = drops;
        canvas = Canvas.of(figure.apply(start).plan());
        String wide = Widget.layout(Map.of("width", "760px")).reference();
        String style = Widget.style("SliderStyle", Map.of("description_width", "340px")).reference();
        for (Knob knob : knobs) {
            sliders.add(slider(knob, Map.of("layout", wide, "style", style)));
        }
        view = Widget.control("HTML", Map.of("value", drawn(setting(), Points.NONE), "layout", Widget.layout(Map.of()).reference(),
                "style", Widget.style("HTMLStyle", Map.of()).reference()), widget -> { });
        Stream<Widget> button = drops == null ? Stream.empty() : Stream.of(Widget.control("Button",
                Map.of("description", "simulate here", "tooltip", drops.trials() + " trials of " + drops.study().name()
                        + " at each point", "layout", Widget.layout(Map.of()).reference(),
                        "style", Widget.style("ButtonStyle", Map.of()).reference()), widget -> simulate()));
        box = Widget.control("VBox", Map.of("children", Stream.of(sliders.stream(), button, Stream.of(view))
                .flatMap(widgets -> widgets).map(Widget::reference).toList(),
                "layout", Widget.layout(Map.of()).reference()), widget -> { });
    }

    void show() {
        Kernel.display(Map.of("application/vnd.jupyter.widget-view+json",
                Map.of("version_major", 2, "version_minor", 0, "model_id", box.id()),
                "image/svg+xml", figure.apply(start).svg()), "Explorer");
    }

    private Track track(Knob knob) {
        return Track.of(knob, start.value(knob.parameter()));
    }

    private Widget slider(Knob knob, Map<String, ?> look) {
        Map<String, Object> values = new TreeMap<>(look);
        values.put("description", knob.parameter().label());
        if (!knob.between()) {
            values.putAll(Map.of("_options_labels", Arrays.stream(knob.values()).mapToObj(Knob::text).toList(), "index",
                    knob.nearest(start.value(knob.parameter()))));
            return Widget.control("SelectionSlider", values, widget -> moved());
        }
        Track track = track(knob);
        values.putAll(Map.of("min", track.low(), "max", track.high(), "step", track.step(), "readout_format", ".3~g",
                "value", track.start()));
        if (knob.isLogarithmic()) {
            values.put("base", 10);
        }
        return Widget.control(knob.isLogarithmic() ? "FloatLogSlider" : "FloatSlider", values, widget -> moved());
    }

    private void moved() {
        simulation.stop();
        show(drawn(setting(), Points.NONE));
    }

    private void simulate() {
        S setting = setting();
        simulation.start(() -> drops.run(setting, points -> drop(drawn(setting, points)), refused -> drop(said(refused))));
    }

    private void drop(String html) {
        simulation.show(() -> show(html));
    }

    private void show(String html) {
        view.set(Map.of("value", html));
    }

    private String drawn(S setting, Points points) {
        try {
            Plan plan = figure.apply(setting).plan();
            Canvas with = points == Points.NONE ? canvas : Canvas.of(points.on(figure.apply(start)).plan());
            return with.svg(with.paths(plan));
        } catch (IllegalArgumentException | ArithmeticException refused) {
            return said(refused.getMessage());
        }
    }

    private static String said(String message) {
        return "<pre>" + Text.escape(message) + "</pre>";
    }

    private S setting() {
        S setting = start;
        for (int i = 0; i < sliders.size(); i++) {
            Knob knob = knobs.get(i);
            double stands = ((Number) sliders.get(i).get(knob.between() ? "value" : "index")).doubleValue();
            setting = setting.with(knob.parameter(), knob.between() ? track(knob).value(stands) : knob.values()[(int) stands]);
        }
        return setting;
    }
}
