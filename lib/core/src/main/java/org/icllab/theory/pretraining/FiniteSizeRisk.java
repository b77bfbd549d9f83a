package org.icllab.theory.pretraining;

import org.icllab.Require;
import org.icllab.model.Pretraining;
import org.icllab.model.Study;
import org.icllab.model.TaskLaw;
import org.icllab.model.TestError;

/** To be described. */
public final class FiniteSizeRisk {
    /** Both errors at the setting's own dimension. */
    public static final Study<Pretraining, FiniteSizeRisk> STUDY = Study
            .<Pretraining, FiniteSizeRisk>theory("finite-size-risk", FiniteSizeRisk::of)
            .measuring(Pretraining.E_ICL, FiniteSizeRisk::icl)
            .measuring(Pretraining.E_IDG, FiniteSizeRisk::idg)
            .measuring(Pretraining.G_TASK, FiniteSizeRisk::gTask);

    /** Of K's inverse: errors are central differences, of relative error 1e-8 by it and 1e-9 by rounding. */
    private static final double STEP = 1e-4;

    private final double icl;
    private final double idg;

    private FiniteSizeRisk(double icl, double idg) {
        this.icl = icl;
        this.idg = idg;
    }

    /** @return the errors of {@code setting} on tasks on the sphere */
    public static FiniteSizeRisk of(Pretraining setting) {
        return of(setting, TaskLaw.SPHERE);
    }

    /** @return the errors of {@code setting} on tasks of {@code law}, of pretraining and test */
    public static FiniteSizeRisk of(Pretraining setting, TaskLaw law) {
        int d = Require.atLeast("dimension", setting.dimension(), 2);
        if (setting.lambda() == 0 && setting.contexts() == d * (d + 1.0)) {
            return new FiniteSizeRisk(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        var equations = new FiniteSizeEquations(setting, law);
        FiniteSizeEquations.Solution base = equations.solve();
        double eta = STEP / (base.mean() * (1 + (1 + setting.rho()) * d / setting.contextLength()));
        double icl = 1 + setting.rho() - 2 * base.learned() + slope(equations, base, eta, 0);
        double idg = Double.isInfinite(setting.tasks()) ? icl
                : 1 + setting.rho() - 2 * base.own() + slope(equations, base, 0, eta);
        return new FiniteSizeRisk(icl, idg);
    }

    /** \( \tfrac1d\mathrm E\,\mathrm{Tr}\,\Gamma^*T\Gamma^{*\top} \), the derivative of the objective over n. */
    private static double slope(FiniteSizeEquations equations, FiniteSizeEquations.Solution base, double onNew, double onOwn) {
        double above = equations.solve(base.state(), onNew, onOwn).objective();
        double below = equations.solve(base.state(), -onNew, -onOwn).objective();
        return (above - below) / (2 * (onNew + onOwn));
    }

    /** @return \( e_{ICL} \), the error on new tasks */
    public double icl() {
        return icl;
    }

    /** @return \( e_{IDG} \), the error on fresh contexts of the pretraining tasks */
    public double idg() {
        return idg;
    }

    /** @return \( e_{ICL} - e_{IDG} \); 0 for fresh tasks */
    public double gTask() {
        return icl == idg ? 0 : icl - idg;
    }

    /** @return \( e_{ICL} \) or \( e_{IDG} \) */
    public double error(TestError which) {
        return which == TestError.ICL ? icl : idg;
    }
}
