package org.icllab.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.icllab.model.Baseline;
import org.icllab.model.Descent;
import org.icllab.model.FixedDescent;
import org.icllab.model.IsotropicDescent;
import org.icllab.model.NarrowContext;
import org.icllab.model.Parameter;
import org.icllab.model.Pretraining;
import org.icllab.model.RotatedDescent;
import org.icllab.model.RotatedStep;
import org.icllab.model.Setting;
import org.icllab.model.ShallowTraining;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.model.TurnedContexts;
import org.icllab.simulation.baseline.BayesBaselines;
import org.icllab.simulation.descent.FixedTraining;
import org.icllab.simulation.descent.GammaFluctuations;
import org.icllab.simulation.descent.IsotropicAttention;
import org.icllab.simulation.descent.KnownCovariance;
import org.icllab.simulation.descent.NarrowContextTrial;
import org.icllab.simulation.descent.RotatedLandscape;
import org.icllab.simulation.descent.RotatedTraining;
import org.icllab.simulation.descent.ShallowSgd;
import org.icllab.simulation.pretraining.OtherTasks;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.icllab.study.Grid;
import org.icllab.study.Job;
import org.icllab.study.Runner;

/**
 * The numbers of {@code lib/docs/scaling.md}: what a trial of each study costs and how that grows, what the full profiles
 * cost together, and what keeping and merging trials costs. Processor time, so that a busy machine gives the same.
 */
public final class Scaling {
    private static final double ENOUGH = 0.4;
    private static final int WORKERS = 100;
    private static final int ROWS = 10_000;
    private static final Study<Pretraining, Double> NOTHING = Study
            .<Pretraining, Double>simulation("nothing", (setting, stream) -> stream.nextDouble())
            .measuring(Pretraining.E_ICL, value -> value).measuring(Pretraining.E_IDG, value -> -value);

    private static final Pretraining PRETRAINING = Pretraining.of(40, 10, 0.5, 0.5, 0.01, 1e-5);
    private static final RotatedDescent ROTATED = RotatedDescent.of(48, 1.25, 0.75, 2, 384, 0.125, 400, 64);

    /** In the order of measurement. */
    private static final List<Law<?>> LAWS = List.of(
            new Law<>(PretrainedGamma.STUDY, PRETRAINING, Pretraining.D, Pretraining.ALPHA, Pretraining.TAU),
            new Law<>(PretrainedGamma.STUDY, PRETRAINING.with(Pretraining.TAU, 4), Pretraining.D, Pretraining.ALPHA,
                    Pretraining.TAU),
            new Law<>(OtherTasks.POWERS, PRETRAINING, Pretraining.D, Pretraining.TAU),
            new Law<>(BayesBaselines.DISCRETE_MMSE, new Baseline(40, 10, 2, 0.1, TaskLaw.SPHERE, 400), Pretraining.D,
                    Pretraining.ALPHA, Pretraining.KAPPA),
            new Law<>(BayesBaselines.BAYES_RIDGE, new Baseline(40, 2, 2, 0.1, TaskLaw.SPHERE, 400), Pretraining.D),
            new Law<>(IsotropicAttention.STUDY, new IsotropicDescent(60, 2, 0, 4, 0.3, 8), Descent.D, Descent.L),
            new Law<>(ShallowSgd.STUDY, new ShallowTraining(96, 1, 4, 1, 0, 0.03, 100), Descent.D),
            new Law<>(FixedTraining.STUDY, new FixedDescent(24, 1.25, 1.25, 2, 16, 0.05, 300), Descent.D, Descent.L),
            new Law<>(KnownCovariance.TURNED, new TurnedContexts(64, 1.25, 1.25, 2, 1, 0.1, 100), Descent.D, Descent.L),
            new Law<>(RotatedTraining.STUDY, ROTATED, Descent.D, Descent.L, RotatedDescent.HORIZON),
            new Law<>(RotatedLandscape.STUDY, new RotatedStep(64, 1.25, 0.75, 2, 0.5, 10), Descent.D, Descent.L),
            new Law<>(GammaFluctuations.STUDY, RotatedDescent.of(24, 1.25, 0.75, 2, 128, 0.125, 400, 4), Descent.D),
            new Law<>(NarrowContextTrial.LOSSES, NarrowContext.of(128, 1.25, 0.75, 0.5, 0.5).measured(8, 0.8, 8), Descent.D));

    private Scaling() {
    }

    /**
     * What a trial of a study costs near a setting: c · ∏ parameter^exponent.
     *
     * @param <S> the settings
     */
    private static final class Law<S extends Setting<S>> {
        private final Study<S, ?> study;
        private final S base;
        private final Parameter[] varied;
        private final Map<Parameter, Double> exponents = new LinkedHashMap<>();
        private double seconds;

        Law(Study<S, ?> study, S base, Parameter... varied) {
            this.study = study;
            this.base = base;
            this.varied = varied;
        }

        void measure() {
            seconds = seconds(base);
            for (Parameter parameter : varied) {
                double twice = seconds(base.with(parameter, 2 * base.value(parameter)));
                exponents.put(parameter, Math.log(twice / seconds) / Math.log(2));
            }
        }

        private double seconds(S setting) {
            new Job<>(study, setting, 1, 0, Optional.empty()).run();
            double start = processorSeconds();
            int trials = 0;
            while (trials < 1 || processorSeconds() - start < ENOUGH) {
                trials++;
                new Job<>(study, setting, 1, trials, Optional.empty()).run();
            }
            return (processorSeconds() - start) / trials;
        }

        /** @return the seconds that the law says of another setting */
        double of(Setting<?> setting) {
            double product = seconds;
            for (var exponent : exponents.entrySet()) {
                product *= Math.pow(setting.value(exponent.getKey()) / base.value(exponent.getKey()), exponent.getValue());
            }
            return product;
        }

        /** @return how far it is carried to another setting */
        double distance(Setting<?> setting) {
            return exponents.keySet().stream().mapToDouble(parameter ->
                    Math.abs(Math.log(setting.value(parameter) / base.value(parameter)))).sum();
        }

        String row() {
            String powers = String.join(" ", exponents.entrySet().stream().map(e -> String.format(Locale.ROOT, "%s^%.1f",
                    e.getKey(), e.getValue())).toList());
            return String.format(Locale.ROOT, "| %s | %s | %.3g | %s |", study.name(), base.text(), 1e3 * seconds, powers);
        }
    }

    /**
     * Part of the notebooks' full profiles.
     *
     * @param panel what it draws
     * @param study of its trials
     * @param settings of its points
     * @param trials of each
     */
    private record Sweep(String panel, Study<?, ?> study, List<? extends Setting<?>> settings, int trials) {
        double hours() {
            return settings.stream().mapToDouble(setting -> LAWS.stream().filter(own -> own.study == study)
                    .min(Comparator.comparingDouble(own -> own.distance(setting))).orElseThrow().of(setting)).sum()
                    * trials / 3600;
        }
    }

    private static List<Sweep> full() {
        Pretraining d100 = Pretraining.of(100, 10, 0.5, 1, 0.01, 1e-5);
        double[] taus = {0.2, 0.5, 0.85, 1.15, 1.5, 2};
        double[] kappas = {0.2, 0.5, 1, 10, 50};
        RotatedDescent rotated = RotatedDescent.of(64, 1.25, 0.75, 1, 512, 0.125, 400, 128);
        return List.of(
                new Sweep("A: 1A, 1B", PretrainedGamma.STUDY, Grid.of(d100).vary(Pretraining.ALPHA, 1, 10, 100)
                        .vary(Pretraining.TAU, taus).settings(), 10),
                new Sweep("A: 2A–2C", PretrainedGamma.STUDY, Grid.of(d100).vary(Pretraining.TAU, 0.5, 0.5, 20)
                        .vary(Pretraining.KAPPA, kappas).vary(Pretraining.ALPHA, 1, 5.6, 6.15, 7.4, 100, 1000).settings(), 6),
                new Sweep("A: 4A, 4B", PretrainedGamma.STUDY, Grid.of(d100).vary(Pretraining.ALPHA, 6, 10, 10, 20, 20, 40)
                        .map(s -> s.with(Pretraining.TAU, s.alpha() / 5)).vary(Pretraining.KAPPA, kappas).settings(), 6),
                new Sweep("A: 4A, 4B, dMMSE", BayesBaselines.DISCRETE_MMSE, Grid.of(new Baseline(100, 10, 1, 0.01,
                        TaskLaw.SPHERE, 400)).vary(Pretraining.ALPHA, 6, 10, 10, 20, 20, 40).vary(Pretraining.KAPPA, kappas)
                        .settings(), 20),
                new Sweep("B: 2a, 2b", IsotropicAttention.STUDY, Grid.of(new IsotropicDescent(120, 2, 0, 1, 0.3, 8))
                        .vary(Descent.L, 1, 2, 4, 8, 16, 32).vary(IsotropicDescent.STEP, Grid.linear(0.1, 1, 16)).settings(), 48),
                new Sweep("B: 7a–7c", ShallowSgd.STUDY, Grid.of(new ShallowTraining(256, 1, 4, 1, 0, 0.03, 100))
                        .vary(Descent.ALPHA, Grid.linear(0.1, 1.6, 15)).settings(), 8),
                new Sweep("B: 3a, 3b", FixedTraining.STUDY, Grid.of(new FixedDescent(128, 1.25, 1.25, 1, 16, 0.05, 300))
                        .vary(Descent.L, 1, 2, 4, 8).settings(), 6),
                new Sweep("B: 4a", RotatedTraining.STUDY, Grid.of(rotated.with(Descent.L, 16)).vary(Descent.BETA,
                        0.5, 1, 1.5, 2).settings(), 6),
                new Sweep("B: 4c", RotatedTraining.STUDY, Grid.of(RotatedDescent.of(45, 1.25, 0.75, 1, 360, 0.125,
                        400, 1024)).vary(Descent.L, 1, 2, 4, 8).settings(), 6),
                new Sweep("B: 5a–5c", RotatedTraining.STUDY, Grid.of(rotated.with(RotatedDescent.HORIZON, 32))
                        .vary(Descent.D, 64, 64, 180).vary(Descent.L, 1, 2, 4, 8, 16).settings(), 6));
    }

    /** @param arguments nothing */
    public static void main(String... arguments) throws IOException {
        System.out.println("| study | at | ms a trial | grows as |\n|---|---|---|---|");
        for (Law<?> law : LAWS) {
            law.measure();
            System.out.println(law.row());
        }
        System.out.println("\n| full profile | trials | core hours | a hundred times as many trials |\n|---|---|---|---|");
        double hours = 0;
        for (Sweep sweep : full()) {
            hours += sweep.hours();
            System.out.printf(Locale.ROOT, "| %s | %d | %.2f | %.0f |%n", sweep.panel(), sweep.settings().size()
                    * sweep.trials(), sweep.hours(), 100 * sweep.hours());
        }
        System.out.printf(Locale.ROOT, "| together | | %.1f | %.0f |%n%n", hours, 100 * hours);
        keeping();
    }

    /** Adds a million rows to a log, cuts it into a hundred workers', and merges those. */
    private static void keeping() throws IOException {
        Path folder = Files.createTempDirectory("icllab-scaling-");
        try {
            Grid<Pretraining> grid = Grid.of(PRETRAINING).vary(Pretraining.TAU, Grid.linear(1, 2, WORKERS));
            Runner runner = Runner.of(1).keptIn(folder, "scaling");
            double start = processorSeconds();
            long wall = System.nanoTime();
            runner.run("kept", NOTHING, grid, ROWS);
            System.out.printf(Locale.ROOT, "%d trials that do nothing, run and kept: %.0f µs each, of which the calling thread"
                    + " %.0f%n", WORKERS * ROWS, (System.nanoTime() - wall) * 1e-3 / WORKERS / ROWS,
                    1e6 * (processorSeconds() - start) / WORKERS / ROWS);
            Path whole = runner.file(NOTHING).orElseThrow();
            long bytes = Files.size(whole);
            split(whole);
            start = processorSeconds();
            wall = System.nanoTime();
            runner.run("merged", NOTHING, grid, ROWS, (done, total, kept, seconds) -> {
                if (kept < total) {
                    throw new IllegalStateException("rows are missing");
                }
            });
            System.out.printf(Locale.ROOT, "%d logs of %d rows (%d MB) merged into results in %.1f s (%.1f s of a processor),"
                    + " in a heap of %d MB%n", WORKERS, ROWS, bytes / 1_000_000, 1e-9 * (System.nanoTime() - wall),
                    processorSeconds() - start, Runtime.getRuntime().maxMemory() >> 20);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void split(Path whole) throws IOException {
        String stem = whole.getFileName().toString().replace(".trials", "");
        List<BufferedWriter> logs = new ArrayList<>();
        for (int i = 1; i <= WORKERS; i++) {
            logs.add(Files.newBufferedWriter(whole.resolveSibling(stem + "." + i + "-of-" + WORKERS + ".trials")));
        }
        try (Stream<String> rows = Files.lines(whole)) {
            int[] next = {0};
            for (String row : (Iterable<String>) rows::iterator) {
                logs.get(next[0]++ % WORKERS).write(row + "\n");
            }
        }
        for (BufferedWriter log : logs) {
            log.close();
        }
        Files.delete(whole);
    }

    private static double processorSeconds() {
        return 1e-9 * ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
