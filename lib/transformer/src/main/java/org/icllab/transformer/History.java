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
    /**
     * Copies the arrays.
     *
     * @throws IllegalArgumentException if there are not as many of each as steps
     */
    public History {
        Require.given("steps, losses, tests, measured, weights", steps, losses, tests, measured, weights);
        losses = Require.numbers("losses", Require.length("losses", losses, steps.length)).clone();
        tests = copy("tests", tests, steps.length);
        measured = copy("measured", measured, steps.length);
        steps = steps.clone();
    }

    /** @return the steps reported; a copy */
    @Override
    public int[] steps() {
        return steps.clone();
    }

    /** @return the loss on each step's batch; a copy */
    @Override
    public double[] losses() {
        return losses.clone();
    }

    /** @return the losses on the test batches at each step; a copy */
    @Override
    public double[][] tests() {
        return copy("tests", tests, steps.length);
    }

    /** @return what was measured at each step; a copy */
    @Override
    public double[][] measured() {
        return copy("measured", measured, steps.length);
    }

    private static double[][] copy(String name, double[][] rows, int count) {
        Require.length(name, rows.length, count);
        return Require.list(name, Arrays.asList(rows)).stream().map(double[]::clone).toArray(double[][]::new);
    }

    /** @return the losses on test batch {@code test}, one per reported step */
    public double[] testLosses(int test) {
        return column(tests, "test", test);
    }

    /** @return the quantity {@code index} of those measured, one per reported step */
    public double[] measured(int index) {
        return column(measured, "index", index);
    }

    private static double[] column(double[][] rows, String name, int index) {
        Require.within(name, index, 0, rows.length == 0 ? -1 : rows[0].length - 1);
        return Arrays.stream(rows).mapToDouble(row -> row[index]).toArray();
    }
}
