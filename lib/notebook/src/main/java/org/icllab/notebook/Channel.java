package org.icllab.notebook;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.comm.Comm;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.comm.CommCloseCommand;
import org.dflib.jjava.jupyter.messages.comm.CommMsgCommand;

/**
 * A line of JJava's to a widget in the browser; this class loads only where JJava runs.
 *
 * <p>The running kernel has Gson under another name than the kernel that this is compiled against, so that Gson is
 * called by name.
 */
final class Channel extends Comm {
    private static final Method SEND = Arrays.stream(Comm.class.getMethods())
            .filter(method -> method.getName().equals("send") && method.getParameterCount() == 1).findAny().orElseThrow();
    private static final Object GSON = gson();

    private final Consumer<Map<?, ?>> handler;

    private Channel(CommManager manager, String id, String target, Consumer<Map<?, ?>> handler) {
        super(manager, id, target);
        this.handler = handler;
    }

    /**
     * Opens a line with a first message.
     *
     * @param version of the protocol, in the message's metadata
     * @param handler of each message from the browser
     */
    static Channel open(String target, String version, Map<String, ?> message, Consumer<Map<?, ?>> handler) {
        return send(() -> BaseKernel.notebookKernel().getCommManager().openComm(target, (manager, id, name, opening) -> {
            opening.getNonNullMetadata().put("version", version);
            Object data = call(opening.getContent(), "getData");
            message.forEach((key, value) -> call(data, "add", key, call(GSON, "toJsonTree", value)));
            return new Channel(manager, id, name, handler);
        }));
    }

    /** Sends the browser a message; from any thread. */
    void send(Map<String, ?> message) {
        send(() -> SEND.invoke(this, call(GSON, "toJsonTree", message)));
    }

    private static <T> T send(Callable<T> sending) {
        try {
            return Kernel.send(sending);
        } catch (CompletionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }

    @Override
    protected void onMessage(Message<CommMsgCommand> message) {
        handler.accept((Map<?, ?>) call(GSON, "fromJson", call(message.getContent(), "getData").toString(), Map.class));
    }

    @Override
    protected void onClose(Message<CommCloseCommand> message, boolean sending) {
        // The browser's widget is gone: nothing of ours hangs on it.
    }

    private static Object gson() {
        Class<?> json = SEND.getParameterTypes()[0];
        try {
            return Class.forName(json.getPackageName() + ".Gson", true, json.getClassLoader()).getConstructor().newInstance();
        } catch (ReflectiveOperationException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static Object call(Object target, String name, Object... arguments) {
        for (Method method : target.getClass().getMethods()) {
            if (method.getName().equals(name) && takes(method.getParameterTypes(), arguments)) {
                try {
                    return method.invoke(target, arguments);
                } catch (ReflectiveOperationException unfit) {
                    throw new IllegalStateException(unfit);
                }
            }
        }
        throw new IllegalStateException(target.getClass() + " has no method " + name);
    }

    private static boolean takes(Class<?>[] types, Object[] arguments) {
        boolean fits = types.length == arguments.length;
        for (int i = 0; fits && i < types.length; i++) {
            fits = types[i].isInstance(arguments[i]);
        }
        return fits;
    }
}
