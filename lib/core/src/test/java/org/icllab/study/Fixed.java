package org.icllab.study;

import java.util.List;
import java.util.stream.DoubleStream;

/** Results with a given mean and standard error of five trials. */
final class Fixed {
    private Fixed() {
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // List.of copies the array
    static Results<Probe> of(Result<Probe>... results) {
        return new Results<>("fixed", List.of(results));
    }

    /** Five values whose deviation is √5 standard errors: ±a, ±a, 0 with 4a² = 4·5·error². */
    static Result<Probe> result(double x, double mean, double standardError) {
        double a = Math.sqrt(5) * standardError;
        double[][] trials = DoubleStream.of(-a, -a, 0, a, a).mapToObj(off -> new double[] {mean + off, 0})
                .toArray(double[][]::new);
        return new Result<>(Probe.NORMAL, Probe.BASE.with(Probe.MEAN, x), new double[0], 0, 1, trials);
    }
}
