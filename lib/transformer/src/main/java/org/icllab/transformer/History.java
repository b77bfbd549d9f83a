package org.icllab.transformer;

import java.util.Arrays;
import org.icllab.Require;

/**
 * What training has come to.
 *
 * @param steps the steps reported, ascending
 * @param losses the mean squared error on each step's own batch, before the step
 * @param tests for each reported step the mean squared errors on the test batches, before the step
 * @param measured for each reported step what was measured of the weights
 * @param weights at the last of these steps, before it
 */
public record History(int[] steps, double[] losses, double[][] tests, double[][] measured, Weights weights) {
    /** @return the losses on test batch {@code test}, one per reported step */
    public double[] testLosses(int test) {
        return column(tests, "test", test);
    }

    /** @return the quantity {@code index} of those measured, one per reported step */
    public double[] measured(int index) {
        return column(measured, "index", index);
    }

    private static double[] column(double[][] rows, String name, int index) {
        Require.within(name, index, 0, rows[0].length - 1);
        return Arrays.stream(rows).mapToDouble(row -> row[index]).toArray();
    }
}
