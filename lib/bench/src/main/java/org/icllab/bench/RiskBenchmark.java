package org.icllab.bench;

import java.util.concurrent.TimeUnit;
import org.icllab.theory.pretraining.AttentionRisk;
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

/** One risk, in closed form (λ = 0) and by its fixed point (λ > 0). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RiskBenchmark {
    @Param({"0", "1e-5", "0.1"})
    public double ridge;

    private double tau = 0.5;

    @Benchmark
    public double icl() {
        return AttentionRisk.of(10, 0.5, tau, 0.01, ridge).icl();
    }
}
