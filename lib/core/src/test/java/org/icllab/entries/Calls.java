package org.icllab.entries;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.icllab.linalg.Matrix;

/** Calls of entries, and what they give. */
final class Calls {
    private static final int MOST_COMBINATIONS = 4000;
    private static final long TO_STOP_MILLISECONDS = 3000;

    private Calls() {
    }

    /**
     * @return arguments that the entry takes, made anew for each use, after an instance if it needs a particular one: the
     *     special ones, or the first combination of the candidates that works; null if none does
     */
    static Supplier<Object[]> working(Executable entry) {
        Supplier<Object[]> special = Candidates.special(Entries.name(entry));
        if (special != null) {
            return works(entry, special) ? special : null;
        }
        List<List<Supplier<?>>> options = new ArrayList<>();
        for (Class<?> type : entry.getParameterTypes()) {
            options.add(Candidates.candidates(type));
        }
        for (int n = 0; n < MOST_COMBINATIONS; n++) {
            List<Supplier<?>> chosen = new ArrayList<>();
            int rest = n;
            for (List<Supplier<?>> each : options) {
                chosen.add(each.get(rest % each.size()));
                rest /= each.size();
            }
            Supplier<Object[]> arguments = () -> chosen.stream().map(Supplier::get).toArray();
            if (rest > 0 || works(entry, arguments)) {
                return rest > 0 ? null : arguments;
            }
        }
        return null;
    }

    private static boolean works(Executable entry, Supplier<Object[]> arguments) {
        try {
            call(entry, arguments.get());
            return true;
        } catch (Throwable refused) {
            return false;
        }
    }

    private static Object call(Executable entry, Object[] given) throws Throwable {
        int offset = given.length - entry.getParameterCount();
        Object[] arguments = Arrays.copyOfRange(given, offset, given.length);
        try {
            if (entry instanceof Constructor<?> constructor) {
                return constructor.newInstance(arguments);
            }
            Object instance = offset > 0 ? given[0]
                    : Entries.needsInstance(entry) ? Baselines.of(entry.getDeclaringClass()) : null;
            return ((Method) entry).invoke(instance, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /**
     * Calls an entry, interrupts it once the time is over, and awaits its end.
     *
     * @throws AssertionError if it does not heed the interrupt
     */
    static Object limited(Executable entry, Object[] given, long milliseconds) throws Throwable {
        Object[] result = new Object[1];
        Throwable[] thrown = new Throwable[1];
        Thread worker = new Thread(() -> {
            try {
                result[0] = call(entry, given);
            } catch (Throwable e) {
                thrown[0] = e;
            }
        });
        worker.setDaemon(true);
        worker.start();
        join(worker, milliseconds);
        if (worker.isAlive()) {
            StackTraceElement[] at = worker.getStackTrace();
            worker.interrupt();
            join(worker, TO_STOP_MILLISECONDS);
            if (worker.isAlive()) {
                throw new AssertionError("does not end: " + Arrays.toString(at));
            }
        }
        if (thrown[0] != null) {
            throw thrown[0];
        }
        return result[0];
    }

    /** Waits until the thread ends or the process has had so much of a processor's time, which a busy machine gives later. */
    private static void join(Thread worker, long milliseconds) throws InterruptedException {
        var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long spent = process.getProcessCpuTime() + 1_000_000 * milliseconds;
        long late = System.nanoTime() + 30 * 1_000_000 * milliseconds;
        do {
            worker.join(20);
        } while (worker.isAlive() && process.getProcessCpuTime() < spent && System.nanoTime() < late);
    }

    /** @return whether a number in {@code result}, or one that is read off it, is NaN */
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
        return result != null && result.getClass().getName().startsWith("org.icllab") && readsNaN(result);
    }

    private static boolean readsNaN(Object result) throws Throwable {
        if (result.getClass().isEnum() || !Modifier.isPublic(result.getClass().getModifiers())) {
            return false;
        }
        for (Method method : result.getClass().getMethods()) {
            Class<?> gives = method.getReturnType();
            boolean isNumber = gives == double.class || gives == double[].class || gives == Matrix.class;
            if (isNumber && method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers())) {
                try {
                    if (isNaN(method.invoke(result))) {
                        return true;
                    }
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }
        }
        return false;
    }
}
