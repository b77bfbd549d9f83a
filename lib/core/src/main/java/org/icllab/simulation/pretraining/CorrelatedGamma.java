package org.icllab.simulation.pretraining;

import org.icllab.Require;
import org.icllab.model.CorrelatedPretraining;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.random.RandomStream;

/**
 * {@link PretrainedGamma} with inputs correlated along each context, in pretraining and test; errors exact for Γ*.
 *
 * @param icl its error on fresh tasks
 * @param idg its error on the pretraining tasks
 * @see "theory.md [A7]"
 */
public record CorrelatedGamma(double icl, double idg) {
    /** Both errors of a pretrained layer, exact for its pool. */
    public static final Study<CorrelatedPretraining, CorrelatedGamma> STUDY = Study
            .simulation("correlated-gamma", CorrelatedGamma::run)
            .needing(s -> GammaRegression.bytes(s.dimension(), s.independent().contexts(), s.lambda()))
            .measuring(Pretraining.E_ICL, CorrelatedGamma::icl)
            .measuring(Pretraining.E_IDG, CorrelatedGamma::idg)
            .measuring(Pretraining.G_TASK, errors -> errors.icl - errors.idg);

    /** @throws IllegalArgumentException if an error is no number */
    public CorrelatedGamma {
        Require.numbers("icl, idg", icl, idg);
    }

    /** @return the errors of a Γ* fitted to contexts and tasks of its own */
    public static CorrelatedGamma run(CorrelatedPretraining setting, RandomStream stream) {
        Require.given("setting, stream", setting, stream);
        Pretraining ratios = setting.independent();
        TaskPool pool = PretrainedGamma.pool(ratios, stream.at(0));
        int length = ratios.contextLength();
        FeatureSample sample = FeatureSampler.of(pool, length, ratios.rho()).correlated(setting.neighbours())
                .sample(ratios.contexts(), stream.at(1));
        ReducedAttention fitted = GammaRegression.of(sample, ratios.lambda()).solve();
        double squares = squares(length, setting.neighbours());
        TaskMoments fresh = TaskMoments.of(TaskLaw.SPHERE, setting.dimension());
        return new CorrelatedGamma(fitted.error(fresh, length, setting.rho(), squares),
                fitted.error(pool.moments(), length, setting.rho(), squares));
    }

    /** @return \( \tfrac1\ell\sum_{ij}K_{ij}^2 \), pair by pair */
    static double squares(int length, double neighbours) {
        double sum = 0;
        for (int apart = length - 1; apart > 0; apart--) {
            sum += 2.0 * (length - apart) * StrictMath.pow(neighbours, 2.0 * apart);
        }
        return (sum + length) / length;
    }
}
