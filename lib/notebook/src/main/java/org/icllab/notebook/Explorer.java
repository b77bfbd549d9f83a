package org.icllab.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.icllab.Require;
import org.icllab.model.Parameter;
import org.icllab.model.Quantity;
import org.icllab.model.Setting;
import org.icllab.model.Study;

/**
 * A figure of theory whose parameters the reader drags.
 *
 * <pre>{@code
 * Explorer.of(base, s -> Figure.of("ICL error").x(TAU, Axis.LOG).y(E_ICL, Axis.LOG).xRange(0.1, 10).yRange(0.01, 2)
 *                 .line("theory", taus, Arrays.stream(taus).map(tau -> AttentionRisk.of(s.with(TAU, tau)).icl()).toArray()))
 *         .drag(ALPHA, 1, 3, 10, 30, 100)
 *         .drag(KAPPA, 0.2, 0.5, 1, 2)
 *         .simulating(PretrainedGamma.STUDY, E_ICL, TAU, someTaus, 20, seed)
 *         .show();
 * }</pre>
 *
 * <p>In JupyterLab with JJava the figure is drawn anew for wherever the sliders stand, between their values too, and a
 * button runs the simulation there. Where no kernel answers (another kernel, a page, a run by {@code environment/run})
 * the figures at all combinations of the sliders' values are in the output, and a script of the page shows the one that
 * is asked for.
 *
 * @param <S> the settings of theory and simulation
 */
public final class Explorer<S extends Setting<S>> {
    /** More figures than these would make a page heavy, and take seconds to draw. */
    private static final int MOST_FIGURES = 150;

    private final S start;
    private final Function<S, Figure> figure;
    private final List<Knob> knobs;
    private final Drops<S> drops;

    private Explorer(S start, Function<S, Figure> figure, List<Knob> knobs, Drops<S> drops) {
        this.start = start;
        this.figure = figure;
        this.knobs = knobs;
        this.drops = drops;
    }

    /**
     * @param start where the sliders stand at first
     * @param figure of theory at a setting; only its lines and guides move, so that it has an
     *     xRange and a yRange. Called from several threads at once
     */
    public static <S extends Setting<S>> Explorer<S> of(S start, Function<S, Figure> figure) {
        return new Explorer<>(Require.given("start", start), Require.given("figure", figure), List.of(), null);
    }

    /**
     * A slider.
     *
     * @param parameter of the setting
     * @param values two or more, ascending: where it can stand on a page; live it goes from the first to the last
     * @throws IllegalArgumentException if a value is not in the parameter's range, or with the other sliders' there are
     *     more than 150 combinations
     */
    public Explorer<S> drag(Parameter parameter, double... values) {
        return with(new Knob(parameter, Require.given("values", values).clone(), true));
    }

    /** As {@link #drag}, for what has no values in between: depths, sizes. */
    public Explorer<S> step(Parameter parameter, double... values) {
        return with(new Knob(parameter, Require.given("values", values).clone(), false));
    }

    private Explorer<S> with(Knob knob) {
        start.value(knob.parameter());
        List<Knob> more = new ArrayList<>(knobs);
        more.add(knob);
        long figures = more.stream().mapToLong(own -> own.values().length).reduce(1, (a, b) -> a * b);
        Require.that(figures <= MOST_FIGURES, "values of " + knob.parameter().name() + ": with them there are " + figures
                + " figures; must be at most " + MOST_FIGURES);
        return new Explorer<>(start, figure, List.copyOf(more), drops);
    }

    /**
     * A button, live only, that runs a study where the sliders stand and drops each mean with its 95 % interval on the
     * figure as soon as it is there. Nothing of it is kept.
     *
     * @param quantity what is shown
     * @param x the parameter along the figure's horizontal axis
     * @param at its values
     * @param trials at each of them, ≥ 2
     * @param seed of the random numbers
     */
    public Explorer<S> simulating(Study<S, ?> study, Quantity quantity, Parameter x, double[] at, int trials, long seed) {
        Require.given("study, quantity, x, at", study, quantity, x, at);
        return new Explorer<>(start, figure, knobs, new Drops<>(study, quantity, x, at.clone(),
                Require.atLeast("trials", trials, 2), seed));
    }

    /** Shows sliders and figure in the cell's output. */
    public void show() {
        Require.that(!knobs.isEmpty(), "an explorer: must have a parameter to drag");
        if (Kernel.name().equals("JJava") && System.getenv("ICLLAB_STATIC") == null) {
            new LiveExplorer<>(start, figure, knobs, drops).show();
        } else {
            Kernel.show("text/html", new ExplorerPage<>(start, figure, knobs).html(), "Explorer");
        }
    }
}
