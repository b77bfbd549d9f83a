package org.icllab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.icllab.FileFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final Provenance OWN = new Provenance("c0de", "jblas (β)", "0.2", "17", "höst");
    private static final int ROWS = 8;
    private static final int SIZE = 3;

    @TempDir
    Path folder;

    private static String key(int i) {
        return String.format("%032x", i);
    }

    private static double[] values(int i) {
        return new double[] {i / 3.0, -1e-300 * i, i == 2 ? Double.NaN : Double.POSITIVE_INFINITY};
    }

    private Path written(int rows) {
        Path file = folder.resolve("new/study.trials");
        Store store = Store.at(file, OWN);
        IntStream.range(0, rows).forEach(i -> store.add(key(i), values(i), 10 * i));
        return file;
    }

    @Test
    void aRowOfAnotherLengthIsNotFoundAndTheNextOneTakesItsPlace() {
        Path file = written(1);
        assertTrue(Store.at(file, OWN).find(key(0), 2).isEmpty());
        assertTrue(Store.at(file, OWN).isForeign(key(0)));
        Store.at(file, OWN).add(key(0), new double[] {5, 6}, 1);
        Store.at(file, OWN).add(key(0), new double[] {7, 8}, 1);
        assertArrayEquals(new double[] {5, 6}, Store.at(file, OWN).find(key(0), 2).orElseThrow().values());
        assertTrue(Store.at(file, OWN).find(key(0), SIZE).isEmpty());
    }

    @Test
    void whatWasAddedIsReadBackBitForBit() throws Exception {
        Path file = written(ROWS);
        Store store = Store.at(file, OWN);
        for (int i = 0; i < ROWS; i++) {
            assertArrayEquals(values(i), store.find(key(i), SIZE).orElseThrow().values());
            assertEquals(10 * i, store.find(key(i), SIZE).orElseThrow().milliseconds());
        }
        assertTrue(store.find(key(ROWS), SIZE).isEmpty());
        assertTrue(Files.readString(file).chars().allMatch(c -> c < 128), "ASCII");
    }

    @Test
    void aLogCutAtAnyByteLosesTheCutRowAloneAndGoesOn() throws Exception {
        byte[] whole = Files.readAllBytes(written(ROWS));
        int[] ends = rowEnds(whole);
        for (int cut = 0; cut <= whole.length; cut++) {
            Path file = folder.resolve("cut.trials");
            Files.write(file, Arrays.copyOf(whole, cut));
            int length = cut;
            int complete = (int) Math.max(0, IntStream.of(ends).filter(end -> end <= length).count() - 1);
            Store store = Store.at(file, OWN);
            assertEquals(complete, IntStream.range(0, ROWS).filter(i -> store.find(key(i), SIZE).isPresent()).count(), "cut " + cut);
            store.add(key(100), values(1), 1);
            Store again = Store.at(file, OWN);
            assertTrue(again.find(key(100), SIZE).isPresent(), "goes on after cut " + cut);
            assertEquals(complete, IntStream.range(0, ROWS).filter(i -> again.find(key(i), SIZE).isPresent()).count());
        }
    }

    @Test
    void aByteThatWasChangedAnywhereCostsItsRowAlone() throws Exception {
        byte[] whole = Files.readAllBytes(written(ROWS));
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x41;
            Path file = folder.resolve("damaged.trials");
            Files.write(file, damaged);
            Store store = Store.at(file, OWN);
            for (int i = 0; i < ROWS; i++) {
                int row = i;
                store.find(key(i), SIZE).ifPresent(found -> assertArrayEquals(values(row), found.values()));
            }
            long left = IntStream.range(0, ROWS).filter(i -> store.find(key(i), SIZE).isPresent()).count();
            // A damaged line break joins two rows.
            assertTrue(left >= ROWS - 2, left + " rows left at " + at);
        }
    }

    @Test
    void otherCodeAndOtherLinearAlgebraAreNotUsed() {
        Path file = written(ROWS);
        for (Provenance other : List.of(new Provenance("beef", "jblas (β)", "0.2", "17", "höst"),
                new Provenance("c0de", "java", "0.2", "17", "höst"))) {
            Store store = Store.at(file, other);
            assertTrue(store.find(key(1), SIZE).isEmpty());
            assertTrue(store.isForeign(key(1)));
            assertFalse(store.isForeign(key(99)));
            store.add(key(1), new double[] {7}, 1);
            assertArrayEquals(new double[] {7}, Store.at(file, other).find(key(1), 1).orElseThrow().values());
        }
        Store elsewhere = Store.at(file, new Provenance("c0de", "jblas (β)", "0.3", "25", "other"));
        assertArrayEquals(values(1), elsewhere.find(key(1), SIZE).orElseThrow().values());
    }

    @Test
    void threadsThatShareAFileLoseNothing() throws Exception {
        Path file = folder.resolve("shared.trials");
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            int writer = w;
            Thread thread = new Thread(() -> {
                Store store = Store.at(file, OWN);
                IntStream.range(0, 200).forEach(i -> store.add(key(1000 * writer + i), values(i), i));
            });
            writers.add(thread);
            thread.start();
        }
        for (Thread thread : writers) {
            thread.join();
        }
        Store all = Store.at(file, OWN);
        for (int w = 0; w < 4; w++) {
            for (int i = 0; i < 200; i++) {
                assertArrayEquals(values(i), all.find(key(1000 * w + i), SIZE).orElseThrow().values());
            }
        }
    }

    /** Writes a whole study to one file, as one of several processes: see {@link #processesThatShareAFileLoseAndDoubleNothing}. */
    public static void main(String[] arguments) {
        Runner.of(5).on(Threads.of(2)).keptIn(Path.of(arguments[0]), "shared")
                .run("both", Probe.NORMAL, Grid.of(Probe.BASE).vary(Probe.MEAN, Grid.linear(0, 1, 20)), 25);
    }

    @Test
    void processesThatShareAFileLoseAndDoubleNothing() throws Exception {
        List<Process> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dicllab.blas=" + System.getProperty("icllab.blas", "auto"), "-cp",
                    System.getProperty("java.class.path").replace("\n", File.pathSeparator), StoreTest.class.getName(),
                    folder.toString()).inheritIO().start());
        }
        for (Process process : both) {
            assertEquals(0, process.waitFor());
        }
        Probe.RUNS.set(0);
        var grid = Grid.of(Probe.BASE).vary(Probe.MEAN, Grid.linear(0, 1, 20));
        Results<Probe> kept = Runner.of(5).keptIn(folder, "shared").run("both", Probe.NORMAL, grid, 25);
        assertEquals(0, Probe.RUNS.get(), "nothing lost");
        assertArrayEquals(Runner.of(5).run("alone", Probe.NORMAL, grid, 25).means(Probe.VALUE), kept.means(Probe.VALUE));
    }

    @Test
    void aFolderInPlaceOfTheFileIsSaidInOneLine() throws Exception {
        Path occupied = Files.createDirectories(folder.resolve("study.trials"));
        String message = assertThrows(FileFailed.class, () -> Store.at(occupied, OWN)).getMessage();
        assertTrue(message.startsWith("Could not read the finished trials in ") && !message.contains("\n"), message);
    }

    private static int[] rowEnds(byte[] log) {
        String text = new String(log, StandardCharsets.US_ASCII);
        return IntStream.rangeClosed(1, text.length()).filter(i -> i == text.length() || text.charAt(i) == '\n').toArray();
    }
}
