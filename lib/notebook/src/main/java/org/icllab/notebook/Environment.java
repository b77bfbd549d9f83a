package org.icllab.notebook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.icllab.linalg.Blas;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What a notebook runs on. */
public final class Environment {
    /** GiB below which a full profile may not fit. */
    private static final double SMALL_HEAP = 2;

    private Environment() {
    }

    /**
     * Shows Java, kernel, linear algebra with its measured speed, processors, memory and the folder for results, each
     * with a word on what to do if it is not as it should be.
     *
     * @return the same as a frame
     */
    public static Table check() {
        StringColumn what = StringColumn.create("what");
        StringColumn found = StringColumn.create("found");
        StringColumn advice = StringColumn.create("advice");
        Table frame = Table.create("environment", what, found, advice);
        double speed = Blas.measuredGigaflops();
        double memory = Runtime.getRuntime().maxMemory() / Math.pow(2, 30);
        String kernel = Kernel.name();
        String[][] rows = {
            {"Java", Runtime.version().toString(), Runtime.version().feature() >= 17 ? "" : "install a JDK, version 17 or newer"},
            {"kernel", kernel, kernel.equals("none") ? "run this in a Java kernel: start with environment/lab" : ""},
            {"linear algebra", Blas.backend(),
                (Blas.isNative() ? "fine: " : "works, but the full profiles take long: ") + Blas.reason()},
            {"its speed, one processor", String.format(Locale.ROOT, "%.0f GFLOP/s", speed), speedAdvice()},
            {"processors", String.valueOf(Runtime.getRuntime().availableProcessors()), ""},
            {"memory for Java", String.format(Locale.ROOT, "%.1f GiB", memory),
                memory < SMALL_HEAP ? "the quick profiles fit; for the full ones start with JJAVA_JVM_OPTS=-Xmx4g" : ""},
            {"results are kept in", "frames, beside the notebook",
                Files.isWritable(Path.of("")) ? "" : "the folder of the notebook cannot be written to"},
        };
        for (String[] row : rows) {
            what.append(row[0]);
            found.append(row[1]);
            advice.append(row[2].isEmpty() ? "fine" : row[2]);
        }
        Frames.show(frame);
        return frame;
    }

    private static String speedAdvice() {
        boolean hinted = System.getenv("OPENBLAS_CORETYPE") != null;
        return hinted || !Blas.backend().startsWith("jblas") || !System.getProperty("os.arch").equals("amd64") ? ""
                : "with AVX2, OPENBLAS_CORETYPE=Haswell in the environment may double it";
    }
}
