package org.icllab.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.icllab.model.TaskLaw;
import org.icllab.simulation.baseline.BayesBaselines;
import org.icllab.study.Grid;
import org.icllab.study.MonteCarlo;
import org.icllab.study.Result;
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
    private final Grid grid = Grid.of("d", 32).by("α", 10).by("κ", 32).by("ρ", 0.01).by("s", 50);

    @Benchmark
    public List<Result> discreteMmse() {
        return MonteCarlo.of("dMMSE", 1, 20).run(grid, List.of("ICL", "IDG", "g", "ICL²", "IDG²"),
                BayesBaselines.discreteMmse(TaskLaw.GAUSSIAN));
    }
}
