package org.icllab.simulation.descent;

import java.util.List;
import org.icllab.Interrupt;
import org.icllab.Require;
import org.icllab.linalg.Matrix;
import org.icllab.model.RotatedDescent;
import org.icllab.model.Study;
import org.icllab.random.RandomStream;
import org.icllab.simulation.descent.RegressionEnsemble.Regression;

/**
 * What the fluctuations of Γ around a multiple of Π have come to cost when training ends.
 *
 * @see "theory.md [B6]: SGD learns a multiple of Π, plus noise of order ΔtD/B"
 */
public final class GammaFluctuations {
    /** Trains as {@link RotatedTraining} does, and takes the loss with and without the fluctuations. */
    public static final Study<RotatedDescent, Double> STUDY = Study
            .simulation("gamma-fluctuations", GammaFluctuations::excess)
            .needing(setting -> RotatedTraining.sgd(setting).bytes(2, 0))
            .measuring(RotatedDescent.EXCESS, excess -> excess);

    private GammaFluctuations() {
    }

    /** @return loss of Γ at time T / loss of the multiple of Π with its trace − 1, both on the same fresh contexts */
    public static double excess(RotatedDescent setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        int[] last = {setting.steps()[setting.times().length - 1]};
        List<Matrix> trained = RotatedTraining.sgd(setting).run(last, stream.at(0)).get(0).gammas();
        List<Matrix> layers = RotatedTraining.layers(setting, trained);
        List<Matrix> scalar = RotatedTraining.layers(setting,
                trained.stream().map(gamma -> projector(setting).scaled(gamma.trace() / setting.width())).toList());
        RegressionEnsemble ensemble = RotatedTraining.ensemble(setting);
        RandomStream fresh = stream.at(1);
        double loss = 0;
        double scalarLoss = 0;
        for (int n = 0; n < setting.evaluated(); n++) {
            Interrupt.check();
            Regression regression = ensemble.draw(fresh);
            loss += PopulationDescent.of(layers, regression).loss();
            scalarLoss += PopulationDescent.of(scalar, regression).loss();
        }
        return loss / scalarLoss - 1;
    }

    private static Matrix projector(RotatedDescent setting) {
        Matrix projector = Matrix.zeros(setting.dimension(), setting.dimension());
        for (int i = 0; i < setting.width(); i++) {
            projector.set(i, i, 1);
        }
        return projector;
    }
}
