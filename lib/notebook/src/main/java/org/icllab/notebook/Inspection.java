package org.icllab.notebook;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

/**
 * What a reader sees of the Javadoc beside a name, and beside what the completer offers.
 *
 * <p>JJava finds a name only around the cursor; readers ask with the cursor behind it, JupyterLab's completer with one
 * beyond the whole code. And the completer asks of what it offers only if that comes with its kind, which JJava does not
 * send. So both questions are first met here. JJava has no public way to its handlers; where this way to them is closed,
 * all is as JJava has it.
 */
final class Inspection {
    private static final String CHANNELS = "org.dflib.jjava.jupyter.channels.";
    private static final String MESSAGES = "org.dflib.jjava.jupyter.messages.";

    private final Object kernel;
    private final Object connection;
    private final ClassLoader loader;

    private Inspection(Object kernel, Object connection) {
        this.kernel = kernel;
        this.connection = connection;
        loader = connection.getClass().getClassLoader();
    }

    /** To be called from a cell: the way leads over the message that the cell answers. */
    static void begin() {
        Kernel.instance().ifPresent(kernel -> {
            try {
                Object environment = Kernel.field(Kernel.field(Kernel.own(kernel, "getIO"), "jupyterOut"), "env");
                Inspection inspection = new Inspection(kernel,
                        Kernel.field(Kernel.own(environment, "getShell"), "connection"));
                inspection.ofNames();
                inspection.ofCompletions();
            } catch (ReflectiveOperationException | InaccessibleObjectException | NullPointerException closed) {
                // Another kernel than the one known.
            }
        });
    }

    private void ofNames() throws ReflectiveOperationException {
        Class<?> question = type(MESSAGES + "request.InspectRequest");
        Field cursor = question.getDeclaredField("cursorPos");
        cursor.setAccessible(true);
        meetFirst(question, (environment, asked) -> {
            cursor.setInt(asked, within((String) Kernel.own(asked, "getCode"), cursor.getInt(asked)));
            return false;
        });
    }

    private void ofCompletions() throws ReflectiveOperationException {
        Constructor<?> reply = type(MESSAGES + "reply.CompleteReply").getConstructor(List.class, int.class, int.class, Map.class);
        Class<?> content = type(MESSAGES + "ContentType");
        meetFirst(type(MESSAGES + "request.CompleteRequest"), (environment, asked) -> {
            Object found = kernel.getClass().getMethod("complete", String.class, int.class)
                    .invoke(kernel, Kernel.own(asked, "getCode"), Kernel.own(asked, "getCursorPos"));
            if (found == null) {
                return false;
            }
            List<?> matches = (List<?>) Kernel.own(found, "getReplacements");
            Object start = Kernel.own(found, "getSourceStart");
            Object end = Kernel.own(found, "getSourceEnd");
            List<Map<String, Object>> kinds = matches.stream().map(match -> Map.of("text", match, "type", kind((String) match),
                    "start", start, "end", end)).toList();
            Kernel.own(environment, "setBusyDeferIdle");
            environment.getClass().getMethod("reply", content).invoke(environment,
                    reply.newInstance(matches, start, end, Map.of("_jupyter_types_experimental", kinds)));
            return true;
        });
    }

    /** Meets a question before the kernel does. */
    private interface Listener {
        /** @return whether it has been answered, and is none of the kernel's any more */
        boolean answers(Object environment, Object asked) throws ReflectiveOperationException;
    }

    private void meetFirst(Class<?> question, Listener listener) throws ReflectiveOperationException {
        Class<?> handler = type(CHANNELS + "ShellHandler");
        Class<?> kind = type(MESSAGES + "MessageType");
        Object asking = question.getField("MESSAGE_TYPE").get(null);
        Object kernels = connection.getClass().getMethod("getHandler", kind).invoke(connection, asking);
        if (Proxy.isProxyClass(kernels.getClass())) {
            return;
        }
        InvocationHandler ours = (proxy, method, arguments) -> {
            try {
                if (method.getDeclaringClass() == handler
                        && listener.answers(arguments[0], Kernel.own(arguments[1], "getContent"))) {
                    return null;
                }
            } catch (ReflectiveOperationException | RuntimeException failed) {
                // The kernel answers by itself.
            }
            try {
                return method.invoke(kernels, arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        };
        connection.getClass().getMethod("setHandler", kind, handler)
                .invoke(connection, asking, Proxy.newProxyInstance(loader, new Class<?>[] {handler}, ours));
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, loader);
    }

    /** @return what JupyterLab shows a sign for */
    static String kind(String match) {
        return match.endsWith("(") || match.endsWith("()") ? "function"
                : !match.isEmpty() && Character.isUpperCase(match.charAt(0)) ? "class" : "instance";
    }

    /**
     * @return {@code at}, or the place of a name's last letter where it is just behind the name or its parenthesis.
     *     JupyterLab's completer asks at a place beyond the end, by which it means the end
     */
    static int within(String code, int at) {
        int end = Math.min(at, code.length());
        if (end > 1 && code.charAt(end - 1) == '(' && Character.isJavaIdentifierPart(code.charAt(end - 2))) {
            return end - 2;
        }
        boolean behind = end > 0 && Character.isJavaIdentifierPart(code.charAt(end - 1))
                && (end == code.length() || !Character.isJavaIdentifierPart(code.charAt(end)));
        return behind ? end - 1 : end;
    }
}
