package org.icllab.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.icllab.linalg.Matrix;
import org.junit.jupiter.api.Test;

/** The factor squares to the law of Gaussian inputs' Gram matrix. */
class WishartFactorTest {
    private static final int COUNT = 20_000;
    /** Met by chance once in ten thousand seeds; the seeds are fixed. */
    private static final double SIGNIFICANCE = 1e-4;

    @Test
    void gramMatrixAgreesInLawWithThatOfGaussianInputs() {
        int d = 4;
        for (int n : new int[] {1, 3, 4, 9}) {
            RandomStream drawn = RandomStream.of(n);
            RandomStream inFull = RandomStream.of(100 + n);
            WishartFactor factor = WishartFactor.of(n, d);
            Supplier<Matrix> fast = () -> factor.draw(drawn);
            Supplier<Matrix> slow = () -> {
                Matrix inputs = Matrix.zeros(n, d);
                inFull.fillGaussian(inputs.data(), 0, n * d, 1);
                return inputs;
            };
            assertSameLaw(fast, slow, gram -> gram.get(0, 0));
            assertSameLaw(fast, slow, gram -> gram.get(3, 3));
            assertSameLaw(fast, slow, gram -> gram.get(1, 3));
            assertSameLaw(fast, slow, gram -> gram.dot(gram));
            assertSameLaw(fast, slow, gram -> gram.get(0, 1) * gram.get(1, 2) * gram.get(2, 0));
        }
    }

    @Test
    void factorIsTriangularAndHasAsManyRowsAsTheRank() {
        Matrix tall = WishartFactor.of(7, 3).draw(RandomStream.of(1));
        assertEquals(3, tall.rows());
        assertEquals(0, tall.get(2, 0), 0);
        Matrix wide = WishartFactor.of(2, 5).draw(RandomStream.of(1));
        assertEquals(2, wide.rows());
        assertEquals(5, wide.columns());
        assertEquals(0, wide.get(1, 0), 0);
        assertTrue(wide.get(1, 1) > 0 && wide.get(1, 4) != 0);
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> WishartFactor.of(0, 1));
        assertThrows(IllegalArgumentException.class, () -> WishartFactor.of(1, 0));
    }

    private static void assertSameLaw(Supplier<Matrix> a, Supplier<Matrix> b, ToDoubleFunction<Matrix> statistic) {
        double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(values(a, statistic), values(b, statistic));
        assertTrue(p > SIGNIFICANCE, "p = " + p);
    }

    private static double[] values(Supplier<Matrix> factors, ToDoubleFunction<Matrix> statistic) {
        double[] values = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            Matrix factor = factors.get();
            values[i] = statistic.applyAsDouble(factor.transposeTimes(factor));
        }
        return values;
    }
}
