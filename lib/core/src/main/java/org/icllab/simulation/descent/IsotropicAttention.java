package org.icllab.simulation.descent;

import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.Descent;
import org.icllab.model.IsotropicDescent;
import org.icllab.model.Quantity;
import org.icllab.model.Study;
import org.icllab.random.RandomStream;

/**
 * What L layers of reduced attention with Γ = γI make of isotropic contexts: they read fresh ones, and the mean squared
 * distance of their predictions from the noiseless targets is taken.
 *
 * @see "Paper B, figure 2; theory.md [B1], [B2]"
 */
public final class IsotropicAttention {
    /** lowest: minimum over γ of one layer's loss. */
    public static final Quantity LOWEST = Quantity.of("lowest", "minimum over γ of one layer's loss");

    /** The loss at the setting's step. */
    public static final Study<IsotropicDescent, Double> STUDY = Study
            .simulation("isotropic-attention", IsotropicAttention::loss)
            .needing(IsotropicAttention::bytes)
            .measuring(Descent.LOSS, loss -> loss);

    /** The lowest loss of one layer, whatever the setting's step. */
    public static final Study<IsotropicDescent, Double> ONE_LAYER = Study
            .simulation("isotropic-attention-one-layer", IsotropicAttention::lowest)
            .needing(IsotropicAttention::bytes)
            .measuring(LOWEST, lowest -> lowest);

    private IsotropicAttention() {
    }

    /** Γ, and a context of P points and D others. */
    private static long bytes(IsotropicDescent setting) {
        double d = setting.dimension();
        return (long) (Double.BYTES * d * (2 * d + setting.labelled()));
    }

    /** @return the mean over E contexts of the error on D points of each */
    public static double loss(IsotropicDescent setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        int dimension = setting.dimension();
        DescentAttention attention =
                DescentAttention.tied(Matrix.identity(dimension).scaled(setting.gamma()), setting.layers());
        RegressionEnsemble ensemble = RegressionEnsemble.isotropic(dimension);
        double sum = 0;
        for (int i = 0; i < setting.evaluated(); i++) {
            Interrupt.check();
            RegressionContext context = ensemble.draw(stream)
                    .context(setting.labelled(), dimension, setting.noise(), stream);
            sum += context.error(attention.predict(context));
        }
        return sum / setting.evaluated();
    }

    /**
     * The minimum over γ of the loss that one layer has on these contexts. It is a parabola in γ, known by its values
     * at three.
     *
     * @throws IllegalArgumentException unless L = 1
     */
    public static double lowest(IsotropicDescent setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        Require.that(setting.depth() == 1, "depth = " + setting.depth() + ": must be 1, for a parabola in γ");
        // The same part of the stream, so the same contexts.
        double below = loss(setting.with(IsotropicDescent.STEP, 0.25), stream.at(0));
        double middle = loss(setting.with(IsotropicDescent.STEP, 0.5), stream.at(0));
        double above = loss(setting.with(IsotropicDescent.STEP, 0.75), stream.at(0));
        double tilt = (above - below) / 2;
        return middle - tilt * tilt / (2 * (below - 2 * middle + above));
    }
}
