package org.icllab.entries;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Executable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import org.icllab.Atomic;
import org.icllab.model.Pretraining;
import org.icllab.notebook.*;
import org.icllab.study.Probe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** The same of what a cell sees. */
class NotebookBadInputTest extends BadInputTest {
    private static final double[] THREE = {1, 2, 3};
    private static final PrintStream OUT = System.out;

    static {
        Baselines.put(Table.class, NotebookBadInputTest::table);
        Baselines.put(Figure.class, NotebookBadInputTest::figure);
        Baselines.put(HeatMap.class, () -> HeatMap.of("map").x("x", Axis.LINEAR, THREE).y("y", Axis.LOG, THREE)
                .values("z", new double[][] {THREE, THREE, THREE}));
        Baselines.put(Curve.class, NotebookBadInputTest::curve);
        Baselines.put(Axis.class, () -> Axis.LINEAR);
        Baselines.put(Style.class, () -> Style.LAB);
        Baselines.put(Progress.class, () -> Progress.of("trials", 3));
        Baselines.put(DataSpectrum.class, () -> DataSpectrum.of(table().selectColumns("x", "y"), table().selectColumns("z")));
        Baselines.put(Explorer.class, () -> explorer().drag(Pretraining.ALPHA, 1, 2));
        Baselines.put(Spark.class, () -> Spark.at("local[1]"));
        put("Claims.claim(String,boolean,String)", "it holds", true, "1 = 1");
        for (String entry : List.of("Curve.read(Path)", "Figure.overlay(Path)", "Frames.read(Path)")) {
            put(entry, file("curve,x,y\nL=4,1,2\n"));
        }
        put("Curve.read(Path,String,String)", file("curve,x,y\nL=4,1,2\n"), "L=4", "line");
        put("Frames.readNumbers(Path)", file("x,y\n1,2\n"));
        put("Explorer.drag(Parameter,double[])", Pretraining.ALPHA, THREE);
        put("Explorer.step(Parameter,double[])", Pretraining.D, THREE);
        put("Figure.line(String,Table,String,String)", "line", table(), "x", "y");
        put("Figure.guides(String,Parameter,double[],double[],DoubleFunction)", "guide", Pretraining.ALPHA, THREE, THREE,
                (DoubleFunction<double[]>) value -> THREE);
        put("Figure.lines(Parameter,double[],double[],DoubleFunction)", Pretraining.ALPHA, THREE, THREE,
                (DoubleFunction<double[]>) value -> THREE);
        put("Figure.lines(Table,String,String)", table(), "x", "y");
        put("Figure.lines(Table,String,String,String)", table(), "x", "y", "z");
        put("Figure.points(String,Table,String,String,String)", "points", table(), "x", "y", "z");
        put("Figure.points(Table,String,String,String)", table(), "x", "y", "z");
        put("Figure.points(Table,String,String,String,String)", table(), "x", "y", "z", "z");
        put("Figure.save(Path)", Path.of("target", "bad-input.svg"));
        put("HeatMap.save(Path)", Path.of("target", "bad-input.svg"));
        put("HeatMap.values(String,double[][])", "z", new double[][] {THREE, THREE, THREE});
        put("HeatMap.values(String,double[][],Axis)", "z", new double[][] {THREE, THREE, THREE}, Axis.LOG);
        with("HeatMap.values(Results,Quantity)", NotebookBadInputTest::open, Baselines.results(), Probe.VALUE);
        with("HeatMap.values(Results,Quantity,Axis)", NotebookBadInputTest::open, Baselines.results(), Probe.VALUE, Axis.LINEAR);
        put("Spark.at(String)", "local[2]");
        NAN.addAll(Set.of("new Curve", "Curve.between", "Curve.farthest", "Curve.jitter", "Curve.misfit", "Curve.relative",
                "Curve.spread"));
    }

    @BeforeAll
    static void showNothing() {
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    }

    @AfterAll
    static void showAgain() {
        System.setOut(OUT);
    }

    private static void put(String entry, Object... arguments) {
        Candidates.put(entry, arguments::clone);
    }

    private static void with(String entry, Supplier<?> instance, Object... arguments) {
        Candidates.put(entry, () -> {
            Object[] all = new Object[arguments.length + 1];
            all[0] = instance.get();
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            return all;
        });
    }

    private static Table table() {
        return Table.create("frame", DoubleColumn.create("x", 1, 2, 3, 5, 4, 7), DoubleColumn.create("y", 1, 0, 2, 1, 3, 2),
                DoubleColumn.create("z", 2, 1, 3, 4, 6, 8));
    }

    private static Figure figure() {
        return Figure.of("figure").x("x", Axis.LINEAR).y("y", Axis.LINEAR);
    }

    private static Curve curve() {
        return new Curve("L=4", "line", THREE, THREE);
    }

    private static HeatMap open() {
        return HeatMap.of("map").x(Probe.SIZE, Axis.LINEAR).y(Probe.MEAN, Axis.LINEAR);
    }

    private static Path file(String text) {
        Path file = Path.of("target", "bad-input-" + text.length() + ".csv");
        Atomic.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        return file;
    }

    private static Explorer<Pretraining> explorer() {
        return Explorer.of(Pretraining.of(3, 2, 1, 2, 0.1, 0.1), setting -> figure().xRange(0, 3).yRange(0, 3)
                .line("theory", THREE, THREE));
    }

    /** What the laboratory keeps and shows is tested where it is. */
    @Override
    List<Class<?>> classes() {
        return Entries.classes(Figure.class).stream().filter(type -> type != Lab.class).toList();
    }

    /** Neither a cluster nor data/published is there. */
    @Override
    boolean isDoor(Executable entry) {
        return !entry.getName().startsWith("published") && !Entries.name(entry).equals("Spark.run(List,Consumer)");
    }

    @Override
    int fewest() {
        return 1_000;
    }
}
