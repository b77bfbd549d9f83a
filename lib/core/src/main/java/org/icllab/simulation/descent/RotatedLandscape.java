package org.icllab.simulation.descent;

import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Vectors;
import org.icllab.model.RotatedStep;
import org.icllab.model.Spectrum;
import org.icllab.model.Study;
import org.icllab.random.RandomStream;

/**
 * The loss of Γ = γI on sampled rotated contexts, layer by layer.
 *
 * @see "Paper B, Result 6, figure 4b; theory.md [B6]"
 */
public final class RotatedLandscape {
    /** The loss at the setting's step size, on fresh contexts. */
    public static final Study<RotatedStep, Double> STUDY = Study
            .simulation("rotated-landscape", RotatedLandscape::loss)
            .needing(RotatedLandscape::bytes)
            .measuring(RotatedStep.LOSS, loss -> loss);

    private RotatedLandscape() {
    }

    private static long bytes(RotatedStep setting) {
        return (long) (Double.BYTES * ensemble(setting).numbers(setting.layers() + 2.0));
    }

    private static RegressionEnsemble ensemble(RotatedStep setting) {
        Spectrum spectrum = setting.spectrum();
        return RegressionEnsemble.rotated(spectrum.lambda(), spectrum.omega());
    }

    /** @return the mean loss on E contexts; +Infinity where it overflows */
    public static double loss(RotatedStep setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        RegressionEnsemble ensemble = ensemble(setting);
        double step = setting.step() / setting.layers();
        double sum = 0;
        for (int n = 0; n < setting.evaluated(); n++) {
            Interrupt.check();
            RegressionEnsemble.Regression context = ensemble.draw(stream);
            double[] error = context.task();
            for (int layer = 0; layer < setting.layers(); layer++) {
                Vectors.axpy(-step, context.covarianceTimes(error), error);
            }
            sum += Vectors.dot(error, context.covarianceTimes(error));
        }
        return sum / setting.evaluated();
    }
}
