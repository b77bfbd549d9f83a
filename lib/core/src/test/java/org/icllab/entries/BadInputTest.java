package org.icllab.entries;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Every public entry of the library against bad input: refused in one line, or a documented value. */
class BadInputTest {
    private static final int TRIES = 4000;
    private final Map<String, Integer> faults = Collections.synchronizedMap(new TreeMap<>());
    private final Map<String, String> examples = Collections.synchronizedMap(new TreeMap<>());
    private final AtomicInteger inputs = new AtomicInteger();

    @Test
    void survey() {
        int pairs = Integer.getInteger("pairs", 30);
        String only = System.getProperty("only", "");
        List<Executable> all = new ArrayList<>();
        for (Class<?> type : Entries.classes()) {
            if (type.getName().contains(only)) {
                all.addAll(Entries.of(type));
            }
        }
        all.stream().forEach(entry -> entry(entry, pairs));
        faults.forEach((fault, count) -> System.out.println(count + "\t" + fault + "\t" + examples.get(fault)));
        System.out.println(inputs + " inputs, " + faults.size() + " faults");
    }

    private void entry(Executable entry, int pairs) {
        long start = System.nanoTime();
        if (entry.getParameterCount() == 0) {
            call(entry, new Object[] {null}, () -> new Object[0], new int[0], new Object[0]);
            return;
        }
        Supplier<Object[]> good = working(entry);
        long found = System.nanoTime() - start;
        if (found > 1e9) fault("SLOW BASELINE " + Entries.name(entry), found / 1e9 + " s");
        if (good == null) {
            fault("NO BASELINE " + Entries.name(entry), "");
            return;
        }
        Class<?>[] types = entry.getParameterTypes();
        Object[] sample = good.get();
        int offset = sample.length - types.length;
        List<List<Object>> bad = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            bad.add(BadValues.of(types[i], sample[offset + i]));
            for (Object value : bad.get(i)) {
                call(entry, sample, good, new int[] {i}, new Object[] {value});
            }
        }
        Random random = new Random(entry.toString().hashCode());
        for (int n = 0; n < pairs && types.length > 1; n++) {
            int i = random.nextInt(types.length);
            int j = random.nextInt(types.length);
            if (i != j && !bad.get(i).isEmpty() && !bad.get(j).isEmpty()) {
                call(entry, sample, good, new int[] {i, j}, new Object[] {bad.get(i).get(random.nextInt(bad.get(i).size())),
                    bad.get(j).get(random.nextInt(bad.get(j).size()))});
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (seconds > 3) System.out.println("TIME " + seconds + " " + Entries.name(entry));
    }

    /** The first of the candidates' combinations that the entry takes: arguments, after an instance if it was given one. */
    private Supplier<Object[]> working(Executable entry) {
        Supplier<Object[]> special = Baselines.special(Entries.name(entry));
        if (special != null) {
            try { invoke(entry, special.get()); } catch (Throwable e) { fault("SPECIAL FAILS " + Entries.name(entry), e.toString()); }
            return special;
        }
        Class<?>[] types = entry.getParameterTypes();
        List<List<Supplier<?>>> options = new ArrayList<>();
        for (Class<?> type : types) {
            options.add(Baselines.candidates(type));
        }
        int[] at = new int[types.length];
        for (int n = 0; n < TRIES; n++) {
            List<Supplier<?>> chosen = new ArrayList<>();
            for (int i = 0; i < types.length; i++) {
                chosen.add(options.get(i).get(at[i]));
            }
            Supplier<Object[]> arguments = () -> chosen.stream().map(Supplier::get).toArray();
            try {
                invoke(entry, arguments.get());
                return arguments;
            } catch (Throwable refused) {
                // The next combination.
            }
            int i = 0;
            while (i < types.length && ++at[i] == options.get(i).size()) {
                at[i++] = 0;
            }
            if (i == types.length) {
                return null;
            }
        }
        return null;
    }

    private static Object invoke(Executable entry, Object[] given) throws Throwable {
        int offset = given.length - entry.getParameterCount();
        Object[] arguments = Arrays.copyOfRange(given, offset, given.length);
        try {
            if (entry instanceof Constructor<?> constructor) {
                return constructor.newInstance(arguments);
            }
            Object instance = offset > 0 ? given[0]
                    : Entries.needsInstance(entry) ? Baselines.of(entry.getDeclaringClass()) : null;
            if (instance == null && Entries.needsInstance(entry)) throw new IllegalStateException("no instance of " + entry.getDeclaringClass());
            return ((Method) entry).invoke(instance, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void call(Executable entry, Object[] sample, Supplier<Object[]> good, int[] places, Object[] values) {
        Object[] arguments = good.get();
        int offset = arguments.length - entry.getParameterCount();
        for (int i = 0; i < places.length; i++) {
            arguments[offset + places[i]] = values[i];
        }
        inputs.incrementAndGet();
        long start = System.nanoTime();
        String what = Entries.name(entry) + (places.length == 0 ? "" : " " + entry.getParameters()[places[0]].getName());
        String example = Arrays.deepToString(arguments);
        try {
            Object result = limited(entry, arguments);
            if (Outcomes.isNaN(result)) {
                fault("NaN " + what, example);
            }
        } catch (IllegalArgumentException e) {
            String m = e.getMessage();
            if (e.getClass() != IllegalArgumentException.class || m == null || m.contains("\n") || m.isBlank()) {
                fault(e.getClass().getSimpleName() + " " + what, m + example);
            } else if (places.length > 0 && Arrays.stream(entry.getParameters()).noneMatch(parameter -> m.contains(parameter.getName()))) {
                fault("UNNAMED " + what, m);
            }
        } catch (Throwable e) {
            fault(e.getClass().getSimpleName() + " " + what, e.getMessage() + " " + example);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (seconds > 2) {
            fault("SECONDS " + what, seconds + " " + example);
        }
    }

    private static Object limited(Executable entry, Object[] arguments) throws Throwable {
        Object[] result = new Object[1];
        Throwable[] thrown = new Throwable[1];
        Thread worker = new Thread(() -> {
            try {
                result[0] = invoke(entry, arguments);
            } catch (Throwable e) {
                thrown[0] = e;
            }
        });
        worker.setDaemon(true);
        worker.start();
        worker.join(3000);
        if (worker.isAlive()) {
            worker.interrupt();
            worker.join(2000);
            if (worker.isAlive()) throw new IllegalStateException("HANG at " + Arrays.toString(worker.getStackTrace()).substring(0, 150));
        }
        if (thrown[0] != null) throw thrown[0];
        return result[0];
    }

    private void fault(String what, String example) {
        faults.merge(what, 1, Integer::sum);
        examples.putIfAbsent(what, example.substring(0, Math.min(200, example.length())).replace("\n", "\\n"));
    }
}
