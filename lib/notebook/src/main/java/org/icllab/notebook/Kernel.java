package org.icllab.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jdk.jshell.JShell;

/**
 * The Java kernel whose cell runs this code: JJava or IJava, found by name so that the library compiles against
 * neither.
 *
 * <p>Both kernels render a displayed {@code String} as plain text too, whole. What is displayed here is therefore a
 * proxy of the kernel's own "I render myself" interface, which puts the content under its MIME type and a short text
 * beside it.
 */
final class Kernel {
    private static final Optional<Kernel> RUNNING =
            find("org.dflib.jjava.jupyter.kernel.BaseNotebookStatics", "org.dflib.jjava.jupyter.kernel.display")
                    .or(() -> find("io.github.spencerpark.ijava.runtime.Display",
                            "io.github.spencerpark.jupyter.kernel.display"));
    /** The classes that know the kernel itself, each with the method that gives it. */
    private static final Map<String, String> INSTANCES = Map.of(
            "JJava", "org.dflib.jjava.jupyter.kernel.BaseKernel notebookKernel",
            "IJava", "io.github.spencerpark.ijava.IJava getKernelInstance");

    private static final ExecutorService SENDER = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "icllab-sender");
        thread.setDaemon(true);
        return thread;
    });

    private final Class<?> renderable;
    private final Method display;
    private final Method update;
    private final Method output;
    private final Method put;

    private Kernel(Class<?> statics, Class<?> renderable, Class<?> context, Class<?> data)
            throws ReflectiveOperationException {
        this.renderable = renderable;
        display = statics.getMethod("display", Object.class);
        update = statics.getMethod("updateDisplay", String.class, Object.class);
        output = context.getMethod("getOutputContainer");
        put = data.getMethod("putData", String.class, Object.class);
    }

    static boolean isRunning() {
        return RUNNING.isPresent();
    }

    /** @return {@code JJava}, {@code IJava} or {@code none} */
    static String name() {
        return RUNNING.map(kernel -> kernel.renderable.getName().contains("jjava") ? "JJava" : "IJava").orElse("none");
    }

    /** Shows {@code content} in the cell's output, or prints {@code text} where there is no kernel. */
    static Optional<String> show(String mime, String content, String text) {
        Optional<String> id = display(mime, content, text);
        if (id.isEmpty()) {
            System.out.println(text);
        }
        return id;
    }

    /**
     * @param mime type of {@code content}, such as {@code text/html}
     * @param text what a front end without that type shows
     * @return the display's name for {@link #update}, empty if there is no kernel
     */
    static Optional<String> display(String mime, String content, String text) {
        return display(Map.of(mime, content), text);
    }

    /** Shows whichever of {@code contents}, by their MIME types, the front end likes best. */
    static Optional<String> display(Map<String, ?> contents, String text) {
        return RUNNING.flatMap(kernel -> call(kernel.display, kernel.rendering(contents, text)));
    }

    /** Replaces what the display {@code id} shows, wherever it stands. */
    static void update(String id, String mime, String content, String text) {
        RUNNING.ifPresent(kernel -> call(kernel.update, id, kernel.rendering(Map.of(mime, content), text)));
    }

    /** @return when the front end asked for the cell that runs, by its own clock; empty if the kernel does not tell */
    static Optional<Instant> asked() {
        return RUNNING.flatMap(kernel -> {
            try {
                Object comms = own(kernel.running(), "getCommManager");
                Object time = own(own(field(comms, "context"), "getHeader"), "getTimestamp");
                return Optional.of(OffsetDateTime.parse((String) own(time, "getDateString")).toInstant());
            } catch (ReflectiveOperationException | DateTimeParseException | NullPointerException unknown) {
                return Optional.empty();
            }
        });
    }

    /** @return the shell that runs the cells; empty where the kernel has none or does not hand it out */
    static Optional<JShell> shell() {
        return RUNNING.flatMap(kernel -> {
            try {
                return Optional.of((JShell) own(kernel.running(), "getJShell"));
            } catch (ReflectiveOperationException | NullPointerException unknown) {
                return Optional.empty();
            }
        });
    }

    /** @return the kernel itself; empty where there is none or it does not hand itself out */
    static Optional<Object> instance() {
        return RUNNING.flatMap(kernel -> {
            try {
                return Optional.ofNullable(kernel.running());
            } catch (ReflectiveOperationException unknown) {
                return Optional.empty();
            }
        });
    }

    private Object running() throws ReflectiveOperationException {
        String[] names = INSTANCES.get(name()).split(" ");
        return Class.forName(names[0], true, renderable.getClassLoader()).getMethod(names[1]).invoke(null);
    }

    /** @return what a public method of an object of the kernel's gives */
    static Object own(Object target, String method) throws ReflectiveOperationException {
        return target.getClass().getMethod(method).invoke(target);
    }

    /** @return what an object of the kernel's has in a field that may be private, its own or inherited */
    static Object field(Object target, String name) throws ReflectiveOperationException {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(target);
            } catch (NoSuchFieldException above) {
                // A superclass may have it.
            }
        }
        throw new NoSuchFieldException(name);
    }

    private static Optional<Kernel> find(String statics, String display) {
        ClassLoader own = Kernel.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return find(statics, display, own).or(() -> find(statics, display, context));
    }

    private static Optional<Kernel> find(String statics, String display, ClassLoader loader) {
        try {
            return Optional.of(new Kernel(Class.forName(statics, true, loader),
                    Class.forName(display + ".DisplayDataRenderable", true, loader),
                    Class.forName(display + ".RenderContext", true, loader),
                    Class.forName(display + ".DisplayData", true, loader)));
        } catch (ReflectiveOperationException absent) {
            return Optional.empty();
        }
    }

    /** @return what a static method of the kernel gives; nothing if it fails, which is said */
    static Optional<String> call(Method method, Object... arguments) {
        try {
            return Optional.ofNullable((String) send(() -> method.invoke(null, arguments)));
        } catch (CompletionException failed) {
            Throwable broken = failed.getCause();
            System.err.println("The notebook could not show something: "
                    + (broken instanceof InvocationTargetException inner ? inner.getCause() : broken));
            return Optional.empty();
        }
    }

    /**
     * Sends the front end something, from a thread that nobody interrupts: in the middle of it an interrupt would be lost,
     * and the kernel's line to the front end with it.
     *
     * @return what {@code sending} gives, once it has ended; the caller's interrupt status stays set if it was
     * @throws CompletionException with what {@code sending} threw
     */
    static <T> T send(Callable<T> sending) {
        CompletableFuture<T> sent = new CompletableFuture<>();
        SENDER.execute(() -> {
            try {
                sent.complete(sending.call());
            } catch (Exception | Error failed) {
                sent.completeExceptionally(failed);
            }
        });
        return sent.join(); // which no interrupt ends
    }

    private Object rendering(Map<String, ?> contents, String text) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "getSupportedRenderTypes", "getPreferredRenderTypes" -> Set.of();
            case "render" -> {
                Object out = output.invoke(arguments[0]);
                put.invoke(out, "text/plain", text);
                for (Map.Entry<String, ?> content : contents.entrySet()) {
                    put.invoke(out, content.getKey(), content.getValue());
                }
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> text;
        };
        return Proxy.newProxyInstance(renderable.getClassLoader(), new Class<?>[] {renderable}, handler);
    }
}
