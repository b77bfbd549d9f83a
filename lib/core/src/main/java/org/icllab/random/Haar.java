package org.icllab.random;

import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.QR;

/** Uniformly distributed orthogonal matrices and frames. */
public final class Haar {
    private Haar() {
    }

    /** @return an n×n orthogonal matrix of the Haar law, n ≥ 1 */
    public static Matrix orthogonal(int n, RandomStream stream) {
        return frame(n, n, stream);
    }

    /**
     * @param n a multiple of {@code band}
     * @param band ≥ 1
     * @return an n×n matrix of Haar rotations of the first {@code band} directions, of the next, and so on
     */
    public static Matrix banded(int n, int band, RandomStream stream) {
        Require.given("stream", stream);
        Require.within("band", band, 1, Require.atLeast("n", n, 1));
        Require.that(n % band == 0, "band = " + band + ": must divide n = " + n);
        Matrix blocks = Matrix.zeros(n, n);
        for (int from = 0; from < n; from += band) {
            Matrix block = orthogonal(band, stream);
            for (int j = 0; j < band; j++) {
                System.arraycopy(block.data(), j * band, blocks.data(), (from + j) * n + from, band);
            }
        }
        return blocks;
    }

    /**
     * A uniform point of the Stiefel manifold: the Q of a Gaussian matrix's QR decomposition, each column multiplied
     * by the sign of R's diagonal. Without those signs Q follows the convention of the routine, not the Haar law
     * (Mezzadri 2007).
     *
     * @param rows n ≥ 1
     * @param columns k in 1 … n
     * @return an n×k matrix with orthonormal columns
     */
    public static Matrix frame(int rows, int columns, RandomStream stream) {
        Require.given("stream", stream);
        Require.that(columns <= rows, "columns = " + columns + ": must be at most rows = " + rows);
        Matrix gaussian = Matrix.zeros(rows, columns);
        stream.fillGaussian(gaussian.data(), 0, gaussian.data().length, 1);
        QR qr = QR.of(gaussian);
        Matrix r = qr.r();
        double[] signs = IntStream.range(0, columns).mapToDouble(j -> Math.copySign(1, r.get(j, j))).toArray();
        return qr.q().timesDiagonal(signs);
    }
}
