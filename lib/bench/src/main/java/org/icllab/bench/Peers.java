package org.icllab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.icllab.linalg.Blas;
import org.icllab.linalg.FloatSection;
import org.icllab.linalg.Matrix;
import org.icllab.model.Baseline;
import org.icllab.model.ContextCurve;
import org.icllab.model.IsotropicDescent;
import org.icllab.model.NarrowContext;
import org.icllab.model.Pretraining;
import org.icllab.model.RotatedDescent;
import org.icllab.model.ShallowTraining;
import org.icllab.model.TaskLaw;
import org.icllab.model.TestError;
import org.icllab.random.RandomStream;
import org.icllab.simulation.baseline.BayesBaselines;
import org.icllab.simulation.descent.IsotropicAttention;
import org.icllab.simulation.descent.RotatedTraining;
import org.icllab.simulation.descent.ShallowSgd;
import org.icllab.simulation.pretraining.FeatureSample;
import org.icllab.simulation.pretraining.FeatureSampler;
import org.icllab.simulation.pretraining.GammaRegression;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.icllab.simulation.pretraining.ReducedAttention;
import org.icllab.simulation.pretraining.TaskMoments;
import org.icllab.simulation.pretraining.TaskPool;
import org.icllab.study.Grid;
import org.icllab.study.Runner;
import org.icllab.theory.descent.RotatedRisk;
import org.icllab.theory.pretraining.AttentionRisk;
import org.icllab.theory.pretraining.ContextLengthMinimum;
import org.icllab.theory.pretraining.RidgelessRisks;

/**
 * Our side of {@code environment/bench}, whose other side is {@code lib/bench/peers/peers.py}: of each line "row size seed"
 * it does the row's work and answers with the seconds that took and the numbers that came of it.
 */
public final class Peers {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    /** Of the queries that a fit's iterations take at once at d = 32 and 64, as its {@code WhitenedSample} has it. */
    private static final int FIT_NUMBERS = 12288;

    /** Work that depends on a size and a seed. */
    private interface Row {
        double[] run(int size, long seed);
    }

    private static final Map<String, Row> ROWS = new LinkedHashMap<>();
    private static final Map<Integer, double[]> TAUS = new HashMap<>();
    private static final double[] ALPHAS = Grid.logarithmic(1, 100, 20);

    static {
        ROWS.put("fit", (d, seed) -> fit(d, 10, seed));
        ROWS.put("fit-contexts", (tau, seed) -> fit(48, tau, seed));
        ROWS.put("sample", (d, seed) -> new double[] {sample(Pretraining.of(d, 10, 1, 10, 0.01, 1e-5), seed).size()});
        ROWS.put("dmmse", Peers::dmmse);
        ROWS.put("risk", Peers::risk);
        ROWS.put("ridged", Peers::ridged);
        ROWS.put("maps", Peers::maps);
        ROWS.put("shallow", Peers::shallow);
        ROWS.put("rotated", Peers::rotated);
        ROWS.put("two-point", Peers::twoPoint);
        ROWS.put("softmax", (layers, seed) -> softmax(16, layers, seed));
        ROWS.put("softmax-wide", (layers, seed) -> softmax(32, layers, seed));
        ROWS.put("depth", Peers::depth);
        ROWS.put("square", (n, seed) -> products(n, n, seed));
        ROWS.put("narrow", (n, seed) -> products(64, n, seed));
        ROWS.put("single", (n, seed) -> singleProducts(n, n, n, seed));
        ROWS.put("fit-products", (d, seed) -> singleProducts(FIT_NUMBERS / d, d, d + 1, seed));
        ROWS.put("gaussians", Peers::gaussians);
    }

    private Peers() {
    }

    /** One Γ*, its contexts shared by all threads as far as they can be, and both errors. */
    private static double[] fit(int d, int tau, long seed) {
        Pretraining setting = Pretraining.of(d, 10, 1, tau, 0.01, 1e-5);
        TaskPool pool = PretrainedGamma.pool(setting, RandomStream.of(seed).at(0));
        ReducedAttention fitted = GammaRegression.of(sample(setting, seed), setting.lambda()).withThreads(THREADS).solve();
        return new double[] {PretrainedGamma.error(setting, fitted, TaskMoments.of(TaskLaw.SPHERE, d)),
            PretrainedGamma.error(setting, fitted, pool.moments())};
    }

    private static FeatureSample sample(Pretraining setting, long seed) {
        RandomStream stream = RandomStream.of(seed);
        return FeatureSampler.of(PretrainedGamma.pool(setting, stream.at(0)), setting.contextLength(), setting.rho())
                .sample(setting.contexts(), stream.at(1));
    }

    private static double[] dmmse(int pools, long seed) {
        var result = Runner.of(seed).run("dMMSE", BayesBaselines.DISCRETE_MMSE,
                Grid.of(new Baseline(32, 10, 32, 0.01, TaskLaw.SPHERE, 50)), pools).only();
        return new double[] {result.mean(Pretraining.E_ICL), result.mean(Pretraining.E_IDG)};
    }

    /** Where the curves of panels 1A and 1B are drawn: made once, as on the other side. */
    private static double[] taus(int points) {
        return TAUS.computeIfAbsent(points, count -> Grid.logarithmic(0.05, 2.5, count));
    }

    /** The curves of panels 1A and 1B for twenty α in turn, without ridge. */
    private static double[] risk(int points, long seed) {
        double[] sums = new double[2];
        for (double alpha : ALPHAS) {
            RidgelessRisks risks = RidgelessRisks.of(new double[] {alpha}, new double[] {0.5}, taus(points), new double[] {0.01});
            sums[0] += sum(risks.icl());
            sums[1] += sum(risks.idg());
        }
        return sums;
    }

    /** By four sums, as NumPy does by eight; that of a stream takes longer than a risk. */
    private static double sum(double[] numbers) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < numbers.length; i += 4) {
            a += numbers[i];
            b += numbers[i + 1];
            c += numbers[i + 2];
            d += numbers[i + 3];
        }
        for (; i < numbers.length; i++) {
            a += numbers[i];
        }
        return a + b + (c + d);
    }

    private static double[] ridged(int points, long seed) {
        return new double[] {Arrays.stream(taus(points))
                .map(tau -> AttentionRisk.of(10, 0.5, tau, 0.01, 1e-5).icl()).sum()};
    }

    /** Panels 3A to 3C as notebook 03's quick profile has them: how many cells turn, and at which ln α. */
    private static double[] maps(int lengths, long seed) {
        double[] rhos = Grid.linear(0.01, 1, 75);
        double[] kappas = Grid.linear(0.1, 2.1, 101);
        TestError[] errors = {TestError.ICL, TestError.IDG, TestError.ICL};
        double[] taus = {0.5, 0.5, 20};
        return IntStream.range(0, 3).boxed().flatMapToDouble(i -> {
            double[] turns = Arrays.stream(Runner.of(seed).run("map", ContextLengthMinimum.STUDY, Grid.of(
                            ContextCurve.of(1, taus[i], 1, errors[i], 0.01, 1000, lengths))
                    .vary(ContextCurve.RHO, rhos).vary(ContextCurve.KAPPA, kappas)).means(ContextLengthMinimum.TURN))
                    .filter(Double::isFinite).toArray();
            return DoubleStream.of(turns.length, Arrays.stream(turns).map(Math::log).sum());
        }).toArray();
    }

    private static double[] shallow(int d, long seed) {
        ShallowTraining setting = new ShallowTraining(d, 1, 4, 1, 0, 0.03, 20);
        return Runner.of(seed).run("shallow", ShallowSgd.STUDY, Grid.of(setting), 2)
                .list().stream().skip(10).mapToDouble(result -> result.mean(ShallowTraining.DISTANCE)).toArray();
    }

    private static double[] rotated(int d, long seed) {
        var results = Runner.of(seed).run("rotated", RotatedTraining.STUDY,
                Grid.of(RotatedDescent.of(d, 1.25, 0.75, 2, 192, 0.125, 400, 4)), 2);
        return results.list().stream().skip(2).mapToDouble(result -> result.mean(RotatedDescent.LOSS)).toArray();
    }

    private static double[] twoPoint(int d, long seed) {
        return new double[] {RotatedRisk.of(NarrowContext.of(d, 1.25, 0.75, 0.5, 2)).atDepth(64).loss(200)};
    }

    private static double[] softmax(int d, int layers, long seed) {
        return new double[] {TrainingBenchmark.softmax(d, layers).run(new int[] {64}, RandomStream.of(seed)).testLosses(0)[0]};
    }

    private static double[] depth(int layers, long seed) {
        return new double[] {Runner.of(seed).run("depth", IsotropicAttention.STUDY,
                Grid.of(new IsotropicDescent(120, 2, 0, layers, 0.3, 8)), THREADS).size()};
    }

    /** @return GFLOP/s of all threads together on m×k times k×m, a product on each, the best of five */
    private static double[] products(int m, int k, long seed) {
        Matrix left = Matrix.zeros(m, k);
        RandomStream.of(seed).fillGaussian(left.data(), 0, m * k, 1);
        Matrix right = left.transpose();
        int times = (int) Math.max(1, 2e8 / m / m / k);
        return new double[] {2.0 * m * m * k * times * THREADS / nanosecondsOfEach(() -> {
            Matrix product = Matrix.zeros(m, m);
            for (int time = 0; time < times; time++) {
                Blas.gemm(1, left, false, right, false, 0, product);
            }
        })};
    }

    /**
     * @return GFLOP/s of all threads together, in single precision, on m×k times k×n and the product's transpose times that, as a
     *     fit multiplies m contexts; the best of five
     */
    private static double[] singleProducts(int m, int k, int n, long seed) {
        RandomStream stream = RandomStream.of(seed);
        FloatSection left = single(m, k, stream);
        FloatSection right = single(k, n, stream);
        int times = (int) Math.max(1, 3e9 / m / k / n);
        return new double[] {4.0 * m * k * n * times * THREADS / nanosecondsOfEach(() -> {
            FloatSection product = FloatSection.of(new float[m * n], 0, m, n);
            FloatSection back = FloatSection.of(new float[k * n], 0, k, n);
            for (int time = 0; time < times; time++) {
                Blas.gemm(1, left, false, right, false, 0, product);
                Blas.gemm(1, left, true, product, false, 0, back);
            }
        })};
    }

    private static FloatSection single(int rows, int columns, RandomStream stream) {
        float[] numbers = new float[rows * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) stream.nextGaussian();
        }
        return FloatSection.of(numbers, 0, rows, columns);
    }

    /** @return Gaussian numbers a second of all threads together, in arrays of this length, the best of five */
    private static double[] gaussians(int length, long seed) {
        int times = 20_000_000 / length;
        return new double[] {1e9 * length * times * THREADS / nanosecondsOfEach(() -> {
            RandomStream stream = RandomStream.of(seed);
            double[] numbers = new double[length];
            for (int time = 0; time < times; time++) {
                stream.fillGaussian(numbers, 0, length, 1);
            }
        })};
    }

    /** @return the least of five times that all threads took, each doing this work at once */
    private static long nanosecondsOfEach(Runnable work) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            IntStream.range(0, THREADS).parallel().forEach(thread -> work.run());
            least = Math.min(least, System.nanoTime() - start);
        }
        return least;
    }

    /** @param arguments nothing */
    public static void main(String... arguments) throws IOException {
        System.out.println(Blas.backend() + ", Java " + Runtime.version().feature());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            long start = System.nanoTime();
            double[] numbers = ROWS.get(words[0]).run(Integer.parseInt(words[1]), Long.parseLong(words[2]));
            double seconds = 1e-9 * (System.nanoTime() - start);
            System.out.println(seconds + " " + Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(" ")));
        }
    }
}
