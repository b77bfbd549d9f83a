package org.icllab.bench;

import java.util.concurrent.TimeUnit;
import org.icllab.model.Trial;
import org.icllab.random.RandomStream;
import org.icllab.transformer.TransformerPretraining;
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

/** Paper A's networks on τd² contexts each, eight side by side, for 20 epochs of ten steps and more, and their tests. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PretrainingBenchmark {
    @Param({"0", "1", "2"})
    public int blocks;

    @Param({"12", "20"})
    public int dimension;

    @Benchmark
    public TransformerPretraining.Errors pretraining() {
        var setting = new TransformerPretraining(blocks, 8, dimension, 1, Double.POSITIVE_INFINITY, 1.5, 0.01, 20, 0.005, 1);
        return TransformerPretraining.run(setting, Trial.of(RandomStream.of(1)));
    }
}
