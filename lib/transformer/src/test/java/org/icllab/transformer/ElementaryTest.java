package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

/** Values of src/test/reference/elementary.py. */
class ElementaryTest {
    /** A unit of the last place is at most this much of a number. */
    private static final double UNIT = 1.2e-7;

    @Test
    void exponentialIsRightToTheLastPlaces() {
        double[][] known = {{-1e-9, 0.999999999}, {-0.125, 0.8824969025845954}, {-0.34375, 0.70910618243739841},
            {-0.5, 0.60653065971263342}, {-1, 0.36787944117144232}, {-2.75, 0.063927861206707573},
            {-10, 4.5399929762484852e-5}, {-50.25, 1.5021118919431523e-22}, {-80.5, 1.0946977029531417e-35},
            {-87, 1.6458114310822737e-38}};
        for (double[] pair : known) {
            assertEquals(pair[1], exponential((float) pair[0])[0], 2 * UNIT * pair[1], "e^" + pair[0]);
        }
        assertArrayEquals(new float[] {1, 0, 0, 0, Float.NaN}, exponential(0, -88, Softmax.NEVER, -1e30f, Float.NaN));
    }

    /** Pieces, and what is left over, are computed alike. */
    @Test
    void numbersAreComputedWhereverTheyStand() {
        float[] numbers = new float[1000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = -i / 100f;
        }
        float[] all = exponential(numbers);
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(exponential(numbers[i])[0], all[i], 0);
        }
        float[] some = numbers.clone();
        new Exponential().apply(some, 100, 300);
        assertEquals(numbers[99], some[99], 0);
        assertEquals(all[100], some[100], 0);
        assertEquals(all[399], some[399], 0);
        assertEquals(numbers[400], some[400], 0);
    }

    @Test
    void geluAndItsSlopeAreRightToTheLastPlaces() {
        double[][] known = {{-12, -2.1317785344932148e-32, -2.5578956616748956e-31},
            {-8, -4.9767684594174273e-15, -3.979607261086796e-14}, {-3.5, -0.00081420177662433763, -0.0028217603536246352},
            {-1.25, -0.13206221708356907, -0.12266158306942212}, {-0.5, -0.15426876936299345, 0.13250487534383716},
            {-0.015625, -0.0077151059453142237, 0.48753406824440992}, {0, 0, 0.5},
            {0.0009765625, 0.00048866171094607475, 0.50077918389371313}, {0.75, 0.58002948571734885, 0.9992257217392351},
            {2, 1.9544997361036416, 1.0852318010781969}, {5, 4.9999985667421406, 1.0000071469460018}, {12, 12, 1}};
        for (double[] triple : known) {
            float[] value = new float[1];
            float[] slope = new float[1];
            new Gelu().apply(new float[] {(float) triple[0]}, 1, value, slope);
            // Of the size of the numbers that are added.
            double size = triple[0] < 0 ? Math.max(1, -triple[0]) * Math.exp(-triple[0] * triple[0] / 2) : Math.max(1, triple[0]);
            assertEquals(triple[1], value[0], 2 * UNIT * size, "GELU of " + triple[0]);
            assertEquals(triple[2], slope[0], 2 * UNIT * size, "slope at " + triple[0]);
        }
    }

    /** Few columns, of which several rows are taken at a time, and many; of the last rows fewer. */
    @Test
    void softmaxIsThatOfTheColumnsAndItsSlopeIsItsFormula() {
        for (int[] shape : new int[][] {{5, 4}, {1, 1}, {3, 300}, {40, 30}, {7, 100}}) {
            int rows = shape[0];
            int columns = shape[1];
            float[] scores = normal(1, 1 + rows * columns, 3);
            float[] target = normal(2, scores.length, 1);
            scores[1] = Softmax.NEVER;
            float[] shares = scores.clone();
            new Softmax().apply(shares, 1, rows, columns);
            float[] slopes = target.clone();
            new Softmax().back(shares, slopes, 1, rows, columns);
            assertEquals(scores[0], shares[0], 0);
            assertEquals(target[0], slopes[0], 0);
            for (int j = 1; j <= columns; j++) {
                column(scores, target, shares, slopes, j, columns);
            }
        }
    }

    private static void column(float[] scores, float[] target, float[] shares, float[] slopes, int from, int columns) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < scores.length; i += columns) {
            highest = Math.max(highest, scores[i]);
        }
        double total = 0;
        double mean = 0;
        for (int i = from; i < scores.length; i += columns) {
            total += Math.exp(scores[i] - highest);
            mean += Math.exp(scores[i] - highest) * target[i];
        }
        for (int i = from; i < scores.length; i += columns) {
            double share = Math.exp(scores[i] - highest) / total;
            // The difference of scores is rounded, and so are sums; slopes are up to 5 before their mean is taken away.
            double limit = UNIT * (6 + highest - scores[i]) * share;
            assertEquals(share, shares[i], limit);
            assertEquals(share * (target[i] - mean / total), slopes[i], 5 * limit);
        }
    }

    private static float[] normal(long seed, int count, double deviation) {
        double[] numbers = new double[count];
        RandomStream.of(seed).fillGaussian(numbers, 0, count, deviation);
        float[] rounded = new float[count];
        Floats.round(numbers, rounded);
        return rounded;
    }

    private static float[] exponential(float... x) {
        float[] result = x.clone();
        new Exponential().apply(result, 0, x.length);
        return result;
    }
}
