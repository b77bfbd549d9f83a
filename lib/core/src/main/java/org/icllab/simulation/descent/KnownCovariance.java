package org.icllab.simulation.descent;

import java.util.Arrays;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.model.TurnedContexts;
import org.icllab.random.RandomStream;
import org.icllab.random.Turn;

/**
 * Contexts in which a model sees the covariance \( \Sigma' = R\,\mathrm{diag}(\lambda)R^\top \) itself, as from infinitely
 * many points, and no noise.
 *
 * <p>D points suffice for that: with \( X = \sqrt D\,R\,\mathrm{diag}(\sqrt\lambda) \), \( \tfrac1DXX^\top = \Sigma' \).
 * They serve as labelled points and as queries. Tasks are \( \beta = R\,\mathrm{diag}(\sqrt\omega)z \), and the loss is
 * \( D \) times the mean squared error, \( (\beta-\hat\beta)^\top\Sigma'(\beta-\hat\beta) \): 1 on average for a model that
 * predicts 0.
 *
 * @see "Paper B, fixed covariance and brittleness; theory.md [B4], [B5]"
 */
public final class KnownCovariance {
    /** The loss of Γ = LΣ⁻¹ on turned contexts, over sampled tasks. */
    public static final Study<TurnedContexts, Double> TURNED = Study
            .simulation("turned-contexts", KnownCovariance::turnedLoss)
            .needing(setting -> (long) (Double.BYTES * numbers(setting.dimension())))
            .measuring(TurnedContexts.L_OOD, loss -> loss);

    /** How far rounding may take a rotation from orthogonal, in each direction. */
    private static final double ROUNDING = 1e-9;

    private final Matrix tasks;
    private final Matrix inputs;

    private KnownCovariance(Spectrum law, Matrix rotation) {
        int d = law.dimension();
        Matrix.require("rotation", rotation, d, d);
        Matrix excess = rotation.transposeTimes(rotation).minus(Matrix.identity(d));
        Require.that(excess.norm() <= ROUNDING * d, "rotation: must be orthogonal");
        tasks = rotation.timesDiagonal(roots(law.omega(), 1));
        inputs = rotation.timesDiagonal(roots(law.lambda(), d));
    }

    /** @return numbers that it takes to make one of that dimension */
    static double numbers(double dimension) {
        return 5 * dimension * dimension;
    }

    /**
     * @param law λ and ω
     * @return contexts in whose eigenbasis the layers' Γ is written
     */
    public static KnownCovariance of(Spectrum law) {
        Require.given("law", law);
        return new KnownCovariance(law, Matrix.identity(law.dimension()));
    }

    /**
     * @param law λ and ω
     * @param rotation R, D×D, orthogonal
     */
    public static KnownCovariance turned(Spectrum law, Matrix rotation) {
        Require.given("law", law);
        return new KnownCovariance(law, rotation);
    }

    private static double turnedLoss(TurnedContexts setting, RandomStream stream) {
        Spectrum law = setting.spectrum();
        double[] perfect = Arrays.stream(law.lambda()).map(lambda -> setting.layers() / lambda).toArray();
        Matrix gamma = Matrix.identity(setting.dimension()).timesDiagonal(perfect);
        return turned(law, Turn.by(setting.skew(), setting.angle()))
                .sampledLoss(DescentAttention.tied(gamma, setting.layers()), setting.tasks(), stream);
    }

    private static double[] roots(double[] squares, double factor) {
        return Arrays.stream(squares).map(square -> Math.sqrt(factor * square)).toArray();
    }

    /** @return the model's loss, averaged over tasks exactly: it is a quadratic form in z, summed over z = 1 in one direction */
    public double expectedLoss(DescentAttention model) {
        Require.given("model", model);
        double sum = 0;
        for (int k = 0; k < tasks.columns(); k++) {
            Interrupt.check();
            sum += loss(model, tasks.column(k));
        }
        return sum;
    }

    /**
     * @param count of sampled tasks, ≥ 1
     * @return the model's mean loss over them
     */
    public double sampledLoss(DescentAttention model, int count, RandomStream stream) {
        Require.given("model, stream", model, stream);
        Require.atLeast("count", count, 1);
        double[] z = new double[tasks.columns()];
        double sum = 0;
        for (int n = 0; n < count; n++) {
            Interrupt.check();
            stream.fillGaussian(z, 0, z.length, 1);
            sum += loss(model, tasks.times(z)) / count;
        }
        return sum;
    }

    private double loss(DescentAttention model, double[] task) {
        double root = Math.sqrt(task.length);
        double[] labels = Arrays.stream(inputs.transposeTimes(task)).map(label -> label / root).toArray();
        RegressionContext context = new RegressionContext(inputs, labels, inputs, labels);
        return task.length * context.error(model.predict(context));
    }
}
