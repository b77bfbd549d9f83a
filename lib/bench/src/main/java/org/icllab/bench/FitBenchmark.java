package org.icllab.bench;

import java.util.concurrent.TimeUnit;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.FeatureSample;
import org.icllab.simulation.pretraining.FeatureSampler;
import org.icllab.simulation.pretraining.GammaRegression;
import org.icllab.simulation.pretraining.ReducedAttention;
import org.icllab.simulation.pretraining.TaskPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One fit with its sampling, α = 10, κ = ½, ρ = 0.01, λ = 1e-6: the solvers, the growth with d, and a large one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(1)
public class FitBenchmark {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    /** What is compared at d = 64, τ = 10. */
    @Benchmark
    public ReducedAttention iterative() {
        return fit(64, 10, GammaRegression.Solver.ITERATIVE, THREADS);
    }

    @Benchmark
    public ReducedAttention iterativeOneThread() {
        return fit(64, 10, GammaRegression.Solver.ITERATIVE, 1);
    }

    @Benchmark
    @Warmup(iterations = 0)
    @Measurement(iterations = 2)
    public ReducedAttention direct() {
        return fit(64, 10, GammaRegression.Solver.DIRECT, 1);
    }

    /** Fewer contexts than parameters: 3277 of 4160. */
    @Benchmark
    public ReducedAttention dual() {
        return fit(64, 0.8, GammaRegression.Solver.DUAL, 1);
    }

    /** 80 000 contexts in 200 dimensions, in a heap of 4 GiB. */
    @Benchmark
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    @Fork(value = 1, jvmArgsAppend = "-Xmx4g")
    public ReducedAttention large() {
        return fit(200, 2, GammaRegression.Solver.ITERATIVE, THREADS);
    }

    /** Time divided by n·d² should not grow: at τ = 10 the number of iterations does not depend on d. */
    @State(Scope.Benchmark)
    public static class Size {
        @Param({"32", "64", "96", "128"})
        public int d;
    }

    @Benchmark
    public ReducedAttention growth(Size size) {
        return fit(size.d, 10, GammaRegression.Solver.ITERATIVE, 1);
    }

    private static ReducedAttention fit(int d, double tau, GammaRegression.Solver solver, int threads) {
        RandomStream stream = RandomStream.of(1);
        TaskPool pool = TaskPool.of(TaskLaw.SPHERE, d, d / 2, stream.at(0));
        FeatureSample sample = FeatureSampler.of(pool, 10 * d, 0.01).sample((int) (tau * d * d), stream.at(1));
        return GammaRegression.of(sample, 1e-6).withThreads(threads).solve(solver);
    }
}
