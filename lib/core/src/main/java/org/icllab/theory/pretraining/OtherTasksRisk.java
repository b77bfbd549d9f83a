package org.icllab.theory.pretraining;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.icllab.Require;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;
import org.icllab.model.TestTasks;
import org.icllab.theory.MarchenkoPastur;

/**
 * The error of linear attention on Gaussian test tasks whose covariance T is neither I nor the pool's second moment R,
 * in the limit of {@link AttentionRisk}, for finite κ.
 *
 * @see AttentionRisk#onTasks
 */
public final class OtherTasksRisk {
    private static final double[] POWERS_FROM_0_TO_3 = DoubleStream.concat(DoubleStream.of(0, 0.01),
            IntStream.rangeClosed(1, 60).mapToDouble(i -> i / 20.0)).toArray();

    /** For \( T \propto R^p \), p at 0, 0.01, and 0.05 to 3 in steps of 0.05: for κ &lt; 1 the error jumps at 0. */
    public static final Study<Pretraining, OtherTasksRisk> POWERS = Study
            .<Pretraining, OtherTasksRisk>theory("other-tasks-risk-powers", OtherTasksRisk::of)
            .along(TestTasks.POWER, setting -> POWERS_FROM_0_TO_3.clone())
            .curve(TestTasks.E, risk -> Arrays.stream(POWERS_FROM_0_TO_3).map(risk::onPower).toArray());

    /** For test tasks in a part of the space, or of another pool. */
    public static final Study<Pretraining, OtherTasksRisk> SUBSPACES = Study
            .<Pretraining, OtherTasksRisk>theory("other-tasks-risk-subspaces", OtherTasksRisk::of)
            .measuring(TestTasks.INSIDE, OtherTasksRisk::inside)
            .measuring(TestTasks.OUTSIDE, OtherTasksRisk::outside)
            .measuring(TestTasks.HALF, OtherTasksRisk::regardless)
            .measuring(TestTasks.OTHER_POOL, OtherTasksRisk::regardless);

    private final AttentionRisk risk;

    private OtherTasksRisk(AttentionRisk risk) {
        this.risk = risk;
    }

    /**
     * @return the errors in the limit of large d at the ratios of {@code setting}
     * @throws IllegalArgumentException if its κ is infinite
     */
    public static OtherTasksRisk of(Pretraining setting) {
        Require.given("setting", setting);
        Require.that(setting.kappa() < Double.POSITIVE_INFINITY, "κ = ∞: must be finite, to have a pool");
        return new OtherTasksRisk(AttentionRisk.of(setting));
    }

    /**
     * @param power p ≥ 0
     * @return the error for \( T = R^p/\mathrm{tr}R^p \)
     * @throws ArithmeticException as {@link MarchenkoPastur#expectation}, where \( R^p \) is no number
     */
    public double onPower(double power) {
        TestTasks.POWER.check(power);
        double trace = MarchenkoPastur.of(risk.kappa()).expectation(r -> Math.pow(r, power));
        return risk.onTasks(r -> Math.pow(r, power) / trace);
    }

    /** @return the error for T the same in all directions of the pool's span, a share min(1, κ) of all */
    public double inside() {
        return risk.onTasks(r -> r > 0 ? 1 / Math.min(1, risk.kappa()) : 0);
    }

    /** @return the error for T the same in all directions that no pool task has; NaN for κ ≥ 1, where there is none */
    public double outside() {
        return risk.kappa() < 1 ? risk.onTasks(r -> r > 0 ? 0 : 1 / (1 - risk.kappa())) : Double.NaN;
    }

    /** @return the error for a T that knows nothing of the pool: that on new tasks */
    public double regardless() {
        return risk.icl();
    }
}
