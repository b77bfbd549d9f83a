package org.icllab.study;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.icllab.model.Parameter;
import org.icllab.model.Quantity;
import org.icllab.model.Range;
import org.icllab.model.Setting;
import org.icllab.model.Study;
import org.icllab.random.RandomStream;

/** A setting of its own kind and studies of it, for tests of what runs studies. */
public record Probe(int size, double mean, double deviation, boolean loud, Probe.Colour colour) implements Setting<Probe> {
    public enum Colour { RED, GREEN }

    public static final Parameter SIZE = Parameter.integer("size", "n", "", "how many", Range.atLeast(1));
    public static final Parameter MEAN = Parameter.real("mean", "μ", "", "mean", Range.finite());
    public static final Parameter DEVIATION = Parameter.real("deviation", "σ", "s/n", "deviation", Range.atLeast(0).orInfinite());
    public static final Parameter LOUD = Parameter.flag("loud", "loud", "whether it shouts");
    public static final Parameter COLOUR = Parameter.choice("colour", "colour", "of the probe", Colour.class);
    public static final Parameter TIME = Parameter.real("time", "t", "", "time", Range.atLeast(0));
    public static final Quantity VALUE = Quantity.of("value", "a normal number");
    public static final Quantity SQUARE = Quantity.of("square", "its square");
    public static final Quantity PATH = Quantity.of("path", "a random walk");
    public static final Probe BASE = new Probe(3, 1, 0.5, false, Colour.RED);

    static final AtomicInteger RUNS = new AtomicInteger();

    static final Study<Probe, Double> NORMAL = Study.<Probe, Double>simulation("normal", Probe::normal)
            .measuring(VALUE, value -> value).measuring(SQUARE, value -> value * value);
    static final Study<Probe, double[]> WALK = Study.simulation("walk", Probe::walk)
            .along(TIME, probe -> IntStream.rangeClosed(1, probe.size).asDoubleStream().toArray())
            .curve(PATH, path -> path).measuring(VALUE, path -> path[0]);
    static final Study<Probe, Probe> FORMULA = Study.<Probe, Probe>theory("formula", probe -> probe)
            .measuring(VALUE, Probe::mean);

    public Probe {
        size = SIZE.check(size);
        mean = MEAN.check(mean);
        deviation = DEVIATION.check(deviation);
    }

    static double normal(Probe probe, RandomStream stream) {
        RUNS.incrementAndGet();
        return probe.mean + probe.deviation * stream.nextGaussian();
    }

    static double[] walk(Probe probe, RandomStream stream) {
        double[] path = new double[probe.size];
        double at = 0;
        for (int i = 0; i < path.length; i++) {
            at += stream.nextGaussian();
            path[i] = at;
        }
        return path;
    }
}
