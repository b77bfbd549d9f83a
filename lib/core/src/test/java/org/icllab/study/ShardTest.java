package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.icllab.linalg.Blas;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardTest {
    private static final Grid<Probe> GRID = Grid.of(Probe.BASE).vary(Probe.MEAN, Grid.linear(0, 1, 20));
    private static final int TRIALS = 10;

    @TempDir
    Path folder;

    @BeforeEach
    void nothingHasRun() {
        Probe.RUNS.set(0);
    }

    private Runner runner() {
        return Runner.of(5).keptIn(folder, "test");
    }

    private Results<Probe> run(int index, int count) {
        return runner().sharing(new Shard(index, count)).run("dots", Probe.NORMAL, GRID, TRIALS);
    }

    private Path log(String name) {
        return folder.resolve("test-normal" + name + ".trials");
    }

    /** In any order, and whoever merges: a shard that comes last, or a run that is none. */
    @Test
    void sharesGiveTheBitsOfOneRun() {
        double[] alone = Runner.of(5).run("alone", Probe.NORMAL, GRID, TRIALS).means(Probe.VALUE);
        for (int count : new int[] {2, 5}) {
            Probe.RUNS.set(0);
            folder = folder.resolve("of" + count);
            for (int index = count; index > 1; index--) {
                assertFalse(run(index, count).isFinished());
            }
            assertArrayEquals(alone, run(1, count).means(Probe.VALUE));
            assertArrayEquals(alone, run(count, count).means(Probe.VALUE));
            assertArrayEquals(alone, runner().run("dots", Probe.NORMAL, GRID, TRIALS).means(Probe.VALUE));
            assertEquals(GRID.settings().size() * TRIALS, Probe.RUNS.get(), "each trial ran once");
            assertFalse(Files.exists(log("")), "merging runs nothing");
        }
    }

    /** 10 000 keys on 5 workers: binomial, with a standard deviation of 40. */
    @Test
    void sharesAreEvenAndEachTrialIsOneWorkers() {
        int[] shares = new int[5];
        for (int trial = 0; trial < 10_000; trial++) {
            String key = Identity.of(Probe.NORMAL, Probe.BASE, 1, trial).key();
            int[] own = IntStream.rangeClosed(1, 5).filter(index -> new Shard(index, 5).has(key)).toArray();
            assertEquals(1, own.length);
            shares[own[0] - 1]++;
        }
        IntStream.of(shares).forEach(share -> assertEquals(2000, share, 4 * 40));
    }

    @Test
    void whatIsMissingIsSaidInOneLineByWhatReadsIt() {
        Results<Probe> half = run(1, 2);
        assertFalse(half.isFinished());
        int missing = GRID.settings().size() * TRIALS - Probe.RUNS.get();
        String message = "dots: " + missing + " of 200 trials are missing";
        for (var read : Stream.<Runnable>of(() -> half.means(Probe.VALUE), () -> half.bars(Probe.VALUE),
                () -> half.largest(Probe.VALUE), () -> half.get(0).trials(), () -> half.get(0).samples(Probe.VALUE),
                () -> half.get(0).estimate(Probe.VALUE), () -> half.compare(Probe.VALUE, Probe::mean, s -> 0)).toList()) {
            assertEquals(message, assertThrows(Unfinished.class, read::run).getMessage());
        }
        assertArrayEquals(Grid.linear(0, 1, 20), half.values(Probe.MEAN));
    }

    /** The trials of the cut log's last row alone are run again, by whoever merges. */
    @Test
    void aWorkerThatIsKilledLosesTheRunningTrialAlone() throws Exception {
        run(1, 2);
        run(2, 2);
        Path log = log(".1-of-2");
        byte[] whole = Files.readAllBytes(log);
        Files.write(log, java.util.Arrays.copyOf(whole, whole.length - 3));
        Probe.RUNS.set(0);
        assertArrayEquals(Runner.of(5).run("alone", Probe.NORMAL, GRID, TRIALS).means(Probe.VALUE),
                run(1, 2).means(Probe.VALUE));
        assertEquals(GRID.settings().size() * TRIALS + 1, Probe.RUNS.get());
    }

    @Test
    void everyWorkerWritesToItsOwnLogAlone() throws Exception {
        run(1, 2);
        byte[] first = Files.readAllBytes(log(".1-of-2"));
        run(2, 2);
        assertArrayEquals(first, Files.readAllBytes(log(".1-of-2")));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(Set.of(log(".1-of-2"), log(".2-of-2")), files.collect(Collectors.toSet()));
        }
    }

    @Test
    void trialsOfOtherCodeAreRefused() {
        String key = Identity.of(Probe.NORMAL, GRID.settings().get(0), 5, 0).key();
        Store.at(log(".2-of-2"), new Provenance("0123456789abcdef", Blas.backend(), "0", "17", "host"))
                .add(key, new double[] {1e9, 1e9}, 1);
        for (Runner runner : new Runner[] {runner(), runner().sharing(new Shard(1, 2))}) {
            String said = assertThrows(IllegalArgumentException.class,
                    () -> runner.run("dots", Probe.NORMAL, GRID, TRIALS)).getMessage();
            assertTrue(said.startsWith("1 trials of test-normal.trials were made by other code"), said);
        }
        assertEquals(0, Probe.RUNS.get());
    }

    /** What is not kept cannot be shared: every worker runs it whole. */
    @Test
    void aStudyOfACellIsRunWhole() {
        double shift = TRIALS;
        var captured = org.icllab.model.Study.<Probe, Double>simulation("captured",
                (probe, stream) -> shift + stream.nextGaussian()).measuring(Probe.VALUE, value -> value);
        assertTrue(runner().sharing(new Shard(1, 2)).run("x", captured, GRID, 2).isFinished());
    }

    @Test
    void whatIsNoShardIsRefused() {
        assertEquals(new Shard(3, 40), Shard.of("3/40"));
        for (String text : new String[] {"", "3", "0/4", "5/4", "-1/4", "1/0", "1/2/3", "a/b", "1/9999999999"}) {
            assertThrows(IllegalArgumentException.class, () -> Shard.of(text), text);
        }
    }
}
