package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.icllab.model.Point;
import org.icllab.model.Trial;
import org.icllab.study.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class LabTest {
    private static final Grid GRID = Grid.of("κ = k/d", 0.5).by("τ = n/d²", 1, 2);

    @TempDir
    Path folder;

    @Test
    void computedFramesHoldCoordinatesAndQuantitiesAndAreKept() {
        Lab lab = Lab.in(folder, "09-test", "quick", 1);
        Table frame = lab.compute("panel 9, theory", GRID, List.of("e", "f"), p -> new double[] {p.get("τ"), p.get("κ")});
        assertEquals(List.of("κ = k/d", "τ = n/d²", "e", "f"), frame.columnNames());
        assertEquals(List.of(1.0, 2.0), frame.doubleColumn("e").asList());
        Table kept = Frames.read(folder.resolve("09-test-panel-9-theory.csv"));
        assertEquals(frame.printAll(), kept.setName(frame.name()).printAll());
    }

    @Test
    void simulatedFramesHoldMeanIntervalAndError() {
        Sweep sweep = Lab.in(folder, "09-test", "full", 1)
                .simulate("panel 9", GRID, 4, List.of("e"), (p, s) -> new double[] {p.get("τ") + s.nextGaussian()});
        assertEquals(List.of("κ = k/d", "τ = n/d²", "e", "e ± 95 %", "e s.e.", "trials"), sweep.frame().columnNames());
        assertEquals(List.of(4.0, 4.0), sweep.frame().doubleColumn("trials").asList());
        double mean = sweep.results().get(1).mean("e");
        assertEquals(mean, sweep.frame().doubleColumn("e").get(1));
        assertTrue(Files.exists(folder.resolve("09-test-panel-9.csv")));
    }

    @Test
    void aSecondRunTakesFinishedTrialsFromTheFirst() {
        AtomicInteger runs = new AtomicInteger();
        Trial trial = (point, stream) -> new double[] {runs.incrementAndGet()};
        Lab.in(folder, "09-test", "quick", 1).simulate("panel 9", GRID, 4, List.of("e"), trial);
        Lab.in(folder, "09-test", "quick", 1).simulate("panel 9", GRID, 6, List.of("e"), trial);
        assertEquals(12, runs.get());
    }

    @Test
    void sweepsFindTheirLargestPointAndKeepWhatIsAsked() {
        Sweep sweep = Lab.in(folder, "09-test", "quick", 1)
                .simulate("panel 9", GRID, 2, List.of("e"), (point, stream) -> new double[] {-point.get("τ")});
        Point largest = sweep.largest("e", point -> true);
        assertEquals(1, largest.get("τ"));
        assertEquals(1, sweep.where(point -> point.get("τ") > 1).results().size());
        assertThrows(IllegalArgumentException.class, () -> sweep.largest("e", point -> false));
    }

    @Test
    void profilesAreQuickAndFull() {
        assertEquals(40, Lab.in(folder, "09-test", "quick", 1).pick(40, 100));
        assertEquals(100, Lab.in(folder, "09-test", "full", 1).pick(40, 100));
        var refused = assertThrows(IllegalArgumentException.class, () -> Lab.in(folder, "09-test", "fast", 1));
        assertEquals("profile = fast: must be quick or full", refused.getMessage());
    }

    @Test
    void anEmptyGridAndNoTrialsAreRefused() {
        Lab lab = Lab.in(folder, "09-test", "quick", 1);
        Trial trial = (point, stream) -> new double[] {0};
        assertThrows(IllegalArgumentException.class, () -> lab.simulate("x", GRID.where(p -> false), 4, List.of("e"), trial));
        assertThrows(IllegalArgumentException.class, () -> lab.simulate("x", GRID, 0, List.of("e"), trial));
        assertThrows(IllegalArgumentException.class,
                () -> lab.compute("x", GRID.where(p -> false), List.of("e"), p -> new double[1]));
    }

    @Test
    void theEnvironmentIsDescribedWithoutAKernel() {
        Table environment = Environment.check();
        assertTrue(environment.stringColumn("what").asList().containsAll(List.of("Java", "kernel", "linear algebra")));
        assertEquals("none", environment.stringColumn("found").get(1));
    }
}
