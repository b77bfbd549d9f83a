package org.icllab.bench;

import java.util.concurrent.TimeUnit;
import org.icllab.model.Spectrum;
import org.icllab.theory.descent.RotatedRisk;
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

/** A loss at finite width and context from nothing: edge, contour, pairs of nodes and sum. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class TwoPointBenchmark {
    @Param({"1000", "4000"})
    int dimension;

    /** With 100 of γ·edge the whole ellipse has about 256 nodes. */
    @Benchmark
    public double loss() {
        return RotatedRisk.of(Spectrum.powerLaw(dimension, 1.25, 0.75), 0.5, 2).atDepth(64).loss(200);
    }
}
