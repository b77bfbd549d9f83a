package org.icllab.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.Map;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.random.RandomStream;
import org.icllab.simulation.pretraining.ReducedAttention;

/**
 * Paper A's linear attention with its matrices trained: \( A(Z) = Z + \tfrac1\ell(VZ)(KZ)^\top(QZ) \), whose last
 * element, the prediction, needs of V its last row v alone.
 *
 * <p>Tokens are \( z_i = (\sqrt d\,x_i, y_i) \), all elements of one size, and the prediction is
 * \( \tfrac1\ell\sum_i\langle v,z_i\rangle\,\langle Kz_i, Qz_{\ell+1}\rangle/\sqrt d \). The elements of v that inputs meet are
 * 0, as in the theory. {@code networks} independent ones are trained as one model, as in {@link TokenTransformer}.
 *
 * @param networks S ≥ 1
 * @param dimension d ≥ 1
 * @see "Paper A, model; theory.md §1 [A1]"
 */
public record TokenAttention(int networks, int dimension) implements Model {
    /** @throws IllegalArgumentException if a component is out of its range */
    public TokenAttention {
        Require.atLeast("networks", networks, 1);
        Require.atLeast("dimension", dimension, 1);
    }

    @Override
    public Layout layout() {
        int width = dimension + 1;
        return Layout.empty().with("v", networks, 1, 1).with("K", networks, width, width).with("Q", networks, width, width);
    }

    /** v = 1; K and Q with normal elements of variance 1/(4d). */
    @Override
    public Weights initial(RandomStream stream) {
        double deviation = 0.5 / Math.sqrt(dimension);
        return Weights.zeros(layout()).withConstant("v", 1).withGaussian("K", deviation, stream)
                .withGaussian("Q", deviation, stream);
    }

    @Override
    public NDArray predict(Map<String, NDArray> weights, Batch.Tensors batch) {
        NDArray tokens = Torch.scaled(batch.inputs(), Math.sqrt(dimension)).concat(batch.labels().expandDims(2), 2);
        double share = 1 / (tokens.getShape().get(1) * Math.sqrt(dimension));
        NDArray summaries = Torch.scaled(batch.labels().expandDims(1), share).matMul(tokens);
        NDArray queries = Torch.scaled(batch.queries(), Math.sqrt(dimension)).reshape(networks, -1, dimension);
        NDArray answers = queries.matMul(map(weights)).mul(summaries.reshape(networks, -1, dimension + 1)).sum(new int[] {2});
        return answers.reshape(-1, 1);
    }

    /** v(QᵀK) without the row that meets the query's label, 0: S×d×(d+1). */
    private NDArray map(Map<String, NDArray> weights) {
        NDArray map = weights.get("Q").transpose(0, 2, 1).matMul(weights.get("K")).mul(weights.get("v"));
        return map.get(new NDIndex(":, :{}", dimension));
    }

    /** @return network {@code network}, from 0, as the matrix Γ that it amounts to */
    public ReducedAttention reduced(Weights weights, int network) {
        Require.within("network", network, 0, networks - 1);
        int width = dimension + 1;
        Matrix key = part(weights, "K", network);
        Matrix map = part(weights, "Q", network).transposeTimes(key).scaled(weights.array("v")[network]);
        Matrix gamma = Matrix.zeros(dimension, width);
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < width; j++) {
                // ⟨Γ, H⟩ takes (d/ℓ)Σyx where the tokens make √d·Σyx/ℓ, and (1/ℓ)Σy² as it is.
                gamma.set(i, j, map.get(i, j) * (j < dimension ? 1 / Math.sqrt(dimension) : 1));
            }
        }
        return new ReducedAttention(gamma);
    }

    private Matrix part(Weights weights, String name, int network) {
        int width = dimension + 1;
        float[] rows = weights.array(name);
        Matrix matrix = Matrix.zeros(width, width);
        for (int i = 0; i < width * width; i++) {
            matrix.set(i / width, i % width, rows[network * width * width + i]);
        }
        return matrix;
    }
}
