package org.icllab.bench;

import java.util.concurrent.TimeUnit;
import org.icllab.linalg.Matrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Do concurrent products scale with the cores? Two threads should do at least 1.8 times the work of one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProductBenchmark {
    private final Matrix matrix = Matrix.identity(256);

    @Benchmark
    @Threads(1)
    public Matrix oneThread() {
        return matrix.times(matrix);
    }

    @Benchmark
    @Threads(2)
    public Matrix twoThreads() {
        return matrix.times(matrix);
    }
}
