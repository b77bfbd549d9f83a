package org.icllab.simulation.pretraining;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

class LinearAttentionTest {
    private final RandomStream stream = RandomStream.of(11);

    @Test
    void layerIsTheFormulaByHand() {
        // d = 1, ℓ = 1: Z = [[2, 3], [5, 0]]. KZ = [[2, 3], [7, 3]], QZ = [[9, 3], [5, 0]], VZ = [[2, 3], [12, 3]].
        LinearAttention layer = new LinearAttention(Matrix.of(new double[][] {{1, 0}, {1, 1}}),
                Matrix.of(new double[][] {{1, 1.4}, {0, 1}}), Matrix.of(new double[][] {{1, 0}, {1, 2}}));
        Context context = new Context(Matrix.of(new double[][] {{2, 3}}), new double[] {5, 99});
        // (KZ)ᵀ(QZ) = [[53, 6], [42, 9]]; A(Z)₂₂ = 0 + 12·6 + 3·9 = 99, all in whole numbers but for 1.4·5.
        assertEquals(99, layer.predict(context), 1e-12);
        assertEquals(5 + 12 * 53 + 3 * 42, layer.apply(LinearAttention.tokens(context)).get(1, 0), 1e-12);
    }

    @Test
    void withoutInputWeightsTheLayerIsItsReduction() {
        for (int d : new int[] {1, 2, 7, 30}) {
            LinearAttention layer = LinearAttention.random(d, stream).withInputWeights(new double[d]);
            ReducedAttention reduced = layer.reduced();
            double scale = 0;
            double largest = 0;
            for (int i = 0; i < 50; i++) {
                Context context = context(d, 1 + 3 * i);
                scale = Math.max(scale, Math.abs(layer.predict(context)));
                largest = Math.max(largest, Math.abs(layer.predict(context) - reduced.predict(context)));
            }
            // Rounding of sums of some 10⁵ products, relative to a typical prediction.
            assertEquals(0, largest, 1e-12 * scale);
        }
    }

    @Test
    void departureIsWhatInputWeightsAdd() {
        for (int d : new int[] {1, 5, 20}) {
            LinearAttention layer = LinearAttention.random(d, stream);
            LinearAttention without = layer.withInputWeights(new double[d]);
            for (int i = 1; i < 20; i++) {
                Context context = context(d, i);
                double added = layer.predict(context) - without.reduced().predict(context);
                // Rounding of the three predictions, each of the order of d.
                assertEquals(added, layer.departure(context), 1e-12 * (1 + Math.abs(layer.predict(context))) * d);
                assertEquals(0, without.departure(context), 0);
            }
        }
    }

    @Test
    void departureIsProportionalToInputWeights() {
        int d = 6;
        LinearAttention layer = LinearAttention.random(d, stream);
        Context context = context(d, 15);
        double[] weights = layer.inputWeights();
        for (double factor : new double[] {1e-6, 0.5, -3, 1e4}) {
            double[] scaled = new double[d];
            for (int j = 0; j < d; j++) {
                scaled[j] = factor * weights[j];
            }
            double expected = factor * layer.departure(context);
            // A sum of products, each scaled with one rounding; of the order of d terms cancel.
            assertEquals(expected, layer.withInputWeights(scaled).departure(context), 1e-12 * Math.abs(expected));
        }
    }

    @Test
    void queryAttendsToItselfThroughInputWeightsOnly() {
        // One blank example: all that is left is the query's own term, (v₂₁·x)(xᵀM₁₁x)/ℓ = 2·3·(3·5·3) with ℓ = 1.
        Context context = new Context(Matrix.of(new double[][] {{0, 3}}), new double[] {0, 7});
        LinearAttention layer = new LinearAttention(Matrix.identity(2), Matrix.of(new double[][] {{5, 0}, {0, 1}}),
                Matrix.of(new double[][] {{1, 0}, {2, 1}}));
        assertEquals(270, layer.predict(context), 0);
        assertEquals(270, layer.departure(context), 0);
        assertEquals(0, layer.withInputWeights(new double[1]).predict(context), 0);
    }

    @Test
    void entriesThatDoNotMatterDoNot() {
        int d = 4;
        LinearAttention layer = LinearAttention.random(d, stream);
        Matrix value = layer.value().copy();
        Matrix query = layer.query().copy();
        for (int i = 0; i <= d; i++) {
            query.set(i, d, stream.nextGaussian());
            for (int j = 0; i < d && j <= d; j++) {
                value.set(i, j, stream.nextGaussian());
            }
        }
        Context context = context(d, 9);
        // The last column of Q meets the query's zero label, and V's upper rows other entries of A(Z): the same sums.
        assertEquals(layer.predict(context), new LinearAttention(layer.key(), query, value).predict(context), 1e-12);
    }

    @Test
    void badArgumentsAreRefused() {
        Matrix two = Matrix.identity(2);
        assertRefused(() -> new LinearAttention(two, two, Matrix.identity(3)), "value = 3×3 matrix: must be 2×2");
        assertRefused(() -> new LinearAttention(Matrix.zeros(2, 3), two, two), "key = 2×3 matrix: must be 2×2");
        assertRefused(() -> LinearAttention.random(3, stream).reduced(), "largest |v_21| = ");
        assertRefused(() -> LinearAttention.random(3, stream).predict(context(2, 5)), "tokens = 3×6 matrix: must be 4×6");
        // Padded to d = 3, a context of d = 5 would give a number.
        assertRefused(() -> LinearAttention.random(3, stream).departure(context(5, 5)), "a context's input.length = 5");
        assertRefused(() -> LinearAttention.random(3, stream).departure(context(1, 5)), "a context's input.length = 1");
        assertRefused(() -> LinearAttention.random(3, stream).withInputWeights(new double[2]), "weights.length = 2");
        assertArrayEquals(new double[] {1, 2, 3},
                LinearAttention.random(3, stream).withInputWeights(new double[] {1, 2, 3}).inputWeights());
    }

    private Context context(int d, int length) {
        return Context.of(stream.nextOnSphere(d, Math.sqrt(d)), length, 0.25, stream);
    }

    private static void assertRefused(Runnable call, String start) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith(start), message);
    }
}
