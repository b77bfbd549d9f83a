package org.icllab.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.icllab.linalg.Blas;
import org.icllab.model.Pretraining;
import org.icllab.model.Range;
import org.icllab.model.Study;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.icllab.study.Grid;
import org.icllab.study.Provenance;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.pretraining.AttentionRisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

class LabTest {
    private static final Grid<Pretraining> GRID =
            Grid.of(Pretraining.of(4, 2, 0.5, 1, 0.1, 0.1)).vary(Pretraining.TAU, 1.5, 3);

    @TempDir
    Path folder;
    private Lab lab;

    @BeforeEach
    void aNotebookBegins() {
        lab = Lab.in(folder, "09-test");
        lab.profile("quick", "full");
        lab.seed(1);
    }

    @Test
    void theoryIsAFrameOfSettingsAndQuantitiesAndIsKept() {
        Results<Pretraining> line = lab.run("panel 9, theory", AttentionRisk.STUDY, GRID);
        Table frame = Frames.of(line);
        assertEquals(List.of("d", "α = ℓ/d", "κ = k/d", "τ = n/d²", "ρ", "λ", "e_ICL", "e_IDG", "g_task"), frame.columnNames());
        assertEquals(List.of(1.5, 3.0), frame.doubleColumn("τ = n/d²").asList());
        assertEquals(AttentionRisk.of(2, 0.5, 3, 0.1, 0.1).icl(), frame.doubleColumn("e_ICL").get(1));
        Table kept = Frames.read(folder.resolve("09-test-panel-9-theory.csv"));
        assertEquals(frame.printAll(), kept.setName(frame.name()).printAll());
    }

    @Test
    void simulationIsAFrameOfMeansIntervalsAndErrors() {
        Results<Pretraining> dots = lab.run("panel 9", PretrainedGamma.STUDY, GRID, 4);
        Table frame = Frames.of(dots);
        assertTrue(frame.columnNames().containsAll(List.of("e_ICL", "e_ICL ± 95 %", "e_ICL s.e.", "trials")));
        assertEquals(List.of(4.0, 4.0), frame.doubleColumn("trials").asList());
        assertEquals(dots.get(1).mean(Pretraining.E_ICL), frame.doubleColumn("e_ICL").get(1));
        assertTrue(Files.exists(folder.resolve("09-test-panel-9.csv")));
        assertTrue(Files.exists(folder.resolve("09-test-pretrained-gamma.trials")));
    }

    @Test
    void aSecondRunTakesFinishedTrialsFromTheFirst() throws Exception {
        double[] first = lab.run("panel 9", PretrainedGamma.STUDY, GRID, 4).means(Pretraining.E_ICL);
        long size = Files.size(folder.resolve("09-test-pretrained-gamma.trials"));
        assertArrayEquals(first, lab.run("other panel", PretrainedGamma.STUDY, GRID, 4).means(Pretraining.E_ICL));
        assertEquals(size, Files.size(folder.resolve("09-test-pretrained-gamma.trials")));
    }

    @Test
    void trainingsAreReadAndNotRun() throws Exception {
        Lab reader = Lab.in(folder.resolve("frames"), "09-test");
        var refused = assertThrows(IllegalArgumentException.class,
                () -> reader.trained("long", PretrainedGamma.STUDY, GRID, 3));
        assertTrue(refused.getMessage().endsWith("; environment/run 09-test --train makes them"), refused.getMessage());
        Runner.of(1).keptIn(folder.resolve("data").resolve("trained"), "09-test")
                .run("x", PretrainedGamma.STUDY, new Grid<>(GRID.settings().subList(0, 1)), 2);
        var read = reader.trained("long", PretrainedGamma.STUDY, GRID, 3);
        assertEquals(1, read.size());
        assertEquals(2, read.only().trials());
        List<String> origins = Files.readAllLines(folder.resolve("frames").resolve("09-test.origins.csv"));
        String made = Files.readAllLines(folder.resolve("data").resolve("trained").resolve("09-test-pretrained-gamma.trials")).stream()
                .filter(line -> line.startsWith("made,")).findFirst().orElseThrow().split(",")[1];
        assertEquals("09-test-long.csv,1,,,,," + made, origins.get(1));
        assertEquals(List.of(2.0), Frames.read(folder.resolve("frames").resolve("09-test-long.csv")).doubleColumn("trials").asList());
    }

    @Test
    void aStudyThatIsWrittenHereIsNotKept() throws Exception {
        double captured = folder.hashCode();
        Study<Pretraining, Double> own = Study.<Pretraining, Double>simulation("own", (setting, stream) -> captured)
                .measuring(Pretraining.E_ICL, value -> value);
        lab.run("own", own, GRID, 3);
        try (var files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("09-test-own.csv"), folder.resolve("09-test.origins.csv")),
                    files.sorted().toList());
        }
    }

    @Test
    void everyFrameSaysWhatMadeIt() throws Exception {
        lab.run("theory", AttentionRisk.STUDY, GRID);
        lab.run("theory", AttentionRisk.STUDY, GRID);
        lab.keep(Table.create("of a cell", DoubleColumn.create("x", 1, 2)));
        List<String> lines = Files.readAllLines(folder.resolve("09-test.origins.csv"));
        assertEquals("frame,seed,profile,version,java,backend,code", lines.get(0));
        assertEquals(3, lines.size(), lines.toString());
        String made = "1,quick," + Provenance.ownVersion() + "," + Runtime.version() + "," + Blas.backend() + ",";
        assertEquals("09-test-of-a-cell.csv," + made, lines.get(1));
        assertEquals("09-test-theory.csv," + made + Provenance.of(AttentionRisk.STUDY).code(), lines.get(2));
    }

    @Test
    void numbersAreWrittenAlikeInEveryLanguage() {
        Locale before = Locale.getDefault(Locale.Category.FORMAT);
        Locale.setDefault(Locale.Category.FORMAT, Locale.GERMANY);
        try {
            Lab.of("09-test");
            assertEquals("0.1234", String.format("%.4f", 0.1234));
        } finally {
            Locale.setDefault(Locale.Category.FORMAT, before);
        }
    }

    @Test
    void parametersAreThoseOfTheCellOrThoseThatWereSet() {
        Lab changed = Lab.in(folder, "09-test");
        changed.set("profile", "full");
        changed.set("kappa", "inf");
        changed.set("alphas", "2, 20,5e1");
        changed.set("trials", "12");
        changed.set("seed", "-7");
        assertEquals("full", changed.profile("quick", "full"));
        assertEquals(-7, changed.seed(1));
        assertEquals(100, changed.pick(40, 100));
        assertEquals(Double.POSITIVE_INFINITY, changed.real("kappa", Pretraining.KAPPA, 0.5));
        assertArrayEquals(new double[] {2, 20, 50}, changed.ascending("alphas", Pretraining.ALPHA, 1, 10, 100));
        assertEquals(12, changed.integer("trials", Range.atLeast(4), "trials", 8));
        assertEquals(0.1, changed.real("rho", Pretraining.RHO, 0.1));
    }

    @Test
    void whatIsOutOfRangeIsRefusedInOneLineByTheNameInTheCell() {
        assertRefused("kappa = -1: must be > 0, possibly ∞ (distinct pretraining tasks per dimension)",
                () -> lab.real("kappa", Pretraining.KAPPA, -1));
        assertRefused("trials = 3: must be an integer ≥ 4 (trials)",
                () -> lab.integer("trials", Range.atLeast(4), "trials", 3));
        assertRefused("d = 20: must be an integer ≥ 30 (dimension of a token)",
                () -> lab.integer("d", Pretraining.D.atLeast(30), 20));
        assertRefused("alphas = [1.0, 1.0]: must be two or more ascending values",
                () -> lab.ascending("alphas", Pretraining.ALPHA, 1, 1));
        lab.set("tau", "many");
        assertRefused("tau = many: must be a number > 0 (pretraining contexts per squared dimension)",
                () -> lab.real("tau", Pretraining.TAU, 1));
        lab.set("taus", "");
        assertRefused("taus = : must be a number > 0 (pretraining contexts per squared dimension)",
                () -> lab.reals("taus", Pretraining.TAU, 1, 2));
        lab.set("lambda", "1,2");
        assertRefused("lambda = 1,2: must be one value, ≥ 0 (ridge)", () -> lab.real("lambda", Pretraining.LAMBDA, 1));
        Lab other = Lab.in(folder, "09-test");
        other.set("profile", "fast");
        assertRefused("profile = fast: must be quick or full", () -> other.profile("quick", "full"));
    }

    @Test
    void aNameThatNoCellAsksForIsRefused() {
        lab.set("kapa", "1");
        lab.real("kappa", Pretraining.KAPPA, 1);
        assertRefused("there is no parameter 'kapa'; there are: profile, seed, kappa",
                () -> lab.run("x", AttentionRisk.STUDY, GRID));
    }

    @Test
    void twoFramesAreNeverOneFile() {
        lab.keep(Table.create("panel σ", DoubleColumn.create("a", 1)));
        lab.keep(Table.create("panel σ", DoubleColumn.create("a", 2)));
        assertTrue(Files.exists(folder.resolve("09-test-panel-sigma.csv")));
        assertRefused("name = panel, σ: its file would be that of panel σ",
                () -> lab.keep(Table.create("panel, σ", DoubleColumn.create("a", 1))));
    }

    @Test
    void anEmptyGridAndNoTrialsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> lab.run("x", PretrainedGamma.STUDY, GRID.where(p -> false), 4));
        assertThrows(IllegalArgumentException.class, () -> lab.run("x", PretrainedGamma.STUDY, GRID, 0));
        assertThrows(IllegalArgumentException.class, () -> lab.run("x", AttentionRisk.STUDY, GRID.where(p -> false)));
    }

    @Test
    void theEnvironmentIsDescribedWithoutAKernel() {
        Table environment = Environment.check();
        assertTrue(environment.stringColumn("what").asList().containsAll(List.of("Java", "kernel", "linear algebra")));
        assertEquals("none", environment.stringColumn("found").get(1));
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
