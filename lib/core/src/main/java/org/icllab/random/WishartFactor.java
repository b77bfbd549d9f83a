package org.icllab.random;

import org.icllab.Require;
import org.icllab.linalg.Matrix;

/**
 * Bartlett's factor of a Wishart matrix: \( R^\top R \) has the law of \( G^\top G \) for an n×d matrix G of standard
 * normal numbers, without drawing G.
 *
 * <p>R is the triangular factor of \( G = QR \): with m = min(n, d) it is m×d, zero below the diagonal, its entries
 * are independent, \( R_{ii}^2 \sim \chi^2_{n-i+1} \) for i = 1 … m, and those above the diagonal are standard normal.
 * It costs d²/2 numbers instead of nd. Q is independent of R, so that for noise \( \varepsilon \) of variance
 * \( \rho \), \( G^\top\varepsilon \) has the law of \( \sqrt\rho\,R^\top z \) given R, z standard normal of length m.
 *
 * @see "M. S. Bartlett, On the theory of statistical regression, 1933"
 */
public final class WishartFactor {
    private final int samples;
    private final int dimension;

    private WishartFactor(int samples, int dimension) {
        this.samples = samples;
        this.dimension = dimension;
    }

    /**
     * @param samples n ≥ 1, degrees of freedom; below d the Wishart matrix is singular, and R has n rows
     * @param dimension d ≥ 1
     */
    public static WishartFactor of(int samples, int dimension) {
        return new WishartFactor(Require.atLeast("samples", samples, 1), Require.atLeast("dimension", dimension, 1));
    }

    /** @return R, min(n, d)×d */
    public Matrix draw(RandomStream stream) {
        Require.given("stream", stream);
        int rows = Math.min(samples, dimension);
        Matrix factor = Matrix.zeros(rows, dimension);
        double[] data = factor.data();
        for (int j = 0; j < dimension; j++) {
            int column = j * rows;
            stream.fillGaussian(data, column, column + Math.min(j, rows), 1);
            if (j < rows) {
                data[column + j] = Math.sqrt(stream.nextChiSquare(samples - j));
            }
        }
        return factor;
    }
}
