package org.icllab.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.icllab.linalg.Vectors;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

/** Values of src/test/reference/elementary.py. */
class ElementaryTest {
    @Test
    void exponentialIsRightToTheLastPlaces() {
        double[][] known = {{-1e-9, 0.999999999}, {-0.1, 0.90483741803595957}, {-0.34657, 0.7071093199024199},
            {-0.5, 0.60653065971263342}, {-1, 0.36787944117144232}, {-2.75, 0.063927861206707573},
            {-10, 4.5399929762484852e-5}, {-50.25, 1.5021118919431523e-22}, {-300, 5.1482002224120138e-131},
            {-707.5, 5.4532329910667416e-308}};
        for (double[] pair : known) {
            assertEquals(pair[1], exponential(pair[0])[0], 4.5e-16 * pair[1], "e^" + pair[0]);
        }
        assertArrayEquals(new double[] {1, 4.1887398800480489e-322, 0, 0, 0, Double.NaN},
                exponential(0, -740, -746, -1e5, -1e300, Double.NaN), 5e-324);
    }

    /** Pieces, and what is left over, are computed alike. */
    @Test
    void numbersAreComputedWhereverTheyStand() {
        double[] numbers = new double[1000];
        Arrays.setAll(numbers, i -> -i / 100.0);
        double[] all = exponential(numbers);
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(exponential(numbers[i])[0], all[i], 0);
        }
        double[] some = numbers.clone();
        new Exponential().apply(some, 100, 300);
        assertEquals(numbers[99], some[99], 0);
        assertEquals(all[100], some[100], 0);
        assertEquals(all[399], some[399], 0);
        assertEquals(numbers[400], some[400], 0);
    }

    @Test
    void geluAndItsSlopeAreRightToTheLastPlaces() {
        double[][] known = {{-30, -1.4720141781444561e-196, -4.4160316907084944e-195},
            {-8, -4.9767684594174273e-15, -3.979607261086796e-14}, {-3.5, -0.00081420177662433763, -0.0028217603536246352},
            {-1.25, -0.13206221708356907, -0.12266158306942212}, {-0.5, -0.15426876936299345, 0.13250487534383716},
            {-0.01, -0.0049601064368536841, 0.49202142034750757}, {0, 0, 0.5}, {0.001, 0.00050039894221391107, 0.5007978842948414},
            {0.75, 0.58002948571734885, 0.9992257217392351}, {2, 1.9544997361036416, 1.0852318010781969},
            {5, 4.9999985667421406, 1.0000071469460018}, {12, 12, 1}};
        for (double[] triple : known) {
            double[] value = new double[1];
            double[] slope = new double[1];
            new Gelu().apply(new double[] {triple[0]}, 1, value, slope);
            // Of the size of the numbers that are added; far in the tail the polynomial's error is of the tail itself.
            double size = triple[0] < 0 ? Math.max(1, -triple[0]) * Math.exp(-triple[0] * triple[0] / 2) : Math.max(1, triple[0]);
            assertEquals(triple[1], value[0], 2e-15 * size, "GELU of " + triple[0]);
            assertEquals(triple[2], slope[0], 2e-15 * size, "slope at " + triple[0]);
        }
    }

    @Test
    void softmaxIsThatOfTheColumnsAndItsSlopeThatOfDifferences() {
        double[] scores = new double[1 + 5 * 4];
        RandomStream.of(1).fillGaussian(scores, 0, scores.length, 3);
        double[] target = new double[scores.length];
        RandomStream.of(2).fillGaussian(target, 0, target.length, 1);
        for (boolean causal : new boolean[] {false, true}) {
            double[] shares = scores.clone();
            new Softmax().apply(shares, 1, 5, 4, causal);
            for (int j = 0; j < 4; j++) {
                double total = 0;
                for (int i = 0; i < (causal ? j + 1 : 5); i++) {
                    total += Math.exp(scores[1 + 5 * j + i]);
                }
                for (int i = 0; i < 5; i++) {
                    double expected = causal && i > j ? 0 : Math.exp(scores[1 + 5 * j + i]) / total;
                    assertEquals(expected, shares[1 + 5 * j + i], 1e-15);
                }
            }
            double[] slopes = Arrays.copyOfRange(target, 1, target.length);
            Softmax.back(shares, 1, 5, 4, slopes);
            for (int i = 1; i < scores.length; i++) {
                double slope = (along(target, scores, i, 1e-5, causal) - along(target, scores, i, -1e-5, causal)) / 2e-5;
                assertEquals(slope, slopes[i - 1], 1e-9);
            }
        }
    }

    private static double along(double[] target, double[] scores, int index, double by, boolean causal) {
        double[] shares = scores.clone();
        shares[index] += by;
        new Softmax().apply(shares, 1, 5, 4, causal);
        return Vectors.dot(target, 1, shares, 1, 20);
    }

    private static double[] exponential(double... x) {
        double[] result = x.clone();
        new Exponential().apply(result, 0, x.length);
        return result;
    }
}
