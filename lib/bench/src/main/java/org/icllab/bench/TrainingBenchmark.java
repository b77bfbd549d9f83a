package org.icllab.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.icllab.model.Spectrum;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble;
import org.icllab.transformer.Batch;
import org.icllab.transformer.Contexts;
import org.icllab.transformer.History;
import org.icllab.transformer.Optimiser;
import org.icllab.transformer.SoftmaxTransformer;
import org.icllab.transformer.Training;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A step of Adam on softmax attention, D = 16, P = B = 2D, which draws its contexts too. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TrainingBenchmark {
    private static final int D = 16;
    private static final int STEPS = 100;

    @Param({"2", "8"})
    public int layers;

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public History step() {
        return softmax(D, layers).run(new int[] {STEPS}, RandomStream.of(1));
    }

    /** @return training of such attention in d dimensions, with 2d labelled points a context, d asked, and tested on 400 contexts */
    static Training softmax(int d, int layers) {
        Spectrum spectrum = Spectrum.powerLaw(d, 1.25, 1.25);
        // Tasks of which targets have variance 1.
        double[] omega = Arrays.stream(spectrum.omega()).map(variance -> variance * d).toArray();
        Contexts contexts = Contexts.fresh(RegressionEnsemble.rotated(spectrum.lambda(), omega), 0);
        return Training.of(new SoftmaxTransformer(d, d, layers, 1, false, 0.4), contexts,
                new Batch.Size(2 * d, d, 2 * d, d),
                Optimiser.adam(0.02).cutting(1)).testedOn(400, contexts);
    }
}
