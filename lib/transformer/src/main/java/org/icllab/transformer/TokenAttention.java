package org.icllab.transformer;

import java.util.Arrays;
import org.icllab.Require;
import org.icllab.linalg.Blas;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Section;
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

    /** \( Q^\top K \) without the row that meets the query's label, 0, d×(d+1) by columns; then v. */
    @Override
    public int effectiveSize() {
        return dimension * (dimension + 1) + 1;
    }

    @Override
    public void effective(double[] weights, int network, double[] effective) {
        Blas.gemm(1, queries(weights, network), false, keys(weights, network), true, 0, map(effective));
        effective[effective.length - 1] = weights[network];
    }

    @Override
    public void chain(double[] weights, int network, double[] slopes, double[] gradient) {
        Blas.gemm(1, map(slopes), false, keys(weights, network), false, 0, queries(gradient, network));
        Blas.gemm(1, map(slopes), true, queries(weights, network), false, 0, keys(gradient, network));
        gradient[network] = slopes[slopes.length - 1];
    }

    @Override
    public Pass pass(Batch.Size size) {
        Tokens.check(size, dimension);
        return new TokenAttentionPass(this, size);
    }

    Section map(double[] effective) {
        return Section.of(effective, 0, dimension, dimension + 1);
    }

    /** Kᵀ. */
    private Section keys(double[] weights, int network) {
        int width = dimension + 1;
        return Section.of(weights, networks + network * width * width, width, width);
    }

    /** Qᵀ without its last row. */
    private Section queries(double[] weights, int network) {
        int width = dimension + 1;
        return Section.of(weights, networks + (networks + network) * width * width, dimension, width, width);
    }

    /** @return network {@code network}, from 0, as the matrix Γ that it amounts to */
    public ReducedAttention reduced(Weights weights, int network) {
        Require.given("weights", weights);
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
        int from = network * width * width;
        return Matrix.wrap(width, width, Arrays.copyOfRange(weights.array(name), from, from + width * width)).transpose();
    }
}
