package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.icllab.model.Point;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonteCarloTest {
    private static final Grid GRID = Grid.of("μ = mean", 1, 2).by("σ", 0.5, 3);
    private static final List<String> QUANTITIES = List.of("value");

    @TempDir
    Path folder;

    @Test
    void theBitsDoNotDependOnTheThreads() {
        MonteCarlo one = MonteCarlo.of("normal", 5, 20).withThreads(1);
        assertEquals(one.run(GRID, QUANTITIES, MonteCarloTest::normal),
                one.withThreads(7).run(GRID, QUANTITIES, MonteCarloTest::normal));
    }

    @Test
    void theIntervalCoversTheTruthAsOftenAsItSays() {
        // 400 intervals of 5 trials each; the count of those that cover is binomial(400, 0.95), ± 4.4 a standard deviation.
        int covered = 0;
        for (int seed = 0; seed < 400; seed++) {
            Estimate estimate = MonteCarlo.of("normal", seed, 5).withThreads(1)
                    .run(Grid.of("μ", 1).by("σ", 2), QUANTITIES, MonteCarloTest::normal).get(0).estimates().get("value");
            covered += Math.abs(estimate.mean() - 1) <= estimate.halfWidth() ? 1 : 0;
        }
        assertEquals(380, covered, 4 * 4.4);
    }

    @Test
    void finishedTrialsAreNotRunAgain() {
        Path file = folder.resolve("trials.csv");
        AtomicInteger runs = new AtomicInteger();
        Trial counted = (point, stream) -> {
            runs.incrementAndGet();
            return normal(point, stream);
        };
        var first = MonteCarlo.of("normal", 5, 10).withLog(TrialLog.at(file)).run(GRID, QUANTITIES, counted);
        assertEquals(40, runs.get());
        var again = MonteCarlo.of("normal", 5, 10).withLog(TrialLog.at(file)).run(GRID, QUANTITIES, counted);
        assertEquals(40, runs.get());
        assertEquals(first, again);
        MonteCarlo.of("normal", 6, 10).withLog(TrialLog.at(file)).run(GRID, QUANTITIES, counted);
        assertEquals(80, runs.get());
    }

    @Test
    void aTrialCutShortByAKillIsRunAgain() throws Exception {
        Path file = folder.resolve("trials.csv");
        MonteCarlo.of("normal", 5, 10).withLog(TrialLog.at(file)).run(GRID, QUANTITIES, MonteCarloTest::normal);
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 7));
        AtomicInteger runs = new AtomicInteger();
        var resumed = MonteCarlo.of("normal", 5, 10).withLog(TrialLog.at(file)).run(GRID, QUANTITIES, (point, stream) -> {
            runs.incrementAndGet();
            return normal(point, stream);
        });
        assertEquals(1, runs.get());
        assertEquals(MonteCarlo.of("normal", 5, 10).run(GRID, QUANTITIES, MonteCarloTest::normal), resumed);
        // The line after the broken one is whole: nothing is left to run.
        MonteCarlo.of("normal", 5, 10).withLog(TrialLog.at(file)).run(GRID, QUANTITIES, (point, stream) -> {
            throw new IllegalStateException("nothing should run");
        });
    }

    @Test
    void anInterruptStopsWithinASecondAndKeepsWhatIsFinished() throws Exception {
        TrialLog log = TrialLog.at(folder.resolve("trials.csv"));
        Thread reader = Thread.currentThread();
        AtomicInteger runs = new AtomicInteger();
        Trial slow = (point, stream) -> {
            if (runs.incrementAndGet() > 3) {
                reader.interrupt();
                sleep(60_000);
            }
            return normal(point, stream);
        };
        long start = System.nanoTime();
        assertThrows(CancellationException.class,
                () -> MonteCarlo.of("normal", 5, 10).withThreads(1).withLog(log).run(GRID, QUANTITIES, slow));
        assertTrue(Thread.interrupted());
        assertTrue((System.nanoTime() - start) / 1e9 < 1);
        assertEquals(3, Files.readAllLines(log.file().orElseThrow()).stream().filter(line -> !line.isEmpty()).count());
    }

    @Test
    void aFailingTrialFailsTheSweepWithItsOwnMessage() {
        var failed = assertThrows(IllegalArgumentException.class, () -> MonteCarlo.of("normal", 5, 10)
                .run(GRID, QUANTITIES, (point, stream) -> new double[] {point.get("nowhere")}));
        assertEquals("symbol = nowhere: must be one of [μ, σ]", failed.getMessage());
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> MonteCarlo.of("normal", 5, 0));
        assertThrows(IllegalArgumentException.class, () -> MonteCarlo.of("normal", 5, 1).withThreads(0));
        assertThrows(IllegalArgumentException.class, () -> Grid.of("τ", Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Grid.logarithmic(0, 1, 5));
        assertThrows(IllegalArgumentException.class, () -> Grid.linear(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Estimate.of());
    }

    @Test
    void anEstimateOfFourNumbersIsStudents() {
        // Mean 2.5, deviation 1.290994, t with 3 degrees of freedom at 97.5 % = 3.182446 (any table).
        Estimate estimate = Estimate.of(1, 2, 3, 4);
        assertEquals(2.5, estimate.mean(), 1e-15);
        assertEquals(1.290994 / 2, estimate.standardError(), 1e-6);
        assertEquals(3.182446 * 1.290994 / 2, estimate.halfWidth(), 1e-5);
    }

    private static double[] normal(Point point, RandomStream stream) {
        return new double[] {point.get("μ") + point.get("σ") * stream.nextGaussian()};
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new CancellationException();
        }
    }
}
