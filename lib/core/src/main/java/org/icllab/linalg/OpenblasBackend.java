package org.icllab.linalg;

import com.kenai.jffi.ArrayFlags;
import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A current OpenBLAS, which bytedeco builds for each platform. It may be called from many threads, and computes each call
 * on the thread that makes it.
 *
 * <p>Java's arrays are handed over where they stand: a copy would cost as much as the product of a long and a narrow matrix.
 */
final class OpenblasBackend implements Backend {
    /** OpenBLAS has working memory for at least twice as many calls at once. */
    static final int MOST_AT_ONCE = 64;
    private static final int COLUMN_MAJOR = 102;
    private static final int AS_IT_IS = 111;
    private static final int TRANSPOSED = 112;
    private static final int READ = ArrayFlags.IN | ArrayFlags.PINNED;
    private static final int WRITTEN = READ | ArrayFlags.OUT;

    private final String name;
    private final Routine dgemm;
    private final Routine sgemm;
    private final Routine dpotrf;
    private final Routine dsyevd;
    private final Routine dgeqrf;
    private final Routine dorgqr;

    private OpenblasBackend(Library library) {
        dgemm = new Routine(library, "cblas_dgemm", Type.VOID, "iiiiiidpipidpi");
        sgemm = new Routine(library, "cblas_sgemm", Type.VOID, "iiiiiifpipifpi");
        dpotrf = new Routine(library, "LAPACKE_dpotrf", Type.SINT, "iiipi");
        dsyevd = new Routine(library, "LAPACKE_dsyevd", Type.SINT, "iiiipip");
        dgeqrf = new Routine(library, "LAPACKE_dgeqrf", Type.SINT, "iiipip");
        dorgqr = new Routine(library, "LAPACKE_dorgqr", Type.SINT, "iiiipip");
        Routine threads = new Routine(library, "openblas_set_num_threads", Type.VOID, "i");
        HeapInvocationBuffer one = threads.arguments();
        one.putInt(1);
        threads.call(one);
        String version = text(library, "openblas_get_config").split(" ")[1];
        name = "OpenBLAS " + version + " (" + text(library, "openblas_get_corename") + " kernels)";
    }

    /**
     * Loads the library.
     *
     * @throws UnsatisfiedLinkError if there is none that works here; its message says why
     */
    static OpenblasBackend load() {
        List<URL> files = OpenblasFiles.here();
        return NativeFiles.extracted(files, folder -> {
            Path[] paths = files.stream().map(file -> folder.resolve(NativeFiles.nameOf(file))).toArray(Path[]::new);
            int openblas = paths.length - 2;
            for (int i = 0; i <= openblas; i++) {
                System.load(paths[i].toString());
            }
            return new OpenblasBackend(opened(folder, paths[openblas]));
        });
    }

    /** jffi looks for its own library in the folder; else it would extract one, and leave it behind. */
    private static Library opened(Path folder, Path openblas) {
        String property = "jffi.boot.library.path";
        String before = System.getProperty(property);
        System.setProperty(property, folder.toString());
        try {
            Library library = Library.openLibrary(openblas.toString(), Library.LAZY | Library.LOCAL);
            if (library == null) {
                throw new UnsatisfiedLinkError(Library.getLastError());
            }
            return library;
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }

    private static String text(Library library, String function) {
        CallContext context = CallContext.getCallContext(Type.POINTER, new Type[0], CallingConvention.DEFAULT, false);
        long text = Invoker.getInstance().invokeN0(context, library.getSymbolAddress(function));
        return new String(MemoryIO.getInstance().getZeroTerminatedByteArray(text), StandardCharsets.US_ASCII);
    }

    /** @return its version and the kernels it has chosen for this processor: on both depend the last bits of a result */
    String name() {
        return name;
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, int m, int n, int k, double alpha, double[] a, int fromA, int lda,
                     double[] b, int fromB, int ldb, double beta, double[] c, int fromC, int ldc) {
        HeapInvocationBuffer arguments = product(dgemm, transposeA, transposeB, m, n, k);
        arguments.putDouble(alpha);
        put(arguments, a, fromA, READ);
        arguments.putInt(lda);
        put(arguments, b, fromB, READ);
        arguments.putInt(ldb);
        arguments.putDouble(beta);
        put(arguments, c, fromC, WRITTEN);
        arguments.putInt(ldc);
        dgemm.call(arguments);
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, int m, int n, int k, float alpha, float[] a, int fromA, int lda,
                     float[] b, int fromB, int ldb, float beta, float[] c, int fromC, int ldc) {
        HeapInvocationBuffer arguments = product(sgemm, transposeA, transposeB, m, n, k);
        arguments.putFloat(alpha);
        put(arguments, a, fromA, READ);
        arguments.putInt(lda);
        put(arguments, b, fromB, READ);
        arguments.putInt(ldb);
        arguments.putFloat(beta);
        put(arguments, c, fromC, WRITTEN);
        arguments.putInt(ldc);
        sgemm.call(arguments);
    }

    private static HeapInvocationBuffer product(Routine routine, boolean transposeA, boolean transposeB, int m, int n, int k) {
        return routine.arguments(COLUMN_MAJOR, transposeA ? TRANSPOSED : AS_IT_IS, transposeB ? TRANSPOSED : AS_IT_IS, m, n, k);
    }

    /** Of an array that is handed over where it stands, jffi counts the begin in bytes. */
    private static void put(HeapInvocationBuffer arguments, double[] array, int from, int flags) {
        arguments.putArray(array, Double.BYTES * from, array.length - from, flags);
    }

    private static void put(HeapInvocationBuffer arguments, float[] array, int from, int flags) {
        arguments.putArray(array, Float.BYTES * from, array.length - from, flags);
    }

    @Override
    public int potrf(int n, double[] a) {
        HeapInvocationBuffer arguments = dpotrf.arguments(COLUMN_MAJOR, 'L', n);
        arguments.putArray(a, 0, a.length, WRITTEN);
        arguments.putInt(n);
        return dpotrf.call(arguments);
    }

    @Override
    public int syevd(int n, double[] a, double[] w) {
        HeapInvocationBuffer arguments = dsyevd.arguments(COLUMN_MAJOR, 'V', 'L', n);
        arguments.putArray(a, 0, a.length, WRITTEN);
        arguments.putInt(n);
        arguments.putArray(w, 0, w.length, WRITTEN);
        return dsyevd.call(arguments);
    }

    @Override
    public void geqrf(int m, int n, double[] a, double[] tau) {
        factor(dgeqrf, dgeqrf.arguments(COLUMN_MAJOR, m, n), m, a, tau);
    }

    @Override
    public void orgqr(int m, int n, double[] a, double[] tau) {
        factor(dorgqr, dorgqr.arguments(COLUMN_MAJOR, m, n, n), m, a, tau);
    }

    private static void factor(Routine routine, HeapInvocationBuffer arguments, int lda, double[] a, double[] tau) {
        arguments.putArray(a, 0, a.length, WRITTEN);
        arguments.putInt(lda);
        arguments.putArray(tau, 0, tau.length, WRITTEN);
        routine.call(arguments);
    }

    /** A function of the library: where it is and what it takes. */
    private static final class Routine {
        private final CallContext context;
        private final long address;
        private final int arrays;

        /** @param parameters a letter each: i for int, d for double, f for float, p for an array */
        Routine(Library library, String name, Type result, String parameters) {
            address = library.getSymbolAddress(name);
            if (address == 0) {
                throw new UnsatisfiedLinkError("its OpenBLAS has no " + name);
            }
            Type[] types = parameters.chars()
                    .mapToObj(letter -> switch (letter) {
                        case 'i' -> Type.SINT;
                        case 'd' -> Type.DOUBLE;
                        case 'f' -> Type.FLOAT;
                        default -> Type.POINTER;
                    })
                    .toArray(Type[]::new);
            context = CallContext.getCallContext(result, types, CallingConvention.DEFAULT, false);
            arrays = (int) parameters.chars().filter(letter -> letter == 'p').count();
        }

        HeapInvocationBuffer arguments(int... first) {
            // Told how many arrays there will be, it does not have to grow, which takes as long as a small product.
            HeapInvocationBuffer arguments = new HeapInvocationBuffer(context, arrays);
            for (int one : first) {
                arguments.putInt(one);
            }
            return arguments;
        }

        int call(HeapInvocationBuffer arguments) {
            return Invoker.getInstance().invokeInt(context, address, arguments);
        }
    }
}
