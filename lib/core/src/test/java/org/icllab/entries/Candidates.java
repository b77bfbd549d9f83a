package org.icllab.entries;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.icllab.Atomic;
import org.icllab.linalg.Matrix;
import org.icllab.model.AlignedPretraining;
import org.icllab.model.Pretraining;
import org.icllab.model.Setting;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.model.TaskSpectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.ResidualAttention;
import org.icllab.simulation.descent.RotatedTraining;
import org.icllab.simulation.pretraining.Context;
import org.icllab.simulation.pretraining.FeatureSample;
import org.icllab.study.Estimate;
import org.icllab.study.Landmark;
import org.icllab.study.Order;
import org.icllab.study.Probe;
import org.icllab.theory.descent.BandedCovarianceLaw;
import org.icllab.theory.pretraining.AttentionRisk;

/** Arguments that entries may take. */
final class Candidates {
    private static final Map<Class<?>, Object> FUNCTIONS = Map.of(
            DoubleUnaryOperator.class, (DoubleUnaryOperator) x -> 1 + 0 * x,
            UnaryOperator.class, (UnaryOperator<double[]>) double[]::clone,
            Function.class, Function.identity(),
            BiFunction.class, (BiFunction<Object, Object, Object>) (a, b) -> 1.0,
            Predicate.class, (Predicate<Object>) x -> true,
            Supplier.class, (Supplier<Object>) () -> 1.0,
            ToDoubleFunction.class, (ToDoubleFunction<Object>) x -> x instanceof AttentionRisk risk ? risk.icl() : 0.5,
            ToIntFunction.class, (ToIntFunction<Object>) x -> 2,
            ToLongFunction.class, (ToLongFunction<Object>) x -> 8,
            Consumer.class, (Consumer<Object>) x -> { });

    /** What no combination of the candidates is: by entry, or by entry and an instance, the first. */
    private static final Map<String, Supplier<Object[]>> SPECIAL = new HashMap<>();

    static {
        SPECIAL.put("BalancedTraining.isotropic(int,double,double,double,int,double,double,int,double)",
                () -> new Object[] {3, 2.0, 2.0, 0.4, 2, 0.5, 1.0, 2, 8.0});
        SPECIAL.put("BalancedTraining.rotated(int,double,double,double,double,int,double,double,int,double)",
                () -> new Object[] {3, 1.25, 0.75, 2.0, 0.4, 2, 0.5, 1.0, 2, 8.0});
        SPECIAL.put("new BalancedTraining(int,double,boolean,double,double,double,double,int,double,double,int,double)",
                () -> new Object[] {3, 2.0, false, 1.25, 0.75, 2.0, 0.4, 2, 0.5, 1.0, 2, 8.0});
        SPECIAL.put("new FeatureDescent(int,double,double,double,int,int,int,double,int,int)",
                () -> new Object[] {3, 1.25, 0.75, 2.0, 6, 6, 1, 0.5, 2, 24});
        SPECIAL.put("new FixedDescent(int,double,double,double,int,double,double)",
                () -> new Object[] {3, 1.25, 0.75, 2.0, 1, 0.01, 10.0});
        SPECIAL.put("OptimalRidge.of(Pretraining)", () -> new Object[] {new Pretraining(3, 2, 1, 2, 0.1, 0)});
        SPECIAL.put("Atomic.write(Path,Content)", () -> new Object[] {Path.of("target", "bad-input"),
            (Atomic.Content) out -> out.write(1)});
        SPECIAL.put("Setting.of(Class,double[])", () -> new Object[] {Probe.class, new double[] {3, 1, 0.5, 0, 0}});
        SPECIAL.put("new BandedCovarianceLaw(List)", () -> new Object[] {((BandedCovarianceLaw) Baselines.of(BandedCovarianceLaw.class)).bands()});
        SPECIAL.put("Order.of(List)", () -> new Object[] {List.of(Baselines.traveller())});
        SPECIAL.put("new Order(Kind,List,long,int)", () -> new Object[] {Baselines.of(Order.Kind.class),
            List.of(3.0, 2.0, 1.0, 2.0, 0.1, 0.1), 1L, 0});
        SPECIAL.put("Shard.of(String)", () -> new Object[] {"3/40"});
        SPECIAL.put("FileFailed.of(String,IOException)", () -> new Object[] {"Could not read a.csv", new IOException("why")});
        SPECIAL.put("Study.along(List,Function)", () -> new Object[] {bare(), List.of(Probe.TIME), Function.identity()});
        SPECIAL.put("Study.along(Parameter,Function)", () -> new Object[] {bare(), Probe.TIME, Function.identity()});
        SPECIAL.put("Study.curve(Quantity,Function)",
                () -> new Object[] {bare().along(Probe.TIME, probe -> new double[] {1}), Probe.VALUE, Function.identity()});
        SPECIAL.put("Study.each(Quantity,Function)",
                () -> new Object[] {bare().repeated(probe -> 2), Probe.VALUE, Function.identity()});
        SPECIAL.put("Study.measuring(Quantity,ToDoubleFunction)",
                () -> new Object[] {bare(), Probe.VALUE, FUNCTIONS.get(ToDoubleFunction.class)});
        SPECIAL.put("Study.repeated(ToIntFunction)", () -> new Object[] {bare(), FUNCTIONS.get(ToIntFunction.class)});
        SPECIAL.put("LawComparison.of(double[],double[])", () -> new Object[] {Baselines.normal(1), Baselines.normal(2)});
        SPECIAL.put("Results.extrapolated(Parameter)", () -> new Object[] {Baselines.results(), Probe.SIZE});
        SPECIAL.put("new ResidualAttention(Matrix,double[],List,double[])", () -> new Object[] {Baselines.wide().transpose(),
            new double[4], List.of(new ResidualAttention.Layer(Matrix.identity(4), Matrix.identity(4), Matrix.identity(4))), new double[4]});
        SPECIAL.put("ResidualAttention.tied(Matrix,double[],Layer,int,double[])", () -> new Object[] {Baselines.wide().transpose(),
            new double[4], new ResidualAttention.Layer(Matrix.identity(4), Matrix.identity(4), Matrix.identity(4)), 2, new double[4]});
        SPECIAL.put("FourthMomentCorrection.of(double[],List,Matrix,int)", () -> new Object[] {new double[] {2, 1, 0.5},
            List.of(Baselines.positive(), Baselines.positive(), Baselines.positive()), Baselines.positive(), 4});
        SPECIAL.put("CsvNumbers.read(Path)", () -> new Object[] {Baselines.SPECTRUM_FILE});
        SPECIAL.put("Spectrum.read(Path)", () -> new Object[] {Baselines.SPECTRUM_FILE});
        SPECIAL.put("CsvNumbers.column(String)", () -> new Object[] {"lambda"});
        SPECIAL.put("CsvNumbers.positive(String)", () -> new Object[] {"lambda"});
        SPECIAL.put("TaskAlignmentRisk.on(TaskSpectrum,double)", () -> new Object[] {TaskSpectrum.powerLaw(6, 1), 2.0});
        SPECIAL.put("TaskAlignmentRisk.slopes(TaskSpectrum,double)", () -> new Object[] {TaskSpectrum.powerLaw(6, 1), 2.0});
        SPECIAL.put("AlignedGamma.run(AlignedPretraining,TaskSpectrum,RandomStream)", () -> new Object[] {
            Baselines.of(AlignedPretraining.class), TaskSpectrum.powerLaw(6, 1), RandomStream.of(1)});
        SPECIAL.put("FixedPoint.solve(UnaryOperator,double[],double,double)", () -> new Object[] {
            (java.util.function.UnaryOperator<double[]>) x -> x.clone(), new double[] {1, 2}, 1.0, 1e-9});
        Pretraining twenty = Pretraining.of(20, 2, Double.POSITIVE_INFINITY, 2, 0.1, 0.01);
        SPECIAL.put("FiniteSizeRisk.of(Pretraining)", () -> new Object[] {twenty});
        SPECIAL.put("FiniteSizeRisk.of(Pretraining,TaskLaw)", () -> new Object[] {twenty, TaskLaw.SPHERE});
        SPECIAL.put("LearnedMap.of(Matrix,double[],Matrix,AttentionRisk)", () -> new Object[] {Baselines.wide(), new double[] {0.1, 0.2, 0.3},
            Baselines.positive(), Baselines.of(AttentionRisk.class)});
        SPECIAL.put("new LearnedMap(double[],Matrix,Matrix,double[])",
                () -> new Object[] {new double[] {1, 1, 0}, Baselines.wide(), Baselines.wide(), new double[] {1, 1, 1, 1}});
    }

    private static Study<Probe, double[]> bare() {
        return Study.simulation("bare", (probe, stream) -> new double[] {1});
    }

    static void put(String entry, Supplier<Object[]> arguments) {
        SPECIAL.put(entry, arguments);
    }

    /** @return the arguments of an entry that needs particular ones, an instance first where there is one too; or null */
    static Supplier<Object[]> special(String entry) {
        return SPECIAL.get(entry);
    }

    /** @return values of a type to try, the likeliest first */
    static List<Supplier<?>> candidates(Class<?> type) {
        if (type == int.class) {
            return List.of(() -> 3, () -> 2, () -> 1, () -> 4, () -> 1000);
        }
        if (type == double.class) {
            return List.of(() -> 1.0, () -> 0.5, () -> 2.0, () -> 0.1, () -> 100.0, () -> Double.POSITIVE_INFINITY);
        }
        if (type == long.class) {
            return List.of(() -> 5L);
        }
        if (type == boolean.class) {
            return List.of(() -> false, () -> true);
        }
        if (type == String.class) {
            return List.of(() -> "name");
        }
        if (type == double[].class) {
            return List.of(() -> new double[] {0.5, 1, 2}, () -> new double[] {1, 2, 3, 4}, () -> new double[] {1, 2},
                    () -> new double[] {1}, () -> new double[9]);
        }
        if (type == float[].class) {
            return List.of(() -> new float[9]);
        }
        if (type == int[].class) {
            return List.of(() -> new int[] {0, 1, 2});
        }
        if (type == double[][].class) {
            return List.of(() -> new double[][] {{1, 2, 3}, {4, 5, 6}}, () -> new double[][] {{1}});
        }
        if (type == Matrix.class) {
            return List.of(Baselines::positive, Baselines::wide, Baselines::skew, () -> Matrix.identity(4), () -> Matrix.identity(3));
        }
        if (type == Optional.class) {
            return List.of(Optional::empty);
        }
        if (type == Class.class) {
            return List.of(() -> TaskLaw.class);
        }
        if (type == Object.class) {
            return List.of(() -> "value");
        }
        if (type == List.class) {
            return List.of(() -> List.of(Baselines.positive(), Baselines.positive()), () -> List.of(Baselines.of(Context.class)), List::of,
                    () -> List.of(Probe.BASE), () -> List.of(Baselines.of(FeatureSample.Block.class)),
                    () -> List.of(Estimate.of(1, 1.1), Estimate.of(2, 2.1), Estimate.of(4, 4.1)),
                    () -> List.of(Baselines.of(Landmark.class), Baselines.of(Landmark.class), Baselines.of(Landmark.class)),
                    () -> List.of(new double[] {1, 2, 3}), () -> List.of(Baselines.of(ResidualAttention.Layer.class)),
                    () -> List.of(Baselines.of(RotatedTraining.Measurement.class)), () -> List.of(Probe.TIME),
                    () -> Baselines.results().list());
        }
        if (type.getPackageName().equals("java.util.function")) {
            return List.of(() -> FUNCTIONS.get(type));
        }
        if (type.isArray() && Setting.class.isAssignableFrom(type.getComponentType())) {
            return List.of(() -> new Probe[] {Probe.BASE});
        }
        return List.of(() -> Baselines.of(type));
    }

    private Candidates() {
    }
}
