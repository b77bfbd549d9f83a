package org.icllab.linalg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A private copy of jblas's native library.
 *
 * <p>The OpenBLAS in it keeps global state and is not safe to call from two threads. Each copy is therefore loaded by a
 * class loader of its own, which makes jblas extract and link the library anew; copies share nothing and may run at the
 * same time.
 */
final class JblasBackend implements Backend {
    private static final Class<?> DOUBLES = double[].class;

    private final MethodHandle dgemm;
    private final MethodHandle dpotrf;
    private final MethodHandle dsyevd;
    private final MethodHandle dgeqrf;
    private final MethodHandle dorgqr;

    private JblasBackend(Class<?> natives) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        dgemm = lookup.findStatic(natives, "dgemm", MethodType.methodType(void.class, char.class, char.class, int.class,
                int.class, int.class, double.class, DOUBLES, int.class, int.class, DOUBLES, int.class, int.class,
                double.class, DOUBLES, int.class, int.class));
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
     * @throws UnsatisfiedLinkError if jblas has no native library that works here
     */
    static JblasBackend load() {
        try {
            return attempt();
        } catch (UnsatisfiedLinkError missing) {
            // On linux/x86-64 jblas needs libgfortran.so.5, which many systems lack; a copy comes with this library.
            if (!loadFortranRuntime()) {
                throw missing;
            }
            return attempt();
        }
    }

    private static JblasBackend attempt() {
        try {
            ClassLoader loader = new PrivateJblas(JblasBackend.class.getClassLoader());
            Class<?> logger = Class.forName("org.jblas.util.Logger", true, loader);
            int silent = logger.getField("ERROR").getInt(null) + 1;
            logger.getMethod("setLevel", int.class).invoke(logger.getMethod("getLogger").invoke(null), silent);
            JblasBackend backend = new JblasBackend(Class.forName("org.jblas.NativeBlas", true, loader));
            double[] one = {1};
            backend.gemm(false, false, 1, 1, 1, 1, one, 1, one, 1, 0, new double[1], 1);
            return backend;
        } catch (ReflectiveOperationException e) {
            throw new UnsatisfiedLinkError("jblas is not as expected: " + e);
        }
    }

    private static synchronized boolean loadFortranRuntime() {
        String folder = "org/bytedeco/openblas/linux-x86_64/";
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        return linux && loadResource(folder + "libquadmath.so.0") && loadResource(folder + "libgfortran.so.5");
    }

    private static boolean loadResource(String name) {
        try (InputStream library = JblasBackend.class.getClassLoader().getResourceAsStream(name)) {
            if (library == null) {
                return false;
            }
            Path file = Files.createTempFile("icllab", ".so");
            try {
                Files.write(file, library.readAllBytes());
                System.load(file.toString());
            } finally {
                Files.delete(file);
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("no room for a native library in " + System.getProperty("java.io.tmpdir"), e);
        }
    }

    @Override
    public void gemm(boolean transposeA, boolean transposeB, int m, int n, int k,
                     double alpha, double[] a, int lda, double[] b, int ldb, double beta, double[] c, int ldc) {
        try {
            dgemm.invokeExact(transposeA ? 'T' : 'N', transposeB ? 'T' : 'N', m, n, k,
                    alpha, a, 0, lda, b, 0, ldb, beta, c, 0, ldc);
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

    /** Defines jblas's classes itself, from the files its parent finds; everything else is the parent's. */
    private static final class PrivateJblas extends ClassLoader {
        PrivateJblas(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.jblas.")) {
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
