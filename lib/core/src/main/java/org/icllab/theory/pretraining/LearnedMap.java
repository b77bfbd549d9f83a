package org.icllab.theory.pretraining;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.SymmetricEigen;

/**
 * A pretrained \( \Gamma^* = [\Gamma_1 \mid g] \) beside what the theory expects of it, in the basis in which that is
 * diagonal.
 *
 * <p>The pool's tasks have mean b and second moment R. The summary's last part s is nearly the constant
 * \( v = 1+\rho \), so that g serves as an intercept: what the ridge lets it, it takes the mean task on itself, and
 * \( \Gamma_1 \) sees the tasks' spread about it. With q, ε and \( \nu = q+\varepsilon \) of {@link AttentionRisk},
 * \[ \tilde R = R - \frac{v^2}{v^2+\varepsilon}\,bb^\top,\qquad \bar\Gamma_1 = \tilde R(\tilde R+\nu)^{-1},\qquad
 *    \bar g = \frac{v}{v^2+\varepsilon}\,(I-\bar\Gamma_1)\,b, \]
 * which is \( C(S+\varepsilon)^{-1} \) written out, with \( S = \begin{pmatrix} R+q &amp; vb\\ vb^\top &amp; v^2\end{pmatrix} \)
 * the summary's second moment and \( C = [R \mid vb] \) its product with the task. The entries of a column scatter
 * about this independently, with variance \( \tfrac{e_{IDG}}{\tau d} \) times the column's diagonal entry of
 * \( (S+\varepsilon)^{-1}S(S+\varepsilon)^{-1} \). All is of the limit: corrections are of relative order 1/d.
 *
 * @param eigenvalues r, of \( \tilde R \), descending; an entry near 0 is a direction in which the tasks do not differ
 * @param learned \( U^\top[\Gamma_1U \mid g] \), d×(d+1), U the eigenvectors of \( \tilde R \)
 * @param expected \( U^\top[\bar\Gamma_1U \mid \bar g] \): diagonal but for its last column
 * @param spreads the standard deviation of each of the d+1 columns' entries
 * @see "Paper A, the structure of Γ*; theory.md §3, mean and variance of Γ"
 */
public record LearnedMap(double[] eigenvalues, Matrix learned, Matrix expected, double[] spreads) {
    public LearnedMap {
        eigenvalues = Require.finite("eigenvalues", eigenvalues).clone();
        Matrix.require("learned", learned, eigenvalues.length, eigenvalues.length + 1);
        Matrix.require("expected", expected, eigenvalues.length, eigenvalues.length + 1);
        spreads = Require.length("spreads", spreads, eigenvalues.length + 1).clone();
        for (int j = 0; j < spreads.length; j++) {
            Require.positive("spreads[" + j + "]", spreads[j]);
        }
    }

    /**
     * @param gamma Γ*, d×(d+1)
     * @param mean b, length d, of the pretraining tasks, all of them on the sphere
     * @param second R, d×d, their second moment
     * @param theory at the parameters of the pretraining; away from the divergence at τ = 1 without ridge
     */
    public static LearnedMap of(Matrix gamma, double[] mean, Matrix second, AttentionRisk theory) {
        int d = Require.given("gamma", gamma).rows();
        Matrix.require("gamma", gamma, d, d + 1);
        Require.finite("mean", Require.length("mean", mean, d));
        Matrix.require("second", second, d, d);
        Require.finite("theory.idg", Require.given("theory", theory).idg());
        double v = 1 + theory.rho();
        double epsilon = theory.effectiveRidge();
        SymmetricEigen summaries = SymmetricEigen.of(secondMoment(mean, second, theory.contextNoise(), v));
        SymmetricEigen tasks = SymmetricEigen.of(centred(mean, second, v * v / (v * v + epsilon)));
        int[] descending = IntStream.range(0, d).map(i -> d - 1 - i).toArray();
        Matrix basis = basis(tasks, descending);
        Matrix answer = summaries.map(s -> 1 / (s + epsilon));
        Matrix scatter = summaries.map(s -> s / ((s + epsilon) * (s + epsilon)));
        Matrix expected = cross(mean, second, v).times(answer);
        double scale = theory.idg() / (theory.tau() * d);
        Matrix turned = basis.transposeTimes(scatter).times(basis);
        double[] spreads = IntStream.rangeClosed(0, d).mapToDouble(j -> Math.sqrt(scale * turned.get(j, j))).toArray();
        double[] ascending = tasks.values();
        double[] eigenvalues = IntStream.of(descending).mapToDouble(i -> ascending[i]).toArray();
        return new LearnedMap(eigenvalues, turned(gamma, basis), turned(expected, basis), spreads);
    }

    /** @return a copy */
    @Override
    public double[] eigenvalues() {
        return eigenvalues.clone();
    }

    /** @return a copy */
    @Override
    public double[] spreads() {
        return spreads.clone();
    }

    /** @return the learned diagonal entries \( (U^\top\Gamma_1U)_{ii} \), by descending eigenvalue */
    public double[] diagonal() {
        return IntStream.range(0, eigenvalues.length).mapToDouble(i -> learned.get(i, i)).toArray();
    }

    /** @return the number of directions in which the tasks differ: eigenvalues that are not 0 but for rounding */
    public int rank() {
        return (int) Arrays.stream(eigenvalues).filter(r -> r > 1e-9).count();
    }

    /** @return the distances of the diagonal from what is expected, in units of its spread, by descending eigenvalue */
    public double[] diagonalResiduals() {
        int d = eigenvalues.length;
        double[] all = residuals();
        return IntStream.range(0, d).mapToDouble(i -> all[i * (d + 1)]).toArray();
    }

    /** @return the distances of all d(d+1) entries from what is expected, in units of their spread; column by column */
    public double[] residuals() {
        int d = eigenvalues.length;
        return IntStream.range(0, d * (d + 1))
                .mapToDouble(at -> (learned.data()[at] - expected.data()[at]) / spreads[at / d]).toArray();
    }

    /** S, with the summary's last part at its end. */
    private static Matrix secondMoment(double[] mean, Matrix second, double noise, double v) {
        int d = mean.length;
        Matrix moment = Matrix.zeros(d + 1, d + 1);
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < d; i++) {
                moment.set(i, j, second.get(i, j) + (i == j ? noise : 0));
            }
            moment.set(j, d, v * mean[j]);
            moment.set(d, j, v * mean[j]);
        }
        moment.set(d, d, v * v);
        return moment;
    }

    private static Matrix cross(double[] mean, Matrix second, double v) {
        int d = mean.length;
        Matrix cross = Matrix.zeros(d, d + 1);
        System.arraycopy(second.data(), 0, cross.data(), 0, d * d);
        for (int i = 0; i < d; i++) {
            cross.set(i, d, v * mean[i]);
        }
        return cross;
    }

    private static Matrix centred(double[] mean, Matrix second, double share) {
        int d = mean.length;
        Matrix centred = second.copy();
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < d; i++) {
                centred.set(i, j, centred.get(i, j) - share * mean[i] * mean[j]);
            }
        }
        return centred;
    }

    /** @return diag(U, 1), U's columns in the given order */
    private static Matrix basis(SymmetricEigen tasks, int[] order) {
        int d = order.length;
        Matrix vectors = tasks.vectors();
        Matrix basis = Matrix.zeros(d + 1, d + 1);
        for (int j = 0; j < d; j++) {
            System.arraycopy(vectors.data(), order[j] * d, basis.data(), j * (d + 1), d);
        }
        basis.set(d, d, 1);
        return basis;
    }

    private static Matrix turned(Matrix gamma, Matrix basis) {
        int d = gamma.rows();
        Matrix vectors = Matrix.zeros(d, d);
        for (int j = 0; j < d; j++) {
            System.arraycopy(basis.data(), j * (d + 1), vectors.data(), j * d, d);
        }
        return vectors.transposeTimes(gamma).times(basis);
    }
}
