package org.icllab.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.Require;

/** The times 1, 2, 4, …, T at which a training is looked at, each a whole number of steps. */
final class Doublings {
    private Doublings() {
    }

    /** @throws IllegalArgumentException unless the step is 1/n for an integer n, and T a power of 2 from 1 on */
    static void check(double timeStep, double horizon) {
        double inverse = 1 / timeStep;
        if (inverse <= 0.5 || Math.abs(inverse - Math.rint(inverse)) > 1e-6) {
            Require.refuse(Descent.TIME_STEP.text(timeStep) + ": must be 1/n for an integer n");
        }
        if (horizon < 1 || Math.scalb(1.0, Math.getExponent(horizon)) != horizon) {
            Require.refuse(Descent.HORIZON.text(horizon) + ": must be 1, 2, 4, 8 …");
        }
        Descent.steps(horizon, timeStep);
    }

    /** @return 1, 2, 4, …, T */
    static double[] times(double horizon) {
        return IntStream.rangeClosed(0, Math.getExponent(horizon)).mapToDouble(i -> Math.scalb(1.0, i)).toArray();
    }

    /** @return {@link #times} in steps */
    static int[] steps(double horizon, double timeStep) {
        return Arrays.stream(times(horizon)).mapToInt(time -> Descent.steps(time, timeStep)).toArray();
    }

    /** @return each of {@link #times} with each of the numbers 1 … {@code matrices} */
    static double[][] matrices(double horizon, int matrices) {
        return Arrays.stream(times(horizon)).boxed().flatMap(time -> IntStream.rangeClosed(1, matrices)
                .mapToObj(matrix -> new double[] {time, matrix})).toArray(double[][]::new);
    }
}
