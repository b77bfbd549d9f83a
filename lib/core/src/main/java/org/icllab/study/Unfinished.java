package org.icllab.study;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.icllab.Require;

/**
 * A result was read whose trials are other workers', and not there yet.
 *
 * <p>The message is one line. In a notebook it also names the variable that the cell meant to set: JShell leaves it at
 * 0 or null, so that nothing must be computed from it.
 */
public final class Unfinished extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String CELL = "REPL.$JShell$";

    private Unfinished(String message) {
        super(message);
    }

    static Unfinished of(String missing) {
        String unset = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).walk(frames -> frames
                .map(StackFrame::getDeclaringClass).filter(type -> type.getName().startsWith(CELL))
                .reduce((inner, outer) -> outer)).map(Unfinished::variables).orElse("");
        return Require.trimmed(new Unfinished(missing + (unset.isEmpty() ? "" : "; not set: " + unset)));
    }

    private static String variables(Class<?> statement) {
        return Arrays.stream(statement.getDeclaredFields()).map(Field::getName).filter(name -> !name.contains("$"))
                .collect(Collectors.joining(" "));
    }
}
