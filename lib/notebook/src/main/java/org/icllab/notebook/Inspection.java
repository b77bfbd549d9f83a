package org.icllab.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Lets JJava say what it knows of a name when the cursor stands behind its last letter, where a completer's panel and
 * many a reader ask. JJava itself finds a name only around the cursor.
 *
 * <p>It has no public way to its handler of such questions; where this way to it is closed, all is as JJava has it.
 */
final class Inspection {
    private static final String MESSAGES = "org.dflib.jjava.jupyter.messages.";

    private Inspection() {
    }

    /** To be called from a cell: the way leads over the message that the cell answers. */
    static void behindNames() {
        Kernel.instance().ifPresent(kernel -> {
            try {
                Object environment = field(field(Kernel.own(kernel, "getIO"), "jupyterOut"), "env");
                listenFirst(field(Kernel.own(environment, "getShell"), "connection"));
            } catch (ReflectiveOperationException | InaccessibleObjectException | NullPointerException closed) {
                // Another kernel than the one known.
            }
        });
    }

    private static void listenFirst(Object connection) throws ReflectiveOperationException {
        ClassLoader loader = connection.getClass().getClassLoader();
        Class<?> question = Class.forName(MESSAGES + "request.InspectRequest", true, loader);
        Class<?> listener = Class.forName("org.dflib.jjava.jupyter.channels.ShellHandler", true, loader);
        Class<?> type = Class.forName(MESSAGES + "MessageType", true, loader);
        Object inspecting = question.getField("MESSAGE_TYPE").get(null);
        Object first = connection.getClass().getMethod("getHandler", type).invoke(connection, inspecting);
        if (Proxy.isProxyClass(first.getClass())) {
            return;
        }
        Field cursor = question.getDeclaredField("cursorPos");
        cursor.setAccessible(true);
        Object ours = Proxy.newProxyInstance(loader, new Class<?>[] {listener}, (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == listener) {
                Object asked = Kernel.own(arguments[1], "getContent");
                cursor.setInt(asked, within((String) Kernel.own(asked, "getCode"), cursor.getInt(asked)));
            }
            try {
                return method.invoke(first, arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        });
        connection.getClass().getMethod("setHandler", type, listener).invoke(connection, inspecting, ours);
    }

    /** @return {@code at}, or its last letter's place where it is just behind a name */
    static int within(String code, int at) {
        boolean behind = at > 0 && at <= code.length() && Character.isJavaIdentifierPart(code.charAt(at - 1))
                && (at == code.length() || !Character.isJavaIdentifierPart(code.charAt(at)));
        return behind ? at - 1 : at;
    }

    private static Object field(Object target, String name) throws ReflectiveOperationException {
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
}
