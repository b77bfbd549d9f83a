package org.icllab.bench;

import java.util.concurrent.TimeUnit;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Do concurrent products scale with the cores, and how fast is each backend? Two threads should do at least 1.8 times the
 * work of one.
 */
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

    /** m×k times k×m: small, as large as a study's, large, and two of a fit's shapes, wide and narrow. */
    @State(Scope.Thread)
    public static class Shape {
        @Param({"16x16", "64x64", "256x256", "1000x1000", "2000x2000", "64x2000", "2000x64"})
        public String shape;
        private Matrix left;
        private Matrix right;
        private Matrix product;

        @Setup
        public void fill() {
            String[] sizes = shape.split("x");
            int m = Integer.parseInt(sizes[0]);
            int k = Integer.parseInt(sizes[1]);
            RandomStream stream = RandomStream.of(1);
            left = Matrix.zeros(m, k);
            right = Matrix.zeros(k, m);
            product = Matrix.zeros(m, m);
            stream.fillGaussian(left.data(), 0, m * k, 1);
            stream.fillGaussian(right.data(), 0, m * k, 1);
        }

        private Matrix multiply() {
            Blas.gemm(1, left, false, right, false, 0, product);
            return product;
        }
    }

    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "-Dicllab.blas=openblas")
    public Matrix openblas(Shape shape) {
        return shape.multiply();
    }

    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "-Dicllab.blas=jblas")
    public Matrix jblas(Shape shape) {
        return shape.multiply();
    }

    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "-Dicllab.blas=java")
    public Matrix java(Shape shape) {
        return shape.multiply();
    }
}
