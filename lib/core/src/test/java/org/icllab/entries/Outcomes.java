package org.icllab.entries;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;
import org.icllab.linalg.Matrix;

/** What an entry gave. */
final class Outcomes {
    private Outcomes() {
    }

    /** @return whether a number in {@code result}, or read off it, is NaN */
    static boolean isNaN(Object result) throws Throwable {
        if (result instanceof Double number) {
            return Double.isNaN(number);
        }
        if (result instanceof double[] numbers) {
            return Arrays.stream(numbers).anyMatch(Double::isNaN);
        }
        if (result instanceof Matrix matrix) {
            return isNaN(matrix.data());
        }
        if (result instanceof Object[] || result instanceof Collection<?>) {
            for (Object part : result instanceof Collection<?> parts ? parts.toArray() : (Object[]) result) {
                if (isNaN(part)) {
                    return true;
                }
            }
            return false;
        }
        if (result != null && result.getClass().getName().startsWith("org.icllab") && !result.getClass().isEnum()
                && Modifier.isPublic(result.getClass().getModifiers())) {
            for (var method : result.getClass().getMethods()) {
                Class<?> gives = method.getReturnType();
                if (method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers())
                        && (gives == double.class || gives == double[].class || gives == Matrix.class)) {
                    try {
                        if (isNaN(method.invoke(result))) {
                            return true;
                        }
                    } catch (java.lang.reflect.InvocationTargetException e) {
                        throw e.getCause();
                    }
                }
            }
        }
        return false;
    }
}
