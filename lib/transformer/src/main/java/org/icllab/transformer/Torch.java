package org.icllab.transformer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.icllab.Require;

/**
 * PyTorch: its start, from the libraries in the folder {@code native/cpu} (or {@code cu124}, as
 * it was built) beside this jar, and its gradients.
 *
 * <p>Nothing is taken from the network, and nothing is written. Each model computes on one thread, so that the same
 * seed gives the same bits and as many trainings as there are processors run side by side at full speed.
 */
public final class Torch {
    private static final String ENGINE = "PyTorch";
    /** The one that this jar was built for: DJL's version goes with it. */
    static final String FLAVOUR = flavour();
    private static Engine engine;

    private Torch() {
    }

    /**
     * @param device "cpu", or "gpu" for the first GPU
     * @return where arrays live until it is closed
     * @throws IllegalArgumentException if there is no such device
     */
    static NDManager manager(String device) {
        return NDManager.newBaseManager(device(device), ENGINE);
    }

    /** @return PyTorch's version and the number of GPUs it can use */
    public static String description() {
        return ENGINE + " " + engine().getVersion() + ", " + engine().getGpuCount() + " GPUs";
    }

    private static Device device(String name) {
        boolean gpu = name.equals("gpu");
        Require.that(gpu || name.equals("cpu"), "device = " + name + ": must be cpu or gpu");
        // Asked in any case, for that starts it.
        int gpus = engine().getGpuCount();
        Require.that(!gpu || gpus > 0,
                "device = gpu: PyTorch finds none; it takes an NVIDIA GPU on Linux and a build with -Dicllab.torch=cu124");
        return gpu ? Device.gpu() : Device.cpu();
    }

    /**
     * Whether what this thread computes is recorded for gradients. Torch keeps this per thread; DJL's own collector
     * allows one in the whole process.
     */
    static void record(boolean gradients) {
        JniUtils.setGradMode(gradients);
    }

    /** Adds the gradient of the scalar {@code loss} to the arrays it was computed from. */
    static void backward(NDArray loss) {
        try (NDArray one = loss.onesLike()) {
            JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
        }
    }

    /**
     * What {@code array.mul(factor)} should be. That puts the factor into Java's memory, and gradients read it after it
     * was freed; so a model must not use {@code mul} or {@code div} with a number.
     *
     * @return factor · array, differentiable
     */
    static NDArray scaled(NDArray array, double factor) {
        return array.mul(array.getManager().full(new Shape(1), (float) factor, DataType.FLOAT32));
    }

    private static synchronized Engine engine() {
        if (engine == null) {
            engine = start();
        }
        return engine;
    }

    private static String flavour() {
        try (InputStream in = Torch.class.getResourceAsStream("flavour.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Engine start() {
        Path libraries = libraries();
        System.setProperty("PYTORCH_LIBRARY_PATH", libraries.toString());
        System.setProperty("PYTORCH_FLAVOR", FLAVOUR);
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        // A kernel's thread need not see the jar that a notebook loaded.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Torch.class.getClassLoader());
        try {
            Engine.registerEngine(new PtEngineProvider());
            Engine started = Engine.getEngine(ENGINE);
            JniUtils.setNumThreads(1);
            return started;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Beside the jar, or beside the folder of classes when tests run. */
    private static Path libraries() {
        try {
            Path code = Path.of(Torch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path folder = code.toAbsolutePath().resolveSibling("native").resolve(FLAVOUR);
            Require.that(Files.exists(folder.resolve(System.mapLibraryName("torch"))), "PyTorch's libraries are not in "
                    + folder + ": build them with mvn package -pl lib/transformer -am"
                    + " -Dicllab.torch=" + FLAVOUR);
            return folder;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("this jar's place is no file", e);
        }
    }
}
