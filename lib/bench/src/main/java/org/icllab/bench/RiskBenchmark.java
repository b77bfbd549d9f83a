package org.icllab.bench;

import java.util.concurrent.TimeUnit;
import org.icllab.model.TaskSpectrum;
import org.icllab.theory.pretraining.AttentionRisk;
import org.icllab.theory.pretraining.TaskAlignmentRisk;
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

/** One risk of isotropic tasks and one of a power law in 100 directions, in closed form (λ = 0) and by its fixed point (λ > 0). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RiskBenchmark {
    @Param({"0", "1e-5", "0.1"})
    public double ridge;

    private final TaskSpectrum train = TaskSpectrum.powerLaw(100, 1.4);
    private final TaskSpectrum test = TaskSpectrum.powerLaw(100, 0.9);
    private double tau = 0.5;

    @Benchmark
    public double icl() {
        return AttentionRisk.of(10, 0.5, tau, 0.01, ridge).icl();
    }

    @Benchmark
    public double taskAlignment() {
        return TaskAlignmentRisk.of(train, 10, 0.5, tau, 0.01, ridge).on(test, 10);
    }
}
