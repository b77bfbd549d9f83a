package org.icllab.study;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.icllab.Require;
import org.icllab.model.Quantity;
import org.icllab.model.Setting;
import org.icllab.model.Study;

/**
 * A {@link Job} as it travels to another process: by the names of its study and setting, never as code.
 *
 * <p>What receives it runs the constant of that name in its own library, and refuses if its code or linear algebra
 * are others than the sender's. Long trials keep no checkpoints there.
 *
 * @param what is measured
 * @param values of the setting's parameters
 * @param seed of the run
 * @param index of the trial, from 0
 */
public record Order(Kind what, List<Double> values, long seed, int index) implements Serializable {
    private static final double NANOSECONDS_A_MILLISECOND = 1e6;
    private static final Map<Kind, Study<?, ?>> KNOWN = new ConcurrentHashMap<>();

    /**
     * What all jobs of a study and a type of settings share.
     *
     * @param homes the classes in which the study's functions are written
     * @param study its name
     * @param quantities the symbols of what it measures
     * @param setting the class of its settings
     * @param made what the sender's numbers depend on
     */
    public record Kind(List<String> homes, String study, List<String> quantities, String setting, String made)
            implements Serializable {
        public Kind {
            Require.given("homes, study, quantities, setting, made", homes, study, quantities, setting, made);
            homes = Require.list("homes", homes);
            quantities = Require.list("quantities", quantities);
        }
    }

    public Order {
        Require.given("what, values", what, values);
        values = Require.list("values", values);
    }

    /**
     * @param jobs of studies that are constants of the library
     * @return the orders to run them elsewhere, in the same sequence
     * @throws IllegalArgumentException if a study is none: what a cell says travels nowhere
     */
    public static List<Order> of(List<Job<?>> jobs) {
        Map<List<Object>, Kind> kinds = new ConcurrentHashMap<>();
        return Require.list("jobs", jobs).stream().map(job -> new Order(kinds.computeIfAbsent(
                List.of(job.study(), job.setting().getClass()), given -> kind(job)),
                job.setting().parameters().stream().map(job.setting()::value).toList(), job.seed(), job.index())).toList();
    }

    private static Kind kind(Job<?> job) {
        Study<?, ?> study = job.study();
        Kind kind = new Kind(study.homes(), study.name(), symbols(study), job.setting().getClass().getName(),
                study.isKept() ? Provenance.of(study).id() : "");
        Require.that(study.isKept() && constant(kind).isPresent(), study.name() + ": is no constant of the library, and only"
                + " those are run in other processes");
        return kind;
    }

    /**
     * What came of an order.
     *
     * @param place of the order among those that were sent
     * @param values what {@link Job#run} returned, NaN where that is; none if it failed
     * @param milliseconds how long it took
     * @param failure why it failed, in one line; empty if it did not
     */
    public record Report(int place, double[] values, long milliseconds, String failure) implements Serializable {
        public Report {
            values = Require.given("values", values).clone();
            Require.given("failure", failure);
        }

        /** @return a copy */
        @Override
        public double[] values() {
            return values.clone();
        }
    }

    /**
     * Runs the order here.
     *
     * @param place of the order among those that were sent
     * @return what came of it: a failure is reported, not thrown
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public Report run(int place) {
        long start = System.nanoTime();
        double[] values = {};
        String failure = "";
        try {
            values = job().run();
        } catch (CancellationException stopped) {
            throw stopped;
        } catch (IllegalArgumentException refused) {
            failure = refused.getMessage();
        } catch (RuntimeException | Error failed) {
            failure = failed.toString();
        }
        return new Report(place, values, Math.round((System.nanoTime() - start) / NANOSECONDS_A_MILLISECOND), failure);
    }

    /**
     * @return the job, in this process's library
     * @throws IllegalArgumentException if that has no such study, or other code or linear algebra than the sender's
     */
    public Job<?> job() {
        return job(KNOWN.computeIfAbsent(what, Order::study));
    }

    @SuppressWarnings("unchecked")
    private <S extends Setting<S>> Job<S> job(Study<?, ?> study) {
        double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
        return new Job<>((Study<S, ?>) study, Setting.of((Class<S>) type(what.setting), numbers), seed, index, Optional.empty());
    }

    private static Study<?, ?> study(Kind kind) {
        Study<?, ?> study = constant(kind).orElseThrow(() -> new IllegalArgumentException(
                "study = " + kind.study + ": is no constant of this library in " + kind.homes));
        Provenance own = Provenance.of(study);
        Require.that(own.id().equals(kind.made), kind.study + ": here are other code or linear algebra (" + own.text()
                + ") than the sender's");
        return study;
    }

    private static Optional<Study<?, ?>> constant(Kind kind) {
        for (String home : kind.homes) {
            for (Field field : type(home).getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == Study.class && field.trySetAccessible()) {
                    Study<?, ?> study = value(field);
                    if (study.name().equals(kind.study) && symbols(study).equals(kind.quantities)) {
                        return Optional.of(study);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Study<?, ?> value(Field field) {
        try {
            return (Study<?, ?>) field.get(null);
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(closed);
        }
    }

    private static List<String> symbols(Study<?, ?> study) {
        return study.quantities().stream().map(Quantity::symbol).toList();
    }

    /** Studies of another jar are found by the loader of whoever runs them. */
    private static Class<?> type(String name) {
        for (ClassLoader loader : Arrays.asList(Order.class.getClassLoader(), Thread.currentThread().getContextClassLoader())) {
            try {
                return Class.forName(name, true, loader);
            } catch (ClassNotFoundException elsewhere) {
                // The next may have it.
            }
        }
        return Require.refuse("class", name, "one of this library");
    }
}
