package org.icllab.simulation.pretraining;

import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.linalg.Vectors;
import org.icllab.random.RandomStream;

/**
 * A context in full: \( x_i \sim \mathcal N(0, I_d/d) \), \( y_i = \langle x_i, w\rangle + \varepsilon_i \),
 * \( \varepsilon_i \sim \mathcal N(0,\rho) \), i = 1 … ℓ+1; the last pair is the query.
 *
 * @param inputs d×(ℓ+1), an input per column, the query last; not copied
 * @param labels ℓ+1 labels, the one to be predicted last
 * @see "Paper A, model setup; theory.md §1"
 */
public record Context(Matrix inputs, double[] labels) {
    /** @throws IllegalArgumentException if the components do not fit together, or one is out of its range */
    public Context {
        Require.length("labels", labels, Matrix.require("inputs", inputs).columns());
        Require.atLeast("labels.length", labels.length, 2);
        labels = Require.finite("labels", labels.clone());
    }

    /**
     * @param task w, length d
     * @param contextLength ℓ ≥ 1
     * @param noise ρ ≥ 0, the label noise's variance
     */
    public static Context of(double[] task, int contextLength, double noise, RandomStream stream) {
        return of(task, contextLength, noise, 0, stream);
    }

    /**
     * A context whose inputs are an autoregression, \( x_{i+1} = rx_i + \sqrt{1-r^2}\,z_i \), so that
     * \( \mathbb E\,x_ix_j^\top = r^{|i-j|}I/d \); the query is independent of them.
     *
     * @param task w, length d
     * @param contextLength ℓ ≥ 1
     * @param noise ρ ≥ 0, the label noise's variance
     * @param neighbours r in [0, 1]
     */
    static Context of(double[] task, int contextLength, double noise, double neighbours, RandomStream stream) {
        Require.given("stream", stream);
        Require.room("contextLength", Require.atLeast("contextLength", contextLength, 1) + 1L);
        Require.nonNegative("noise", noise);
        Require.finite("task", task);
        int d = Require.atLeast("task.length", task.length, 1);
        Matrix inputs = Matrix.zeros(d, contextLength + 1);
        stream.fillGaussian(inputs.data(), 0, d * (contextLength + 1), 1 / Math.sqrt(d));
        double innovation = Math.sqrt((1 - neighbours) * (1 + neighbours));
        for (int i = d; neighbours > 0 && i < d * contextLength; i++) {
            inputs.data()[i] = neighbours * inputs.data()[i - d] + innovation * inputs.data()[i];
        }
        double[] labels = new double[contextLength + 1];
        for (int i = 0; i <= contextLength; i++) {
            labels[i] = Math.sqrt(noise) * stream.nextGaussian() + Vectors.dot(inputs.data(), i * d, task, 0, d);
        }
        return new Context(inputs, labels);
    }

    /** @return a copy of the labels, ℓ+1 of them */
    @Override
    public double[] labels() {
        return labels.clone();
    }

    /** @return ℓ, without the query */
    public int length() {
        return labels.length - 1;
    }

    /** @return the query \( x_{\ell+1} \), length d */
    public double[] query() {
        return inputs.column(length());
    }

    /** @return the label \( y_{\ell+1} \) that is to be predicted */
    public double target() {
        return labels[length()];
    }

    /**
     * What linear attention knows of the context; NaN or infinite where labels and inputs are so large that it overflows.
     *
     * @return \( [\tfrac d\ell \sum_{i\le\ell} y_i x_i,\ \tfrac1\ell \sum_{i\le\ell} y_i^2] \), length d+1
     * @see "theory.md [A1]"
     */
    public double[] summary() {
        int d = inputs.rows();
        int length = length();
        double[] summary = new double[d + 1];
        for (int i = 0; i < length; i++) {
            Vectors.axpy(d * labels[i] / length, inputs.data(), i * d, summary, 0, d);
            summary[d] += labels[i] * labels[i] / length;
        }
        return summary;
    }
}
