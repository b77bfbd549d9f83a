package org.icllab.simulation.descent;

import java.util.Collections;
import java.util.List;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
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
            .measuring(RotatedStep.LOSS, loss -> loss);

    private RotatedLandscape() {
    }

    /** @return the mean loss on E contexts; +Infinity where it overflows */
    public static double loss(RotatedStep setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        Spectrum spectrum = setting.spectrum();
        RegressionEnsemble ensemble = RegressionEnsemble.rotated(spectrum.lambda(), spectrum.omega());
        List<Matrix> layers = Collections.nCopies(setting.layers(),
                Matrix.identity(setting.dimension()).scaled(setting.step()));
        double sum = 0;
        for (int n = 0; n < setting.evaluated(); n++) {
            Interrupt.check();
            sum += PopulationDescent.of(layers, ensemble.draw(stream)).loss();
        }
        return sum / setting.evaluated();
    }
}
