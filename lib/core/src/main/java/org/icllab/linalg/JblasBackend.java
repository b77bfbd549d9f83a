package org.icllab.linalg;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A private copy of jblas's native library.
 *
 * <p>The OpenBLAS in it keeps global state and is not safe to call from two threads. Each copy is therefore loaded by a
 * class loader of its own, and linked from a file of its own; copies share nothing and may run at the
 * same time.
 */
final class JblasBackend implements Backend {
    private static final Class<?> DOUBLES = double[].class;
    private static final Class<?> FLOATS = float[].class;

    private final MethodHandle dgemm;
    private final MethodHandle sgemm;
    private final MethodHandle dpotrf;
    private final MethodHandle dsyevd;
    private final MethodHandle dgeqrf;
    private final MethodHandle dorgqr;

    private JblasBackend(Class<?> natives) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        dgemm = lookup.findStatic(natives, "dgemm", MethodType.methodType(void.class, char.class, char.class, int.class,
                int.class, int.class, double.class, DOUBLES, int.class, int.class, DOUBLES, int.class, int.class,
                double.class, DOUBLES, int.class, int.class));
        sgemm = lookup.findStatic(natives, "sgemm", MethodType.methodType(void.class, char.class, char.class, int.class,
                int.class, int.class, float.class, FLOATS, int.class, int.class, FLOATS, int.class, int.class,
                float.class, FLOATS, int.class, int.class));
        dpotrf = lookup.findStatic(natives, "dpotrf",
                MethodType.methodType(int.class, char.class, int.class, DOUBLES, int.class, int.class));
        dsyevd = lookup.findStatic(natives, "dsyevd", MethodType.methodType(int.class, char.class, char.class, int.class,
                DOUBLES, int.class, int.class, DOUBLES, int.class));
        dgeqrf = lookup.findStatic(natives, "dgeqrf", MethodType.methodType(int.class, int.class, int.class,
                DOUBLES, int.class, int.class, DOUBLES, int.class));
        dorgqr = lookup.findStatic(natives, "dorgqr", MethodType.methodType(int.class, int.class, int.class, int.class,
                DOUBLES, int.class, int.class, DOUBLES, int.class));
    }

    /**
     * Loads one more copy.
     *
     * @throws UnsatisfiedLinkError if there is none that works here; its message says why
     */
    static JblasBackend load() {
        try {
            return attempt();
        } catch (UnsatisfiedLinkError missing) {
            // On linux/x86-64 jblas needs libgfortran.so.5, which many systems lack; a copy comes with this library.
            if (!String.valueOf(missing.getMessage()).contains("gfortran") || !loadFortranRuntime()) {
                throw missing;
            }
            return attempt();
        }
    }

    private static JblasBackend attempt() {
        String system = System.getProperty("os.name");
        if (system.startsWith("Windows")) {
            return link(null); // there jblas loads the libraries that its own needs
        }
        String folder = "lib/static/" + system + "/" + System.getProperty("os.arch") + "/";
        String file = System.mapLibraryName("jblas").replace(".dylib", ".jnilib");
        URL library = Stream.of(folder + "sse3/" + file, folder + file)
                .map(JblasBackend.class.getClassLoader()::getResource).filter(Objects::nonNull).findFirst()
                .orElseThrow(() -> new UnsatisfiedLinkError("there is none for this platform"));
        return NativeFiles.extracted(List.of(library), copy -> link(copy.resolve(NativeFiles.nameOf(library))));
    }

    private static JblasBackend link(Path library) {
        try {
            PrivateJblas loader = new PrivateJblas(JblasBackend.class.getClassLoader(), library);
            if (library != null) {
                Class.forName(JblasLibrary.class.getName(), true, loader).getMethod("load", String.class)
                        .invoke(null, library.toString());
            }
            Class<?> logger = Class.forName("org.jblas.util.Logger", true, loader);
            int silent = logger.getField("ERROR").getInt(null) + 1;
            logger.getMethod("setLevel", int.class).invoke(logger.getMethod("getLogger").invoke(null), silent);
            JblasBackend backend = new JblasBackend(Class.forName("org.jblas.NativeBlas", true, loader));
            double[] one = {1};
            backend.gemm(false, false, 1, 1, 1, 1, one, 0, 1, one, 0, 1, 0, new double[1], 0, 1);
            return backend;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Error error ? error : new UnsatisfiedLinkError(e.getCause().toString());
        } catch (ReflectiveOperationException e) {
            throw new UnsatisfiedLinkError("jblas is not as expected: " + e);
        }
    }

    private static synchronized boolean loadFortranRuntime() {
        List<URL> libraries = NativeFiles.linuxOnX86() ? OpenblasFiles.fortranRuntime() : List.of();
        if (libraries.isEmpty()) {
            return false;
        }
        return NativeFiles.extracted(libraries, folder -> {
            libraries.forEach(library -> System.load(folder.resolve(NativeFiles.nameOf(library)).toString()));
            return true;
        });
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, int m, int n, int k, double alpha, double[] a, int fromA, int lda,
                     double[] b, int fromB, int ldb, double beta, double[] c, int fromC, int ldc) {
        try {
            dgemm.invokeExact(transposeA ? 'T' : 'N', transposeB ? 'T' : 'N', m, n, k,
                    alpha, a, fromA, lda, b, fromB, ldb, beta, c, fromC, ldc);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, int m, int n, int k, float alpha, float[] a, int fromA, int lda,
                     float[] b, int fromB, int ldb, float beta, float[] c, int fromC, int ldc) {
        try {
            sgemm.invokeExact(transposeA ? 'T' : 'N', transposeB ? 'T' : 'N', m, n, k,
                    alpha, a, fromA, lda, b, fromB, ldb, beta, c, fromC, ldc);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public int potrf(int n, double[] a) {
        try {
            return (int) dpotrf.invokeExact('L', n, a, 0, n);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public int syevd(int n, double[] a, double[] w) {
        try {
            return (int) dsyevd.invokeExact('V', 'L', n, a, 0, n, w, 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public void geqrf(int m, int n, double[] a, double[] tau) {
        try {
            int ignored = (int) dgeqrf.invokeExact(m, n, a, 0, m, tau, 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public void orgqr(int m, int n, double[] a, double[] tau) {
        try {
            int ignored = (int) dorgqr.invokeExact(m, n, n, a, 0, m, tau, 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }

    /** Called in a private class loader, to which the native library then belongs. */
    public static final class JblasLibrary {
        private JblasLibrary() {
        }

        public static void load(String file) {
            System.load(file);
        }
    }

    /** Defines jblas's classes itself, from the files its parent finds; everything else is the parent's. */
    private static final class PrivateJblas extends ClassLoader {
        private final Path library;

        PrivateJblas(ClassLoader parent, Path library) {
            super(parent);
            this.library = library;
        }

        /** jblas asks for its library by name before it extracts one itself, which it would leave behind. */
        @Override
        protected String findLibrary(String name) {
            return name.equals("jblas") && library != null ? library.toString() : null;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.jblas.") && !name.equals(JblasLibrary.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = file.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
