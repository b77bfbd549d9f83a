package org.icllab.bench;

import java.util.concurrent.TimeUnit;
import org.icllab.model.Pretraining;
import org.icllab.study.Grid;
import org.icllab.study.Results;
import org.icllab.study.Runner;
import org.icllab.theory.pretraining.AttentionRisk;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a point of theory costs: as a bare formula, and through grid, runner and results. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StudyBenchmark {
    private static final int POINTS = 100_000;

    private final double[] taus = Grid.linear(0.05, 2.5, POINTS);
    private final Pretraining base = Pretraining.of(100, 10, 0.5, 1, 0.01, 0);

    @Benchmark
    @OperationsPerInvocation(POINTS)
    public double formula() {
        double sum = 0;
        for (double tau : taus) {
            sum += AttentionRisk.of(10, 0.5, tau, 0.01, 0).icl();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(POINTS)
    public Results<Pretraining> study() {
        return Runner.of(1).run("risks", AttentionRisk.STUDY, Grid.of(base).vary(Pretraining.TAU, taus));
    }
}
