package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.icllab.model.Study;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
    private static final Grid<Probe> GRID = Grid.of(Probe.BASE).vary(Probe.MEAN, 1.0, 2.0).vary(Probe.DEVIATION, 0.5, 3.0);

    @TempDir
    Path folder;

    @BeforeEach
    void nothingHasRun() {
        Probe.RUNS.set(0);
    }

    @Test
    void theBitsDoNotDependOnTheThreads() {
        double[] one = Runner.of(5).on(Threads.of(1)).run("x", Probe.NORMAL, GRID, 20).means(Probe.VALUE);
        for (int threads : new int[] {2, 3, 8}) {
            assertArrayEquals(one, Runner.of(5).on(Threads.of(threads)).run("x", Probe.NORMAL, GRID, 20).means(Probe.VALUE));
        }
    }

    @Test
    void theIntervalCoversTheTruthAsOftenAsItSays() {
        // 400 intervals of 5 trials each; the count of those that cover is binomial(400, 0.95), ± 4.4 a standard deviation.
        Grid<Probe> many = Grid.of(Probe.BASE).vary(Probe.SIZE, IntStream.rangeClosed(1, 400).toArray());
        long covered = Runner.of(1).run("x", Probe.NORMAL, many, 5).stream().map(result -> result.estimate(Probe.VALUE))
                .filter(estimate -> Math.abs(estimate.mean() - 1) <= estimate.halfWidth()).count();
        assertEquals(380, covered, 4 * 4.4);
    }

    @Test
    void quantitiesAreFoundByNameWhateverTheirOrder() {
        Study<Probe, Double> turned = Study.<Probe, Double>simulation("normal", Probe::normal)
                .measuring(Probe.SQUARE, value -> value * value).measuring(Probe.VALUE, value -> value);
        for (Study<Probe, Double> study : List.of(Probe.NORMAL, turned, Probe.NORMAL)) {
            for (var result : kept(study, 4).list()) {
                double[] values = result.samples(Probe.VALUE);
                double[] squares = result.samples(Probe.SQUARE);
                for (int i = 0; i < values.length; i++) {
                    assertEquals(values[i] * values[i], squares[i]);
                }
            }
        }
    }

    @Test
    void aThirdQuantityIsMeasuredAnew() {
        kept(Probe.NORMAL, 4);
        Study<Probe, Double> three = Study.<Probe, Double>simulation("normal", Probe::normal)
                .measuring(Probe.VALUE, value -> value).measuring(Probe.SQUARE, value -> value * value)
                .measuring(Probe.PATH, value -> -value);
        var results = kept(three, 4);
        assertEquals(32, Probe.RUNS.get());
        results.stream().forEach(result -> assertEquals(-result.mean(Probe.VALUE), result.mean(Probe.PATH), 1e-15));
    }

    /** Networks trained side by side are independent, though one trial. */
    @Test
    void eachRepetitionOfATrialCountsAsATrial() {
        Study<Probe, double[]> repeated = Study.<Probe, double[]>simulation("repeated", Probe::walk).repeated(Probe::size)
                .each(Probe.PATH, path -> path).each(Probe.VALUE, path -> new double[] {path[2], path[0], path[1]});
        var result = Runner.of(5).keptIn(folder, "test").run("x", repeated, Grid.of(Probe.BASE), 2).only();
        assertEquals(6, result.trials());
        double[] path = result.samples(Probe.PATH);
        double[] turned = result.samples(Probe.VALUE);
        for (int trial = 0; trial < 2; trial++) {
            assertArrayEquals(new double[] {path[3 * trial + 2], path[3 * trial], path[3 * trial + 1]},
                    java.util.Arrays.copyOfRange(turned, 3 * trial, 3 * trial + 3));
        }
        assertEquals(Estimate.of(path), result.estimate(Probe.PATH));
        assertThrows(IllegalArgumentException.class, () -> repeated.measuring(Probe.SQUARE, values -> values[0]));
        assertThrows(IllegalStateException.class, () -> Runner.of(5).run("x", Study
                .<Probe, double[]>simulation("one", Probe::walk).repeated(Probe::size)
                .each(Probe.VALUE, values -> new double[] {1}), Grid.of(Probe.BASE)));
    }

    @Test
    void finishedTrialsAreNotRunAgain() {
        var first = kept(Probe.NORMAL, 10);
        assertEquals(40, Probe.RUNS.get());
        assertArrayEquals(first.means(Probe.VALUE), kept(Probe.NORMAL, 10).means(Probe.VALUE));
        assertEquals(40, Probe.RUNS.get());
        kept(Probe.NORMAL, 12);
        assertEquals(48, Probe.RUNS.get());
        Runner.of(6).keptIn(folder, "test").run("x", Probe.NORMAL, GRID, 10);
        assertEquals(88, Probe.RUNS.get());
    }

    @Test
    void trialsOfOtherCodeAreRunAnewAndSaidSo() throws Exception {
        kept(Probe.NORMAL, 10);
        Path file = folder.resolve("test-normal.trials");
        String log = Files.readString(file);
        String code = Fingerprint.of(Probe.NORMAL);
        // As a log of mended code would be: the same rows under another fingerprint.
        Store old = Store.at(folder.resolve("old.trials"), new Provenance("0123456789abcdef",
                org.icllab.linalg.Blas.backend(), "0", "17", "host"));
        for (int i = 0; i < 10; i++) {
            old.add(Identity.of(Probe.NORMAL, GRID.settings().get(0), 5, i).key(), new double[] {1e9, 1e9}, 1);
        }
        assertTrue(log.contains("code=" + code));
        Files.move(folder.resolve("old.trials"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        AtomicInteger anew = new AtomicInteger();
        Probe.RUNS.set(0);
        var results = Runner.of(5).keptIn(folder, "test").run("x", Probe.NORMAL, GRID, 10, new Runner.Listener() {
            @Override
            public void progress(int done, int total, int kept, double seconds) {
            }

            @Override
            public void startsAnew(int trials, Path where) {
                anew.set(trials);
            }
        });
        assertEquals(10, anew.get());
        assertEquals(40, Probe.RUNS.get());
        assertTrue(results.get(0).mean(Probe.VALUE) < 1e3);
    }

    @Test
    void whatOtherCodeMadeIsTakenWhereThatIsAskedFor() {
        Store old = Store.at(folder.resolve("test-normal.trials"), new Provenance("0123456789abcdef", "other", "0", "17", "host"));
        for (int i = 1; i < 4; i++) {
            old.add(Identity.of(Probe.NORMAL, GRID.settings().get(2), 5, i).key(), new double[] {i, i * i}, 500);
        }
        Runner runner = Runner.of(5).keptIn(folder, "test");
        double[] told = new double[4];
        Runner.Listener listener = (done, total, kept, seconds) -> {
            told[0] = done;
            told[1] = total;
            told[2] = kept;
            told[3] = seconds;
        };
        assertEquals(0, runner.finished("x", Probe.NORMAL, GRID, 10, listener).size());
        var results = runner.takingAll().finished("x", Probe.NORMAL, GRID, 10, listener);
        assertArrayEquals(new double[] {3, 40, 3, 1.5}, told);
        assertEquals(GRID.settings().get(2), results.only().setting());
        assertArrayEquals(new double[] {1, 2, 3}, results.only().samples(Probe.VALUE));
        assertEquals(2, runner.takingAll().finished("x", Probe.NORMAL, GRID, 3, listener).only().trials());
        assertEquals(0, Probe.RUNS.get());
        runner.takingAll().run("x", Probe.NORMAL, GRID, 10);
        assertEquals(37, Probe.RUNS.get());
    }

    @Test
    void whatMeasuredOtherNumbersIsNotTaken() {
        Store old = Store.at(folder.resolve("test-walk.trials"), new Provenance("0123456789abcdef", "other", "0", "17", "host"));
        Grid<Probe> grid = Grid.of(Probe.BASE);
        int places = Probe.WALK.places(Probe.BASE).length;
        old.add(Identity.of(Probe.WALK, Probe.BASE, 5, 0).key(), new double[2 * (places + 1)], 500);
        Runner runner = Runner.of(5).keptIn(folder, "test").takingAll();
        assertEquals(0, runner.finished("x", Probe.WALK, grid, 1, (done, total, kept, seconds) -> { }).size());
        double[] path = Runner.of(5).run("x", Probe.WALK, grid).means(Probe.PATH);
        assertArrayEquals(path, runner.run("x", Probe.WALK, grid).means(Probe.PATH));
        List<String> made = new ArrayList<>();
        assertArrayEquals(path, runner.finished("x", Probe.WALK, grid, 1, new Runner.Listener() {
            @Override
            public void progress(int done, int total, int kept, double seconds) {
            }

            @Override
            public void makers(Set<String> ids) {
                made.addAll(ids);
            }
        }).means(Probe.PATH));
        assertEquals(List.of(Provenance.of(Probe.WALK).fullId()), made);
    }

    @Test
    void aLongTrialKnowsWhatMakesItsNumbers() {
        AtomicReference<String> maker = new AtomicReference<>();
        Study<Probe, Double> teller = Study.<Probe, Double>experiment("teller", (probe, trial) -> {
            maker.set(trial.maker());
            return 1.0;
        }).measuring(Probe.VALUE, value -> value);
        new Job<>(teller, Probe.BASE, 1, 0, Optional.of(folder)).run();
        assertEquals(Provenance.of(teller).id(), maker.get());
        new Job<>(teller, Probe.BASE, 1, 0, Optional.empty()).run();
        assertEquals("", maker.get());
    }

    @Test
    void aTrialWithANumberFromElsewhereIsNeverKept() throws Exception {
        double shift = System.nanoTime() > 0 ? 3 : 4;
        Study<Probe, Double> captured = Study.<Probe, Double>simulation("captured",
                (probe, stream) -> shift + stream.nextGaussian()).measuring(Probe.VALUE, value -> value);
        assertFalse(captured.isKept());
        Study<Probe, Double> reader = Study.<Probe, Double>simulation("normal", Probe::normal)
                .measuring(Probe.VALUE, value -> value + shift);
        assertFalse(reader.isKept());
        assertTrue(Probe.NORMAL.isKept());
        kept(captured, 2);
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void curvesHaveAResultForEachMark() {
        var results = kept(Probe.WALK, 5);
        assertEquals(12, results.size());
        assertArrayEquals(new double[] {1, 2, 3}, results.distinct(Probe.TIME));
        // The walk's increments are independent: its variance at time 3 is not that of its first step.
        assertArrayEquals(results.at(Probe.TIME, 1).means(Probe.PATH), results.at(Probe.TIME, 3).means(Probe.VALUE));
        assertNotEquals(results.get(0).mean(Probe.PATH), results.get(2).mean(Probe.PATH));
        assertArrayEquals(results.means(Probe.PATH), kept(Probe.WALK, 5).means(Probe.PATH));
        assertEquals("n = 3, μ = 1, σ = 0.5, loud = false, colour = red, t = 2", results.get(1).text());
    }

    @Test
    void theoryIsComputedAtEverySettingInOrder() {
        double[] means = Grid.linear(-5, 5, 10_001);
        var results = Runner.of(1).run("line", Probe.FORMULA, Grid.of(Probe.BASE).vary(Probe.MEAN, means));
        assertArrayEquals(means, results.means(Probe.VALUE));
        assertThrows(IllegalArgumentException.class, () -> Runner.of(1).run("x", Probe.FORMULA, GRID, 2));
    }

    @Test
    void longTheoryIsKeptAsTrialsAre() {
        Study<Probe, Double> slow = Study.<Probe, Double>theory("slow", probe -> Probe.normal(probe,
                org.icllab.random.RandomStream.of(1))).kept().measuring(Probe.VALUE, value -> value);
        double[] first = kept(slow, 1).means(Probe.VALUE);
        assertArrayEquals(first, kept(slow, 1).means(Probe.VALUE));
        assertEquals(4, Probe.RUNS.get());
    }

    @Test
    void anInterruptAtAnyMomentLeavesNoWorkerAndLosesNoRow() throws Exception {
        RandomGenerator moments = RandomGenerator.of("L64X128MixRandom");
        AtomicInteger finished = new AtomicInteger();
        AtomicInteger active = new AtomicInteger();
        Study<Probe, Double> work = Study.<Probe, Double>simulation("work", (probe, stream) -> {
            active.incrementAndGet();
            try {
                Thread.sleep(0, 200_000);
            } catch (InterruptedException stopped) {
                throw new CancellationException();
            } finally {
                active.decrementAndGet();
            }
            finished.incrementAndGet();
            return stream.nextGaussian();
        }).measuring(Probe.VALUE, value -> value);
        for (int round = 0; round < 200; round++) {
            finished.set(0);
            AtomicInteger told = new AtomicInteger();
            AtomicBoolean stopped = new AtomicBoolean();
            Thread caller = new Thread(() -> {
                try {
                    Runner.of(1).on(Threads.of(3)).run("x", work, Grid.of(Probe.BASE), 60,
                            (done, total, kept, seconds) -> told.set(done));
                } catch (CancellationException expected) {
                    stopped.set(Thread.currentThread().isInterrupted());
                }
            });
            caller.start();
            Thread.sleep(0, moments.nextInt(1_000_000));
            Thread.sleep(moments.nextInt(6));
            caller.interrupt();
            caller.join();
            assertEquals(0, active.get(), "a worker runs on");
            assertEquals(finished.get(), told.get(), "rows are lost");
            assertTrue(stopped.get() || told.get() == 60);
        }
    }

    @Test
    void aStudyThatWasStoppedGoesOn() {
        Thread reader = Thread.currentThread();
        assertThrows(CancellationException.class, () -> Runner.of(5).on(Threads.of(1)).keptIn(folder, "test")
                .run("x", Probe.NORMAL, GRID, 10, (done, total, kept, seconds) -> {
                    if (done == 7) {
                        reader.interrupt();
                    }
                }));
        assertTrue(Thread.interrupted());
        int before = Probe.RUNS.get();
        assertTrue(before >= 7);
        var resumed = kept(Probe.NORMAL, 10);
        assertEquals(40, Probe.RUNS.get());
        assertArrayEquals(Runner.of(5).run("x", Probe.NORMAL, GRID, 10).means(Probe.VALUE), resumed.means(Probe.VALUE));
    }

    @Test
    void aFailingTrialFailsTheRunWithItsOwnMessage() {
        Study<Probe, Double> failing = Study.<Probe, Double>simulation("failing", (probe, stream) -> {
            throw new IllegalArgumentException("σ = 3: must be less");
        }).measuring(Probe.VALUE, value -> value);
        var failed = assertThrows(IllegalArgumentException.class, () -> Runner.of(1).run("x", failing, GRID, 4));
        assertEquals("σ = 3: must be less", failed.getMessage());
    }

    @Test
    void aFailingFormulaFailsTheRunWithItsOwnMessage() {
        for (double bad : new double[] {0, 1, 9_999}) {
            Study<Probe, Double> failing = Study.<Probe, Double>theory("failing", probe -> {
                if (probe.mean() == bad) {
                    throw new IllegalArgumentException("μ = " + bad + ": must be another");
                }
                return probe.mean();
            }).measuring(Probe.VALUE, value -> value);
            var grid = Grid.of(Probe.BASE).vary(Probe.MEAN, Grid.linear(0, 9_999, 10_000));
            var failed = assertThrows(IllegalArgumentException.class, () -> Runner.of(1).run("x", failing, grid));
            assertEquals("μ = " + bad + ": must be another", failed.getMessage());
        }
    }

    @Test
    void anInterruptStopsFormulasOnEveryThread() throws Exception {
        AtomicInteger active = new AtomicInteger();
        Study<Probe, Double> endless = Study.<Probe, Double>theory("endless", probe -> {
            active.incrementAndGet();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException stopped) {
                throw new CancellationException();
            } finally {
                active.decrementAndGet();
            }
            return probe.mean();
        }).measuring(Probe.VALUE, value -> value);
        AtomicBoolean stopped = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                Runner.of(1).run("x", endless, Grid.of(Probe.BASE).vary(Probe.MEAN, Grid.linear(0, 1, 20)));
            } catch (CancellationException expected) {
                stopped.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        while (active.get() < Math.min(20, Runtime.getRuntime().availableProcessors())) {
            Thread.sleep(1);
        }
        caller.interrupt();
        caller.join(30_000);
        assertTrue(stopped.get());
        assertEquals(0, active.get(), "a worker runs on");
    }

    @Test
    void aFormulaSaysHowFarItHasCome() {
        List<Integer> told = new ArrayList<>();
        Runner.of(1).run("x", Probe.FORMULA, Grid.of(Probe.BASE).vary(Probe.MEAN, Grid.linear(0, 1, 1_001)), 1,
                (done, total, kept, seconds) -> told.add(done));
        assertEquals(told.stream().sorted().toList(), told);
        assertEquals(1_001, told.get(told.size() - 1));
    }

    @Test
    void noMoreRunsAtATimeThanFitInMemory() {
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        Study<Probe, Double> heavy = Study.<Probe, Double>simulation("heavy", (probe, stream) -> {
            most.accumulateAndGet(held.addAndGet(probe.size()), Math::max);
            Thread.yield();
            double value = stream.nextGaussian();
            held.addAndGet(-probe.size());
            return value;
        }).needing(Probe::size).measuring(Probe.VALUE, value -> value);
        Grid<Probe> sizes = Grid.of(Probe.BASE).vary(Probe.SIZE, 1, 30, 60, 99, 150);
        Runner.of(1).on(Threads.of(8).withBudget(100)).run("x", heavy, sizes, 40);
        assertTrue(most.get() <= 150, "one that is too large runs alone: " + most);
        Runner.of(1).on(Threads.of(8).withBudget(100)).run("x", heavy, Grid.of(Probe.BASE).vary(Probe.SIZE, 1, 30, 60, 99), 40);
    }

    @Test
    void aSettingThatStandsTwiceIsRunOnce() {
        var results = Runner.of(1).run("x", Probe.NORMAL, Grid.of(Probe.BASE, Probe.BASE), 5);
        assertEquals(5, Probe.RUNS.get());
        assertEquals(results.get(0).mean(Probe.VALUE), results.get(1).mean(Probe.VALUE));
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Runner.of(1).run("x", Probe.NORMAL, GRID, 0));
        assertThrows(IllegalArgumentException.class, () -> Runner.of(1).run("x", Probe.NORMAL, GRID.where(p -> false), 1));
        assertThrows(IllegalArgumentException.class, () -> Threads.of(0));
        assertThrows(IllegalArgumentException.class, () -> Study.simulation("Not A Name", Probe::normal));
        assertThrows(IllegalArgumentException.class, () -> Probe.NORMAL.measuring(Probe.VALUE, value -> 0));
    }

    private Results<Probe> kept(Study<Probe, ?> study, int trials) {
        return Runner.of(5).keptIn(folder, "test").run("x", study, GRID, trials);
    }
}
