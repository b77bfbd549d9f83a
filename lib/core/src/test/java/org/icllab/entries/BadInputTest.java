package org.icllab.entries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.icllab.Require;
import org.junit.jupiter.api.Test;

/**
 * Every public entry of the library against bad input: bad values one at a time, and in pairs, on arguments that work.
 * Each is refused in one line, or gives what is documented, in less than ten seconds. Records are immutable.
 *
 * <p>Those who extend it call the entries of their own module.
 */
class BadInputTest {
    private static final int PAIRS = 60;
    private static final long MOST_MILLISECONDS = 10_000;
    private static final long ASKED_MILLISECONDS = 200;

    /** Entries that give NaN where their Javadoc says so; a name before the brackets stands for all its forms. */
    static final Set<String> NAN = new TreeSet<>(Set.of("new Estimate", "Estimate.of", "Estimate.deviation", "Estimate.halfWidth",
            "new Comparison", "Comparison.of", "Results.compare", "Results.compareAt", "Results.bars", "new Rise", "Rise.of",
            "new Engine.Outcome", "new Order.Report", "Landmark.half", "Landmark.passing", "Landmark.peak",
            "Study.measurements", "new ShapeAdvice", "RotatedTraining.Measurement.imbalance", "new RotatedTraining.Measurement", "PopulationDescent.of",
            "new PopulationDescent", "RegressionEnsemble.Regression.covarianceTimes", "LinearAttention.apply",
            "new Context", "Resolvent.onceWeighted", "Resolvent.twiceWeighted", "MarchenkoPasturRule.integral",
            "SymmetricEigen.map", "Cholesky.solve", "RotatedTraining.run", "Processors.occupying"));
    /** These check shapes, not entries: their class says so. */
    private static final Set<String> NAN_OF_NAN = Set.of("Matrix", "Section", "FloatSection", "Vectors", "Blas");
    /** So many steps or samples are asked for that they take days: an interrupt ends them. */
    static final Set<String> LONG = new TreeSet<>(Set.of("DescentSgd.run", "KnownCovariance.sampledLoss"));
    /** Filled in place as samples are drawn; its Javadoc says so. */
    static final Set<String> LIVE = new TreeSet<>(Set.of("FeatureSample.Block.targets"));

    private final Map<String, String> faults = Collections.synchronizedMap(new TreeMap<>());
    private final AtomicInteger inputs = new AtomicInteger();

    /** @return those whose entries are called */
    List<Class<?>> classes() {
        return Entries.classes(Require.class);
    }

    /** @return whether an entry is called by others than the library at every step of a loop */
    boolean isDoor(Executable entry) {
        return true;
    }

    /** @return fewer inputs than are tried */
    int fewest() {
        return 20_000;
    }

    @Test
    void badInputIsRefusedInOneLineOrGivesWhatIsDocumented() {
        classes().stream().flatMap(type -> Entries.of(type).stream()).filter(this::isDoor).toList().parallelStream().forEach(this::entry);
        assertTrue(faults.isEmpty(), () -> faults.size() + " faults:\n" + String.join("\n", faults.values()));
        assertTrue(inputs.get() >= fewest(), inputs + " inputs only");
        System.out.println(inputs + " bad inputs");
    }

    @Test
    void everyPublicClassHasABaseline() {
        Set<String> without = new TreeSet<>();
        for (Class<?> type : classes()) {
            if (Entries.of(type).stream().anyMatch(Entries::needsInstance) && Baselines.of(type) == null) {
                without.add(type.getName());
            }
        }
        assertEquals(Set.of(), without, "a working instance of each belongs in Baselines");
    }

    @Test
    void noRecordHandsOutItsArrays() throws Exception {
        Set<String> live = new TreeSet<>();
        for (Class<?> type : classes()) {
            for (RecordComponent component : type.isRecord() ? type.getRecordComponents() : new RecordComponent[0]) {
                Object instance = component.getType().isArray() ? Baselines.of(type) : null;
                if (instance != null && component.getAccessor().invoke(instance) == component.getAccessor().invoke(instance)) {
                    live.add(Entries.shortName(type) + "." + component.getName());
                }
            }
        }
        live.removeAll(LIVE);
        assertEquals(Set.of(), live);
    }

    private void entry(Executable entry) {
        if (entry.getParameterCount() == 0) {
            call(entry, new Object[0], new int[0]);
            return;
        }
        Supplier<Object[]> working = Calls.working(entry);
        if (working == null) {
            faults.put(Entries.name(entry), Entries.name(entry) + ": no working arguments are known; add them to Baselines");
            return;
        }
        int count = entry.getParameterCount();
        Object[] sample = working.get();
        List<List<Object>> bad = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bad.add(BadValues.of(entry.getParameterTypes()[i], sample[sample.length - count + i]));
            for (Object value : bad.get(i)) {
                call(entry, with(working.get(), count, i, value), new int[] {i});
            }
        }
        Random random = new Random(Entries.name(entry).hashCode());
        for (int n = 0; n < PAIRS && count > 1; n++) {
            int i = random.nextInt(count);
            int j = (i + 1 + random.nextInt(count - 1)) % count;
            call(entry, with(with(working.get(), count, i, any(bad.get(i), random)), count, j, any(bad.get(j), random)),
                    new int[] {i, j});
        }
    }

    private static Object any(List<Object> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static Object[] with(Object[] given, int count, int place, Object value) {
        given[given.length - count + place] = value;
        return given;
    }

    private void call(Executable entry, Object[] given, int[] places) {
        inputs.incrementAndGet();
        int count = entry.getParameterCount();
        String name = Entries.name(entry).replaceAll("\\(.*", "");
        String shown = shown(given);
        boolean isLong = LONG.contains(name);
        String fault;
        try {
            Object result = Calls.limited(entry, given, isLong ? ASKED_MILLISECONDS : MOST_MILLISECONDS);
            fault = Calls.isNaN(result) && !isNaNDocumented(name) ? "gives NaN" : null;
        } catch (IllegalArgumentException refused) {
            fault = refusal(entry, refused, Arrays.stream(places).anyMatch(i -> given[given.length - count + i] == null));
        } catch (CancellationException interrupted) {
            fault = isLong ? null : "takes more than " + MOST_MILLISECONDS + " ms";
        } catch (Throwable thrown) {
            boolean documented = thrown.getMessage() != null && Entries.documents(entry, thrown.getClass());
            fault = documented ? null : "throws " + thrown;
        }
        if (fault != null) {
            faults.putIfAbsent(Entries.name(entry) + Arrays.toString(places) + fault.substring(0, Math.min(40, fault.length())),
                    Entries.name(entry) + " " + fault + ", given " + shown);
        }
    }

    private static String shown(Object[] given) {
        String text = Arrays.deepToString(given);
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private static boolean isNaNDocumented(String name) {
        return NAN.contains(name) || NAN_OF_NAN.stream().anyMatch(type -> name.startsWith(type + "."));
    }

    /** @return what is wrong with a refusal; null if it is one line that names what is refused, and says why */
    private static String refusal(Executable entry, IllegalArgumentException refused, boolean isNullGiven) {
        String message = refused.getMessage();
        if (refused.getClass() != IllegalArgumentException.class || message == null || message.lines().count() != 1) {
            return "is refused by " + refused.getClass().getName() + " with \"" + message + '"';
        }
        boolean isSaid = message.contains("must") || message.contains(": ");
        boolean isNamed = !isNullGiven || !message.contains("null")
                || Arrays.stream(entry.getParameters()).map(Parameter::getName).anyMatch(message::contains);
        return isSaid && isNamed ? null : "is refused with \"" + message + '"';
    }
}
