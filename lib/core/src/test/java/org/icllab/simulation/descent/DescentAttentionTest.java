package org.icllab.simulation.descent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.junit.jupiter.api.Test;

/** Attention layers, the reduced model and steps of gradient descent are one thing. */
class DescentAttentionTest {
    private static final int D = 4;
    private static final int WIDTH = 7;
    private static final int DEPTH = 5;
    private static final int LABELLED = 6;
    /** A few hundred operations on numbers of order one. */
    private static final double ROUNDING = 1e-12;

    private final RandomStream stream = RandomStream.of(1);
    private final RegressionContext context =
            RegressionEnsemble.isotropic(D).draw(stream).context(LABELLED, 3, 0.09, stream);
    /** The last coordinate of a state carries the label, the others the input: W_xᵀw_y = 0. */
    private final Matrix embedding = inputsOnly(random(WIDTH, D));
    private final double[] label = Matrix.identity(WIDTH).column(WIDTH - 1);

    @Test
    void reducedModelIsPreconditionedGradientDescent() {
        Matrix gamma = random(D, D).scaled(0.3);
        double[] weights = new double[D];
        for (int step = 0; step < DEPTH; step++) {
            // w ← w + Γ Xr/(LP): least squares' gradient is −Xr/P, with r what is left of the labels.
            double[] gradient = new double[D];
            for (int i = 0; i < LABELLED; i++) {
                double residual = context.labels()[i] - dot(context.inputs().column(i), weights);
                for (int j = 0; j < D; j++) {
                    gradient[j] += context.inputs().get(j, i) * residual / LABELLED / DEPTH;
                }
            }
            double[] move = gamma.times(gradient);
            for (int j = 0; j < D; j++) {
                weights[j] += move[j];
            }
        }
        assertArrayEquals(context.queries().transposeTimes(weights),
                DescentAttention.tied(gamma, DEPTH).predict(context), ROUNDING);
    }

    @Test
    void alignedTiedAttentionIsTheReducedModel() {
        ResidualAttention.Layer layer = alignedLayer();
        ResidualAttention attention = ResidualAttention.tied(embedding, label, layer, DEPTH, label);
        assertArrayEquals(DescentAttention.tied(reduced(layer), DEPTH).predict(context), attention.predict(context), ROUNDING);
    }

    @Test
    void alignedUntiedAttentionIsTheReducedModelToo() {
        List<ResidualAttention.Layer> layers = new ArrayList<>();
        List<Matrix> gammas = new ArrayList<>();
        for (int l = 0; l < DEPTH; l++) {
            layers.add(alignedLayer());
            gammas.add(reduced(layers.get(l)));
        }
        ResidualAttention attention = new ResidualAttention(embedding, label, layers, label);
        assertArrayEquals(new DescentAttention(gammas).predict(context), attention.predict(context), ROUNDING);
    }

    @Test
    void randomAlignedWeightsReduceToDescentLayerByLayer() {
        ResidualAttention attention = ResidualAttention.aligned(D, WIDTH, DEPTH, 0.5, stream);
        DescentAttention descent = attention.reduced();
        assertArrayEquals(descent.predict(context), attention.predict(context), ROUNDING);
        double[][] expected = descent.residuals(context);
        double[][] actual = attention.residuals(context);
        for (int layer = 0; layer <= DEPTH; layer++) {
            assertArrayEquals(expected[layer], actual[layer], ROUNDING);
        }
    }

    @Test
    void anyLayersOfDescentAreRealisedByAttention() {
        DescentAttention descent = new DescentAttention(List.of(random(D, D), random(D, D), random(D, D)));
        ResidualAttention attention = ResidualAttention.realising(descent);
        assertArrayEquals(descent.predict(context), attention.predict(context), ROUNDING);
        for (int layer = 0; layer < 3; layer++) {
            assertArrayEquals(descent.gammas().get(layer).data(), attention.reduced().gammas().get(layer).data(), ROUNDING);
        }
    }

    @Test
    void withoutAlignmentTheyDiffer() {
        ResidualAttention.Layer aligned = alignedLayer();
        double[] reduced = DescentAttention.tied(reduced(aligned), DEPTH).predict(context);
        Matrix mixedValues = aligned.values().copy();
        mixedValues.set(0, WIDTH - 1, 0.3);
        Matrix mixedEmbedding = embedding.copy();
        mixedEmbedding.set(WIDTH - 1, 0, 0.3);
        ResidualAttention.Layer mixed = new ResidualAttention.Layer(aligned.keys(), aligned.queries(), mixedValues);
        assertTrue(distance(reduced, ResidualAttention.tied(embedding, label, mixed, DEPTH, label).predict(context)) > 1e-3);
        assertTrue(distance(reduced, ResidualAttention.tied(mixedEmbedding, label, aligned, DEPTH, label).predict(context)) > 1e-3);
    }

    @Test
    void residualsEndWhereTheLastLayerLeavesThem() {
        double[][] residuals = DescentAttention.tied(Matrix.identity(D), DEPTH).residuals(context);
        assertEquals(DEPTH + 1, residuals.length);
        assertArrayEquals(context.labels(), residuals[0], 0);
        // A labelled point asked for as a query is predicted as its label less its residual.
        RegressionContext self = new RegressionContext(context.inputs(), context.labels(), context.inputs(), context.labels());
        double[] predictions = DescentAttention.tied(Matrix.identity(D), DEPTH).predict(self);
        for (int i = 0; i < LABELLED; i++) {
            assertEquals(context.labels()[i] - residuals[DEPTH][i], predictions[i], ROUNDING);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> DescentAttention.tied(Matrix.zeros(2, 3), 1));
        assertThrows(IllegalArgumentException.class,
                () -> DescentAttention.tied(Matrix.identity(2).scaled(Double.NaN), 1));
        assertThrows(IllegalArgumentException.class, () -> new ResidualAttention.Layer(Matrix.identity(2),
                Matrix.identity(2), Matrix.identity(3)));
    }

    @Test
    void noCallerCanChangeAContextsLabels() {
        double first = context.labels()[0];
        context.labels()[0] = 7;
        context.targets()[0] = 7;
        assertEquals(first, context.labels()[0]);
        assertEquals(0, context.error(context.targets()));
    }

    /** Keys and queries see the input alone, values the label alone: W_v = a w_y w_yᵀ. */
    private ResidualAttention.Layer alignedLayer() {
        Matrix values = Matrix.zeros(WIDTH, WIDTH);
        values.set(WIDTH - 1, WIDTH - 1, 0.5 + stream.nextDouble());
        return new ResidualAttention.Layer(inputColumnsOnly(random(WIDTH, WIDTH)), inputColumnsOnly(random(WIDTH, WIDTH)),
                values);
    }

    /** Γ = (w_oᵀW_vw_y) W_xᵀW_qᵀW_kW_x: the query stands on the left. */
    private Matrix reduced(ResidualAttention.Layer layer) {
        Matrix queries = layer.queries().times(embedding);
        Matrix keys = layer.keys().times(embedding);
        return queries.transposeTimes(keys).scaled(layer.values().get(WIDTH - 1, WIDTH - 1));
    }

    private Matrix random(int rows, int columns) {
        Matrix matrix = Matrix.zeros(rows, columns);
        stream.fillGaussian(matrix.data(), 0, matrix.data().length, 0.4);
        return matrix;
    }

    private static Matrix inputsOnly(Matrix matrix) {
        for (int j = 0; j < matrix.columns(); j++) {
            matrix.set(WIDTH - 1, j, 0);
        }
        return matrix;
    }

    private static Matrix inputColumnsOnly(Matrix matrix) {
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.set(i, WIDTH - 1, 0);
        }
        return matrix;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double distance(double[] x, double[] y) {
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            largest = Math.max(largest, Math.abs(x[i] - y[i]));
        }
        return largest;
    }
}
