package org.icllab.notebook;

import static org.icllab.model.Pretraining.ALPHA;
import static org.icllab.model.Pretraining.D;
import static org.icllab.model.Pretraining.KAPPA;
import static org.icllab.model.Pretraining.TAU;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.icllab.model.Parameter;
import org.icllab.model.Pretraining;
import org.icllab.model.Range;
import org.icllab.model.Study;
import org.icllab.study.Grid;
import org.icllab.theory.pretraining.AttentionRisk;
import org.junit.jupiter.api.Test;

class ExplorerTest {
    private static final double[] TAUS = Grid.logarithmic(0.1, 10, 41);
    private static final Pretraining START = Pretraining.of(40, 10, 0.5, 1, 0.01, 0.01);
    private static final List<Knob> KNOBS = List.of(new Knob(ALPHA, new double[] {1, 10, 100}, true),
            new Knob(KAPPA, new double[] {0.2, 0.5}, true));
    private static final Parameter ANY = Parameter.real("any", "x", "", "any number", Range.within(-1000, 1000));

    private static Figure figure(Pretraining s) {
        return empty().line("new tasks", TAUS, errors(s)).verticalLine(1, "τ = 1");
    }

    private static Figure empty() {
        return Figure.of("Error").x(TAU, Axis.LOG).xRange(0.1, 10).y("e", Axis.LOG).yRange(0.01, 10);
    }

    private static double[] errors(Pretraining s) {
        return Arrays.stream(TAUS).map(tau -> AttentionRisk.of(s.with(TAU, tau)).icl()).toArray();
    }

    @Test
    void linesRunWhereTheFigureItselfHasThem() {
        Plan plan = figure(START).plan();
        Canvas canvas = Canvas.of(plan);
        String whole = figure(START).svg();
        double[] line = numbers(canvas.paths(plan).get(0));
        double best = Double.POSITIVE_INFINITY;
        Matcher path = Pattern.compile(" d=\"(M[^\"]*)\"").matcher(whole);
        while (path.find()) {
            double[] drawn = numbers(path.group(1));
            best = drawn.length == line.length ? Math.min(best, farthest(drawn, line)) : best;
        }
        assertEquals(0, best, 0.06, "a tenth of a pixel, rounded");
        assertTrue(canvas.svg(canvas.paths(plan)).contains(canvas.paths(plan).get(0)));
    }

    @Test
    void aGapIsAGapAndARuleCrossesThePlot() {
        double[] y = errors(START);
        y[20] = Double.NaN;
        List<String> paths = Canvas.of(figure(START).plan())
                .paths(empty().line("new tasks", TAUS, y).verticalLine(1, "τ = 1").plan());
        assertEquals(2, paths.get(0).chars().filter(c -> c == 'M').count());
        double[] rule = numbers(paths.get(1));
        assertEquals(rule[0], rule[2], 0);
        assertTrue(rule[1] - rule[3] > 300);
    }

    @Test
    void aPageHasEachCombinationAndStartsWhereItIsTold() {
        String html = new ExplorerPage<>(START, ExplorerTest::figure, KNOBS).html();
        assertTrue(html.contains("[\"1\",\"10\",\"100\"],1]") && html.contains("[\"0.2\",\"0.5\"],1]"), html);
        String[] parts = html.substring(html.indexOf("],1]],") + 6).split("],\\[\\[");
        List<String> ways = strings(parts[0]);
        String[] figures = parts[1].split("],\\[");
        assertEquals(6, figures.length);
        Canvas canvas = Canvas.of(figure(START).plan());
        int place = 0;
        for (double alpha : KNOBS.get(0).values()) {
            for (double kappa : KNOBS.get(1).values()) {
                int way = Integer.parseInt(figures[place++].split("[,\\]]")[0]);
                assertEquals(canvas.paths(figure(START.with(ALPHA, alpha).with(KAPPA, kappa)).plan()).get(0), ways.get(way));
            }
        }
        String picture = html.substring(html.indexOf("base64,") + 7, html.indexOf("\"></div>"));
        String svg = new String(Base64.getDecoder().decode(picture), StandardCharsets.UTF_8);
        assertTrue(svg.contains(canvas.paths(figure(START).plan()).get(0)));
    }

    @Test
    void aSliderHasAStepAtTheStartAndReachesBothEnds() {
        for (double[] values : new double[][] {{0.15, 0.3, 0.5, 1, 3}, {1, 3, 10, 30, 100}, {0.25, 0.5, 0.75}, {-1, 0, 2}}) {
            Knob knob = new Knob(ANY, values, true);
            for (double start : new double[] {values[0], values[1], values[2], values[values.length - 1], 99}) {
                Track track = Track.of(knob, start);
                double place = knob.isLogarithmic() ? Math.log10(track.start()) : track.start();
                double steps = (place - track.low()) / track.step();
                assertEquals(Math.min(start, knob.last()), track.start());
                assertEquals(Math.rint(steps), steps, 1e-9);
                assertTrue(steps > -1e-9 && track.high() > place - 1e-9 && (track.high() - track.low()) / track.step() < 402);
                assertEquals(track.start(), track.value(track.start() * (1 + 1e-15)));
                assertEquals(knob.first(), track.value(knob.isLogarithmic() ? Math.pow(10, track.low()) : track.low()));
                assertEquals(knob.last(), track.value(knob.isLogarithmic() ? Math.pow(10, track.high()) : track.high()));
                double between = track.low() + 77.5 * track.step();
                between = knob.isLogarithmic() ? Math.pow(10, between) : between;
                assertEquals(between, track.value(between));
            }
        }
    }

    @Test
    void whatASimulationWouldShowAfterTheReaderMovedOnIsNotShown() throws Exception {
        Latest simulation = new Latest();
        List<String> shown = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch drawn = new CountDownLatch(1);
        CountDownLatch moved = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        simulation.start(() -> {
            simulation.show(() -> shown.add("first point"));
            drawn.countDown();
            // The second point is drawn while the slider moves.
            awaited(moved);
            simulation.show(() -> shown.add("second point"));
            ended.countDown();
        });
        drawn.await();
        simulation.stop();
        shown.add("another setting");
        moved.countDown();
        ended.await();
        assertEquals(List.of("first point", "another setting"), shown);
    }

    private static void awaited(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTrialThatCannotBeRunSaysWhy() {
        for (RuntimeException failure : new RuntimeException[] {new ArithmeticException("it diverges"),
            new IllegalArgumentException("it diverges")}) {
            Study<Pretraining, Double> study = Study.<Pretraining, Double>simulation("wild", (setting, stream) -> {
                throw failure;
            }).measuring(Pretraining.E_ICL, error -> error);
            List<String> said = new ArrayList<>();
            new Drops<>(study, Pretraining.E_ICL, ALPHA, new double[] {1, 2}, 2, 1).run(START, points -> said.add("points"), said::add);
            assertEquals(List.of("it diverges"), said);
        }
    }

    @Test
    void whatCannotBeDraggedIsRefused() {
        Function<Pretraining, Figure> figure = ExplorerTest::figure;
        Explorer<Pretraining> explorer = Explorer.of(START, figure);
        assertThrows(IllegalArgumentException.class, explorer::show);
        assertThrows(IllegalArgumentException.class, () -> explorer.drag(ALPHA, 1));
        assertThrows(IllegalArgumentException.class, () -> explorer.drag(ALPHA, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> explorer.drag(ALPHA, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> explorer.step(D, Grid.linear(1, 151, 151)));
        assertThrows(IllegalArgumentException.class, () -> Canvas.of(Figure.of("no ranges").line("", TAUS, TAUS).plan()));
        assertThrows(IllegalArgumentException.class, () -> Canvas.of(figure(START).plan()).paths(empty().plan()));
    }

    private static double[] numbers(String path) {
        return Arrays.stream(path.split("[^0-9.e-]+")).filter(part -> !part.isEmpty()).mapToDouble(Double::parseDouble).toArray();
    }

    private static double farthest(double[] a, double[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    private static List<String> strings(String list) {
        List<String> strings = new ArrayList<>();
        Matcher quoted = Pattern.compile("\"([^\"]*)\"").matcher(list);
        while (quoted.find()) {
            strings.add(quoted.group(1));
        }
        return strings;
    }
}
