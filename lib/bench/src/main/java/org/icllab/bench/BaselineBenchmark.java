package org.icllab.bench;

import java.util.concurrent.TimeUnit;
import org.icllab.model.Baseline;
import org.icllab.model.Pretraining;
import org.icllab.model.TaskLaw;
import org.icllab.simulation.baseline.BayesBaselines;
import org.icllab.study.Grid;
import org.icllab.study.Runner;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 1000 simulations of both dMMSE errors at d = 32, α = 10, κ = 32 (k = 1024), ρ = 0.01: 20 pools with 50 contexts each
 * of new tasks and of the pool's, on every processor. Two cores should take less than 0.2 s.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BaselineBenchmark {
    private final Grid<Baseline> grid = Grid.of(new Baseline(32, 10, 32, 0.01, TaskLaw.SPHERE, 50));

    @Benchmark
    public double discreteMmse() {
        return Runner.of(1).run("dMMSE", BayesBaselines.DISCRETE_MMSE, grid, 20).only().mean(Pretraining.E_ICL);
    }
}
