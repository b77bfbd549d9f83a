package org.icllab.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorsTest {
    @Test
    void productsOfAnyLengthMatchExactArithmetic() {
        Random random = new Random(1);
        for (int length = 0; length < 13; length++) {
            double[] a = random.doubles(length, -1, 1).toArray();
            double[] b = random.doubles(length, -1, 1).toArray();
            BigDecimal exact = BigDecimal.ZERO;
            for (int i = 0; i < length; i++) {
                exact = exact.add(new BigDecimal(a[i]).multiply(new BigDecimal(b[i])));
            }
            // A dozen roundings of numbers below 12.
            assertEquals(exact.doubleValue(), Vectors.dot(a, b), 1e-14);
            assertEquals(Math.sqrt(Vectors.dot(a, a)), Vectors.norm(a));
        }
    }

    @Test
    void aSectionHasTheBitsOfAWhole() {
        double[] a = new Random(2).doubles(11).toArray();
        double[] b = new Random(3).doubles(11).toArray();
        double[] padded = new double[20];
        System.arraycopy(a, 0, padded, 5, 11);
        assertEquals(Vectors.dot(a, b), Vectors.dot(padded, 5, b, 0, 11));
        double[] sum = b.clone();
        Vectors.axpy(0.3, a, sum);
        double[] sumOfSection = b.clone();
        Vectors.axpy(0.3, padded, 5, sumOfSection, 0, 11);
        assertArrayEquals(sum, sumOfSection, 0);
    }

    @Test
    void theRestIsEntrywise() {
        double[] x = {1, 2, 4};
        double[] y = {3, 5, 8};
        assertArrayEquals(new double[] {2, 3, 4}, Vectors.minus(y, x));
        assertArrayEquals(new double[] {3, 10, 32}, Vectors.times(y, x));
        assertEquals(4 + 9 + 16, Vectors.squaredDistance(x, y));
        Vectors.axpy(2, x, y);
        assertArrayEquals(new double[] {5, 9, 16}, y);
        Vectors.scale(-1, y);
        assertArrayEquals(new double[] {-5, -9, -16}, y);
    }

    @Test
    void powersMatchExactArithmetic() {
        double[] x = {0, 1, -1, 0.3, -0.75, 1.5};
        for (int n : new int[] {0, 1, 2, 3, 31, 64, 100}) {
            double[] powers = Vectors.power(x, n);
            for (int i = 0; i < x.length; i++) {
                double exact = new BigDecimal(x[i]).pow(n).doubleValue();
                assertEquals(exact, powers[i], n * Math.ulp(exact));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> Vectors.power(x, 0.5));
        assertThrows(IllegalArgumentException.class, () -> Vectors.power(x, -1));
        assertThrows(IllegalArgumentException.class, () -> Vectors.power(x, 1e17));
    }

    @Test
    void lengthsThatDifferAreRefused() {
        double[] two = new double[2];
        double[] three = new double[3];
        assertThrows(IllegalArgumentException.class, () -> Vectors.dot(two, three));
        assertThrows(IllegalArgumentException.class, () -> Vectors.axpy(1, two, three));
        assertThrows(IllegalArgumentException.class, () -> Vectors.times(two, three));
        assertThrows(IllegalArgumentException.class, () -> Vectors.minus(two, three));
        assertThrows(IndexOutOfBoundsException.class, () -> Vectors.dot(two, 1, three, 0, 2));
    }
}
