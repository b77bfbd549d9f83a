package org.icllab.notebook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One of Jupyter's own widgets, by the widget messaging protocol 2: its state is the same here and in the browser. */
final class Widget {
    private static final String CONTROLS = "@jupyter-widgets/controls";
    private static final String BASE = "@jupyter-widgets/base";

    private final Map<String, Object> state = new TreeMap<>();
    private final Channel channel;
    private final Consumer<Widget> listener;

    private Widget(String module, String name, String viewModule, String view, Map<String, ?> values, Consumer<Widget> listener) {
        this.listener = listener;
        state.putAll(Map.of("_model_module", module, "_model_module_version", "2.0.0", "_model_name", name + "Model",
                "_view_module", viewModule, "_view_module_version", "2.0.0", "_view_name", view));
        state.putAll(values);
        channel = Channel.open("jupyter.widget", "2.1.0", Map.of("state", state, "buffer_paths", List.of()), this::receive);
    }

    /**
     * @param name of a model of {@code @jupyter-widgets/controls}, as FloatSlider
     * @param values those of its properties that differ from their defaults, or have none
     * @param listener to what the reader changes or clicks
     */
    static Widget control(String name, Map<String, ?> values, Consumer<Widget> listener) {
        return new Widget(CONTROLS, name, CONTROLS, name + "View", values, listener);
    }

    /** How a kind of control looks. */
    static Widget style(String name, Map<String, ?> values) {
        return new Widget(CONTROLS, name, BASE, "StyleView", values, widget -> { });
    }

    /** Where a control stands. */
    static Widget layout(Map<String, ?> values) {
        return new Widget(BASE, "Layout", BASE, "LayoutView", values, widget -> { });
    }

    /** @return how another widget's state refers to this one */
    String reference() {
        return "IPY_MODEL_" + id();
    }

    String id() {
        return channel.getID();
    }

    synchronized Object get(String property) {
        return state.get(property);
    }

    /** Changes properties here and in the browser; from any thread. */
    void set(Map<String, ?> values) {
        synchronized (this) {
            state.putAll(values);
        }
        update(values);
    }

    private void update(Map<String, ?> values) {
        channel.send(Map.of("method", "update", "state", values, "buffer_paths", List.of()));
    }

    private void receive(Map<?, ?> message) {
        if ("request_state".equals(message.get("method"))) {
            update(copy());
        } else if (message.get("state") instanceof Map<?, ?> changed) {
            synchronized (this) {
                changed.forEach((property, value) -> state.put((String) property, value));
            }
            listener.accept(this);
        } else if ("custom".equals(message.get("method"))) {
            listener.accept(this);
        }
    }

    private synchronized Map<String, Object> copy() {
        return new HashMap<>(state);
    }
}
